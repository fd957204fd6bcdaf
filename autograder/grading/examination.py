"""One submission at its suite: runs a question's tests, and judges what came of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from autograder.grading.feedback import judge, not_run, why_not_defined
from autograder.grading.results import Outcome, Status
from autograder.grading.suite import Suite, SuiteTest
from autograder.sandbox.calls import Call
from autograder.sandbox.student import StudentCode, StudentFunction
from autograder.sandbox.workers import SandboxError

# What might be the fault of something that another question left in the process.
SUSPECT = set(Status) - {Status.PASSED, Status.GRADER_ERROR, Status.UNREADABLE}
# What no stand-in for an earlier function can mend.
NEVER_FOLLOWED = {Status.NOT_DEFINED, Status.GRADER_ERROR, Status.UNREADABLE}
# What our stand-ins may themselves have caused.
PERHAPS_OURS = {Status.TIMED_OUT, Status.CRASHED, Status.OUT_OF_MEMORY}


# Told of each run of a test: its outcome, the calls that it made, and its seconds.
Observer = Callable[[SuiteTest, Outcome, Sequence[Call], float], None]


@dataclass(frozen=True)
class Attempt:
    """What is known of one question so far; `tests` and `outcomes` go together."""

    question: str
    tests: tuple[SuiteTest, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    calls: tuple[Call, ...] = ()
    function: StudentFunction | None = None  # to be asked again
    output: str = ""  # what it printed
    seconds_left: float | None = None

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)


@dataclass
class Examination:
    """Runs tests of a suite on the code of one submission.

    With an `observer`, who is never a student, hidden tests tell as much as public ones.
    """

    suite: Suite
    code: StudentCode
    slowness: float = 1.0
    observer: Observer | None = None
    initiated: bool = False  # whether a hidden test has called anything yet

    def attempt(self, before: Attempt, tests: Sequence[SuiteTest]) -> Attempt:
        """The question after some more of its tests."""
        question, code = before.question, self.code
        if not tests:
            return before
        if not code.dead and code.load_errors is not None and question not in code.defined:
            status, message = why_not_defined(question, code.load_errors)
            outcomes = [not_run(test, status, message) for test in tests]
            return _more(before, tests, outcomes)
        code.start_question(call_seconds=self._seconds(question), left=before.seconds_left)
        if before.outcomes and not before.passed and code.shared:
            code.start_afresh()  # as it had to be done before
        function = StudentFunction(code, question)
        outcomes = self._outcomes(function, tests)
        if code.shared and any(o.status in SUSPECT for o in outcomes) and code.start_afresh():
            # What an earlier question left behind in the process must not cost this one.
            function = StudentFunction(code, question)
            outcomes = self._outcomes(function, tests)
        return replace(
            _more(before, tests, outcomes),
            calls=(*before.calls, *function.calls),
            function=function,
            output=before.output + code.printed(),
            seconds_left=code.question_left,
        )

    def follow_through(self, attempt: Attempt, broken: Sequence[str]) -> Attempt:
        """Judge failed tests again with what other questions have wrong put right.

        A mistake is paid for once: where a function fails only because it calls another one
        of the student's, it keeps its points. The stand-ins are answered by us, call by call;
        no solution enters the student's process.
        """
        failed = [t for t, o in zip(attempt.tests, attempt.outcomes) if not o.passed]
        stands_alone = all(o.status in NEVER_FOLLOWED for o in attempt.outcomes if not o.passed)
        if not broken or self.suite.reference is None or stands_alone:
            return attempt
        code = self.code
        provided = {name: self.suite.reference.stand_in(name) for name in broken}
        code.start_question(provided, self._seconds(attempt.question))
        function = StudentFunction(code, attempt.question)
        outcomes = self._outcomes(function, failed)
        if not code.asked:
            return attempt
        names = " and ".join(sorted(code.asked_for))
        note = f"judged with our own {names}, since yours is not right yet"
        # What still fails tells more than before: now it is this function's own doing. Only
        # what our stand-ins may have caused is left as it was, and so is what a public test
        # has told, once it may tell no more.
        again = {
            outcome.test: replace(outcome, notes=(*outcome.notes, note))
            for outcome in outcomes
            if outcome.status not in PERHAPS_OURS
            and (outcome.passed or not (outcome.public and self.initiated))
        }
        if not again:
            return attempt
        return replace(
            attempt,
            outcomes=tuple(again.get(outcome.test, outcome) for outcome in attempt.outcomes),
            calls=tuple(function.calls),
            function=function,
        )

    def _outcomes(self, function: StudentFunction, tests: Sequence[SuiteTest]) -> list[Outcome]:
        outcomes, code = [], self.code
        for test in tests:
            self.initiated |= not test.public
            code.send_ahead(self.suite.recorded(test))
            before = len(function.calls)
            start = time.perf_counter()
            error, notes = self.suite.run(test, function)
            seconds = time.perf_counter() - start
            if isinstance(error, SandboxError):
                raise error
            tells = self.observer is not None or (test.public and not self.initiated)
            calls = function.calls[before:]
            outcome = judge(test, error, notes, calls, code.cells, tells)
            outcomes.append(outcome)
            if self.observer is not None:
                self.observer(test, outcome, calls, seconds)
        return outcomes

    def _seconds(self, question: str) -> float | None:
        """The limit of one call, where a question has one of its own."""
        seconds = self.suite.assignment.question(question).seconds
        return seconds * self.slowness if seconds else None


def _more(before: Attempt, tests: Sequence[SuiteTest], outcomes: Sequence[Outcome]) -> Attempt:
    return replace(before, tests=(*before.tests, *tests), outcomes=(*before.outcomes, *outcomes))
