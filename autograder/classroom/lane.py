"""One session at a time for one submission at a time, replaced when it was lost."""

from __future__ import annotations

import threading
from dataclasses import replace

from autograder.classroom.intake import SubmissionFile
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.grading.session import GradingSession, SessionLost, unfinished

TRIES = 2  # for a submission whose session breaks
PAUSES = (1.0, 3.0, 9.0)  # seconds that a machine gets which has no process or memory to give


class Lane:
    """A session that is started when needed and replaced when it was lost."""

    def __init__(
        self, course: Course, assignment: Assignment, uncontained: bool, number: int
    ) -> None:
        self.course, self.assignment, self.uncontained = course, assignment, uncontained
        self._number = number
        self._session: GradingSession | None = None
        self._closed = False
        self._has_worked, self._failed_starts = False, 0
        self._lock = threading.Lock()

    def grade(self, submission: SubmissionFile, stop: threading.Event) -> GradeReport:
        """The report on one submission, whatever happens to the session, until `stop` is set.

        Raises AutograderError where the assignment itself can't be graded with.
        """
        reason, lost, pauses = "", 0, list(PAUSES)
        while lost < TRIES and not stop.is_set():
            try:
                report = self._grade(submission)
                return replace(report, students=submission.students, origin=submission.origin)
            except SessionLost as error:
                reason, lost = str(error), lost + 1
            except OSError as error:
                reason = f"no grading session can be started: {error.strerror or error}"
                lost = lost if pauses else TRIES
                stop.wait(pauses.pop(0) if pauses else 0)
            self.drop()
        file, status = submission.path.name, SubmissionStatus.GRADER_ERROR
        report = unfinished(self.assignment, submission.name, file, status, reason)
        return replace(report, students=submission.students, origin=submission.origin)

    def _grade(self, submission: SubmissionFile) -> GradeReport:
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
        reports = []
        for path in (submission.path, *submission.fallbacks):
            reports.append(self._session.grade(path, submission.name, submission.questions))
            if reports[-1].touched:
                return reports[-1]
        return reports[0]

    def _wait_until_ready(self, session: GradingSession) -> None:
        try:
            session.wait_until_ready()
        except SessionLost as lost:
            self._failed_starts += 1  # once can be bad luck
            if not self._has_worked and self._failed_starts >= TRIES:
                raise AutograderError(f"No grading session comes up: {lost}") from lost
            raise
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
