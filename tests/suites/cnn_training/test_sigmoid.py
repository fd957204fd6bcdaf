"""sigmoid: each score becomes the probability of a yes, and nothing overflows."""

import numpy as np

from autograder.suite import check, check_unchanged, expect, points, public


@public
@points(0.75)
def test_three_points(sigmoid):
    """A score of 0 gives 0.5, and ln 3 gives 0.75: one over one plus e to the minus score."""
    x = np.array([0.0, np.log(3), -np.log(3), np.log(9), -np.log(9)])
    check(sigmoid(x), np.array([0.5, 0.75, 0.25, 0.9, 0.1]))


@public
@points(0.75)
def test_large_scores(sigmoid):
    """Scores of 1000 and −1000 give 1 and 0, and no infinity on the way spoils them."""
    check(sigmoid(np.array([1000.0, -1000.0, 0.0])), np.array([1.0, 0.0, 0.5]))
    check(sigmoid(np.array([-800.0, 800.0])), np.array([0.0, 1.0]))


@public
@points(0.5)
def test_keeps_the_shape(sigmoid):
    """A table of scores gives a table of probabilities, each score by itself."""
    x = np.log(np.array([[1.0, 3, 9], [4, 1, 1 / 4]]))
    check(sigmoid(x), np.array([[0.5, 0.75, 0.9], [0.8, 0.5, 0.2]]))


@points(0.75)
def test_by_value(sigmoid, reference, rng):
    """Scores of every size, alone or in arrays of every shape, give the right probabilities."""
    shapes = (((6,), 1), ((3, 4), 3), ((2, 3, 4), 6), ((1, 1), 2), ((4, 1, 3), 15), ((), 2))
    for shape, spread in shapes:
        x = np.array(rng.normal(size=shape) * spread)
        expected = reference.sigmoid(x)
        check(sigmoid(x), expected)


@points(0.5)
def test_yes_and_no(sigmoid, reference, rng):
    """The probabilities of a score and of its opposite sum to 1."""
    for spread in (4.0, 300.0):
        x = rng.normal(size=5) * spread
        against = 1 - reference.sigmoid(-x)
        check(sigmoid(x), against)


@points(0.25)
def test_rises_smoothly(sigmoid):
    """From −9 to 9 the answers rise all the way: they are neither cut off nor rounded."""
    line = np.linspace(-9, 9, 37)
    answers = sigmoid(line.copy())
    check(answers, 0.5 + 0.5 * np.tanh(line / 2))
    expect(np.diff(np.asarray(answers, dtype=float)) > 0, "it should rise")
    check(sigmoid(line[::-1] / 2), 0.5 - 0.5 * np.tanh(line / 4))


@points(0.75)
def test_number_types(sigmoid, reference, rng):
    """Whole numbers and float32 are welcome, and results keep their fractions."""
    inputs = (
        rng.integers(-5, 6, size=(3, 4)),
        rng.integers(1, 6, size=5).astype(np.int32),
        rng.normal(size=(2, 3)).astype(np.float32),
        np.array([1000, -1000, 0, 2]),
    )
    expected = [reference.sigmoid(x) for x in inputs]
    results = [sigmoid(x) for x in inputs]  # all of them, before the first check can fail
    for result, right in zip(results, expected):
        check(result, right)


@points(0.75)
def test_argument_stays(sigmoid, rng):
    """The scores are the same after the call as before."""
    for shape in ((6,), (3, 4)):
        x = rng.normal(size=shape)
        expected = 0.5 + 0.5 * np.tanh(x / 2)
        check(check_unchanged(sigmoid, x), expected)
