"""softmax: scores become probabilities, row by row, and never overflow."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(2)
def test_powers_of_e(softmax):
    """Each score's share is e to that score, divided by the sum over all classes."""
    check(softmax(np.log(np.array([1.0, 2, 5]))), np.array([0.125, 0.25, 0.625]))
    check(softmax(np.array([0.0, 0, 0, 0])), np.array([0.25, 0.25, 0.25, 0.25]))


@public
@points(1.5)
def test_rows_by_themselves(softmax):
    """In a table of scores every row sums to 1 by itself: classes lie along the last axis."""
    scores = np.log(np.array([[1.0, 1, 2], [7, 2, 1]]))
    check(softmax(scores), np.array([[0.25, 0.25, 0.5], [0.7, 0.2, 0.1]]))


@public
@points(1.5)
def test_large_scores(softmax):
    """Scores of 1000 and −1000 give finite probabilities."""
    z = np.array([1000.0, 1000, -1000, -1000, -1000, -1000])
    check(softmax(z), np.array([0.5, 0.5, 0, 0, 0, 0]))
    check(softmax(np.array([-1000.0, -1000])), np.array([0.5, 0.5]))


@points(2)
def test_by_value(softmax, reference, rng):
    """Vectors of 1 to 10 scores, positive and negative, give the right shares."""
    for size, spread in ((1, 3), (2, 1), (5, 0.2), (7, 3), (10, 8)):
        z = rng.normal(size=size) * spread
        expected = reference.softmax(z)
        check(softmax(z), expected)


@points(2)
def test_any_number_of_axes(softmax, reference, rng):
    """Square tables and stacks of tables are normalised over the last axis alone."""
    for shape in ((4, 4), (5, 3), (2, 3, 4), (3, 3, 3), (2, 1, 3, 2), (1, 6), (4, 1)):
        z = rng.normal(size=shape)
        expected = reference.softmax(z)
        check(softmax(z), expected)


@points(1.5)
def test_shift(softmax, reference, rng):
    """Adding the same number to all scores of a row changes nothing, however large it is."""
    # Multiples of 1/8: the shifted scores are exact, so that only the function can lose digits.
    z = rng.integers(-24, 25, size=(3, 4)) / 8
    expected = reference.softmax(z)
    for shift in (1.0, -700.0, 1000.0, -1000.0):
        check(softmax(z + shift), expected)


@points(1.5)
def test_rows_far_apart(softmax, reference, rng):
    """Rows stay apart also when one holds huge scores and its neighbour tiny ones."""
    shifts = np.array([1000.0, 0, -1000, -1000, 1000, 0]).reshape(2, 3, 1)
    for shift in (shifts[0], shifts):  # a table, and a stack of two
        z = rng.integers(-24, 25, size=(*shift.shape[:-1], 4)) / 8
        expected = reference.softmax(z)
        check(softmax(z + shift), expected)


@points(1)
def test_extreme_scores(softmax):
    """Even scores of ±10³⁰ give finite shares: the largest takes all, equals share."""
    z = np.array([[1e30, -1e30, 0.0], [-1e30, 0.0, -1e30], [600.0, 1e4, 1e4]])
    check(softmax(z), np.array([[1.0, 0, 0], [0, 1, 0], [0, 0.5, 0.5]]))


@points(1)
def test_number_types(softmax, reference, rng):
    """Whole numbers and float32 are welcome."""
    for z in (
        rng.integers(-3, 4, size=(3, 4)),
        rng.integers(-3, 4, size=5).astype(np.int32),
        rng.normal(size=(2, 5)).astype(np.float32),
    ):
        expected = reference.softmax(z)
        check(softmax(z), expected)


@points(1)
def test_argument_stays(softmax, reference, rng):
    """The scores are the same after the call as before."""
    for shape in ((6,), (3, 4)):
        z = rng.normal(size=shape)
        expected = reference.softmax(z)
        check(check_unchanged(softmax, z), expected)
