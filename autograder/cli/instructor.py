"""The commands of an instructor."""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.completion import slugs
from autograder.cli.epilogs import epilog
from autograder.cli.shared import ANY_PATH, FILE, FOLDER, JOBS, class_progress, colour, tell
from autograder.course import Assignment, Course, find_course
from autograder.grading.results import SubmissionStatus
from autograder.reporting.text import plural

if TYPE_CHECKING:
    from autograder.classroom.intake import Intake
    from autograder.classroom.outputs import Choices, ClassResult
    from autograder.classroom.store import Store

SHOWN = 20  # of those that could not be graded


@click.command(epilog=epilog("grade"))
@click.argument("slug", shell_complete=slugs)
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH)
@click.option("--out", type=FOLDER, required=True, help="Where the results go.")
@JOBS
@click.option("--roster", type=ANY_PATH, help="A CSV of the class, with SIDs or emails.")
@click.option(
    "--several",
    type=click.Choice(["latest", "first", "all"]),
    default="latest",
    show_default=True,
    help="What counts of several submissions of a student.",
)
@click.option("--regrade", is_flag=True, help="Grade all anew, also where nothing has changed.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([str(status) for status in SubmissionStatus]),
    help="Grade anew what ended with this status; may be repeated.",
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first that can't be graded.")
@click.option("--never-lower", is_flag=True, help="Keep the former grade where it was higher.")
@click.option("--trial", is_flag=True, help="Only for `autograder compare`: no table changes.")
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
    roster: Path | None,
    several: str,
    regrade: bool,
    only: Sequence[str],
    fail_fast: bool,
    never_lower: bool,
    trial: bool,
    scheduler: str,
    quiet: bool,
    as_json: bool,
    uncontained: bool,
) -> None:
    """Grade a class, or single files, against the hidden suite of SLUG.

    PATHS are files, folders of files, and what was downloaded from Gradescope, Canvas or
    Moodle, as it came or unpacked; which of them it is, is seen.

    Of several files that a student handed in together one counts: a file that is called
    like SLUG before others, a notebook before a .py file (unless nothing is written in the
    notebook), an archive only where there is nothing else. Of several that are alike in
    this, and of several submissions of a student, the latest counts, by Gradescope's time
    or Canvas's number of the file (--several first: the first). Where nothing tells, as in
    Moodle, none is guessed. With --several all each file is graded. What is not taken is
    listed with the reason.

    A roster is joined by SID, by email, or by the number that Canvas's gradebook or
    Moodle's worksheet has for a student, never by name.

    Writes grades.csv, results/<submission>.json and report.html to the folder --out, also
    after Ctrl-C or SIGTERM for what is done. A second run with the same --out grades only
    what has changed: submissions, suite, solution, settings or versions.
    """
    from autograder.classroom.outputs import Choices

    course = find_course(folder)
    choices = Choices(
        jobs,
        uncontained,
        regrade,
        frozenset(map(SubmissionStatus, only)),
        fail_fast,
        never_lower,
        trial,
        scheduler,
    )
    voice = "json" if as_json else "quiet" if quiet else "people"
    assignment = course.assignment(slug)
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as work:
        intake = _take_in(assignment, paths, roster, several, Path(work))
        grade_intake(course, assignment, intake, out, choices, voice)


def _take_in(
    assignment: Assignment, paths: Sequence[Path], roster: Path | None, several: str, work: Path
) -> Intake:
    from autograder.classroom.intake import Several, find_submissions, read_roster
    from autograder.cli.intake import tell_intake

    known = read_roster(roster) if roster is not None else None
    rule = Several(several)
    intake = find_submissions(paths, assignment.slug, several=rule, roster=known, work=work)
    tell_intake(intake)
    return intake


def grade_intake(
    course: Course,
    assignment: Assignment,
    intake: Intake,
    out: Path,
    choices: Choices,
    voice: str = "people",
) -> None:
    """Grade, tell what there is to tell, and exit. `voice` is people, quiet or json."""
    from autograder.classroom.absent import absent
    from autograder.classroom.leftovers import swept
    from autograder.classroom.outputs import grade_into
    from autograder.classroom.store import Store
    from autograder.cli.intake import absent_line, notes

    found = intake.submissions
    with Store(out) as store, swept(out):
        with class_progress(len(found), voice) as advance:
            told = notes(intake)
            gone = absent(intake)
            result = grade_into(
                store, course, assignment, found, choices, advance, notes=told, absent=gone
            )
        if voice == "people":
            shown = not choices.trial and not result.overtaken
            click.echo(_summary(store, assignment, result, remembered=shown))
            if gone:
                click.echo(absent_line(gone))
        failed = list(itertools.islice(result.failed, SHOWN + 1))
        for name, why in failed[:SHOWN]:
            tell(f"not graded: {name}: {why}")
        if len(failed) > SHOWN:
            tell("not graded: … and more; see the report")
    if result.taken_over and voice != "quiet":
        known = f"{result.taken_over} taken over, since nothing in them has changed"
        tell(f"{result.graded} graded, {known}.")
    if new := result.missing - result.kept:
        tell(f"Stopped with {plural(new, 'submission')} not graded yet.")
    if result.kept:
        again = plural(result.kept, "submission")
        tell(f"Stopped with {again} not graded again; the grades of before count.")
    if result.overtaken:
        where = f"Another run on {out} has begun since, and its files count"
        tell(f"{where}; these grades are run {result.reports.run.id} there.")
    elif voice == "people":
        click.echo(
            f"next: autograder compare {out}"
            if choices.trial
            else f"report: {out / 'report.html'}\ngrades: {out / 'grades.csv'}"
        )
    stopped_early = choices.fail_fast and bool(failed)
    sys.exit(130 if result.missing and not stopped_early else 1 if failed else 0)


@click.command(epilog=epilog("runs"))
@click.argument("out", type=FOLDER)
def runs(out: Path) -> None:
    """List the runs whose grades the folder OUT keeps."""
    from autograder.classroom.store import Store

    with Store(out, create=False) as store:
        for run in store.runs():
            count = len(store.reports(run))
            note = "  (a trial)" if run.trial else ""
            click.echo(
                f"{run.id:>4}  {run.started[:16].replace('T', ' ')}  {run.assignment:16} "
                f"{count:>5} of {run.size}  suite {run.grading[:8]}{note}"
            )


@click.command(epilog=epilog("compare"))
@click.argument("out", type=FOLDER)
@click.argument("before", type=int, required=False)
@click.argument("after", type=int, required=False)
@click.option("--never-lower", is_flag=True, help="In --csv, the higher score counts.")
@click.option("--csv", "csv_file", type=FILE, help="Write all changes to this table.")
@click.option("--html", "html_file", type=FILE, help="Write all changes to this page.")
def compare(
    out: Path,
    before: int | None,
    after: int | None,
    never_lower: bool,
    csv_file: Path | None,
    html_file: Path | None,
) -> None:
    """Who goes up or down between two runs in OUT, and because of which tests.

    BEFORE and AFTER are numbers from `autograder runs`; by default the last two runs. To see
    what a changed suite would do before it counts: `autograder grade … --out OUT --trial`,
    then `autograder compare OUT`.
    """
    from autograder.classroom.changes import (
        render_changes,
        write_changes_csv,
        write_changes_page,
    )
    from autograder.classroom.compare import compare as compare_runs
    from autograder.classroom.compare import last_two
    from autograder.classroom.store import Store

    with Store(out, create=False) as store:
        first, second = last_two(store, before, after)
        changes = list(compare_runs(store, first, second))
        total = len(store.reports(second))
    click.echo(f"run {first.id} ({first.started[:16]}) → run {second.id} ({second.started[:16]})")
    click.echo(render_changes(changes, total))
    if csv_file:
        write_changes_csv(csv_file, changes, never_lower)
    if html_file:
        write_changes_page(html_file, first, second, changes, total, never_lower)


def _summary(store: Store, assignment: Assignment, result: ClassResult, *, remembered: bool) -> str:
    """What a teacher sees; remembered, since reading a large class again takes a while."""
    from autograder.reporting.console import describe, render_summary

    state = store.state(result.reports.run)
    noted, _, text = store.note("summary").partition("\n") if remembered else ("", "", "")
    if result.summary:
        text = describe(assignment, result.summary, color=True)
    elif noted != state:
        text = render_summary(assignment, result.reports, color=True)
    if remembered:
        store.set_note("summary", f"{state}\n{text}")
    return text if colour() else click.unstyle(text)


@click.command(epilog=epilog("doctor"))
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
