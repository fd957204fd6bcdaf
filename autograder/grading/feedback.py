"""Turns what a test raised into an Outcome with a message that a student may read.

A hidden test tells its sentence and the kind of failure, never inputs, expected values or
the text of the student's exception: a text can carry an input out. A public test tells all.
"""

from __future__ import annotations

import builtins
import traceback
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograder.grading.difference import difference
from autograder.grading.results import LoadError, Outcome, Status
from autograder.grading.tests import Test
from autograder.grading.wording import FAILURE, STATUS, TOLD
from autograder.sandbox.calls import Call, Failure
from autograder.sandbox.child.wire import WireError

MOST_SHOWN = 4_000  # characters of any text in a report
MOST_NOTES = 20
MANY_LINES = 5_000
MANY_AXES = 4  # with ten, even the corners of an array are a million numbers
SURPRISES = (
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    KeyError,
    ArithmeticError,
    MemoryError,
    WireError,  # an answer that is given back as an argument, and is too large for that
)


def judge(
    test: Test,
    error: BaseException | None,
    notes: Sequence[str],
    calls: Sequence[Call],
    cells: Sequence[tuple[int | None, str]],
    tells: bool,
) -> Outcome:
    """The outcome of one test; `calls` are those that it made.

    `tells` lets the message show inputs, expected values and the student's own texts.
    """
    status, message, detail = Status.PASSED, "", ""
    shown: dict[str, str] = {}
    picture = None
    if isinstance(error, Failure):
        status = Status(error.kind)
        message = _failure(error, cells, tells)
        detail = error.text
    elif isinstance(error, AssertionError):
        # A CheckFailure, ours or the copy of it in a public test file, or a plain assert.
        status, detail = Status.WRONG, str(error)
        kind = getattr(error, "kind", "property")
        message = detail.split("\nexpected:\n")[0] if tells and detail else FAILURE[kind]
        expected, actual = getattr(error, "expected", None), getattr(error, "actual", None)
        picture = difference(expected, actual)
        if tells and kind != "property":
            shown = {"expected": show(expected), "got": show(actual)}
    elif isinstance(error, SURPRISES) and calls:
        # The reference passes this test, so it is the student's value that can't be used.
        status, detail = Status.WRONG, f"{type(error).__name__}: {error}"
        message = FAILURE["type"]
    elif error is not None:
        status, detail = Status.GRADER_ERROR, f"{type(error).__name__}: {error}"
        message = STATUS[status]
    if tells and calls and status is not Status.PASSED:
        shown["call"] = show_call(calls[-1])
    return Outcome(
        test=test.name,
        sentence=test.sentence,
        question=test.question,
        status=status,
        points=test.points if status is Status.PASSED else 0,
        max_points=test.points,
        public=test.public,
        message=cut(message),
        detail=cut(detail),
        notes=tuple(map(cut, _few(dict.fromkeys(notes)))),
        difference=picture,
        **{name: cut(text) for name, text in shown.items()},
    )


def forget(error: BaseException | None) -> None:
    """Let go of what a failed test has left: arrays, in frames that keep each other alive."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error.__traceback__ = None
        error = error.__context__


def cut(text: str, most: int = MOST_SHOWN) -> str:
    """A text that may hold what a submission made up, at a length that a report can bear."""
    return text if len(text) <= most else f"{text[:most]}… [cut after {most:,} characters]"


def _few(notes: Iterable[str]) -> list[str]:
    first = list(notes)
    left = len(first) - MOST_NOTES
    return first if left <= 0 else [*first[:MOST_NOTES], f"… and {left:,} more notes"]


def not_run(test: Test, status: Status, message: str, detail: str = "") -> Outcome:
    """The outcome of a test that could not be run at all."""
    return Outcome(
        test=test.name,
        sentence=test.sentence,
        question=test.question,
        status=status,
        points=0,
        max_points=test.points,
        public=test.public,
        message=message,
        detail=detail,
    )


def why_not_defined(question: str, errors: Sequence[dict[str, Any]]) -> tuple[Status, str]:
    """Status and message of a function that is missing after the file was run."""
    if any(error.get("memory") is True for error in errors):
        return Status.OUT_OF_MEMORY, "Running your file took more memory than there is."
    if any(error.get("kind") == "RefusedImport" for error in errors):
        status = Status.REFUSED
    else:
        status = Status.NOT_DEFINED
    if not errors:
        return status, STATUS[status]
    first = load_error(errors[0])
    return status, f"`{question}` is not defined, because {first.place} raised {first.kind}."


def _failure(failure: Failure, cells: Sequence[tuple[int | None, str]], tells: bool) -> str:
    status = Status(failure.kind)
    if status not in (Status.RAISED, Status.REFUSED):
        # Of these texts each is our own: they name a time, a signal or an exit code.
        # Of a hidden test even they could carry an input out, digit by digit.
        own = tells and status in TOLD and failure.text
        return TOLD[status].format(failure.text) if own else STATUS[status]
    place = _place(failure.error, cells)
    if status is Status.REFUSED and not tells:
        return (
            f"Your function imports something that isn't there{place}: only NumPy and "
            "Python's standard library can be used."
        )
    kind = str(failure.error.get("kind", "Exception"))
    if tells and status is Status.REFUSED:
        return f"{str(failure.error.get('message', '')).rstrip('.')}{place}."
    if tells:
        return f"Your function raised {cut(failure.text, 3_000).rstrip('.')}{place}."
    # The name of a class that the student made could carry an input out.
    built_in = getattr(builtins, kind, None)
    known = isinstance(built_in, type) and issubclass(built_in, BaseException)
    known = known or kind == "LinAlgError"
    return f"Your function raised {kind if known else 'an exception of its own'}{place}."


def _place(error: dict[str, Any], cells: Sequence[tuple[int | None, str]]) -> str:
    """Where in the student's own file, if the worker names a line that exists there."""
    frames = error.get("frames")
    if not isinstance(frames, list) or not frames or not isinstance(frames[-1], list):
        return ""
    name, line, *_ = [*frames[-1], None, None]
    for number, source in cells:
        here = f"<cell {number}>" if number is not None else name
        lines = source.count("\n") + 1
        # In a file of a hundred thousand lines the number alone would tell much of an input.
        if name == here and isinstance(line, int) and 0 < line <= lines <= MANY_LINES:
            return f" (cell {number}, line {line})" if number is not None else f" (line {line})"
    return ""


def load_error(record: dict[str, Any]) -> LoadError:
    """A worker's record of a cell that raised, checked."""
    cell, line = record.get("cell"), record.get("line")
    return LoadError(
        cell if type(cell) is int and 0 < cell < 10**6 else None,
        line if type(line) is int and 0 < line < 10**6 else None,
        str(record.get("kind", ""))[:100],
        str(record.get("message", ""))[:500],
    )


def show_call(call: Call) -> str:
    """The call as the student could type it, long arrays shortened."""
    parts = [_argument(value) for value in call.arguments]
    parts += [f"{name}={_argument(value)}" for name, value in call.options.items()]
    line = f"{call.name}({', '.join(parts)})"
    if len(line) <= 72 and "\n" not in line:
        return line
    return (
        f"{call.name}(\n    " + ",\n    ".join(part.replace("\n", "\n    ") for part in parts) + ")"
    )


def show(value: Any) -> str:
    """A value for a person: small arrays whole, large ones by their corners."""
    if value is None:
        return ""
    if isinstance(value, np.ndarray | np.generic):
        if value.ndim > MANY_AXES:
            return f"an array of shape {value.shape}"
        return np.array2string(
            np.asarray(value), precision=4, suppress_small=True, threshold=60, edgeitems=2
        )
    return repr(value)[:400]


def _argument(value: Any) -> str:
    source = getattr(value, "source", None)
    if isinstance(source, str) and callable(value):
        return f"lambda x: {source}"
    if isinstance(value, np.ndarray) and value.ndim <= MANY_AXES:
        text = np.array2string(
            value, separator=", ", precision=4, suppress_small=True, threshold=60, edgeitems=2
        )
        return f"np.array({text})".replace("\n", "\n" + " " * 9)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_argument(part)}" for key, part in value.items()) + "}"
    return repr(value)[:200]
