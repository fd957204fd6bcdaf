"""`--help` of every command: examples that are real, exit codes, 80 columns."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress

import click
import pytest
from click.testing import CliRunner

from autograder.__main__ import AT_ONCE
from autograder.cli import COMMANDS as MODULES
from autograder.cli import cli
from autograder.cli.epilogs import EXAMPLES, exit_codes


def names(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command as it is typed, groups too."""
    yield before.strip()
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from names(command, f"{before} {name}")
        else:
            yield f"{before} {name}".strip()


COMMANDS = list(names(cli))


def test_none_is_left_out() -> None:
    """A command without examples and exit codes can't be added, nor stay when it goes."""
    assert sorted(EXAMPLES) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_examples_and_exit_codes(name: str) -> None:
    """Both are there, in 80 columns, without a trailing space or an escape."""
    asked = [*name.split(), "--help"]
    shown = CliRunner().invoke(cli, asked, prog_name="autograder")
    assert shown.exit_code == 0
    for example, what in EXAMPLES[name].items():
        assert re.search(rf"^    {re.escape(example)} +{re.escape(what)}$", shown.output, re.M)
    for code, what in exit_codes(name).items():
        assert re.search(rf"^    {code:<3}  {re.escape(what)}$", shown.output, re.M)
    assert all(len(line) <= 80 for line in shown.output.split("\n")), shown.output
    assert "\x1b" not in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_are_real(name: str) -> None:
    """Every example is a call that the command would take."""
    for example in EXAMPLES[name]:
        taken(re.sub(r"^eval \"\$\((.*)\)\"$", r"\1", example).partition(" | ")[0])


def taken(line: str) -> None:
    """Raises where a command or an option is unknown."""
    first, *words = shlex.split(line.partition(" > ")[0])
    assert first == "autograder"
    group: click.Command = cli
    while isinstance(group, click.Group):
        name, command, words = group.resolve_command(click.Context(group), words)
        assert name is not None
        assert command is not None
        group = command
    with suppress(click.exceptions.Exit):  # --help
        group.make_context(group.name, words)


def test_what_starts_a_process_at_once() -> None:
    """All commands of a student, and no other."""
    assert {name for name, module in MODULES.items() if module == "student"} == AT_ONCE
