"""A grading session as its owner sees it: a process that grades one file after the other."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, Progress, QuestionScore, SubmissionStatus
from autograder.sandbox.start import ENVIRONMENT

START_SECONDS = 120.0


class SessionLost(Exception):
    """The session's process is gone, or did not answer in time.

    `earned` are the questions that were finished by then.
    """

    def __init__(self, reason: str, earned: Iterable[QuestionScore] = ()) -> None:
        super().__init__(reason)
        self.earned = tuple(earned)


class GradingSession:
    """Owns the process of `autograder.grading.serve`; use as a context manager."""

    def __init__(
        self, course: Course, assignment: Assignment, lane: int = 0, *, warm: bool = True
    ) -> None:
        """Sessions that run at the same time get a processor of their own by their `lane`.

        A session for a single submission need not be `warm`: it computes what is expected
        when it is needed, and is ready sooner.
        """
        self.assignment = assignment
        heat = "warm" if warm else "cold"
        place = [str(course.root), assignment.slug, str(processor() + lane), heat]
        self._buffer = b""
        # Its own process group: Ctrl-C on the terminal is for the owner to handle.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "autograder.grading.serve", *place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env={**os.environ, **ENVIRONMENT},
            start_new_session=True,
        )
        self.slowness = 1.0
        self.layers: tuple[str, ...] = ()  # what keeps student code in, once it is ready
        self.allowed: tuple[str, ...] = ()  # what nothing kept a probe from doing

    def wait_until_ready(self) -> None:
        """Block until the suite is collected and, if warm, proved against the reference.

        Raises SessionLost where no process for student code came up.
        """
        answer = self._receive(START_SECONDS)
        if "lost" in answer:
            raise SessionLost(answer["lost"])
        if "error" in answer:
            raise AutograderError(answer["error"])
        self.layers, self.allowed = tuple(answer["ready"]), tuple(answer["allowed"])
        self.slowness = float(answer["slowness"])

    def grade(
        self,
        path: Path,
        name: str,
        questions: Sequence[str] = (),
        *,
        progress: Progress | None = None,
        seconds: float = float("inf"),
    ) -> GradeReport:
        """The report on one file, all questions or some of them.

        `progress` gets each question as soon as it is graded. Raises SessionLost where the
        session itself broke, or where it had not finished after `seconds`.
        """
        stdin = self._process.stdin
        assert stdin is not None
        asked = {
            "path": str(path.absolute()),
            "name": name,
            "questions": list(questions),
            "progress": progress is not None,
        }
        try:
            stdin.write(json.dumps(asked).encode("ascii") + b"\n")
            stdin.flush()
        except OSError as error:
            raise SessionLost("the grading session ended") from error
        allowed = self.assignment.limits.submission_seconds * self.slowness
        # A child that dies is tried once more.
        deadline = time.monotonic() + min(seconds, 2 * allowed + 90)
        earned: dict[str, QuestionScore] = {}
        while True:
            try:
                answer = self._receive(deadline - time.monotonic())
            except SessionLost as lost:
                raise SessionLost(str(lost), earned.values()) from None
            if "error" in answer:
                raise SessionLost(answer["error"], earned.values())
            if "report" in answer:
                return GradeReport.from_dict(answer["report"])
            score = QuestionScore.from_dict(answer["question"])
            earned[score.name] = score
            if progress is not None:
                progress(score)

    def close(self) -> None:
        """End the process and everything that it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.close()
            self._process.wait(5)
        except (OSError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # a zygote notices and ends itself
        except ProcessLookupError:
            pass
        self._process.wait()
        self._process.stdout.close()

    def _receive(self, seconds: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while b"\n" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise SessionLost("the grading session does not answer")
            part = os.read(descriptor, 1 << 20)
            if not part:
                raise SessionLost("the grading session ended")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> GradingSession:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


@cache
def processor() -> int:
    """A processor that was free when we started: the system has put us there."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return sorted(os.sched_getaffinity(0)).index(int(fields[36]))
    except (OSError, ValueError, IndexError):
        return 0


def unfinished(
    assignment: Assignment,
    submission: str,
    file: str,
    status: SubmissionStatus,
    reason: str,
    earned: Sequence[QuestionScore] = (),
) -> GradeReport:
    """The report on a submission whose grading was cut short: what it had earned stays."""
    known = {score.name: score for score in earned}
    questions = [
        known.get(q.name, QuestionScore(q.name, 0, q.points)) for q in assignment.questions
    ]
    return GradeReport(submission, assignment.slug, status, tuple(questions), file, reason)


def grade_file(course: Course, assignment: Assignment, path: Path, name: str) -> GradeReport:
    """Grade one file in a session of its own."""
    with GradingSession(course, assignment, warm=False) as session:
        session.wait_until_ready()
        return session.grade(path, name)
