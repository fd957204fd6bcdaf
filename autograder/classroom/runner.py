"""Grades many submissions in a few sessions at once, and loses none of them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace

from autograder.classroom.intake import SubmissionFile
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.grading.session import GradingSession, SessionLost, unfinished

TRIES = 2  # for a submission whose session breaks
PAUSES = (1.0, 3.0, 9.0)  # seconds that a machine gets which has no process or memory to give


def grade_class(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[SubmissionFile],
    jobs: int,
    *,
    uncontained: bool = False,
) -> Generator[tuple[int, GradeReport], None, None]:
    """Grade all submissions in `jobs` sessions; gives each report, with its place in the
    sequence, as soon as it is there.

    Closing the iterator early (Ctrl-C) ends the sessions. A session that breaks, or for which
    the machine has no room just now, is replaced and its submission tried once more; after
    that it is a `grader_error`.
    Raises AutograderError where the assignment itself can't be graded with, or where this
    place can't contain hostile code and `uncontained` does not allow that.
    """
    waiting: queue.SimpleQueue[tuple[int, SubmissionFile]] = queue.SimpleQueue()
    for place, submission in enumerate(submissions):
        waiting.put((place, submission))
    done: queue.SimpleQueue[tuple[int, GradeReport] | AutograderError | None] = queue.SimpleQueue()
    stop = threading.Event()
    sessions = [
        _Lane(course, assignment, uncontained, number)
        for number in range(max(1, min(jobs, len(submissions))))
    ]
    threads = [
        threading.Thread(target=_work, args=(lane, waiting, done, stop), daemon=True)
        for lane in sessions
    ]
    started: list[threading.Thread] = []
    try:
        for thread in threads:
            try:
                thread.start()
                started.append(thread)
            except RuntimeError as error:  # no more threads; those that run do all the work
                if not started:
                    raise AutograderError("This machine has no thread to give.") from error
        running = len(started)
        while running:
            item = done.get()
            if item is None:
                running -= 1
            elif isinstance(item, AutograderError):
                raise item
            else:
                yield item
    finally:
        stop.set()
        for lane in sessions:
            lane.close()
        for thread in started:
            thread.join(10)


class _Lane:
    """A session that is started when needed and replaced when it was lost."""

    def __init__(
        self, course: Course, assignment: Assignment, uncontained: bool, number: int
    ) -> None:
        self.course, self.assignment, self.uncontained = course, assignment, uncontained
        self._number = number
        self._session: GradingSession | None = None
        self._closed = False
        self._has_worked = False
        self._lock = threading.Lock()

    def grade(self, submission: SubmissionFile) -> GradeReport:
        if self._session is None:
            with self._lock:
                if self._closed:
                    raise SessionLost("stopped")
                self._session = GradingSession(self.course, self.assignment, self._number)
            self._wait_until_ready(self._session)
            if not self.uncontained and self._session.allowed:
                raise AutograderError(
                    "This place can't contain hostile code: a file could "
                    f"{', '.join(self._session.allowed)}. Scores would be right, but it "
                    "could reach this machine and the other submissions.",
                    then="Grade in a container or a virtual machine of its own, or pass "
                    "--without-containment; `autograder doctor` says what is missing.",
                )
        return self._session.grade(submission.path, submission.name, submission.questions)

    def _wait_until_ready(self, session: GradingSession) -> None:
        try:
            session.wait_until_ready()
        except AutograderError as error:
            if not self._has_worked:
                raise  # the assignment itself is broken, which ends the class
            raise SessionLost(f"no new grading session came up: {error}") from error
        self._has_worked = True

    def drop(self) -> None:
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self.drop()


def _work(
    lane: _Lane,
    waiting: queue.SimpleQueue[tuple[int, SubmissionFile]],
    done: queue.SimpleQueue[tuple[int, GradeReport] | AutograderError | None],
    stop: threading.Event,
) -> None:
    try:
        while not stop.is_set():
            place, submission = waiting.get_nowait()
            done.put((place, _grade_one(lane, submission, stop)))
    except queue.Empty:
        pass
    except AutograderError as error:
        done.put(error)
    except Exception as error:  # a bug of ours: say so rather than wait for ever
        done.put(AutograderError(f"The grader itself failed: {error!r}", then="Report this."))
    finally:
        done.put(None)


def _grade_one(lane: _Lane, submission: SubmissionFile, stop: threading.Event) -> GradeReport:
    reason, lost, pauses = "", 0, list(PAUSES)
    while lost < TRIES and not stop.is_set():
        try:
            report = lane.grade(submission)
            return replace(report, students=submission.students, origin=submission.origin)
        except SessionLost as error:
            reason, lost = str(error), lost + 1
        except OSError as error:
            reason = f"no grading session can be started: {error.strerror or error}"
            lost = lost if pauses else TRIES
            stop.wait(pauses.pop(0) if pauses else 0)
        lane.drop()
    file, status = submission.path.name, SubmissionStatus.GRADER_ERROR
    report = unfinished(lane.assignment, submission.name, file, status, reason)
    return replace(report, students=submission.students, origin=submission.origin)
