"""Exit codes as `--help` says them; plain text into a pipe, colours only where they are wanted."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.epilogs import EXAMPLES, exit_codes
from tests.unit import otter_masters as masters

from .reader import plain_environment
from .world import RIGHT, WRONG

# By command: calls, each in the course's folder, by the exit code that they should have.
CALLS: dict[str, dict[int, str]] = {
    "": {0: "--version", 1: "check desk/wrong.py", 2: "--nothing"},
    "check": {0: "check right.py", 1: "check wrong.py", 2: "check nowhere.py"},
    "watch": {2: "watch nowhere.py"},  # it ends with 0 in test_watch
    "hint": {0: "hint area right.py", 1: "hint area wrong.py", 2: "hint volume wrong.py"},
    "show": {0: "show area wrong.py --print", 2: "show volume wrong.py"},
    "grade": {
        0: "grade shapes mine.py --out o",
        1: "grade shapes bad.ipynb --out o",
        2: "grade ovals mine.py --out o",
    },
    "runs": {0: "runs graded", 2: "runs nowhere"},
    "compare": {0: "compare graded", 2: "compare graded 1 99"},
    "export": {0: "export --help", 1: "export gradescope some --to s.csv", 2: "export nothing"},
    "export canvas": {
        0: "export canvas graded book.csv --to b.csv",
        1: "export canvas some book.csv --to b.csv",
        2: "export canvas graded book.csv",
    },
    "export moodle": {
        0: "export moodle graded sheet.csv --to s.csv",
        1: "export moodle some sheet.csv --to s.csv",
        2: "export moodle graded book.csv --dry-run",
    },
    "export gradescope": {
        0: "export gradescope graded --to s.csv",
        1: "export gradescope some --to s.csv",
        2: "export gradescope graded",
    },
    "export feedback": {
        0: "export feedback graded --to f.zip",
        1: "export feedback some --to f.zip",
        2: "export feedback nowhere --to f.zip",
    },
    "new": {0: "new triangles", 2: "new shapes"},
    "import-otter": {
        0: "import-otter hw03.ipynb",
        1: "import-otter other.ipynb",
        2: "import-otter nowhere.ipynb",
    },
    "list": {0: "list", 2: "--course nowhere list"},
    "build": {0: "build shapes --check", 2: "build circles"},
    "verify": {0: "verify shapes --quiet", 1: "verify circles", 2: "verify ovals"},
    "try": {0: "try shapes right.py", 1: "try shapes wrong.py", 2: "try ovals wrong.py"},
    "completion": {0: "completion fish", 2: "completion tcsh"},
}
ELSEWHERE = {
    "demo": "test_docs; it can't be called wrongly but as all commands can",
    "doctor": "test_docs; what it finds is this machine's",
}
STUDENT = {"check", "watch", "hint", "show"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PLAIN = ["--help", "list", "hint area wrong.py", "compare graded"]
COLOURED = ["check wrong.py", "grade shapes mine.py --out o --regrade"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """That of a terminal with colours, where nobody has said NO_COLOR."""
    home = tmp_path_factory.mktemp("home")
    made = plain_environment(Path(sys.executable).parent, home)
    del made["NO_COLOR"]
    return {**made, "TERM": "xterm-256color"}


@pytest.fixture(scope="module")
def place(
    worlds: Path, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Path:
    """The small course, a second assignment that is only begun, and a student's desk."""
    folder = tmp_path_factory.mktemp("terminal") / "course"
    shutil.copytree(worlds / "help", folder)
    work = folder / "assignments" / "shapes"
    shutil.copytree(work, folder / "desk")
    wrong = (work / "shapes.py").read_text(encoding="utf-8")
    right = wrong.replace(WRONG, RIGHT)
    assert right != wrong
    for name, text in {"right.py": right, "wrong.py": wrong}.items():
        (folder / "desk" / name).write_text(text, encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    (work / "shapes.py").write_bytes((folder / "stub.py").read_bytes())
    (folder / "bad.ipynb").write_text("no notebook")
    (folder / "downloads" / "Emmy Noether_14_assignsubmission_file").mkdir()
    shutil.copy(
        folder / "bad.ipynb", folder / "downloads" / "Emmy Noether_14_assignsubmission_file"
    )
    masters.save(folder / "other.ipynb", masters.a_bit_of_everything())
    for prepare in (
        "new circles disc --without-example",
        "grade shapes downloads --roster roster.csv --out some",
    ):
        run(prepare, folder, environment)
    return folder


def run(call: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The command with its output in pipes."""
    command = ["autograder", *call.split()]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def test_no_command_is_left_out() -> None:
    """Every exit code of every command is in the table, but for being stopped."""
    assert {*CALLS, *ELSEWHERE} == {*EXAMPLES}
    for name, calls in CALLS.items():
        assert {*calls} == {*exit_codes(name)} - {130} - ({0} if name == "watch" else set()), name


@pytest.mark.parametrize("name", CALLS)
def test_exit_codes(name: str, place: Path, environment: dict[str, str]) -> None:
    """They are what `--help` says. What is written into pipes is plain, and no traceback."""
    for code, call in CALLS[name].items():
        done = run(call, place / "desk" if name in STUDENT else place, environment)
        text = done.stdout + done.stderr
        assert done.returncode == code, f"{call}\n{text}"
        assert not set(text) & set("\x1b\r\b"), call
        assert "Traceback" not in text
        if code == 2:
            assert done.stderr, call


def on_a_terminal(call: str, folder: Path, environment: dict[str, str]) -> str:
    """All that the command writes if its output is a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["autograder", *call.split()], cwd=folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 1 << 16):
            seen += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    process.wait(30)
    return seen.decode()


@pytest.mark.parametrize(
    "call",
    [*COLOURED, "--help", "list", "hint area wrong.py", "compare graded"],
)
def test_no_color(call: str, place: Path, environment: dict[str, str]) -> None:
    """NO_COLOR turns colours off on a terminal, and they say nothing that words don't."""
    folder = place / "desk" if call.split()[0] in STUDENT else place
    plain = on_a_terminal(call, folder, {**environment, "NO_COLOR": "1"})
    assert plain
    assert not COLOUR.search(plain)
    if call in COLOURED:
        shown = on_a_terminal(call, folder, environment)
        assert COLOUR.search(shown)
        assert result(COLOUR.sub("", shown)) == result(plain)


def test_ways_on_are_about_the_file_that_was_named(
    place: Path, environment: dict[str, str]
) -> None:
    """Else they would lead to the newer one of the folder."""
    named = run("check wrong.py", place / "desk", environment).stdout
    assert re.search(r"autograder hint \w+ wrong\.py · autograder show \w+ wrong\.py", named)
    told = run("hint area wrong.py", place / "desk", environment).stdout
    assert "autograder show area wrong.py" in told


def test_nobody_has_to_read_all(place: Path, environment: dict[str, str]) -> None:
    """A class is graded to its end also where the pipe is closed before."""
    command = ["autograder", "grade", "shapes", "downloads", "--out", "unread", "--json"]
    with subprocess.Popen(
        command, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read().decode()
        assert process.wait(60) == 1  # one of them is no notebook
    assert "Traceback" not in errors
    called = run("grade shapes downloads --out read --json", place, environment)
    assert called.returncode == 1
    unread, read = ((place / name / "grades.csv").read_text() for name in ("unread", "read"))
    assert unread == read


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is full here")
def test_a_full_disk_is_told_without_a_traceback(place: Path, environment: dict[str, str]) -> None:
    """Whatever could not be written."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            ["autograder", "list"], cwd=place, env=environment, stdout=full,
            stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_lines_fit_the_terminal(place: Path, environment: dict[str, str]) -> None:
    """What could not be graded is broken between words there, and one line in a pipe."""
    folder = place / "downloads" / f"{'long ' * 30}name_15_assignsubmission_file"
    folder.mkdir()
    shutil.copy(place / "bad.ipynb", folder)
    call = "grade shapes downloads --out wide --regrade"
    lines = result(on_a_terminal(call, place, {**environment, "NO_COLOR": "1"}))
    piped = run(call, place, environment).stderr.splitlines()
    shutil.rmtree(folder)
    assert any(line.startswith("not graded: ") for line in lines)
    assert max(map(len, lines)) <= 80
    whole = [line for line in piped if line.startswith("not graded: ")]
    assert len(whole) == 2
    assert max(map(len, whole)) > 80
    assert all(" ".join(line.split()) in " ".join(" ".join(lines).split()) for line in whole)


def result(shown: str) -> list[str]:
    """What is left standing on the terminal, without a bar that was drawn anew."""
    return [line for line in shown.replace("\r\n", "\n").split("\n") if "\r" not in line]
