"""Completion in bash, zsh and fish: Click's own scripts, and what our words can be."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

from autograder.cli.epilogs import epilog
from autograder.errors import AutograderError

VARIABLE = "_AUTOGRADER_COMPLETE"  # by which a shell asks for the words that fit


@click.command(epilog=epilog("completion"))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, assignments and functions."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = context.find_root()
    click.echo(kind(root.command, {}, "autograder", VARIABLE).source())


def slugs(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The assignments of the course, with their titles."""
    from autograder.course import find_course

    folder: Path | None = context.find_root().params.get("course")
    try:
        assignments = find_course(folder).assignments
    except AutograderError:
        return []  # a shell has no use for what is wrong
    return [CompletionItem(a.slug, help=a.title) for a in assignments if a.slug.startswith(begun)]


def functions(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """The functions of the assignment in whose folder a student is."""
    from autograder.student.folder import find_assignment, find_file

    try:
        names = find_assignment(find_file(context.params.get("file"))).names
    except AutograderError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(begun)]
