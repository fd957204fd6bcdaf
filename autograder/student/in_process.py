"""Runs public tests on functions that live in this process: those of a notebook's kernel."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from typing import Any

from autograder.grading.feedback import judge, not_run
from autograder.grading.results import Hint, Outcome, QuestionScore, Status
from autograder.sandbox.calls import Call, Failure, Result
from autograder.sandbox.child import wire
from autograder.sandbox.child.cells import cell_name
from autograder.sandbox.child.changes import changed_parts
from autograder.sandbox.child.errors import Codes, describe
from autograder.student.public_tests import PublicTests
from autograder.student.sealed_hints import sealed_hints

Numbers = Callable[[str], int | None]  # from a code's file name to the number of its cell


class Recorded:
    """Calls a function, and keeps its calls in the form in which the grader knows them."""

    def __init__(self, name: str, function: Callable[..., Any], number_of: Numbers) -> None:
        self.__name__ = name
        self.calls: list[Call] = []
        self.cells: dict[int | None, str] = {}  # those that an error came from
        self._function, self._number_of = function, number_of

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        call = Call(self.__name__, *wire.encode((arguments, options)))
        self.calls.append(call)
        try:
            value = self._function(*arguments, **options)
        except Exception as error:
            failure = self._failure(error)
            call.result = Result(failure=failure)
            raise failure from error
        answer, changed = wire.decode(*wire.encode(value)), {}
        after = wire.encode((arguments, options))
        if after != (call.form, call.payload):
            now = wire.decode(*after, formulas=True)
            changed = changed_parts((call.arguments, call.options), now)
        call.result = Result(answer, changed=changed)
        return value

    def _failure(self, error: Exception) -> Failure:
        own: Codes = {}
        numbers: dict[str, int | None] = {}
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            number = numbers[code.co_filename] = self._number_of(code.co_filename)
            if number is not None:
                own[id(code)] = code
            trace = trace.tb_next
        told = describe(error, own)
        for frame in told["frames"]:
            number = numbers[frame[0]]
            self.cells[number] = "".join(linecache.getlines(frame[0]))
            frame[0] = cell_name(number, "")
        kind = "raised"
        if isinstance(error, NotImplementedError):
            kind = "not_started"
        elif isinstance(error, MemoryError):
            kind = "out_of_memory"
        return Failure(kind, f"{told['kind']}: {told['message']}", told)


def check_functions(
    tests: PublicTests, question: str, namespace: Mapping[str, Any], number_of: Numbers
) -> QuestionScore:
    """The score of one question, with the function of its name in `namespace`."""
    tests.forget([question])
    function = namespace.get(question)
    if not callable(function):
        missing = f"`{question}` is not defined in this notebook yet: run the cell with it first."
        if function is not None:
            missing = f"`{question}` is not a function here, but {type(function).__name__}."
        outcomes = [not_run(test, Status.NOT_DEFINED, missing) for test in tests.of(question)]
        return _score(question, outcomes)
    recorded = Recorded(question, function, number_of)
    outcomes, before = [], 0
    for test in tests.of(question):
        error, notes = tests.run(test, recorded)
        calls = recorded.calls[before:]
        before = len(recorded.calls)
        cells = list(recorded.cells.items())
        outcomes.append(judge(test, error, notes, calls, cells, tells=True))
    hint = None
    if any(outcome.status in (Status.WRONG, Status.RAISED) for outcome in outcomes):
        diagnosis = sealed_hints(tests.assignment)
        found = diagnosis(question, recorded.calls, (), lambda call: call)
        hint = Hint(found[0], question, found[1]) if found else None
    return _score(question, outcomes, hint)


def _score(question: str, outcomes: list[Outcome], hint: Hint | None = None) -> QuestionScore:
    points = round(sum(outcome.points for outcome in outcomes), 6)
    most = round(sum(outcome.max_points for outcome in outcomes), 6)
    return QuestionScore(question, points, most, tuple(outcomes), hint)
