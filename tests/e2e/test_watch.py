"""`autograder watch`, `hint` and `show` as a student runs them, with a terminal and without."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.extract import extract

from .conftest import Run
from .elsewhere import WITHOUT_UNIX, environment
from .test_student import FLIPPED

SLUG = "cnn_layers"
COMMAND = [sys.executable, "-P", "-m", "autograder", "watch"]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def folder(course: Course, tmp_path: Path) -> Path:
    """The student's folder with everything right but a flipped filter."""
    place = tmp_path / "desk"
    shutil.copytree(course.student_folder(SLUG), place)
    names = course.assignment(SLUG).names
    solution = extract(course.source(SLUG).read_text(encoding="utf-8"), names)
    (place / f"{SLUG}.py").write_text(solution + FLIPPED, encoding="utf-8")
    return place


def children(pid: int) -> list[int]:
    """All processes that come from one, but for itself."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found


def all_gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


class Terminal:
    """A watch in a terminal of its own."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.settings = termios.tcgetattr(theirs)
        self._theirs = theirs
        self.process = subprocess.Popen(
            COMMAND,
            cwd=folder,
            env={**os.environ, "TERM": "xterm", **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.seen = ""

    def press(self, key: str) -> None:
        self.seen = ""
        os.write(self._ours, key.encode())

    def wait_for(self, words: str) -> str:
        """What has been shown since the last key, once these words are in it."""
        deadline = time.monotonic() + 60
        while words not in COLOUR.sub("", self.seen) and time.monotonic() < deadline:
            if select.select([self._ours], [], [], 0.2)[0]:
                self.seen += os.read(self._ours, 1 << 16).decode("utf-8", "replace")
        assert words in COLOUR.sub("", self.seen), self.seen
        return self.seen

    def settings_now(self) -> list[object]:
        return termios.tcgetattr(self._theirs)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    """A watch with colours."""
    place = Terminal(folder, {"NO_COLOR": ""})
    yield place
    place.close()


def test_a_session_at_a_terminal(terminal: Terminal, folder: Path) -> None:
    """Failure, hint, list, a save that mends it, and q, which leaves nothing behind."""
    first = terminal.wait_for("[q] quit")
    plain = COLOUR.sub("", first)
    assert "\x1b[31m" in first
    assert "✗ conv2d" in plain
    assert "180°" not in plain  # a hint is for whoever asks
    assert "of 37.5 points of the public tests" in plain
    terminal.press("h")
    terminal.wait_for("Hint 1 of 4: the shape")
    terminal.press("h")
    terminal.wait_for("Hint 2 of 4: the first wrong entry")
    terminal.press("\x1b[A")  # an arrow is no key
    terminal.press("l")
    terminal.wait_for("✓ The lecture's 5×5 image and 3×3 filter give the lecture's feature map.")
    file = folder / f"{SLUG}.py"
    text = file.read_text(encoding="utf-8")
    terminal.seen = ""
    file.write_text(text.replace("    kernel = kernel[::-1, ::-1]\n", ""), encoding="utf-8")
    shown = COLOUR.sub("", terminal.wait_for("[q] quit"))
    assert "all public tests passed" in shown
    assert "Changed and checked: conv2d, conv_layer" in shown or "Changed" in shown
    terminal.press("a")
    assert "Changed" not in terminal.wait_for("[q] quit")
    started = children(terminal.process.pid)
    assert started
    terminal.press("q")
    assert terminal.process.wait(20) == 0
    assert all_gone(started)
    assert terminal.settings_now() == terminal.settings


@pytest.mark.parametrize("ending", ["ctrl-c", "term", "hangup"])
def test_other_endings(terminal: Terminal, ending: str) -> None:
    """Ctrl-C and signals leave as little behind as q does."""
    terminal.wait_for("[q] quit")
    started = children(terminal.process.pid)
    if ending == "ctrl-c":
        terminal.press("\x03")
    else:
        number = signal.SIGTERM if ending == "term" else signal.SIGHUP
        terminal.process.send_signal(number)
    assert terminal.process.wait(20) == 0
    assert all_gone(started)
    assert terminal.settings_now() == terminal.settings


def test_no_colour_where_none_is_wanted(folder: Path) -> None:
    """NO_COLOR is respected at a terminal."""
    place = Terminal(folder, {"NO_COLOR": "1"})
    try:
        assert not COLOUR.search(place.wait_for("[q] quit"))
    finally:
        place.close()


@pytest.mark.parametrize("unix", [True, False], ids=["here", "without fork"])
def test_without_a_terminal(folder: Path, tmp_path: Path, unix: bool) -> None:
    """Plain lines, no keys, only what has changed; an interrupt ends it."""
    env = dict(os.environ) if unix else environment(tmp_path / "site", WITHOUT_UNIX)
    file, out = folder / f"{SLUG}.py", tmp_path / "out"
    with out.open("wb") as stream:
        process = subprocess.Popen(
            COMMAND, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=stream
        )
    try:
        wait_for(out, "Next: ")
        first = out.read_text(encoding="utf-8")
        assert "\x1b" not in first
        assert "[q]" not in first
        assert "Hint: Your filter is turned" in first
        assert max(map(len, first.splitlines())) <= 80
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("return np.maximum(x, 0)", "return x"), encoding="utf-8")
        if "np.maximum(x, 0)" not in text:
            file.write_text(text + "\n\ndef relu(x):\n    return x\n", encoding="utf-8")
        wait_for(out, "Next: ", 2)
        second = out.read_text(encoding="utf-8").removeprefix(first)
        assert "✗ relu: " in second
        assert "zero_pad" not in second
        started = children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert all_gone(started)
    finally:
        process.kill()
        process.wait()


def wait_for(file: Path, words: str, times: int = 1) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if file.read_text(encoding="utf-8").count(words) >= times:
            return
        time.sleep(0.05)
    raise AssertionError(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_hint_and_show(autograder: Run, folder: Path, suffix: str) -> None:
    """Both for the script and for the notebook; the snippet runs, the console has all names."""
    file = folder / f"{SLUG}.py"
    if suffix == ".ipynb":
        from autograder.authoring.sample import as_notebook

        text = file.read_text(encoding="utf-8")
        file = folder / "mine.ipynb"
        file.write_text(as_notebook(["import numpy as np", text]), encoding="utf-8")
    done = autograder("hint", "conv2d", file, cwd=folder)
    assert done.returncode == 1
    assert "Hint 1 of" in done.stdout
    assert "\x1b" not in done.stdout
    done = autograder("hint", "relu", file, cwd=folder)
    assert (done.returncode, "nothing to hint at" in done.stdout) == (0, True)
    done = autograder("show", "conv2d", file, "--print", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "got = conv2d(image, kernel)" in done.stdout
    assert ("from cnn_layers import conv2d" in done.stdout) is (suffix == ".py")
    command = [sys.executable, "-P", "-m", "autograder", "show", "conv2d", str(file)]
    talk = "print(expected[0, 0], got[0, 0], conv2d(image, kernel)[0, 0], np.shape(kernel))\n"
    console = subprocess.run(
        command, cwd=folder, input=talk, capture_output=True, text=True, check=False, timeout=60
    )
    assert console.returncode == 0, console.stderr
    assert "-2.5 6.5 6.5 (2, 3)" in console.stdout
    assert "not locked up" in console.stdout


def test_wrong_calls_say_what_to_do(autograder: Run, folder: Path) -> None:
    """Unknown functions, tests and files: exit code 2, one message, no traceback."""
    for arguments, words in (
        (("hint", "conv3d"), "There is no question “conv3d”."),
        (("show", "nothing"), "There is no test “nothing”."),
        (("watch", "mine.py"), "There is no such file."),
        (("hint",), "Missing argument 'FUNCTION'"),
    ):
        done = autograder(*arguments, cwd=folder)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
