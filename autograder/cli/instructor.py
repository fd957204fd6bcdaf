"""The commands of an instructor."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import ANY_PATH, FOLDER, JOBS, colour, progress_bar
from autograder.course import Assignment, Course, find_course

if TYPE_CHECKING:
    from autograder.classroom.intake import Intake


@click.command()
@click.argument("slug")
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
    after Ctrl-C for what is done. Exit code 1: some could not be graded.
    """
    course = find_course(folder)
    grade_paths(course, course.assignment(slug), paths, out, jobs, uncontained, roster, several)


def grade_paths(
    course: Course,
    assignment: Assignment,
    paths: Sequence[Path],
    out: Path,
    jobs: int,
    uncontained: bool = False,
    roster: Path | None = None,
    several: str = "latest",
) -> None:
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as work:
        intake = _take_in(assignment, paths, roster, several, Path(work))
        _grade(course, assignment, intake, out, jobs, uncontained)


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


def _grade(
    course: Course,
    assignment: Assignment,
    intake: Intake,
    out: Path,
    jobs: int,
    uncontained: bool,
) -> None:
    from autograder.classroom.outputs import grade_into
    from autograder.reporting.console import render_summary

    with progress_bar(len(intake.submissions), "grading") as advance:
        found = intake.submissions
        result = grade_into(out, course, assignment, found, jobs, advance, uncontained=uncontained)
    click.echo(render_summary(assignment, result.reports, color=colour()))
    for name, why in result.failed:
        click.echo(f"not graded: {name}: {why}", err=True)
    missing = len(intake.submissions) - len(result.reports)
    if missing:
        click.echo(f"Stopped: {missing} submissions were not graded yet.", err=True)
    click.echo(f"report: {out / 'report.html'}\ngrades: {out / 'grades.csv'}")
    sys.exit(130 if missing else 1 if result.failed else 0)


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
