"""`build --watch`: an author saves, and reads at once whether it still stands."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.scaffold import add_to_course
from autograder.authoring.watch import changed, stamps
from autograder.course import Course

SECONDS = 120.0  # for one round, on a machine that has much else to do


class Watcher:
    """The command, and what it has said."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder", "build", "attention", "--watch"],
            cwd=root,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def round(self) -> str:
        """What is said until it waits again."""
        said = ""
        while "waiting for a change" not in said:
            said += self._lines.get(timeout=SECONDS)
        return said


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course whose assignment stands."""
    course = Course(tmp_path / "course")
    for path in add_to_course(course, "attention", ["weights"], example=False):
        path.write_text(path.read_text(encoding="utf-8").replace("TODO", "Done"), "utf-8")
    return course


@pytest.fixture
def watcher(course: Course) -> Iterator[Watcher]:
    """The command at work; what is left of it is ended."""
    watcher = Watcher(course.root)
    yield watcher
    if watcher.process.poll() is None:
        watcher.process.kill()
        watcher.process.wait()


def test_a_slip_and_its_mending(course: Course, watcher: Watcher) -> None:
    """Each save is answered: what is wrong with file, line and next step, then that it stands."""
    assert "attention: ✓ stands" in watcher.round()
    bundle = course.bundle("attention")
    before = bundle.read_bytes()
    suite = course.suite("attention") / "test_weights.py"
    text = suite.read_text(encoding="utf-8")
    suite.write_text(text.replace("@points(2)\n", ""), encoding="utf-8")
    said = watcher.round()
    assert "tests/suites/attention/test_weights.py:16: test_any_input has 0 points" in said
    assert "→ Give it one: @points(2)." in said
    assert bundle.read_bytes() == before
    suite.write_text(text, encoding="utf-8")
    assert "attention: ✓ stands" in watcher.round()
    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(30) == 0


def test_only_what_authors_write_counts(course: Course) -> None:
    """A saved source or test tells its assignment; what is built or left behind does not."""
    changes = changed(course, stamps(course))
    for litter in ("assignments/attention/x.py", "solutions/attention/notes~", "dist/x.zip"):
        path = course.root / litter
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    source = course.source("attention")
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert next(changes) == ["attention"]
    (course.suite("attention") / "test_weights.py").unlink()
    assert next(changes) == ["attention"]
