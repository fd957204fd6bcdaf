"""The page on all commands, made of the code whenever the site is built: it can't go stale."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from autograder.cli import cli
from autograder.cli.epilogs import EXAMPLES, exit_codes

TOP = """# Commands

What `autograder COMMAND --help` says, for all commands. Those with a course look for it in the
folder where you are and those above; `autograder --course FOLDER COMMAND` names another.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs asks which pages there are: one more."""
    files.append(File.generated(config, "commands.md", content=page()))
    return files


def page() -> str:
    """All commands as Markdown."""
    parts = [TOP]
    whole = click.Context(cli, info_name="autograder", **cli.context_settings)
    for context in sorted(_commands(whole), key=_name):
        parts += _section(context)
    return "\n\n".join(parts) + "\n"


def _commands(parent: click.Context) -> Iterator[click.Context]:
    assert isinstance(parent.command, click.Group)
    for name in parent.command.list_commands(parent):
        command = parent.command.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent)
        yield context
        if isinstance(command, click.Group):
            yield from _commands(context)


def _name(context: click.Context) -> str:
    return context.command_path.partition(" ")[2]


def _section(context: click.Context) -> Iterator[str]:
    name, command = _name(context), context.command
    yield f"## {name}" if " " not in name else f"### {name}"
    yield _text(inspect.cleandoc(command.help or ""))
    yield f"```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```"
    records = [each.get_help_record(context) for each in command.get_params(context)]
    rows = [(f"`{record[0]}`", _text(record[1])) for record in records if record and record[1]]
    yield _table("option", "what it does", rows)
    width = max(map(len, EXAMPLES[name]))
    lines = [f"{example:{width}}  # {what}" for example, what in EXAMPLES[name].items()]
    yield "\n".join(["```sh", *lines, "```"])
    codes = exit_codes(name).items()
    yield _table("exit code", "what it says", [(str(code), _text(what)) for code, what in codes])


def _table(left: str, right: str, rows: list[tuple[str, str]]) -> str:
    cells = [(left, right), ("---", "---"), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _text(text: str) -> str:
    """Help is plain text but for names between backticks: no sign in it is markup."""
    pieces = text.split("`")
    pieces[::2] = [re.sub(r"[<*_|\[]", lambda sign: f"&#{ord(sign[0])};", p) for p in pieces[::2]]
    return "`".join(pieces)
