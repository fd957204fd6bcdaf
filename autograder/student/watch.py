"""Checks a file again whenever it is saved: only the functions that have changed.

Looks at the files' times twenty times a second. That costs next to nothing for one file, and
works where a system's own notices don't come: on network drives and in shared folders.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, QuestionScore, SubmissionStatus
from autograder.student.check import Checker
from autograder.student.edits import fingerprints
from autograder.student.folder import find_file
from autograder.submission import read_submission

INTERVAL = 0.05  # seconds between two looks
SETTLED = 0.02  # without a change: an editor may be in the middle of writing
NOTHING = ("",)  # no function has this name: the file is loaded, and that is all
Stamp = tuple[str, int, int]  # a file, its time and its size


class Watch:
    """What is known of a student's functions, kept up to date.

    `named` is the file to watch; without one it is the newer of notebook and script.
    """

    def __init__(self, named: Path | None, checker: Checker) -> None:
        self._named, self._checker = named, checker
        self._assignment = checker.tests.assignment
        self._seen: Stamp | None = None
        self._marks: dict[str, str] = {}
        self._scores: dict[str, QuestionScore] = {}
        self.changed: tuple[str, ...] = ()  # what the last look has run

    @property
    def file(self) -> Path:
        """The file that was looked at last."""
        return Path(self._seen[0]) if self._seen else find_file(self._named)

    def saved(self) -> bool:
        """Whether a file was saved since the last look."""
        stamp = self._stamp()
        return stamp is not None and stamp != self._seen

    def look(self, everything: bool = False) -> GradeReport:
        """Check what has changed, or everything; the report is on all functions."""
        stamp = self._settled()
        if self._seen is None or self._seen[0] != stamp[0] or everything:
            self._marks, self._scores = {}, {}
        self._seen = stamp
        file, names = Path(stamp[0]), self._assignment.names
        marks = self._read(file)
        changed = [name for name in names if not marks or marks[name] != self._marks.get(name)]
        report = self._checker.check(file, changed or NOTHING)
        if report.status is not SubmissionStatus.UNREADABLE:
            self._scores.update({score.name: score for score in report.questions})
            self._marks = marks
        self.changed = tuple(changed)
        known = [self._scores[name] for name in names if name in self._scores]
        return replace(report, questions=tuple(known))

    def _read(self, file: Path) -> dict[str, str]:
        try:
            submission = read_submission(file, self._assignment.slug)
        except AutograderError:  # the check itself will say what is wrong
            return {}
        return fingerprints(submission, self._assignment.names)

    def _settled(self) -> Stamp:
        stamp = self._stamp()
        while True:
            time.sleep(SETTLED)
            before, stamp = stamp, self._stamp()
            if stamp is not None and stamp == before:
                return stamp

    def _stamp(self) -> Stamp | None:
        try:
            file = find_file(self._named)
            state = file.stat()
        except (AutograderError, OSError):  # an editor puts a new file in the old one's place
            return None
        return str(file), state.st_mtime_ns, state.st_size


def follow(
    watch: Watch,
    wait: Callable[[float], str],
    show: Callable[[GradeReport], None],
    press: Callable[[str], bool],
) -> None:
    """Look, show, and wait for the next save, until a key says that it is enough.

    `wait` gives the key that was pressed meanwhile; `press` does what a key is for, and tells
    whether to go on.
    """
    show(watch.look())
    while True:
        key = wait(INTERVAL)
        if key == "a":
            show(watch.look(everything=True))
        elif key and not press(key):
            return
        elif watch.saved():
            show(watch.look())
