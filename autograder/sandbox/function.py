"""A student's function as the tests see it: called like a function, run elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from autograder.sandbox.calls import Call, Failure, Reply, Result
from autograder.sandbox.child import wire
from autograder.sandbox.student import StudentCode


class StudentFunction:
    """Behaves like the student's function called `name`, and remembers every call."""

    def __init__(self, code: StudentCode, name: str) -> None:
        self.__name__ = name
        self.code = code
        self.calls: list[Call] = []
        self.expected = 0  # how many of the expected calls have been made
        self._ahead: deque[tuple[Call, Reply | Failure]] = deque()

    def expect(self, calls: Sequence[Call], answers: Sequence[Reply | Failure]) -> None:
        """Give these answers, which were asked ahead, when the calls are made next."""
        self._ahead, self.expected = deque(zip(calls, answers)), 0

    @property
    def changed_arguments(self) -> list[Call]:
        """The calls so far in which the function changed one of its arguments."""
        return [call for call in self.calls if call.changed]

    @property
    def may_have_changed_arguments(self) -> bool:
        """Whether it might have, as far as can be told without taking the replies apart."""
        return any(call.may_have_changed for call in self.calls)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        call = Call(self.__name__, *wire.encode((arguments, options)))
        self.calls.append(call)
        if self._ahead and self._ahead[0][0].same_as(call):
            answer = self._ahead.popleft()[1]
            call.result = answer if isinstance(answer, Reply) else Result(failure=answer)
            self.expected += 1
        else:
            self._ahead.clear()  # the test goes another way than it does for a right answer
            self._answer(call)
        if call.failure is not None:
            raise call.failure
        return call.value

    def ask(self, call: Call) -> Call:
        """Make a call again, as it was sent before; it is not kept among `calls`."""
        again = Call(self.__name__, call.form, call.payload)
        self._answer(again)
        return again

    def _answer(self, call: Call) -> None:
        try:
            call.result = self.code.call(call)
        except Failure as failure:
            call.result = Result(failure=failure)
