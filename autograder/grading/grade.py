"""Grades one submission with a collected suite: the one function behind every path."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.course import Limits
from autograder.errors import AutograderError
from autograder.grading.examination import Attempt, Examination, Observer
from autograder.grading.feedback import load_error, not_run
from autograder.grading.hints import Ask
from autograder.grading.memory import Memory
from autograder.grading.results import (
    GradeReport,
    Hint,
    Outcome,
    Progress,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.grading.tests import Test, Tests
from autograder.grading.wording import STATUS
from autograder.sandbox.calls import Call
from autograder.sandbox.student import Budget, StudentCode
from autograder.sandbox.workers import Confinement, SandboxError, Workers
from autograder.submission import Submission, Unreadable, read_submission

SOURCE_CHARACTERS = 60_000  # kept of a submission, for comparing it with the others
TIME_OVER = "Its functions took all of the {:.3g} seconds that a submission has."
# From a question, the calls of its tests, and a way to make one more of the calls that the
# suite makes of a right function, to a mistake's id and hint, if one is known.
Diagnosis = Callable[[str, Sequence[Call], Sequence[Call], Ask], tuple[str, str] | None]


@dataclass(frozen=True)
class Grader:
    """A collected suite with all it takes to grade submissions, one after the other.

    `only`, if it names questions, leaves the others out.
    """

    suite: Tests
    diagnose: Diagnosis
    zygote: Workers
    only: frozenset[str] = frozenset()
    slowness: float = 1.0  # of this machine; stretches all limits in seconds
    isolation: str = ""  # what keeps student code in, for the report
    observer: Observer | None = None  # for an author: sees every call, and all is told
    memory: Memory = field(default_factory=Memory)  # of answers that are known to pass

    def grade(self, path: Path, name: str, progress: Progress = lambda score: None) -> GradeReport:
        """Grade the file at `path`; every problem ends up in the report, none is raised."""
        start = time.monotonic()
        limits = self.suite.assignment.limits
        code = StudentCode(
            zygote=self.zygote,
            confinement=confinement(limits, self.slowness),
            budget=budget(limits, self.slowness),
            names=self.suite.assignment.names,
        )
        try:
            submission = read_submission(path, self.suite.assignment.slug, code.ingest)
            report = self._grade(submission, code, name, progress)
        except Unreadable as error:
            return self.not_graded(name, path, SubmissionStatus.UNREADABLE, str(error))
        except AutograderError as error:
            return self.not_graded(name, path, SubmissionStatus.GRADER_ERROR, str(error))
        finally:
            try:
                code.close()
            except SandboxError:
                pass  # whoever needs the next worker finds out
        return replace(report, seconds=round(time.monotonic() - start, 4))

    def not_graded(
        self, name: str, path: Path, status: SubmissionStatus, reason: str
    ) -> GradeReport:
        """The report of a submission that no test could be run on."""
        outcome_status = {
            SubmissionStatus.UNREADABLE: Status.UNREADABLE,
            SubmissionStatus.TIMED_OUT: Status.TIMED_OUT,
        }.get(status, Status.GRADER_ERROR)
        message = STATUS[outcome_status]
        questions = tuple(
            self._score(name, [not_run(test, outcome_status, message) for test in tests])
            for name, tests in self._questions()
        )
        slug = self.suite.assignment.slug
        isolation = self.isolation
        return GradeReport(name, slug, status, questions, path.name, reason, isolation=isolation)

    def _questions(self) -> list[tuple[str, tuple[Test, ...]]]:
        names = self.suite.assignment.names
        asked = [name for name in names if not self.only or name in self.only]
        return [(name, self.suite.of(name)) for name in asked if self.suite.of(name)]

    def _grade(
        self, submission: Submission, code: StudentCode, name: str, progress: Progress
    ) -> GradeReport:
        code.file = submission.file
        code.cells = [(cell.number, cell.source) for cell in submission.cells]
        code.load()
        examination = Examination(self.suite, code, self.slowness, self.observer, self.memory)
        try:
            scores = self._scores(examination, progress)
        finally:
            examination.close()
        reason, timed_out = "", code.seconds_left <= 0
        if code.dead:
            reason = f"The file could not be run: {code.dead.text}."
            timed_out |= code.dead.kind == "timed_out"
        elif timed_out:
            reason = TIME_OVER.format(code.budget.submission)
        return GradeReport(
            submission=name,
            assignment=self.suite.assignment.slug,
            status=SubmissionStatus.TIMED_OUT if timed_out else SubmissionStatus.GRADED,
            questions=tuple(scores),
            file=submission.file,
            reason=reason,
            load_errors=tuple(load_error(record) for record in code.load_errors or ()),
            isolation=self.isolation,
            crowded=code.crowded,
            source="\n\n".join(source for _, source in code.cells)[:SOURCE_CHARACTERS],
        )

    def _scores(self, examination: Examination, progress: Progress) -> list[QuestionScore]:
        """The public tests of all questions, then the hidden ones.

        What a public test tells shows the answer of the student's code, whatever that is
        made of. So nothing is told any more once a hidden input has been sent.
        """
        questions = dict(self._questions())
        found = self._told(examination, questions)
        scores = {}

        def finished(attempt: Attempt) -> None:
            question = attempt.question
            score = self._score(question, attempt.outcomes, self._hint(attempt), attempt.output)
            scores[question] = score
            progress(score)

        # What is right so far comes first: then no function that isn't disturbs its process.
        for question in sorted(questions, key=lambda name: not found[name].right_so_far):
            before = found[question]
            rest = [test for test in questions[question] if test not in before.tests]
            found[question] = examination.finish(before, rest, self._lost(question, found))
            if not examination.can_follow(found[question], self._broken(question, found)):
                finished(found[question])
        # Stand-ins come last; what is asked of a process that has heard one: see StudentCode.
        for question in questions:
            if question not in scores:
                broken = self._broken(question, found)
                finished(examination.follow_through(found[question], broken))
        return [scores[question] for question in questions]

    def _told(
        self, examination: Examination, questions: Mapping[str, Sequence[Test]]
    ) -> dict[str, Attempt]:
        """What the public tests say.

        What has not begun when a half of the time is over has its turn when all that was
        right is finished; for that, a quarter is kept whatever happens.
        """
        code, found = examination.code, dict[str, Attempt]()
        quarter = code.reserved = code.budget.submission / 4
        for question, tests in questions.items():
            found[question] = Attempt(question, begun=code.seconds_left > quarter)
            if found[question].begun:
                public = [test for test in tests if test.public]
                found[question] = examination.begin(question, public, self._lost(question, found))
        for question, attempt in found.items():
            if not attempt.passed and not code.dead and code.seconds_left > quarter:
                told = examination.follow_through(attempt, self._broken(question, found))
                outcomes, followed = told.outcomes, told.followed
                found[question] = replace(attempt, outcomes=outcomes, followed=followed)
        code.reserved = 0.0
        return found

    def _lost(self, question: str, found: Mapping[str, Attempt]) -> list[str]:
        """The functions before this one whose calls never come back."""
        before = self.suite.assignment.before(question)
        return [name for name in before if name in found and found[name].lost]

    def _broken(self, question: str, found: Mapping[str, Attempt]) -> list[str]:
        """The functions before this one that are known not to be right."""
        carried = self.suite.assignment.carried  # judged in an assignment of their own
        before = self.suite.assignment.before(question)
        return [*carried, *(name for name in before if name in found and not found[name].passed)]

    def _hint(self, attempt: Attempt) -> Hint | None:
        wrong = any(o.status in (Status.WRONG, Status.RAISED) for o in attempt.outcomes)
        if not wrong or attempt.function is None:
            return None
        question = attempt.question
        more = self.suite.calls(question)
        try:
            found = self.diagnose(question, attempt.calls, more, attempt.function.ask)
        except Exception:  # it compares what a submission made up: no hint, and no harm
            found = None
        return Hint(found[0], question, found[1]) if found else None

    def _score(
        self,
        question: str,
        outcomes: Sequence[Outcome],
        hint: Hint | None = None,
        printed: str = "",
    ) -> QuestionScore:
        return QuestionScore(
            name=question,
            score=round(sum(outcome.points for outcome in outcomes), 6),
            max_score=round(sum(outcome.max_points for outcome in outcomes), 6),
            outcomes=tuple(outcomes),
            hint=hint,
            output=printed,
        )


def budget(limits: Limits, slowness: float = 1.0) -> Budget:
    """The times of an assignment's limits on a machine that is slower by this factor."""
    return Budget(
        call=limits.call_seconds * slowness,
        question=limits.question_seconds * slowness,
        load=limits.load_seconds * slowness,
        submission=limits.submission_seconds * slowness,
    )


def confinement(limits: Limits, slowness: float = 1.0) -> Confinement:
    """The other limits; processor time bounds what wall-clock time might miss."""
    return Confinement(limits.memory_mb, int(limits.submission_seconds * slowness) + 1)
