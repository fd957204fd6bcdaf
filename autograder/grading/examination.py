"""One submission at its suite: runs a question's tests, and judges what came of them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, overload

from autograder.grading.feedback import judge, not_run, why_not_defined
from autograder.grading.results import Outcome, Status
from autograder.grading.tests import Test, Tests
from autograder.grading.wording import NOT_TESTED
from autograder.sandbox.calls import Call
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import StudentCode
from autograder.sandbox.workers import SandboxError

# What might be the fault of something that another question left in the process.
SUSPECT = set(Status) - {Status.PASSED, Status.GRADER_ERROR, Status.UNREADABLE}
# What no stand-in for an earlier function can mend.
NEVER_FOLLOWED = {Status.NOT_DEFINED, Status.GRADER_ERROR, Status.UNREADABLE}
# What our stand-ins may themselves have caused.
PERHAPS_OURS = {Status.TIMED_OUT, Status.CRASHED, Status.OUT_OF_MEMORY}


# Told of each run of a test: its outcome, the calls that it made, and its seconds.
Observer = Callable[[Any, Outcome, Sequence[Call], float], None]


@dataclass(frozen=True)
class Attempt:
    """What is known of one question so far; `tests` and `outcomes` go together."""

    question: str
    tests: tuple[Test, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    calls: tuple[Call, ...] = ()
    function: StudentFunction | None = None  # to be asked again
    output: str = ""  # what it printed
    seconds_left: float | None = None

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def is_stub(self) -> bool:
        """Whether each call ended in a NotImplementedError of the function itself, which is
        then nobody else's fault; one that it calls may be a stub as well.
        """
        failures = [call.failure for call in self.calls]
        return bool(failures) and all(
            failure is not None
            and failure.kind == Status.NOT_STARTED
            and failure.raised_in == self.question
            for failure in failures
        )


@dataclass
class Examination:
    """Runs tests of a suite on the code of one submission.

    With an `observer`, who is never a student, hidden tests tell as much as public ones.
    """

    suite: Tests
    code: StudentCode
    slowness: float = 1.0
    observer: Observer | None = None
    initiated: bool = False  # whether a hidden test has called anything yet

    def begin(self, question: str, tests: Sequence[Test]) -> Attempt:
        """The public tests of a question, in the process as earlier questions have left it."""
        return self._run(Attempt(question), tests)

    def finish(self, before: Attempt, hidden: Sequence[Test]) -> Attempt:
        """The question after its hidden tests.

        What other questions left behind in the process must not cost it anything: whatever
        fails is run once more in a fresh one, public tests too. These may tell nothing any
        more, so where one fails in both, it keeps what it has told.
        """
        if before.passed or before.is_stub:
            attempt = self._run(before, hidden)
            suspect = any(o.status in SUSPECT for o in attempt.outcomes[len(before.outcomes) :])
            if not suspect or attempt.is_stub or not self.code.shared:
                return attempt
            return self._run(before, hidden, afresh=True) or attempt
        again = self._run(Attempt(before.question), [*before.tests, *hidden], afresh=True)
        if again is None:
            return self._run(before, hidden)
        told = {outcome.test: outcome for outcome in before.outcomes if not outcome.passed}
        outcomes = (o if o.passed else told.get(o.test, o) for o in again.outcomes)
        return replace(again, outcomes=tuple(outcomes))

    def follow_through(self, attempt: Attempt, broken: Sequence[str]) -> Attempt:
        """Judge failed tests again with what other questions have wrong put right.

        A mistake is paid for once: where a function fails only because it calls another one
        of the student's, it keeps its points. The stand-ins are answered by us, call by call;
        no solution enters the student's process.
        """
        failed = [t for t, o in zip(attempt.tests, attempt.outcomes) if not o.passed]
        stands_alone = all(o.status in NEVER_FOLLOWED for o in attempt.outcomes if not o.passed)
        broken = [name for name in broken if self._uses(name)]
        if not broken or self.suite.reference is None or stands_alone or attempt.is_stub:
            return attempt
        code = self.code
        provided = {name: self.suite.reference.stand_in(name) for name in broken}
        code.start_question(provided, self._seconds(attempt.question))
        function = StudentFunction(code, attempt.question)
        outcomes = self._outcomes(function, failed)
        asked_for = code.stand_ins.asked_for if code.stand_ins else ()
        if not asked_for:
            return attempt
        # Which of them a hidden input makes it ask for would tell of the input.
        names = " and ".join(sorted(provided if self.initiated else asked_for))
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

    @overload
    def _run(self, before: Attempt, tests: Sequence[Test]) -> Attempt: ...

    @overload
    def _run(
        self, before: Attempt, tests: Sequence[Test], *, afresh: Literal[True]
    ) -> Attempt | None: ...

    def _run(
        self, before: Attempt, tests: Sequence[Test], *, afresh: bool = False
    ) -> Attempt | None:
        """The question after some more of its tests; `afresh` in a process that has served no
        other question, or None where there is no time to make one.
        """
        question, code = before.question, self.code
        if not tests:
            return before
        if code.dead:
            status = Status(code.dead.kind)
            return _more(before, tests, [not_run(test, status, NOT_TESTED) for test in tests])
        if code.load_errors is not None and question not in code.defined:
            status, message = why_not_defined(question, code.load_errors)
            return _more(before, tests, [not_run(test, status, message) for test in tests])
        code.start_question(call_seconds=self._seconds(question), left=before.seconds_left)
        if afresh and code.shared and not code.start_afresh():
            return None
        function = StudentFunction(code, question)
        outcomes = self._outcomes(function, tests)
        return replace(
            _more(before, tests, outcomes),
            calls=(*before.calls, *function.calls),
            function=function,
            output=before.output + code.printed(),
            seconds_left=code.question_left,
        )

    def _outcomes(self, function: StudentFunction, tests: Sequence[Test]) -> list[Outcome]:
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

    def _uses(self, name: str) -> bool:
        """Whether the submission names a function anywhere but where it defines it."""
        use = re.compile(rf"(?<!\bdef )\b{name}\b")
        return any(use.search(source) for _, source in self.code.cells)

    def _seconds(self, question: str) -> float | None:
        """The limit of one call, where a question has one of its own."""
        seconds = self.suite.assignment.question(question).seconds
        return seconds * self.slowness if seconds else None


def _more(before: Attempt, tests: Sequence[Test], outcomes: Sequence[Outcome]) -> Attempt:
    return replace(before, tests=(*before.tests, *tests), outcomes=(*before.outcomes, *outcomes))
