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

    Closing the iterator early (Ctrl-C) ends the sessions. A session that breaks is
    replaced and its submission tried once more; after that it is a `grader_error`.
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
    for thread in threads:
        thread.start()
    try:
        running = len(threads)
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
        for thread in threads:
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
        self._lock = threading.Lock()

    def grade(self, submission: SubmissionFile) -> GradeReport:
        if self._session is None:
            with self._lock:
                if self._closed:
                    raise SessionLost("stopped")
                self._session = GradingSession(self.course, self.assignment, self._number)
            self._session.wait_until_ready()
            if not self.uncontained and self._session.allowed:
                raise AutograderError(
                    "This place can't contain hostile code: a file could "
                    f"{', '.join(self._session.allowed)}. Scores would be right, but it "
                    "could reach this machine and the other submissions.",
                    then="Grade in a container or a virtual machine of its own, or pass "
                    "--without-containment; `autograder doctor` says what is missing.",
                )
        reports = []
        for path in (submission.path, *submission.fallbacks):
            reports.append(self._session.grade(path, submission.name, submission.questions))
            if reports[-1].touched:
                return reports[-1]
        return reports[0]

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
            done.put((place, _grade_twice(lane, submission, stop)))
    except queue.Empty:
        pass
    except AutograderError as error:
        done.put(error)
    except Exception as error:  # a bug of ours: say so rather than wait for ever
        done.put(AutograderError(f"The grader itself failed: {error!r}", then="Report this."))
    finally:
        done.put(None)


def _grade_twice(lane: _Lane, submission: SubmissionFile, stop: threading.Event) -> GradeReport:
    reason = ""
    for _ in range(2):
        try:
            report = lane.grade(submission)
            return replace(report, students=submission.students, origin=submission.origin)
        except SessionLost as error:
            reason = str(error)
            lane.drop()
            if stop.is_set():
                break
    file, status = submission.path.name, SubmissionStatus.GRADER_ERROR
    report = unfinished(lane.assignment, submission.name, file, status, reason)
    return replace(report, students=submission.students, origin=submission.origin)
