"""Follows a page as a person does: writes its files, runs its commands, compares what it shows.

A comment before a block of commands, which no reader of the page sees, says what is not plain:
`<!-- in assignments/cnn_layers, exits with 1 -->`.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from autograder.cli import cli

BLOCK = re.compile(
    r"(?:^ *<!-- (?P<remark>[^\n]+) -->\n)?"
    r'^(?P<indent> *)```(?P<kind>\w*)(?: title="(?P<title>[^"]+)")?\n'
    r"(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
Environment = dict[str, str]


@dataclass(frozen=True)
class Block:
    """What stands between two fences."""

    kind: str  # sh, text, python, toml
    title: str  # the file that it is
    text: str
    folder: str  # where its commands are typed, from where the page begins
    codes: tuple[int, ...]  # with which they may end

    @property
    def commands(self) -> list[str]:
        """What is typed, without comments."""
        lines = [re.sub(r"(^|\s+)# .*$", "", line).strip() for line in self.text.splitlines()]
        return [line for line in lines if line] if self.kind == "sh" else []


def blocks(page: str) -> Iterator[Block]:
    """All blocks of a page in Markdown."""
    for found in BLOCK.finditer(page):
        remark = found["remark"] or ""
        folder = re.search(r"\bin ([\w/]+)", remark)
        codes = re.search(r"\bexits with ([\d or]+)", remark)
        yield Block(
            found["kind"],
            found["title"] or "",
            textwrap.dedent(found["text"]),
            folder[1] if folder else ".",
            tuple(map(int, codes[1].split(" or "))) if codes else (0,),
        )


def parsed(command: str) -> tuple[str, ...]:
    """The command and the options of an `autograder …`; fails where one is unknown."""
    words = shlex.split(re.split(r" [>|] ", command)[0])
    here, options = words.index("autograder"), []
    group: click.Command = cli
    words = words[here + 1 :]
    path = []
    while isinstance(group, click.Group) and words and not words[0].startswith("-"):
        name, found, words = group.resolve_command(click.Context(group), words)
        assert name is not None
        assert found is not None
        group = found
        path.append(name)
    known = {each for option in group.params for each in (*option.opts, "-h", "--help")}
    options = [word for word in words if word.startswith("-")]
    assert set(options) <= known, f"{command}: {known}"
    return (*path, *sorted(options))


@dataclass
class Reader:
    """Somebody who has a page and a terminal, in a folder, with an environment.

    `instead` may say what to run in place of a command, nothing for none.
    """

    folder: Path
    environment: Environment
    instead: Callable[[str], str] = str
    seconds: float = 0.0  # of all commands together
    output: str = ""  # of the last block of commands
    commands: list[str] = field(default_factory=list)

    def follow(self, page: str) -> None:
        """Everything on the page, from top to bottom."""
        for block in blocks(page):
            if block.title:
                path = self.folder / block.title
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.kind == "sh":
                self.output = "".join(self._type(line, block) for line in block.commands)
            elif block.kind == "text":
                self._compare(block.text)

    def _type(self, command: str, block: Block) -> str:
        self.commands.append(command)
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return ""
        if not (command := self.instead(command)):
            return ""
        return self.run(command, block.codes, self.folder / block.folder)

    def run(self, command: str, codes: tuple[int, ...] = (0,), folder: Path | None = None) -> str:
        """Run one line in a shell; it has to end with one of these exit codes."""
        if "watch" in (words := shlex.split(command)) or "--watch" in words:
            return self._watch(words, folder or self.folder)
        start = time.monotonic()
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=folder or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        self.seconds += time.monotonic() - start
        assert done.returncode in codes, f"{command}: {done.returncode}\n{done.stdout}"
        return done.stdout

    def _watch(self, words: list[str], folder: Path) -> str:
        """Start, wait for the first round, and stop as a person does."""
        process = subprocess.Popen(
            words,
            cwd=folder,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "waiting for a change" in line or line.startswith("Next: "):
                break
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(30) == 0, lines
        process.stdout.close()
        return "".join(lines)

    def _compare(self, shown: str) -> None:
        """Each line that the page shows was printed; spaces don't matter."""
        printed = " ".join(self.output.split())
        for line in shown.splitlines():
            assert " ".join(line.split()) in printed, f"{line}\n\n{self.output}"


def plain_environment(binaries: Path, home: Path) -> Environment:
    """What a fresh terminal would have, with these commands first."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    path = f"{binaries}:{os.environ['PATH']}"
    return {**kept, "PATH": path, "HOME": str(home), "NO_COLOR": "1"}
