"""The commands: parse, call one function, render. All work is done elsewhere."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from autograder import __version__
from autograder.course import Assignment, Course, find_course
from autograder.errors import AutograderError

FOLDER = click.Path(file_okay=False, path_type=Path)
ANY_PATH = click.Path(path_type=Path)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="processors",
    help="How many to grade at the same time.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="autograder")
@click.option("--course", type=FOLDER, help="The course folder; default: the one you are in.")
@click.pass_context
def cli(context: click.Context, course: Path | None) -> None:
    """Exercises with hidden tests: check your own, grade a class, build for Gradescope."""
    context.obj = course


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def list_command(folder: Path | None, as_json: bool) -> None:
    """List the assignments with their questions and points."""
    assignments = find_course(folder).assignments
    if as_json:
        entries = [
            {
                "slug": a.slug,
                "questions": [{"name": q.name, "points": q.points} for q in a.questions],
            }
            for a in assignments
        ]
        click.echo(json.dumps({"assignments": entries}, indent=2))
        return
    for assignment in assignments:
        click.echo(f"{assignment.slug}: {assignment.title} ({assignment.max_score:g} points)")
        for question in assignment.questions:
            click.echo(f"  {question.name:24} {question.points:>5g}")


@cli.command()
@click.argument("file", required=False, type=ANY_PATH)
@click.option("-q", "--question", help="Only this function.")
def check(file: Path | None, question: str | None) -> None:
    """Run the public tests on your notebook or .py file.

    Without FILE: the newer of the notebook and the script in this folder.
    """
    from autograder.grading.check import check_file, find_file
    from autograder.reporting.console import render_check

    assignment, report = check_file(find_file(file), question)
    click.echo(render_check(report, assignment, color=_colour()))
    sys.exit(0 if all(score.passed for score in report.questions) else 1)


@cli.command()
@click.argument("slug")
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH)
@click.option("--out", type=FOLDER, required=True, help="Where the results go.")
@JOBS
@click.option(
    "--without-containment",
    "uncontained",
    is_flag=True,
    help="Grade even where hostile code can't be kept in; see `autograder doctor`.",
)
@click.pass_obj
def grade(
    folder: Path | None,
    slug: str,
    paths: Sequence[Path],
    out: Path,
    jobs: int,
    uncontained: bool,
) -> None:
    """Grade files, or folders of submissions, against the hidden suite of SLUG.

    Writes grades.csv, results/<submission>.json and report.html to the folder --out, also
    after Ctrl-C for what is done. Exit code 1: some could not be graded.
    """
    course = find_course(folder)
    _grade(course, course.assignment(slug), paths, out, jobs, uncontained)


def _grade(
    course: Course,
    assignment: Assignment,
    paths: Sequence[Path],
    out: Path,
    jobs: int,
    uncontained: bool = False,
) -> None:
    from autograder.classroom.intake import find_submissions
    from autograder.classroom.outputs import grade_into
    from autograder.reporting.console import render_summary
    from autograder.reporting.text import one_line

    intake = find_submissions(paths)
    for path, why in intake.reasons.items():
        click.echo(f"passed over: {one_line(str(path))} ({why})", err=True)
    with _progress(len(intake.submissions), "grading") as advance:
        found = intake.submissions
        result = grade_into(out, course, assignment, found, jobs, advance, uncontained=uncontained)
    click.echo(render_summary(assignment, result.reports, color=_colour()))
    for name, why in result.failed:
        click.echo(f"not graded: {name}: {why}", err=True)
    missing = len(intake.submissions) - len(result.reports)
    if missing:
        click.echo(f"Stopped: {missing} submissions were not graded yet.", err=True)
    click.echo(f"report: {out / 'report.html'}\ngrades: {out / 'grades.csv'}")
    sys.exit(130 if missing else 1 if result.failed else 0)


@cli.command()
@click.argument("slugs", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Only prove that all is current.")
@JOBS
@click.pass_obj
def build(folder: Path | None, slugs: Sequence[str], only_check: bool, jobs: int) -> None:
    """Make what students get (assignments/) and what Gradescope gets (dist/)."""
    course = find_course(folder)
    assignments = _chosen(course, slugs)
    if only_check:
        _check_current(course, assignments)
    else:
        _build(course, assignments, jobs)


def _check_current(course: Course, assignments: Sequence[Assignment]) -> None:
    from autograder.authoring.build import check_current

    stale = [line for a in assignments for line in check_current(course, a)]
    if stale:
        raise AutograderError(
            "assignments/ is not what the sources make:\n  " + "\n  ".join(stale),
            then="Run `autograder build` and commit what it changes.",
        )
    click.echo(f"{len(assignments)} assignments are current.")


def _build(
    course: Course, assignments: Sequence[Assignment], jobs: int, thorough: bool = True
) -> None:
    from autograder.authoring.build import write_bundle, write_student_folder
    from autograder.reporting.verdict import summary_line

    for assignment in assignments:
        write_student_folder(course, assignment)
        verdict = _verify_one(course, assignment, jobs, thorough)
        if verdict.problems:
            raise AutograderError(
                f"{summary_line(verdict)}:\n  " + "\n  ".join(verdict.problems),
                then="Mend this; no zip is built from a suite that does not stand.",
            )
        path = course.bundle(assignment.slug)
        write_bundle(course, assignment, path)
        click.echo(f"{summary_line(verdict)} → {path.relative_to(course.root)}")


@cli.command()
@click.argument("slugs", nargs=-1)
@click.option("--quiet", is_flag=True, help="One line an assignment.")
@JOBS
@click.pass_obj
def verify(folder: Path | None, slugs: Sequence[str], quiet: bool, jobs: int) -> None:
    """Prove that the suites grade right: reference, stub, mistakes, variants, leaks."""
    from autograder.reporting.verdict import render_verdict, summary_line

    course = find_course(folder)
    verdicts = []
    for assignment in _chosen(course, slugs):
        verdict = _verify_one(course, assignment, jobs)
        verdicts.append(verdict)
        if not quiet or verdict.problems:
            click.echo(render_verdict(verdict, matrix=not quiet))
    if len(verdicts) > 1 or quiet:
        click.echo("\n".join(map(summary_line, verdicts)))
    sys.exit(1 if any(verdict.problems for verdict in verdicts) else 0)


def _verify_one(course: Course, assignment: Assignment, jobs: int, thorough: bool = True) -> Any:
    from autograder.authoring.verify import verify as verify_assignment

    with _progress(None, f"verifying {assignment.slug}") as advance:
        return verify_assignment(course, assignment, jobs, advance, thorough=thorough)


@cli.command()
def doctor() -> None:
    """Try in a real worker what student code can and can't do on this machine."""
    from autograder.reporting.text import one_line
    from autograder.sandbox.doctor import examine
    from autograder.sandbox.workers import Zygote

    zygote = Zygote()
    try:
        layers, probes = examine(zygote, thorough=True)
    finally:
        zygote.close()
    click.echo(click.wrap_text(f"layers in force: {', '.join(layers)}") + "\n")
    for probe in probes:
        sign = "✓ stopped" if probe.stopped else "✗ ALLOWED"
        click.echo(f"{sign}  {probe.attempt:26} {one_line(probe.how, 42)}")
    held = all(probe.stopped for probe in probes)
    if held:
        click.echo("\nStudent code is contained here.")
    else:
        click.echo(
            "\nStudent code is NOT contained here. Scores are still right, since tests and\n"
            "results live in other processes; but a hostile file could reach this machine.\n"
            "Grade in a container or a virtual machine of its own."
        )
    sys.exit(0 if held else 1)


@cli.command()
@click.option("--out", type=FOLDER, default=Path("out/demo"), show_default=True)
@click.option("--size", type=click.IntRange(10, 10_000), default=60, show_default=True)
@JOBS
@click.pass_obj
def demo(folder: Path | None, out: Path, size: int, jobs: int) -> None:
    """Build all assignments, then make a sample class and grade it.

    To be quick it looks at the suites with the reference and the stub only; `autograder
    verify` proves them.
    """
    from autograder.authoring.sample import write_sample_class

    course = find_course(folder)
    _build(course, course.assignments, jobs, thorough=False)
    assignment = course.assignments[0]
    submissions = out / "submissions"
    write_sample_class(course, assignment, submissions, size)
    click.echo(f"{size} made-up submissions of {assignment.slug}: {submissions}")
    try:
        _grade(course, assignment, [submissions], out, jobs)
    except SystemExit as end:
        sys.exit(0 if end.code in (0, 1) else end.code)  # the sample holds broken files on purpose


def _chosen(course: Course, slugs: Sequence[str]) -> Sequence[Assignment]:
    return [course.assignment(slug) for slug in slugs] if slugs else course.assignments


@contextmanager
def _progress(total: int | None, label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a plain line now and then elsewhere; `(done, total)` moves it."""
    if not sys.stderr.isatty():
        yield _plain_progress(label)
        return
    with click.progressbar(length=total or 1, label=label, file=sys.stderr, width=30) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


def _plain_progress(label: str) -> Callable[[int, int], None]:
    said = -1

    def advance(done: int, total: int) -> None:
        nonlocal said
        tenth = 10 * done // max(total, 1)
        if tenth != said and total >= 20:
            said = tenth
            click.echo(f"{label}: {done} of {total}", err=True)

    return advance


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def main() -> None:
    """The entry point: a readable error instead of a traceback, and exit code 2."""
    try:
        cli(standalone_mode=False)
    except AutograderError as error:
        click.echo(f"autograder: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
