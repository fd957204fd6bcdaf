"""The commands that begin an assignment, from nothing or from another tool's notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from autograder.cli.completion import slugs
from autograder.cli.epilogs import epilog
from autograder.cli.shared import ANY_PATH, FOLDER
from autograder.course import Course


@click.command(epilog=epilog("new"))
@click.argument("slug", shell_complete=slugs)
@click.argument("questions", nargs=-1)
@click.option("--title", default="", help="Of the assignment; default: the slug in words.")
@click.option(
    "--course", type=FOLDER, help="The course folder; one that is empty becomes a course."
)
@click.option("--without-example", "bare", is_flag=True, help="Only TODOs, no worked question.")
@click.pass_obj
def new(
    folder: Path | None,
    slug: str,
    questions: Sequence[str],
    title: str,
    course: Path | None,
    bare: bool,
) -> None:
    """Begin the assignment SLUG, with a question for each function named.

    Writes source, tests, mistakes and variants: a worked question, and TODOs for your own,
    which `autograder verify` lists with file and line. If SLUG is there already, the
    questions are added to it.
    """
    from autograder.authoring.scaffold import add_to_course, course_for

    place = course_for(course or folder)
    for path in add_to_course(place, slug, questions, title, example=not bare):
        click.echo(f"written: {os.path.relpath(path)}")
    click.echo(f"Next: `autograder {_at(place)}verify {slug}` lists what is left to write.")


@click.command("import-otter", epilog=epilog("import-otter"))
@click.argument("notebook", type=ANY_PATH)
@click.option("--slug", default="", help="Of the assignment; default: the notebook's name.")
@click.option("--title", default="", help="Default: the notebook's first heading.")
@click.option("--course", type=FOLDER, help="The course folder; an empty one becomes a course.")
@click.pass_obj
def import_otter(
    folder: Path | None, notebook: Path, slug: str, title: str, course: Path | None
) -> None:
    """Turn a master notebook for Otter Assign into an assignment, as far as that goes.

    Questions that ask for functions become ours, with their tests; what can't be converted
    is listed with what to do, and is a TODO for `verify`.
    """
    from autograder.authoring.otter_import import import_notebook
    from autograder.authoring.scaffold import course_for
    from autograder.reporting.verdict import render_problem

    place = course_for(course or folder)
    name, paths, left = import_notebook(place, notebook, slug, title)
    for path in paths:
        click.echo(f"written: {os.path.relpath(path)}")
    for problem in left:
        click.echo("\n".join(render_problem(problem, place.root, "· ")))
    click.echo(f"Next: write known mistakes to {os.path.relpath(place.suite(name))}/mistakes.py,")
    click.echo(f"and look at what `autograder {_at(place)}verify {name}` says.")
    sys.exit(1 if left else 0)


def _at(course: Course) -> str:
    """What a command needs to find the course from here."""
    inside = Path.cwd().resolve().is_relative_to(course.root)
    return "" if inside else f"--course {os.path.relpath(course.root)} "
