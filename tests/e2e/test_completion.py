"""Tab in bash, zsh and fish, set up as docs/terminal.md says."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import ROOT
from .reader import blocks, plain_environment

# What begins an interactive shell in which nothing but the completion is set up.
SHELLS = {
    "bash": (["bash", "--noprofile", "--norc", "-i"],
             "source ~/.local/share/bash-completion/completions/autograder"),
    "zsh": (["zsh", "-f", "-i"],
            "autoload -Uz compinit; compinit -u -D; source ~/.autograder.zsh"),
}  # fmt: skip
# A command, an option, an assignment, a function; each has one end only.
CASES = {
    "autograder impo": "import-otter",
    "autograder grade --never": "--never-lower",
    "autograder verify image": "image_tagger",
    "autograder hint conv_l": "conv_layer",
    "autograder check -q named": "named_kernel",
}
FOLDER = ROOT / "assignments" / "cnn_layers"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home in which the page's commands have been run."""
    (tmp_path / "home").mkdir()
    made = plain_environment(Path(sys.executable).parent, tmp_path / "home")
    made = {**made, "TERM": "xterm", "PS1": "> "}
    page = (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8")
    for block in blocks(page):
        if "completion" in block.text:
            subprocess.run(["bash", "-ec", block.text], env=made, cwd=FOLDER, check=True)
    return made


class Shell:
    """An interactive shell on a terminal of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=FOLDER, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def press(self, keys: str, until: str) -> str:
        """Type, and read until something is seen; gives what was."""
        os.write(self._ours, keys.encode())
        seen, deadline = "", time.monotonic() + 30
        while not re.search(until, seen) and time.monotonic() < deadline:
            if select.select([self._ours], [], [], 0.2)[0]:
                seen += os.read(self._ours, 1 << 16).decode(errors="replace")
        return seen

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.mark.parametrize("name", SHELLS)
def test_tab_completes(name: str, environment: dict[str, str]) -> None:
    """The word is written to its end."""
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} here")
    command, set_up = SHELLS[name]
    shell = Shell(command, environment)
    try:
        shell.press(f"{set_up}; echo rea''dy\n", "ready")
        for begun, whole in CASES.items():
            assert whole in shell.press(f"{begun}\t", whole), begun
            shell.press("\x15", "$")  # Ctrl-U
    finally:
        shell.close()


def test_fish_completes(environment: dict[str, str]) -> None:
    """It says what it would write, and finds the file by itself."""
    if shutil.which("fish") is None:
        pytest.skip("there is no fish here")
    lines = "\n".join(f"complete -C '{begun}'" for begun in CASES)
    done = subprocess.run(
        ["fish", "-c", lines], cwd=FOLDER, env=environment, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == list(CASES.values())


def test_outside_of_a_course(environment: dict[str, str], tmp_path: Path) -> None:
    """Where there is nothing to complete, nothing is said, and nothing breaks."""
    for words in ("autograder hint ", "autograder check -q "):
        place = str(len(words.split()))
        asked = {"COMP_WORDS": words, "COMP_CWORD": place, "_AUTOGRADER_COMPLETE": "bash_complete"}
        done = subprocess.run(
            ["autograder"], cwd=tmp_path, env={**environment, **asked}, capture_output=True,
            text=True, timeout=60, check=True,
        )  # fmt: skip
        assert (done.stdout + done.stderr).strip() == ""
