"""Public tests of named_kernel: 2 of its 5 points.

In the notebook:  grader.check("named_kernel")
In a terminal:    pytest tests/named_kernel.py

These tests show what is asked for. Hidden tests decide the rest of the grade: other numbers,
other shapes, the same behaviour. So write what the exercise says rather than what passes here.

Generated from the course's source; a change here is lost with the next build.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np


def test_blur_keeps_brightness(named_kernel):
    """The blur filter has no negative weight, and its weights sum to 1."""
    weights = weights_of(named_kernel("blur"))
    expect(weights >= -1e-9, "A weight of the blur filter is negative.")
    check(np.sum(weights), 1.0, "the sum of the blur filter's weights")


def test_sharpen_subtracts_neighbours(named_kernel):
    """The sharpen filter sums to 1, and the four direct neighbours of its centre are negative."""
    weights = weights_of(named_kernel("sharpen"))
    check(np.sum(weights), 1.0, "the sum of the sharpen filter's weights")
    expect(weights[[0, 1, 1, 2], [1, 0, 2, 1]] < 0, "A direct neighbour is not subtracted.")


def test_edge_is_silent_on_flat_areas(named_kernel):
    """The edge filter's weights sum to 0: a flat area gives no answer."""
    weights = weights_of(named_kernel("edge"))
    check(np.sum(weights), 0.0, "the sum of the edge filter's weights")
    expect(np.max(np.abs(weights)) > 1e-3, "An edge should give an answer.")


def test_vertical_on_two_pictures(named_kernel):
    """The vertical filter answers where left and right differ, not where above and below do."""
    weights = weights_of(named_kernel("vertical"))
    left = np.sum(weights * np.array([[0.0, 1, 1], [0, 1, 1], [0, 1, 1]]))
    right = np.sum(weights * np.array([[0.0, 0, 1], [0, 0, 1], [0, 0, 1]]))
    horizontal = np.sum(weights * np.array([[0.0, 0, 0], [1, 1, 1], [1, 1, 1]]))
    check(horizontal, 0.0, "the answer to a horizontal edge")
    expect(max(abs(left), abs(right)) > 1e-3, "A vertical edge should give an answer.")


def weights_of(kernel):
    """The filter as an array of floats, once it is known to be 3×3 finite numbers."""
    try:
        weights = np.array(kernel, dtype=float)
    except (TypeError, ValueError):
        weights = np.zeros(())
    fits = weights.shape == (3, 3)
    check(kernel, weights if fits else np.zeros((3, 3)), "the filter")
    return weights


# The grader's own comparison, word for word.
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


def expect(condition: Any, message: str) -> None:
    """Fail with `message` unless `condition` holds: for properties of a result."""
    if not np.all(condition):
        raise CheckFailure("property", message)


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


# What grader.check in the notebook reads.
OK_FORMAT = False
name = "named_kernel (public tests)"
points = [0.5, 0.5, 0.5, 0.5]
try:
    from otter.test_files import test_case
except ImportError:  # pytest alone is enough
    pass
else:
    case_1 = test_case("The blur filter has no negative weight, and its weights sum to 1.")(test_blur_keeps_brightness)
    case_2 = test_case("The sharpen filter sums to 1, and the four direct neighbours of its centre are negative.")(test_sharpen_subtracts_neighbours)
    case_3 = test_case("The edge filter's weights sum to 0: a flat area gives no answer.")(test_edge_is_silent_on_flat_areas)
    case_4 = test_case("The vertical filter answers where left and right differ, not where above and below do.")(test_vertical_on_two_pictures)
