"""Every command that README, CONTRIBUTING, docs/ and `--help` show is run as it stands there.

docs/author.md is followed in test_installed.py; what proves and builds suites takes its time, so
it is run there and not once more here.
"""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from autograder.cli.epilogs import EXAMPLES, exit_codes

from .conftest import ROOT
from .reader import Reader, blocks, parsed, plain_environment

PAGES = ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
FOLLOWED = "docs/author.md"
SLOW = {"new", "import-otter", "verify", "try", "build"}
KINDS = {"sh", "text", "python", "toml"}
# Installed already; that it can be installed is tested in test_first_minute and test_installed.
INSTALLED = {
    "pip install FILE-OR-ADDRESS-OF-THE-COURSES-PACKAGE",
}


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def typed(page: str) -> list[str]:
    """Every command in the page's blocks."""
    return [command for block in blocks(text_of(page)) for command in block.commands]


def calls(commands: Iterable[str]) -> set[tuple[str, ...]]:
    """These commands without their arguments."""
    return {parsed(c) for c in commands if re.match(r"(NO_COLOR=1 )?autograder ", c)}


RUN_WITH_AUTHOR = {call for call in calls(typed(FOLLOWED)) if call[:1] and call[0] in SLOW}
RUN_ON_PAGES = calls(command for page in PAGES for command in typed(page))


@pytest.fixture
def reader(worlds: Path, tmp_path: Path) -> Iterator[Callable[[str], Reader]]:
    """Makes somebody who sits in a copy of one of them."""
    (tmp_path / "home").mkdir()
    environment = plain_environment(Path(sys.executable).parent, tmp_path / "home")
    started: list[subprocess.Popen[bytes]] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"

    def instead(command: str) -> str:
        """What is run in place of a command that this machine can't run as it is."""
        words = shlex.split(command.replace(".venv/bin/", "").replace("HERE:8786", address))
        if command in INSTALLED or calls([command.replace(".venv/bin/", "")]) & RUN_WITH_AUTHOR:
            return ""
        if words[0] == "make":  # what the tests are a part of
            return f"make -n -C {ROOT} {words[1]}"
        if words[0] == "pytest":
            return f"cd {ROOT} && pytest --collect-only -q {shlex.join(words[1:])}"
        if words[0] == "dask":
            more = ["--port", address.split(":")[1], "--no-dashboard"]
            words += more if words[1] == "scheduler" else ["--no-dashboard"]
            started.append(start(words, environment))
            return ""
        return command.replace(".venv/bin/", "").replace("HERE:8786", address)

    def make(world: str) -> Reader:
        shutil.copytree(worlds / world, tmp_path / world)
        return Reader(tmp_path / world, environment, instead)

    yield make
    for process in reversed(started):
        process.terminate()
        process.wait(30)


def start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Something that stays until the page has been followed."""
    return subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.mark.parametrize("page", [p for p in PAGES if p != FOLLOWED and typed(p)])
def test_a_page_can_be_followed(page: str, reader: Callable[[str], Reader]) -> None:
    """From top to bottom, each command does what it should and ends as the page says."""
    reader("pages").follow(text_of(page))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name])
def test_examples_of_help(name: str, reader: Callable[[str], Reader]) -> None:
    """What `--help` shows, and so the page on all commands, works; but for what pages did."""
    somebody = reader("help")
    student = name in ("check", "watch", "hint", "show")
    folder = somebody.folder / ("assignments/shapes" if student else ".")
    codes = tuple(code for code in exit_codes(name) if code not in (2, 130))
    for example in EXAMPLES[name]:
        if not calls([example]) & RUN_ON_PAGES:
            somebody.run(example, codes, folder)


@pytest.mark.parametrize("page", PAGES)
def test_no_command_hides(page: str) -> None:
    """Each block says what it is, so none is passed over; what a sentence names was run, too."""
    text = text_of(page)
    assert {block.kind for block in blocks(text)} <= KINDS
    assert len(re.findall(r"^ *```", text, re.MULTILINE)) == 2 * len(list(blocks(text)))
    run = RUN_ON_PAGES | calls(example for each in EXAMPLES.values() for example in each)
    for command in re.findall(r"`(autograder [a-z][^`]*)`", text):
        call = parsed(command)
        assert call in run or not any(word.startswith("-") for word in call), command
        assert any(each[: len(call)] == call for each in run), command
