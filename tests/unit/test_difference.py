"""Pictures of where an answer differs from the expected array."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.grading.compare import CheckFailure, check
from autograder.grading.difference import SIDE, difference
from autograder.grading.results import Difference, Outcome, Status

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("expected", "actual", "rows"),
    [
        ([[0, 0], [0, 0]], [[0, 9], [-9, 0]], (".I", "i.")),
        ([[0, 0], [0, 0]], [[0, 9], [-1, 0]], (".I", "a.")),
        ([0, 0, 0], [0, 1, 2], (".EI",)),
        ([1, 1], [NAN, INF], ("??",)),
        ([0, 0, 0], [NAN, 0, 5], ("?.I",)),
        ([[[0, 0, 0], [0, 0, 0]]], [[[0, -3, 1], [0, 0, 0]]], (".iC", "...")),
        ([[[[0, 1]]]], [[[[1, 1]]]], ("I.",)),
        ([1e308, 0.0], [-1e308, 0.0], ("i.",)),
        ([True, False], [True, True], (".I",)),
    ],
)
def test_a_square_says_how_far_off_and_in_which_direction(expected, actual, rows):
    """Capital letters are too high, small ones too low, the last letter is the furthest."""
    drawn = difference(np.array(expected), np.array(actual))
    assert drawn is not None
    assert drawn.rows == rows
    assert drawn.shape == np.shape(expected)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (np.zeros(3), np.zeros(4)),
        (np.zeros((2, 2)), np.zeros(4)),
        (np.zeros(()), np.ones(())),
        (np.zeros(1), np.ones(1)),
        (np.zeros(0), np.zeros(0)),
        (np.zeros(3), np.full(3, 1e-9)),  # right
        (np.zeros(3), [1, 1, 1]),
        (np.zeros(3), np.ma.masked_array([1.0, 1, 1])),
        (np.array(["a", "b"]), np.array(["a", "c"])),
        (None, None),
        (3, 4),
    ],
)
def test_there_is_no_picture_where_there_is_nothing_to_be_seen(expected, actual):
    """Other shapes, single numbers, right answers and everything that is no array."""
    assert difference(expected, actual) is None


def test_a_large_array_is_drawn_by_its_largest_differences():
    """One wrong entry of 120,000 is not lost, and stands where it belongs."""
    expected = np.zeros((200, 300, 2))
    actual = expected.copy()
    actual[199, 150, 1] = -2.5
    drawn = difference(expected, actual)
    assert drawn is not None
    assert (drawn.wrong, drawn.largest) == (1, 2.5)
    assert [len(row) for row in drawn.rows] == [SIDE] * SIDE
    assert drawn.rows[SIDE - 1][SIDE // 2] == "i"
    assert "".join(drawn.rows).count(".") == SIDE * SIDE - 1


shapes = arrays.array_shapes(min_dims=1, max_dims=4, max_side=20)
numbers = arrays.arrays(np.float64, shapes, elements=st.floats(width=64))


@given(numbers, st.data())
def test_a_picture_agrees_with_the_check(actual, data):
    """It counts the entries that the check counts, never fails, and stays small."""
    finite = st.floats(allow_nan=False, allow_infinity=False, width=64)
    expected = data.draw(arrays.arrays(np.float64, actual.shape, elements=finite))
    drawn = difference(expected, actual)
    try:
        with np.errstate(all="ignore"):
            check(actual, expected)
    except CheckFailure as failure:
        if actual.size > 1:
            assert drawn is not None
            assert 1 <= drawn.wrong <= actual.size
            if found := re.search(r"differs in (\d+) of", str(failure)):
                assert drawn.wrong == int(found[1])
            assert len(drawn.rows) <= SIDE
            assert all(0 < len(row) <= SIDE for row in drawn.rows)
            assert set("".join(drawn.rows)) <= set(".?ABCDEFGHIabcdefghi")
            json.dumps(drawn.largest, allow_nan=False)
    else:
        assert drawn is None


def test_an_outcome_with_a_picture_survives_json():
    """What comes back from the grading child is what was sent."""
    drawn = Difference((2, 2), 1, 0.5, ("..", ".I"))
    made = Outcome("test", "Sentence.", "q", Status.WRONG, 0, 1, False, difference=drawn)
    assert Outcome.from_dict(json.loads(json.dumps(made.to_dict()))) == made
