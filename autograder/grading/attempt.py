"""What is known of one question of one submission, at some point of its examination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.grading.results import Outcome, Status
from autograder.grading.tests import Test
from autograder.sandbox.calls import Call
from autograder.sandbox.function import StudentFunction

# What costs the time or the process of whoever calls it; our stand-ins may cause it as well.
LOST = {Status.TIMED_OUT, Status.CRASHED, Status.OUT_OF_MEMORY}


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
    provided: frozenset[str] = frozenset()  # functions of ours that it was judged with
    followed: frozenset[str] = frozenset()  # functions of ours that it was judged again with
    begun: bool = True  # False where there was no time for its public tests yet

    @property
    def right_so_far(self) -> bool:
        return self.begun and self.passed

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def lost(self) -> bool:
        """Whether it took the time or the process of a test that called it."""
        return any(outcome.status in LOST for outcome in self.outcomes)

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

    def more(self, tests: Sequence[Test], outcomes: Sequence[Outcome]) -> Attempt:
        """With the outcomes of some more tests."""
        return replace(self, tests=(*self.tests, *tests), outcomes=(*self.outcomes, *outcomes))
