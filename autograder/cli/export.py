"""The commands that carry scores to where students see them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.epilogs import epilog
from autograder.cli.shared import ANY_PATH, FOLDER, tell
from autograder.course import Assignment, find_course
from autograder.reporting.text import plural

if TYPE_CHECKING:
    from autograder.classroom.exports.plan import Plan
    from autograder.classroom.reports import Reports

GRADED = click.argument("graded", type=FOLDER)
TO = click.option("--to", type=ANY_PATH, help="The file to write.")
IN_PLACE = click.option("--in-place", is_flag=True, help="Write over your own file.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show every difference, write nothing.")
SCALE = click.option("--scale", is_flag=True, help="Turn our maximum into theirs.")
UNFINISHED = click.option(
    "--include-unfinished",
    "unfinished",
    is_flag=True,
    help="Also scores that a person should look at first.",
)
OTHER_ADDRESSES = click.option(
    "--other-addresses",
    is_flag=True,
    help="Also rows found by an id whose e-mail address is another one.",
)


@click.group(epilog=epilog("export"))
def export() -> None:
    """Carry the scores of a graded class to where students see them.

    GRADED is the folder that `autograder grade --out` wrote. Begin with --dry-run: it shows
    each old and new value, and who can't be matched.
    """


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, in the order of the help text."""

    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@export.command(epilog=epilog("export canvas"))
@GRADED
@click.argument("gradebook", type=ANY_PATH)
@click.option("--column", default="", help="The column's title, id or both, as in the file.")
@_options(SCALE, UNFINISHED, OTHER_ADDRESSES, TO, IN_PLACE, DRY_RUN)
@click.pass_obj
def canvas(
    folder: Path | None,
    graded: Path,
    gradebook: Path,
    column: str,
    scale: bool,
    unfinished: bool,
    other_addresses: bool,
    to: Path | None,
    in_place: bool,
    dry_run: bool,
) -> None:
    """Fill one column of GRADEBOOK, as Canvas exported it; the rest stays byte for byte."""
    from autograder.classroom.exports.canvas import plan_canvas

    target = _target(to, dry_run, gradebook, in_place)
    assignment, reports = _graded(folder, graded)
    plan = plan_canvas(
        gradebook,
        assignment,
        reports,
        column=column,
        scale=scale,
        unfinished=unfinished,
        other_addresses=other_addresses,
    )
    _finish(plan.with_absent(reports.absent), target)


@export.command(epilog=epilog("export moodle"))
@GRADED
@click.argument("worksheet", type=ANY_PATH)
@click.option("--grade-column", default="", help="The grade's header, where it is not known.")
@click.option("--feedback-column", default="", help="The comment's, likewise.")
@click.option("--no-feedback", is_flag=True, help="Grades only.")
@_options(SCALE, UNFINISHED, OTHER_ADDRESSES, TO, IN_PLACE, DRY_RUN)
@click.pass_obj
def moodle(
    folder: Path | None,
    graded: Path,
    worksheet: Path,
    grade_column: str,
    feedback_column: str,
    no_feedback: bool,
    scale: bool,
    unfinished: bool,
    other_addresses: bool,
    to: Path | None,
    in_place: bool,
    dry_run: bool,
) -> None:
    """Fill grades and comments of WORKSHEET, Moodle's for offline grading.

    The rest of the file stays byte for byte, and so does a comment that a person wrote.
    """
    from autograder.classroom.exports.moodle import plan_moodle

    target = _target(to, dry_run, worksheet, in_place)
    assignment, reports = _graded(folder, graded)
    plan = plan_moodle(
        worksheet,
        assignment,
        reports,
        grade_column=grade_column,
        comment_column=feedback_column,
        comments=not no_feedback,
        scale=scale,
        unfinished=unfinished,
        other_addresses=other_addresses,
    )
    _finish(plan.with_absent(reports.absent), target)


@export.command(epilog=epilog("export gradescope"))
@GRADED
@_options(UNFINISHED, TO, DRY_RUN)
@click.pass_obj
def gradescope(
    folder: Path | None, graded: Path, unfinished: bool, to: Path | None, dry_run: bool
) -> None:
    """Write a scores CSV like Gradescope's own: a row per student, a column per question."""
    from autograder.classroom.exports.gradescope import plan_gradescope

    target = _target(to, dry_run)
    assignment, reports = _graded(folder, graded)
    _finish(plan_gradescope(assignment, reports, reports.absent, unfinished=unfinished), target)


@export.command(epilog=epilog("export feedback"))
@GRADED
@_options(UNFINISHED, TO, DRY_RUN)
@click.pass_obj
def feedback(
    folder: Path | None, graded: Path, unfinished: bool, to: Path | None, dry_run: bool
) -> None:
    """Write a zip of feedback pages, one per student, for upload to Moodle.

    A page says what the student may see: of a hidden test its sentence, what kind of
    failure it was, and the hint.
    """
    from autograder.classroom.exports.feedback import plan_feedback

    target = _target(to, dry_run)
    assignment, reports = _graded(folder, graded)
    _finish(plan_feedback(assignment, reports, unfinished=unfinished), target)


def _graded(folder: Path | None, graded: Path) -> tuple[Assignment, Reports]:
    from autograder.classroom.store import Store

    store = Store(graded, create=False)
    click.get_current_context().call_on_close(store.close)
    reports = store.reports()
    if missing := reports.run.size - len(reports):
        text = f"The last run was stopped: {plural(missing, 'submission')} have no score yet."
        tell(text)
    return find_course(folder).assignment(reports.run.assignment), reports


def _target(
    to: Path | None, dry_run: bool, source: Path | None = None, in_place: bool = False
) -> Path | None:
    """The file to write; None for a dry run. Never the teacher's own unless that was asked."""
    if dry_run:
        return None
    if in_place and to is None and source is not None:
        return source.resolve()
    if to is None or in_place:
        choice = (
            "one of --to FILE, --in-place and --dry-run" if source else "--to FILE or --dry-run"
        )
        raise click.UsageError(f"Say where to write: {choice}.")
    if source is not None and to.exists() and source.exists() and os.path.samefile(to, source):
        raise click.UsageError("--to names your own file. Pass --in-place to write over it.")
    return to


def _finish(plan: Plan, target: Path | None) -> None:
    from autograder.classroom.exports.preview import render_plan
    from autograder.reporting.files import write_whole

    click.echo(render_plan(plan, differences=target is None))
    if target is None:
        click.echo("\nA dry run: nothing was written.")
    else:
        write_whole(target, plan.content)
        click.echo(f"\nwritten: {target}")
    sys.exit(0 if plan.complete else 1)
