"""The commands of an author."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from autograder.cli.completion import slugs
from autograder.cli.epilogs import epilog
from autograder.cli.instructor import grade_intake
from autograder.cli.shared import ANY_PATH, FOLDER, JOBS, progress_bar, tell
from autograder.course import Assignment, Course, find_course
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.authoring.verdict import Verdict


@click.command("list", epilog=epilog("list"))
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


@click.command(epilog=epilog("build"))
@click.argument("slugs", nargs=-1, shell_complete=slugs)
@click.option("--check", "only_check", is_flag=True, help="Only prove that all is current.")
@click.option("--watch", is_flag=True, help="Build again whenever a file is saved; Ctrl-C ends.")
@JOBS
@click.pass_obj
def build(
    folder: Path | None, slugs: Sequence[str], only_check: bool, watch: bool, jobs: int
) -> None:
    """Make what students get (assignments/) and what Gradescope gets (dist/).

    Everything that `verify` proves is proved first: no zip is built unless it stands.
    """
    if watch:
        _watch(folder, slugs, jobs)
        return
    course = find_course(folder)
    assignments = _chosen(course, slugs)
    if only_check:
        _check_current(course, assignments)
    else:
        _build(course, assignments, jobs)


def _watch(folder: Path | None, slugs: Sequence[str], jobs: int) -> None:
    from autograder.authoring.watch import changed, stamps

    course = find_course(folder)
    state = stamps(course)
    due = list(slugs or state)
    try:
        changes = changed(course, state)
        while True:
            for slug in due:
                try:
                    course = find_course(folder)
                    _build(course, [course.assignment(slug)], jobs)
                except AutograderError as error:
                    tell(f"autograder: {error.shown(Path.cwd())}")
            click.echo(f"{time.strftime('%H:%M:%S')} waiting for a change; Ctrl-C ends.")
            due = [slug for slug in next(changes) if not slugs or slug in slugs]
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


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
    from autograder.authoring.lint import lint
    from autograder.reporting.text import plural
    from autograder.reporting.verdict import summary_line

    for assignment in assignments:
        if problems := lint(course, assignment):
            what = f"{assignment.slug}: ✗ {plural(len(problems), 'problem')}"
            _refuse(what, problems, course, "Mend this; nothing was written.")
        write_student_folder(course, assignment)
        verdict = _verify_one(course, assignment, jobs, thorough)
        if verdict.problems:
            then = "Mend this; no zip is built from a suite that does not stand."
            _refuse(summary_line(verdict), verdict.problems, course, then)
        path = course.bundle(assignment.slug)
        write_bundle(course, assignment, path)
        click.echo(f"{summary_line(verdict)} → {path.relative_to(course.root)}")


def _refuse(what: str, problems: Sequence[AutograderError], course: Course, then: str) -> NoReturn:
    from autograder.reporting.verdict import render_problem

    lines = [line for problem in problems for line in render_problem(problem, course.root)]
    raise AutograderError("\n".join([f"{what}:", *lines]), then=then)


@click.command(epilog=epilog("verify"))
@click.argument("slugs", nargs=-1, shell_complete=slugs)
@click.option("--quiet", is_flag=True, help="One line an assignment.")
@JOBS
@click.pass_obj
def verify(folder: Path | None, slugs: Sequence[str], quiet: bool, jobs: int) -> None:
    """Prove that the suites grade right: reference, stub, mistakes, variants, leaks.

    Prints a matrix of mistakes × tests for each question, then every problem with its file
    and line.
    """
    from autograder.reporting.verdict import render_verdict, summary_line

    course = find_course(folder)
    verdicts = []
    for assignment in _chosen(course, slugs):
        verdict = _verify_one(course, assignment, jobs)
        verdicts.append(verdict)
        if not quiet or verdict.problems:
            click.echo(render_verdict(verdict, course.root, matrix=not quiet))
    if len(verdicts) > 1 or quiet:
        click.echo("\n".join(map(summary_line, verdicts)))
    sys.exit(1 if any(verdict.problems for verdict in verdicts) else 0)


def _verify_one(
    course: Course, assignment: Assignment, jobs: int, thorough: bool = True
) -> Verdict:
    from autograder.authoring.verify import verify as verify_assignment

    with progress_bar(None, f"verifying {assignment.slug}") as advance:
        return verify_assignment(course, assignment, jobs, advance, thorough=thorough)


@click.command("try", epilog=epilog("try"))
@click.argument("slug", shell_complete=slugs)
@click.argument("file", type=ANY_PATH)
@click.option("-q", "--question", default="", help="Only the tests of this function.")
@click.option("-t", "--test", default="", help="Only this test, with every call that it makes.")
@click.option("--all", "every_call", is_flag=True, help="Every call, also those that agree.")
@click.pass_obj
def try_command(
    folder: Path | None, slug: str, file: Path, question: str, test: str, every_call: bool
) -> None:
    """Grade FILE with everything visible, side by side with the reference.

    For each test its points, calls and time; for what fails the inputs, expected and got;
    then the known mistakes that answer alike, and on which calls. For authors: this shows
    hidden tests.
    """
    from autograder.authoring.trial import try_file
    from autograder.reporting.trial import render_trial

    course = find_course(folder)
    assignment = course.assignment(slug)
    trial = try_file(course, assignment, file, question, test)
    click.echo(render_trial(trial, assignment, every_call=every_call or bool(test)))
    sys.exit(0 if all(score.passed for score in trial.report.questions) else 1)


@click.command(epilog=epilog("demo"))
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
    from autograder.classroom.intake import find_submissions
    from autograder.classroom.outputs import Choices

    course = find_course(folder)
    _build(course, course.assignments, jobs, thorough=False)
    assignment = course.assignments[0]
    submissions = out / "submissions"
    write_sample_class(course, assignment, submissions, size)
    click.echo(f"{size} made-up submissions of {assignment.slug}: {submissions}")
    try:
        grade_intake(
            course, assignment, find_submissions([submissions]), out, Choices(jobs, regrade=True)
        )
    except SystemExit as end:
        sys.exit(0 if end.code in (0, 1) else end.code)  # the sample holds broken files on purpose


def _chosen(course: Course, slugs: Sequence[str]) -> Sequence[Assignment]:
    if not course.assignments:
        then = "`autograder new SLUG` begins one."
        raise AutograderError("This course has no assignments yet.", course.root, then)
    return [course.assignment(slug) for slug in slugs] if slugs else course.assignments
