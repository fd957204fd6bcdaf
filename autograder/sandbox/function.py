"""A student's function as the tests see it: called like a function, run elsewhere.

It sends arguments, rebuilds the answer from bytes, remembers every call, and turns whatever
went wrong into a Failure.
"""

from __future__ import annotations

from typing import Any

from autograder.sandbox.calls import Call, Failure
from autograder.sandbox.child import wire
from autograder.sandbox.student import StudentCode


class StudentFunction:
    """Behaves like the student's function called `name`."""

    def __init__(self, code: StudentCode, name: str) -> None:
        self.__name__ = name
        self.code = code
        self.calls: list[Call] = []

    @property
    def changed_arguments(self) -> list[Call]:
        """The calls so far in which the function changed one of its arguments."""
        return [call for call in self.calls if call.changed]

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        call = Call(self.__name__, *wire.encode((arguments, options)))
        self.calls.append(call)
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
            answer, data = self.code.call(call)
            self._take(call, answer, data)
        except Failure as failure:
            call.failure = failure

    def _take(self, call: Call, answer: dict[str, Any], data: bytes) -> None:
        if "missing" in answer:
            raise Failure("not_defined", str(answer["missing"])[:100])
        if "raised" in answer:
            raise _raised(answer["raised"])
        try:
            split = answer.get("split")
            if type(split) is int and 0 <= split <= len(data):
                changed = wire.decode(answer.get("changed"), data[split:])
                call.changed = changed if isinstance(changed, dict) else {}
                data = data[:split]
            call.value = wire.decode(answer.get("value"), data)
        except wire.WireError as error:
            raise Failure("crashed", f"its process sent an answer that {error}") from None


def _raised(error: Any) -> Failure:
    if not isinstance(error, dict) or not isinstance(error.get("kind"), str):
        return Failure("crashed", "its process sent a malformed error")
    kind = error["kind"]
    status = {"NotImplementedError": "not_started", "RefusedImport": "refused"}.get(kind, "raised")
    if error.get("memory") is True:
        status = "out_of_memory"
    return Failure(status, f"{kind}: {error.get('message', '')}", error)
