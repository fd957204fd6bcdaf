"""`--help` of the author's commands: examples that are real, exit codes, 80 columns."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.cli.examples import EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_help_shows_examples(name: str) -> None:
    """Each command has examples, and says what its exit codes mean unless it only lists."""
    shown = CliRunner().invoke(cli, [name, "--help"], prog_name="autograder").output
    assert "Examples:\n" in shown
    assert all(len(line) <= 80 for line in shown.split("\n")), shown
    assert name == "list" or "Exit code 0" in " ".join(shown.split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_real(name: str) -> None:
    """Every example is a call that the command would take."""
    lines = re.findall(r"^  autograder (\S.*?)(?:  |$)", EXAMPLES[name], re.MULTILINE)
    assert lines
    for line in lines:
        words = shlex.split(line)
        assert words[0] == name
        command = cli.commands[name]
        assert isinstance(command, click.Command)
        command.make_context(name, words[1:])  # raises where an option is unknown
