"""Runs the public tests beside a student's file, in the same engine as a grader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.course import Assignment
from autograder.grading.grade import Grader
from autograder.grading.results import GradeReport, Status, SubmissionStatus
from autograder.sandbox.calibration import slowness
from autograder.sandbox.plain import PlainWorkers
from autograder.sandbox.start import Started, can_isolate
from autograder.sandbox.workers import SandboxError, Workers, Zygote
from autograder.student.public_tests import PublicTests, read_public_tests
from autograder.student.sealed_hints import sealed_hints

NOT_ISOLATED = "not isolated: it is your own code on your own machine"


class Checker:
    """The public tests of a folder, loaded once, and the processes that run a student's code.

    Use as a context manager. `started` is a zygote that somebody has started before, to
    have it sooner; without one it depends on the system whether there is one at all.
    """

    def __init__(
        self,
        assignment: Assignment,
        questions: Sequence[str] = (),
        started: Started | None = None,
    ) -> None:
        self._slowness: float | None = None
        self._workers: Workers = _zygote_or_plain(started) if can_isolate() else PlainWorkers()
        try:
            self.tests: PublicTests = read_public_tests(assignment, questions)
            self._diagnosis = sealed_hints(assignment)
        except BaseException:
            self.close()
            raise

    @property
    def isolation(self) -> str:
        """What has to be said of how the student's code is run; empty where it is locked up."""
        return NOT_ISOLATED if isinstance(self._workers, PlainWorkers) else ""

    def check(self, file: Path, questions: Sequence[str] = ()) -> GradeReport:
        """The report on one file, all loaded questions or some of them."""
        report = self._grade(file, questions)
        if report.status is SubmissionStatus.GRADER_ERROR and not self.isolation:
            # A place where workers can't be locked up in the way that they were meant to be.
            self._workers.close()
            self._workers = PlainWorkers()
            report = self._grade(file, questions)
        if self._slowness is None and _timed_out(report):
            self._slowness = slowness(self._workers)  # measured only if it matters
            if self._slowness > 1:
                report = self._grade(file, questions)
        return report

    def close(self) -> None:
        """End everything that still runs."""
        self._workers.close()

    def _grade(self, file: Path, questions: Sequence[str]) -> GradeReport:
        self.tests.forget(questions)
        only, factor = frozenset(questions), self._slowness or 1.0
        grader = Grader(self.tests, self._diagnosis, self._workers, only, factor, self.isolation)
        return grader.grade(file, file.stem)

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def check_file(
    file: Path,
    assignment: Assignment,
    questions: Sequence[str] = (),
    started: Started | None = None,
) -> GradeReport:
    """Run the public tests of some questions, or of all, on a student's file."""
    with Checker(assignment, questions, started) as checker:
        return checker.check(file)


def _zygote_or_plain(started: Started | None) -> Workers:
    try:
        return Zygote(started)
    except (SandboxError, OSError):
        return PlainWorkers()


def _timed_out(report: GradeReport) -> bool:
    statuses = {outcome.status for score in report.questions for outcome in score.outcomes}
    return Status.TIMED_OUT in statuses
