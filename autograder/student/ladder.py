"""Hints for a failing function, one step at a time: each says a little more than the last.

From the shape of the result over its first wrong entry and a worked example to what a known
mistake's author would say. A step is left out where it would have nothing to say.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.grading.results import Outcome, QuestionScore, Status
from autograder.reporting.messages import first_failure, outcome_message
from autograder.student.definitions import definitions_of
from autograder.student.public_tests import Finding
from autograder.submission import Submission, read_submission

TOLERANCE = 1e-5  # as in compare.check


@dataclass(frozen=True)
class Step:
    """One hint. `code` is shown line by line, as it is."""

    title: str
    text: str
    code: str = ""


def ladder(
    score: QuestionScore, finding: Finding | None, docstring: str | None
) -> tuple[Step, ...]:
    """The hints for the first failing test of a question, from the gentlest on."""
    first = first_failure(score)
    if first is None:
        return ()
    return tuple(_steps(first, score, finding, docstring or ""))


def docstring_in(submission: Submission, name: str) -> str | None:
    """What the docstring of a student's function says."""
    found = None
    for node in definitions_of(submission, name):
        found = ast.get_docstring(node) or found
    return found


def with_example(assignment: Assignment, name: str, own: str | None) -> str | None:
    """A function's docstring; where the student's `own` has no example any more, the stub's."""
    if own is not None and "Example" in own:
        return own
    for path in sorted(assignment.folder.glob("*.py")) + sorted(assignment.folder.glob("*.ipynb")):
        try:
            other = docstring_in(read_submission(path, assignment.slug), name)
        except AutograderError:
            continue
        if other and "Example" in other:
            return other
    return own


def _steps(
    first: Outcome, score: QuestionScore, finding: Finding | None, docstring: str
) -> Iterator[Step]:
    if first.status is Status.NOT_STARTED:
        if returns := _paragraph(docstring, "Returns"):
            yield Step("what it returns", returns)
    elif first.status is not Status.WRONG or finding is None:
        yield Step("what happened", outcome_message(first))
        if first.call:
            yield Step("the call", "This is the call that it happens in.", first.call)
    else:
        yield from _of_values(first, finding)
    remark = _remark(finding)
    if example := _paragraph(docstring, "Example"):
        advice = "Do this one on paper first, then call your function with it."
        yield Step("a worked example", f"{advice} {remark}".rstrip(), example)
    elif remark:
        yield Step("worked by hand", remark)
    if score.hint:
        yield Step("a known mistake", score.hint.text)


def _of_values(first: Outcome, finding: Finding) -> Iterator[Step]:
    expected, got = finding.expected, finding.got
    if not (_is_numbers(expected) and _is_numbers(got)):
        yield Step("what came back", outcome_message(first))
        return
    expected, got = np.asarray(expected), np.asarray(got)
    if expected.shape != got.shape:
        yield Step("the shape", _other_shape(expected, got))
        call = "This is the call. Work out by hand which shape its result has to have."
        yield Step("the call", call, first.call)
        return
    if expected.shape:
        yield Step(
            "the shape",
            f"The shape is right: {_shape(expected)}. So is the number of results; what is "
            "wrong is how some of them are computed.",
        )
    yield Step("the first wrong entry", _first_wrong(expected, got), first.call)


def _other_shape(expected: np.ndarray, got: np.ndarray) -> str:
    told = f"The shape is {_shape(got)}, but {_shape(expected)} is asked for."
    if expected.ndim != got.ndim:
        return f"{told} So it has {_axes(got.ndim)} in place of {_axes(expected.ndim)}."
    pairs = [(n, *sizes) for n, sizes in enumerate(zip(expected.shape, got.shape))]
    parts = [f"along axis {n} it is {have} in place of {want}" for n, want, have in pairs
             if want != have]  # fmt: skip
    return f"{told} Only look at what is off: {', '.join(parts)}."


def _first_wrong(expected: np.ndarray, got: np.ndarray) -> str:
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(got - expected) <= TOLERANCE * scale)  # NaN is wrong as well
    if not wrong.any():
        return "Every entry is as expected; look at the type of the result."
    first = tuple(int(n) for n in np.argwhere(wrong)[0])
    numbers = f"expected {expected[first]:.6g}, got {got[first]:.6g}"
    if not expected.shape:
        return f"The result: {numbers}."
    count = int(wrong.sum())
    many = "Every entry is wrong" if count == wrong.size else f"{count} of {wrong.size} are wrong"
    place = ", ".join(map(str, first))
    return f"{many}{_where(wrong)}. The first one is at [{place}]: {numbers}."


def _where(wrong: np.ndarray) -> str:
    """Where the wrong entries are, if they are in one place only."""
    if wrong.all() or wrong.ndim < 2 or min(wrong.shape[:2]) < 2:
        return ""
    places = {
        "in the first row": wrong[1:].any(),
        "in the last row": wrong[:-1].any(),
        "in the first column": wrong[:, 1:].any(),
        "in the last column": wrong[:, :-1].any(),
        "at the border": wrong[1:-1, 1:-1].any(),
    }
    return next((f", all of them {place}" for place, others in places.items() if not others), "")


def _remark(finding: Finding | None) -> str:
    """What the author of the test computed by hand, in the comments of its code."""
    if finding is None:
        return ""
    try:
        lines = inspect.getsource(finding.test.function).splitlines()
    except (OSError, TypeError):
        return ""
    comments = [line.strip().lstrip("# ") for line in lines if line.strip().startswith("#")]
    return f"The test's author notes: {' '.join(comments)}" if comments else ""


def _paragraph(docstring: str, word: str) -> str:
    """The paragraph of a docstring that begins with a word."""
    for paragraph in docstring.split("\n\n"):
        if paragraph.strip().startswith(word):
            return paragraph.strip()
    return ""


def _is_numbers(value: object) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float) and not isinstance(value, bool)


def _shape(array: np.ndarray) -> str:
    return str(array.shape) if array.shape else "a single number"


def _axes(count: int) -> str:
    return "no axes" if count == 0 else "1 axis" if count == 1 else f"{count} axes"
