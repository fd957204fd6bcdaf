"""One submission at its suite: runs a question's tests, and judges what came of them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from autograder.grading.attempt import LOST, Attempt
from autograder.grading.feedback import forget, judge, not_run, why_not_defined
from autograder.grading.memory import Memory
from autograder.grading.results import Outcome, Status
from autograder.grading.tests import Test, Tests
from autograder.grading.wording import NOT_TESTED
from autograder.sandbox.calls import Call, Failure, Reply
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import StudentCode
from autograder.sandbox.workers import SandboxError

if TYPE_CHECKING:
    from autograder.sandbox.stand_ins import StandIns

# What might be the fault of something that another question left in the process.
SUSPECT = set(Status) - {Status.PASSED, Status.GRADER_ERROR, Status.UNREADABLE}
# What no stand-in for an earlier function can mend.
NEVER_FOLLOWED = {Status.NOT_DEFINED, Status.GRADER_ERROR, Status.UNREADABLE}

# Told of each run of a test: its outcome, the calls that it made, and its seconds.
Observer = Callable[[Any, Outcome, Sequence[Call], float], None]


@dataclass
class Examination:
    """Runs tests of a suite on the code of one submission.

    With an `observer`, who is never a student, hidden tests tell as much as public ones.
    What it has a `memory` of is not run again.
    """

    suite: Tests
    code: StudentCode
    slowness: float = 1.0
    observer: Observer | None = None
    memory: Memory = field(default_factory=Memory)
    initiated: bool = False  # whether a hidden test has called anything yet
    _stand_ins: StandIns | None = None

    def begin(self, question: str, tests: Sequence[Test], lost: Iterable[str] = ()) -> Attempt:
        """The public tests of a question, in the process as earlier questions have left it.

        Functions that are `lost` would only take its time, or its process: ours stand in.
        """
        attempt = Attempt(question, provided=self._providable(question, lost))
        return self._run(attempt, tests)

    def finish(self, before: Attempt, hidden: Sequence[Test], lost: Iterable[str] = ()) -> Attempt:
        """The question after its hidden tests.

        What other questions left behind in the process must not cost it anything: whatever
        fails is run once more in a fresh one, public tests too. These may tell nothing any
        more, so where one fails in both, it keeps what it has told.
        """
        if not before.tests:
            before = replace(before, provided=self._providable(before.question, lost))
        if before.passed or before.is_stub or self.code.pure:
            attempt = self._run(before, hidden)
            suspect = any(o.status in SUSPECT for o in attempt.outcomes[len(before.outcomes) :])
            if not suspect or attempt.is_stub or not self.code.shared:
                return attempt
            return self._run_afresh(before, hidden) or attempt
        anew = Attempt(before.question, provided=before.provided)
        again = self._run_afresh(anew, [*before.tests, *hidden])
        if again is None:
            return self._run(before, hidden)
        told = {outcome.test: outcome for outcome in before.outcomes if not outcome.passed}
        outcomes = (o if o.passed else told.get(o.test, o) for o in again.outcomes)
        return replace(again, outcomes=tuple(outcomes))

    def follow_through(self, attempt: Attempt, broken: Iterable[str]) -> Attempt:
        """Judge failed tests again with what other questions have wrong put right.

        A mistake is paid for once: where a function fails only because it calls another one
        of the student's, it keeps its points. The stand-ins are answered by us, call by call;
        no solution enters the student's process.
        """
        provided, tests = self._to_follow(attempt, broken)
        if not tests:
            return attempt
        attempt = replace(attempt, followed=provided)
        self._start(attempt.question, provided)
        function = StudentFunction(self.code, attempt.question)
        outcomes = self._outcomes(function, tests)
        # What still fails tells more than before: now it is this function's own doing. Only
        # what our stand-ins may have caused is left as it was, and so is what a public test
        # has told, once it may tell no more.
        again = {
            outcome.test: outcome
            for outcome in outcomes
            if outcome.status not in LOST
            and (outcome.passed or not (outcome.public and self.initiated))
        }
        if not again or not self._stand_ins_asked:
            return attempt
        return replace(
            attempt,
            outcomes=tuple(again.get(outcome.test, outcome) for outcome in attempt.outcomes),
            calls=tuple(function.calls),
            function=function,
        )

    def can_follow(self, attempt: Attempt, broken: Iterable[str]) -> bool:
        """Whether there is anything to be judged again."""
        return bool(self._to_follow(attempt, broken)[1])

    def _to_follow(
        self, attempt: Attempt, broken: Iterable[str]
    ) -> tuple[frozenset[str], list[Test]]:
        """The functions of ours that a question gets, and the failed tests that they may mend."""
        provided = self._providable(attempt.question, broken)
        pairs = zip(attempt.tests, attempt.outcomes)
        failed = [(test, outcome) for test, outcome in pairs if not outcome.passed]
        if self.code.pure and provided == attempt.followed:  # it would answer the same again
            failed = [(test, outcome) for test, outcome in failed if not test.public]
        stands_alone = all(outcome.status in NEVER_FOLLOWED for _, outcome in failed)
        if provided <= attempt.provided or stands_alone or attempt.is_stub:
            return provided, []
        return provided, [test for test, _ in failed]

    def close(self) -> None:
        """End what was started for it."""
        if self._stand_ins is not None:
            self._stand_ins.close()

    def _run(self, before: Attempt, tests: Sequence[Test]) -> Attempt:
        """The question after some more of its tests, in whatever process there is."""
        untested = self._untested(before, tests)
        if untested is not None:
            return untested
        self._start(before.question, before.provided, before.seconds_left)
        return self._asked(before, tests)

    def _run_afresh(self, before: Attempt, tests: Sequence[Test]) -> Attempt | None:
        """The same in a process that has served no other question; None where there is no
        time to make one.
        """
        untested = self._untested(before, tests)
        if untested is not None:
            return untested
        self._start(before.question, before.provided, before.seconds_left)
        if self.code.shared and not self.code.start_afresh():
            return None
        return self._asked(before, tests)

    def _untested(self, before: Attempt, tests: Sequence[Test]) -> Attempt | None:
        """The question, where its tests can't be run or there are none; else None."""
        question, code = before.question, self.code
        if not tests:
            return before
        if code.dead:
            status, message = Status(code.dead.kind), NOT_TESTED
        elif code.load_errors is not None and question not in code.defined:
            status, message = why_not_defined(question, code.load_errors)
        else:
            return None
        return before.more(tests, [not_run(test, status, message) for test in tests])

    def _asked(self, before: Attempt, tests: Sequence[Test]) -> Attempt:
        function = StudentFunction(self.code, before.question)
        outcomes = self._outcomes(function, tests)
        return replace(
            before.more(tests, outcomes),
            calls=(*before.calls, *function.calls),
            function=function,
            output=before.output + self.code.printed(),
            seconds_left=self.code.question_left,
        )

    def _start(self, question: str, provided: frozenset[str], left: float | None = None) -> None:
        """The question's own limits, and functions of ours in place of others."""
        stand_ins = None
        if provided:
            stand_ins = self._stand_ins = self._stand_ins or self._all_stand_ins()
            stand_ins.begin(sorted(provided))
        assignment = self.suite.assignment
        may_hear = (*assignment.carried, *assignment.before(question))
        self.code.start_question(stand_ins, self._seconds(question), left, may_hear)

    def _all_stand_ins(self) -> StandIns:
        from autograder.sandbox.stand_ins import StandIns  # which not every system can have

        reference, assignment = self.suite.reference, self.suite.assignment
        assert reference is not None
        names = (*assignment.names, *assignment.carried)
        functions = {name: reference.stand_in(name) for name in names}
        return StandIns(functions, self.code.confinement.memory_mb)

    def _outcomes(self, function: StudentFunction, tests: Sequence[Test]) -> list[Outcome]:
        outcomes, code = [], self.code
        ahead: dict[str, list[Reply | Failure]] = {}
        for place, test in enumerate(tests):
            self.initiated |= not test.public
            tells = self.observer is not None or (test.public and not self.initiated)
            before = len(function.calls)
            start = time.perf_counter()
            if test.identity not in ahead:
                ahead = self._asked_ahead(tests[place:])
            error, notes = self._answered(test, function, ahead[test.identity])
            seconds = time.perf_counter() - start
            if isinstance(error, SandboxError):
                raise error
            calls = function.calls[before:]
            outcome = judge(test, error, notes, calls, code.cells, tells)
            forget(error)
            outcomes.append(outcome)
            if self.observer is not None:
                self.observer(test, outcome, calls, seconds)
        return self._noted(outcomes)

    def _asked_ahead(self, tests: Sequence[Test]) -> dict[str, list[Reply | Failure]]:
        """For the first tests, those that can be asked in one go, the answers to their calls.

        Where one fails, what comes behind it has to be asked anew.
        """
        size = self.suite.together(tests) if self.observer is None else 1
        calls = {test.identity: self.suite.ahead(test) for test in tests[:size]}
        answers = self.code.ask_ahead([call for each in calls.values() for call in each])
        ahead: dict[str, list[Reply | Failure]] = {}
        for identity, each in calls.items():
            if ahead and each and not answers:
                break
            ahead[identity], answers = answers[: len(each)], answers[len(each) :]
        return ahead

    def _answered(
        self, test: Test, function: StudentFunction, answers: Sequence[Reply | Failure]
    ) -> tuple[BaseException | None, tuple[str, ...]]:
        """What came of a test: remembered, where the same answers were judged before."""
        asked = self.suite.recorded(test)
        replies = [answer for answer in answers if isinstance(answer, Reply)]
        complete = len(replies) == len(asked) > 0
        # A test may look back at what the function has done to arguments of earlier ones.
        complete &= not function.may_have_changed_arguments
        if complete and self.observer is None:
            notes = self.memory.recall(test.identity, replies)
            if notes is not None:
                function.calls += map(Call.answered, asked, replies)
                return None, notes
        function.expect(asked, answers)
        made = len(function.calls)
        error, notes = self.suite.run(test, function)
        # Only what the test has really gone by: these calls, these answers, no others.
        exact = len(function.calls) - made == function.expected == len(asked)
        if complete and exact and error is None:
            self.memory.remember(test.identity, replies, notes)
        return error, notes

    @property
    def _stand_ins_asked(self) -> bool:
        """Whether the question has called a function of ours since it began."""
        return self.code.stand_ins is not None and self.code.stand_ins.asked > 0

    def _noted(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The outcomes, saying so where functions of ours had a part in them."""
        if not self._stand_ins_asked:
            return list(outcomes)
        # All of them: which of them a hidden input makes it ask for would tell of the input.
        assert self.code.stand_ins is not None
        names = " and ".join(self.code.stand_ins.names)
        note = f"judged with our own {names}, since yours is not right yet"
        return [replace(outcome, notes=(*outcome.notes, note)) for outcome in outcomes]

    def _providable(self, question: str, names: Iterable[str]) -> frozenset[str]:
        """Those of some functions that we can stand in for and that might be called."""
        if self.suite.reference is None:
            return frozenset()
        return frozenset(names) & self._names_used - {question}

    @cached_property
    def _names_used(self) -> frozenset[str]:
        """The words of the submission, but for where it defines a function of that name."""
        found = (re.findall(r"(?<!\bdef )\b\w+", source) for _, source in self.code.cells)
        return frozenset().union(*found)

    def _seconds(self, question: str) -> float | None:
        """The limit of one call, where a question has one of its own."""
        seconds = self.suite.assignment.question(question).seconds
        return seconds * self.slowness if seconds else None
