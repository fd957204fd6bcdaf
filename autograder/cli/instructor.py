"""The commands of an instructor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from autograder.cli.shared import ANY_PATH, FOLDER, JOBS, colour, progress_bar
from autograder.course import Assignment, Course, find_course


@click.command()
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
    after Ctrl-C or SIGTERM for what is done. Exit code 1: some could not be graded.
    """
    course = find_course(folder)
    grade_paths(course, course.assignment(slug), paths, out, jobs, uncontained)


def grade_paths(
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
