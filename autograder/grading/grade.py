"""Grades one submission with a collected suite: the one function behind every path."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Limits
from autograder.errors import AutograderError
from autograder.grading.feedback import judge, load_error, not_run, why_not_defined
from autograder.grading.hints import Ask
from autograder.grading.results import (
    GradeReport,
    Hint,
    Outcome,
    Progress,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.grading.suite import Suite, SuiteTest
from autograder.grading.wording import STATUS
from autograder.sandbox.calls import Call
from autograder.sandbox.student import Budget, StudentCode, StudentFunction
from autograder.sandbox.workers import Confinement, SandboxError, Zygote
from autograder.submission import Submission, Unreadable, read_submission

# What might be the fault of something that another question left in the process.
SUSPECT = set(Status) - {Status.PASSED, Status.GRADER_ERROR, Status.UNREADABLE}
# What no stand-in for an earlier function can mend.
NEVER_FOLLOWED = {Status.NOT_DEFINED, Status.GRADER_ERROR, Status.UNREADABLE}
SOURCE_CHARACTERS = 60_000  # kept of a submission, for comparing it with the others
# From a question, the calls of its tests, and a way to make one more of the calls that the
# suite makes of a right function, to a mistake's id and hint, if one is known.
Diagnosis = Callable[[str, Sequence[Call], Sequence[Call], Ask], tuple[str, str] | None]


@dataclass(frozen=True)
class Grader:
    """A collected suite with all it takes to grade submissions, one after the other.

    `only`, if it names questions, leaves the others out.
    """

    suite: Suite
    diagnose: Diagnosis
    zygote: Zygote
    only: frozenset[str] = frozenset()
    slowness: float = 1.0  # of this machine; stretches all limits in seconds
    isolation: str = ""  # what keeps student code in, for the report

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

    def _questions(self) -> list[tuple[str, tuple[SuiteTest, ...]]]:
        names = self.suite.assignment.names
        asked = [name for name in names if not self.only or name in self.only]
        return [(name, self.suite.of(name)) for name in asked if self.suite.of(name)]

    def _grade(
        self, submission: Submission, code: StudentCode, name: str, progress: Progress
    ) -> GradeReport:
        assignment = self.suite.assignment
        cells = [(cell.number, cell.source) for cell in submission.cells]
        code.file, code.cells = submission.file, cells
        code.load()
        scores: list[QuestionScore] = []
        for question, tests in self._questions():
            score = self._question(code, question, tests, cells)
            if not score.passed and not code.dead:
                score = self._follow_through(code, score, tests, scores, cells)
            scores.append(score)
            progress(score)
        timed_out = code.dead is not None and code.dead.kind == "timed_out"
        return GradeReport(
            submission=name,
            assignment=assignment.slug,
            status=SubmissionStatus.TIMED_OUT if timed_out else SubmissionStatus.GRADED,
            questions=tuple(scores),
            file=submission.file,
            reason=f"The file could not be run: {code.dead.text}." if code.dead else "",
            load_errors=tuple(load_error(record) for record in code.load_errors or ()),
            isolation=self.isolation,
            source="\n\n".join(source for _, source in cells)[:SOURCE_CHARACTERS],
        )

    def _question(
        self,
        code: StudentCode,
        question: str,
        tests: tuple[SuiteTest, ...],
        cells: Sequence[tuple[int | None, str]],
    ) -> QuestionScore:
        function = StudentFunction(code, question)
        if not code.dead and code.load_errors is not None and question not in code.defined:
            status, message = why_not_defined(question, code.load_errors)
            return self._score(question, [not_run(test, status, message) for test in tests])
        code.start_question(call_seconds=self._seconds(question))
        outcomes = self._outcomes(function, tests, cells)
        if code.shared and any(o.status in SUSPECT for o in outcomes) and code.start_afresh():
            # What an earlier question left behind in the process must not cost this one.
            function = StudentFunction(code, question)
            outcomes = self._outcomes(function, tests, cells)
        return self._score(question, outcomes, function, code.printed())

    def _seconds(self, question: str) -> float | None:
        """The limit of one call, where a question has one of its own."""
        seconds = self.suite.assignment.question(question).seconds
        return seconds * self.slowness if seconds else None

    def _outcomes(
        self,
        function: StudentFunction,
        tests: Sequence[SuiteTest],
        cells: Sequence[tuple[int | None, str]],
    ) -> list[Outcome]:
        outcomes = []
        before = 0
        for test, error, notes in self.suite.run(tests, {function.__name__: function}):
            if isinstance(error, SandboxError):
                raise error
            # What has seen hidden inputs could show them where a public test tells all.
            tells = test.public and not function.code.initiated
            function.code.initiated |= not test.public
            outcomes.append(judge(test, error, notes, function.calls[before:], cells, tells))
            before = len(function.calls)
        return outcomes

    def _follow_through(
        self,
        code: StudentCode,
        score: QuestionScore,
        tests: tuple[SuiteTest, ...],
        earlier: Sequence[QuestionScore],
        cells: Sequence[tuple[int | None, str]],
    ) -> QuestionScore:
        """Judge failed tests again with what an earlier question has wrong put right.

        A mistake is paid for once: where conv2d fails only because it calls the student's
        own zero_pad, it keeps its points. The stand-ins are answered by us, call by call;
        no solution enters the student's process.
        """
        carried = self.suite.assignment.carried  # judged in an assignment of their own
        broken = [*carried, *(previous.name for previous in earlier if not previous.passed)]
        failed = [t for t, o in zip(tests, score.outcomes) if not o.passed]
        stands_alone = all(o.status in NEVER_FOLLOWED for o in score.outcomes if not o.passed)
        if not broken or self.suite.reference is None or stands_alone:
            return score
        provided = {name: self.suite.reference.stand_in(name) for name in broken}
        code.start_question(provided, self._seconds(score.name))
        function = StudentFunction(code, score.name)
        outcomes = self._outcomes(function, failed, cells)
        if not code.asked:
            return score
        names = " and ".join(sorted(code.asked_for))
        note = f"judged with our own {names}, since yours is not right yet"
        # What still fails tells more than before: now it is this function's own doing. Only
        # what our stand-ins may have caused is left as it was.
        again = {
            outcome.test: replace(outcome, notes=(*outcome.notes, note))
            for outcome in outcomes
            if outcome.status not in (Status.TIMED_OUT, Status.CRASHED, Status.OUT_OF_MEMORY)
        }
        if not again:
            return score
        outcomes = [again.get(outcome.test, outcome) for outcome in score.outcomes]
        return self._score(score.name, outcomes, function, score.output)

    def _score(
        self,
        question: str,
        outcomes: Sequence[Outcome],
        function: StudentFunction | None = None,
        printed: str = "",
    ) -> QuestionScore:
        hint = None
        wrong = any(outcome.status in (Status.WRONG, Status.RAISED) for outcome in outcomes)
        if wrong and function is not None:
            more = self.suite.calls(question)
            found = self.diagnose(question, tuple(function.calls), more, function.ask)
            hint = Hint(found[0], question, found[1]) if found else None
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
