"""The commands of an instructor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import ANY_PATH, FILE, FOLDER, JOBS, class_progress, colour
from autograder.course import Assignment, Course, find_course
from autograder.grading.results import SubmissionStatus

if TYPE_CHECKING:
    from autograder.classroom.outputs import Choices, ClassResult
    from autograder.classroom.store import Store


@click.command()
@click.argument("slug")
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH)
@click.option("--out", type=FOLDER, required=True, help="Where the results go.")
@JOBS
@click.option("--regrade", is_flag=True, help="Grade all anew, also where nothing has changed.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([str(status) for status in SubmissionStatus]),
    help="Grade anew what ended with this status; may be repeated.",
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first that can't be graded.")
@click.option("--never-lower", is_flag=True, help="Keep the former grade where it was higher.")
@click.option("--scheduler", default="", help="Grade on the Dask cluster at this address.")
@click.option("--quiet", is_flag=True, help="No progress, no summary.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON per submission, for scripts.")
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
    regrade: bool,
    only: Sequence[str],
    fail_fast: bool,
    never_lower: bool,
    scheduler: str,
    quiet: bool,
    as_json: bool,
    uncontained: bool,
) -> None:
    """Grade files, or folders of submissions, against the hidden suite of SLUG.

    Writes grades.csv, results/<submission>.json and report.html to the folder --out, also
    after Ctrl-C or SIGTERM for what is done. A second run with the same --out grades only what has
    changed: submissions, suite, solution, settings or versions. Exit code 0: all graded;
    1: some could not be; 2: a wrong call; 130: stopped.
    """
    from autograder.classroom.outputs import Choices

    course = find_course(folder)
    statuses = frozenset(map(SubmissionStatus, only))
    choices = Choices(jobs, uncontained, regrade, statuses, fail_fast, never_lower, scheduler)
    voice = "json" if as_json else "quiet" if quiet else "people"
    grade_paths(course, course.assignment(slug), paths, out, choices, voice)


def grade_paths(
    course: Course,
    assignment: Assignment,
    paths: Sequence[Path],
    out: Path,
    choices: Choices,
    voice: str = "people",
) -> None:
    """Grade, tell what there is to tell, and exit. `voice` is people, quiet or json."""
    from autograder.classroom.intake import find_submissions
    from autograder.classroom.outputs import grade_into
    from autograder.classroom.store import Store
    from autograder.reporting.text import one_line

    intake = find_submissions(paths)
    for path, why in intake.reasons.items():
        click.echo(f"passed over: {one_line(str(path))} ({why})", err=True)
    found = intake.submissions
    with Store(out) as store:
        with class_progress(len(found), voice) as advance:
            result = grade_into(store, course, assignment, found, choices, advance)
        if voice == "people":
            click.echo(_summary(store, assignment, result))
        for name, why in result.failed:
            click.echo(f"not graded: {name}: {why}", err=True)
        failed = any(True for _ in result.failed)
    if result.taken_over:
        text = (
            f"{result.graded} graded, {result.taken_over} taken over: nothing has changed in them."
        )
        click.echo(text, err=True)
    if result.missing:
        click.echo(f"Stopped: {result.missing} submissions were not graded yet.", err=True)
    if voice == "people":
        click.echo(f"report: {out / 'report.html'}\ngrades: {out / 'grades.csv'}")
    stopped_early = choices.fail_fast and failed
    sys.exit(130 if result.missing and not stopped_early else 1 if failed else 0)


@click.command()
@click.argument("out", type=FOLDER)
def runs(out: Path) -> None:
    """List the runs whose grades the folder OUT keeps."""
    from autograder.classroom.store import Store

    with Store(out, create=False) as store:
        for run in store.runs():
            count = len(store.reports(run))
            note = "  (only to compare)" if run.trial else ""
            click.echo(
                f"{run.id:>4}  {run.started[:16].replace('T', ' ')}  {run.assignment:16} "
                f"{count:>5} of {run.size}  suite {run.grading[:8]}{note}"
            )


@click.command()
@click.argument("out", type=FOLDER)
@click.argument("before", type=int, required=False)
@click.argument("after", type=int, required=False)
@click.option("--now", is_flag=True, help="Grade the last run's files with what the suite is now.")
@click.option("--never-lower", is_flag=True, help="In --csv, the higher score counts.")
@click.option("--csv", "csv_file", type=FILE, help="Write all changes to this table.")
@JOBS
@click.pass_obj
def compare(
    folder: Path | None,
    out: Path,
    before: int | None,
    after: int | None,
    now: bool,
    never_lower: bool,
    csv_file: Path | None,
    jobs: int,
) -> None:
    """Who goes up or down between two runs in OUT, and because of which tests.

    BEFORE and AFTER are numbers from `autograder runs`; by default the last two runs. With
    --now it is the last run, or BEFORE, against the suite as it is now; grades.csv, the
    results and the report stay as they are until you grade again.
    """
    from autograder.classroom.changes import render_changes, write_changes_csv
    from autograder.classroom.compare import compare as compare_runs
    from autograder.classroom.compare import last_two
    from autograder.classroom.outputs import Choices, grade_into
    from autograder.classroom.store import Store

    with Store(out, create=False) as store:
        if now:
            first = store.run(before) if before else store.reports().run
            course = find_course(folder)
            assignment, files = course.assignment(first.assignment), store.submissions(first)
            with class_progress(len(files), "people") as advance:
                choices = Choices(jobs)
                result = grade_into(store, course, assignment, files, choices, advance, trial=True)
            second = result.reports.run
            if result.missing:
                click.echo("Stopped.", err=True)
                sys.exit(130)
        else:
            first, second = last_two(store, before, after)
        changes = list(compare_runs(store, first, second))
        click.echo(f"run {first.id} ({first.started[:16]}) and run {second.id}:")
        click.echo(render_changes(changes, len(store.reports(second))))
        if csv_file:
            write_changes_csv(csv_file, changes, never_lower)


def _summary(store: Store, assignment: Assignment, result: ClassResult) -> str:
    """What a teacher sees; remembered, since reading a large class again takes a while."""
    from autograder.reporting.console import render_summary

    if result.changed or not store.note("summary"):
        store.set_note("summary", render_summary(assignment, result.reports))
        return (
            render_summary(assignment, result.reports, color=True)
            if colour()
            else store.note("summary")
        )
    return store.note("summary")


@click.command()
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
