"""fully_connected: flatten, multiply with the weights, add the biases."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, shape, classes):
    """A stack of feature maps, weights and biases."""
    W = rng.normal(size=(classes, int(np.prod(shape))))
    return rng.normal(size=shape), W, rng.uniform(1, 3, size=classes)


@public
@points(1)
def test_two_classes(fully_connected):
    """Each class has a row of weights, one for each number, and a bias."""
    x = np.array([[1.0, 2], [3, 4]])
    W = np.array([[1.0, 0, 0, 10], [0, 1, -1, 0]])
    check(fully_connected(x, W, np.array([0.5, -3])), np.array([41.5, -4.0]))


@public
@points(0.75)
def test_row_by_row(fully_connected):
    """A map is flattened row by row, and with channels the last axis runs fastest."""
    first_row = np.array([[1.0, 1, 1, 0, 0, 0]])
    x = np.array([[1.0, 20, 300], [4, 5, 6]])
    check(fully_connected(x, first_row, np.zeros(1)), np.array([321.0]))
    deep = np.array([[[1.0, 20], [300, 4], [5, 6]]])  # 1 × 3 × 2
    check(fully_connected(deep, first_row, np.zeros(1)), np.array([321.0]))


@points(1)
def test_by_value(fully_connected, reference, rng):
    """Vectors, maps and stacks of maps of any shape give one score for each class."""
    for shape, classes in (((5,), 3), ((3, 4), 2), ((2, 3, 4), 5), ((3, 3, 2), 4), ((1, 1, 1), 2)):
        x, W, b = draw(rng, shape, classes)
        expected = reference.fully_connected(x, W, b)
        check(fully_connected(x, W, b), expected)


@points(0.75)
def test_as_many_classes_as_numbers(fully_connected, reference, rng):
    """Square weights: classes are rows, numbers are columns."""
    for shape, classes in (((4,), 4), ((2, 2), 4), ((2, 3), 6), ((3, 1, 2), 6)):
        x, W, b = draw(rng, shape, classes)
        expected = reference.fully_connected(x, W, b)
        check(fully_connected(x, W, b), expected)


@points(0.25)
def test_no_activation(fully_connected):
    """Scores may be negative and larger than 1: no activation function is applied."""
    for x in (np.array([2.0, -3.0]), np.array([[-20.0], [30.0]])):
        flat = x.ravel()
        check(
            fully_connected(x, np.array([[1.0, 1], [1, 0]]), np.zeros(2)),
            np.array([flat.sum(), flat[0]]),
        )


@points(0.5)
def test_number_types(fully_connected, reference, rng):
    """Whole numbers, bytes and float32 are welcome, and nothing is rounded."""
    photo = rng.integers(100, 256, size=(2, 2), dtype=np.uint8)
    whole = rng.integers(-4, 5, size=(3, 4))
    inputs = (
        (photo, whole, np.array([0.25, -0.5, 1.75])),
        (rng.integers(-9, 10, size=4), whole / 8, np.array([1, 2, 3])),
        (photo.astype(np.float32), whole.astype(np.float32), np.float32([0.5, 1, 2])),
    )
    expected = [reference.fully_connected(*arguments) for arguments in inputs]
    results = [fully_connected(*arguments) for arguments in inputs]
    for result, right in zip(results, expected):
        check(result, right)


@points(0.75)
def test_arguments_stay(fully_connected, reference, rng):
    """Input, weights and biases are the same after the call as before, in shape and value."""
    for shape in ((2, 3), (2, 2, 2)):
        arguments = draw(rng, shape, 4)
        expected = reference.fully_connected(*arguments)
        check(check_unchanged(fully_connected, *arguments), expected)
