"""Compares what a student's function returned with what the exercise asks for.

NumPy only and complete in itself: the build copies these helpers into the public tests,
so the same judgement runs in the grader, in a notebook under Otter, and under pytest.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

NOTES: list[str] = []  # accepted, but worth telling; whoever runs a test empties it


class CheckFailure(AssertionError):
    """A result that is not what the exercise asks for.

    `kind` is one of none, type, shape, finite, values, changed, property; `expected` and
    `actual` are the two sides where they can be shown.
    """

    def __init__(self, kind: str, message: str, expected: Any = None, actual: Any = None) -> None:
        super().__init__(message)
        self.kind, self.expected, self.actual = kind, expected, actual


def check(actual: Any, expected: Any, what: str = "the result") -> None:
    """Fail unless `actual` is `expected`: type and exact shape first, then finite values.

    Values count as equal within 1e-5 · max(1, max |expected|), array by array, judged in
    float64. Tuples and dicts are compared part by part; a dict may have more keys.
    """
    if actual is None:
        raise CheckFailure("none", f"{what} is None. Does every path end in a `return`?")
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            raise CheckFailure("type", f"{what} should be a dict, not {_kind(actual)}.")
        for key, value in expected.items():
            if key not in actual:
                raise CheckFailure("type", f"{what} has no entry {key!r}.")
            check(actual[key], value, f"{what}[{key!r}]")
    elif isinstance(expected, tuple):
        if not isinstance(actual, tuple | list) or len(actual) != len(expected):
            wanted = f"a tuple of {len(expected)}"
            raise CheckFailure("type", f"{what} should be {wanted}, not {_kind(actual)}.")
        for number, (part, value) in enumerate(zip(actual, expected)):
            check(part, value, f"{what}[{number}]")
    elif isinstance(expected, list):
        _check_list(actual, expected, what)
    elif isinstance(expected, int) and not isinstance(expected, bool):
        _check_int(actual, expected, what)
    else:
        _check_array(actual, np.asarray(expected, dtype=np.float64), what)


def check_unchanged(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What `function` returns; fails if it changed one of its arguments, or returned nothing.

    Compare the result, too, since a function that does nothing also changes nothing.
    """
    before = copy.deepcopy((arguments, options))
    result = function(*arguments, **options)
    if result is None:
        raise CheckFailure("none", "the result is None. Does every path end in a `return`?")
    # The grader's stand-in for a student's function sends copies, and remembers for every
    # call it made whether the function changed one.
    changed = getattr(function, "changed_arguments", None)
    if changed or (changed is None and not _same((arguments, options), before)):
        message = "the function changed what it was given. Work on a copy of it."
        raise CheckFailure("changed", message)
    return result


def expect(condition: Any, message: str) -> None:
    """Fail with `message` unless `condition` holds: for properties of a result."""
    if not np.all(condition):
        raise CheckFailure("property", message)


class formula:
    """A function of an array `x`, from its source: formula("np.sum(x ** 2)")."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._function = eval(f"lambda x: {source}", {"np": np})  # the suite's own text

    def __call__(self, x: Any) -> Any:
        return self._function(x)

    def __repr__(self) -> str:
        return f"lambda x: {self.source}"


def _check_array(actual: Any, expected: np.ndarray, what: str) -> None:
    array = _as_array(actual, expected, what)
    if array.shape != expected.shape:
        if expected.shape == ():
            message = f"{what} should be a single number, not an array of shape {array.shape}."
        elif array.shape == ():
            message = f"{what} should be an array of shape {expected.shape}, not a single number."
        else:
            message = f"{what} should have the shape {expected.shape}, but has {array.shape}."
        raise CheckFailure("shape", message, expected, array)
    if isinstance(actual, list | tuple):
        NOTES.append(f"{what} is a list; the next layer will need an array: np.array(…).")
    if not np.isfinite(array).all():
        place = _place(np.argwhere(~np.isfinite(array))[0])
        message = f"{what} has {array[~np.isfinite(array)][0]}{place}; a finite number is wanted."
        raise CheckFailure("finite", message, expected, array)
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    wrong = np.abs(array - expected) > 1e-5 * scale
    if wrong.any():
        first = tuple(np.argwhere(wrong)[0])
        message = f"{what} should be {_number(expected[first])}, but is {_number(array[first])}."
        if expected.shape:
            message = (
                f"{what} differs in {int(np.sum(wrong))} of {expected.size} values, first"
                f"{_place(np.array(first))}: expected {_number(expected[first])}, "
                f"got {_number(array[first])}.\n"
                f"expected:\n{_show(expected)}\ngot:\n{_show(array)}"
            )
        raise CheckFailure("values", message, expected, array)


def _as_array(actual: Any, expected: np.ndarray, what: str) -> np.ndarray:
    if may_be_numbers(actual):
        try:
            array = np.asarray(actual)
            if array.dtype.kind in "biuf":
                return array.astype(np.float64)
        except (ValueError, TypeError, OverflowError):  # a ragged list, an object of another kind
            pass
    wanted = f"an array of shape {expected.shape}" if expected.shape else "a number"
    raise CheckFailure("type", f"{what} should be {wanted}, not {_kind(actual)}.")


def may_be_numbers(value: Any) -> bool:
    """Whether making an array of a value is worth a try: one of texts could become huge."""
    if isinstance(value, list | tuple):
        return all(map(may_be_numbers, value))
    return not isinstance(value, (np.ma.MaskedArray, str, bytes, dict, set))


def _check_int(actual: Any, expected: int, what: str) -> None:
    try:
        number = operator.index(actual)
    except TypeError:
        hint = " (// divides without leaving the integers)" if isinstance(actual, float) else ""
        message = f"{what} should be an int, not {_kind(actual)}{hint}."
        raise CheckFailure("type", message) from None
    if number != expected:
        message = f"{what} should be {expected}, but is {number}."
        raise CheckFailure("values", message, expected, number)


def _check_list(actual: Any, expected: list[Any], what: str) -> None:
    if not isinstance(actual, list | tuple) and getattr(actual, "ndim", 0) != 1:
        raise CheckFailure("type", f"{what} should be a list, not {_kind(actual)}.")
    if len(actual) != len(expected):
        message = f"{what} should have {len(expected)} entries, but has {len(actual)}."
        raise CheckFailure("shape", message, expected, actual)
    for number, (part, value) in enumerate(zip(actual, expected)):
        if isinstance(value, str):
            if part != value:
                message = f"{what}[{number}] should be {value!r}, but is {part!r}."
                raise CheckFailure("values", message, expected, actual)
        else:
            check(part, value, f"{what}[{number}]")


def _same(left: Any, right: Any) -> bool:
    # Up to rounding: putting x + h back by subtracting h again is no change.
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, np.ndarray):
        if (left.shape, left.dtype) != (right.shape, right.dtype):
            return False
        scale = max(1.0, float(np.max(np.abs(right), initial=0.0)))
        return bool(np.allclose(left, right, rtol=0, atol=1e-9 * scale, equal_nan=True))
    return left is right or isinstance(left, formula) or bool(left == right)


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        masked = "masked " if isinstance(value, np.ma.MaskedArray) else ""
        return f"a {masked}array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    return getattr(value, "described", None) or f"a value of type {type(value).__name__}"


def _place(index: np.ndarray) -> str:
    return f" at [{', '.join(map(str, index))}]" if len(index) else ""


def _number(value: Any) -> str:
    return f"{float(value):.6g}"


def _show(array: np.ndarray) -> str:
    if array.ndim > 4:  # with ten axes, even the corners are a million numbers
        array = array.ravel()
    return np.array2string(array, precision=4, suppress_small=True, threshold=100, edgeitems=2)
