"""fully_connected_backward: the gradients of the input, the weights and the biases."""

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, points, public


def draw(rng, shape, classes):
    """An input, weights and a random upstream gradient."""
    W = rng.normal(size=(classes, int(np.prod(shape))))
    return rng.normal(size=shape), W, rng.normal(size=classes)


@public
@points(2)
def test_by_hand(fully_connected_backward):
    """x adds up over the classes; each weight has its own input and its own class."""
    x, W = np.array([1.0, 2, 7]), np.array([[3.0, 4, 0], [5, 6, -1]])
    expected = (
        np.array([35.0, 46, -1]),
        np.array([[10.0, 20, 70], [1, 2, 7]]),
        np.array([10.0, 1]),
    )
    check(fully_connected_backward(x, W, np.array([10.0, 1])), expected)


@public
@points(1)
def test_shape_of_the_maps(fully_connected_backward):
    """A map was flattened row by row: its gradient has the shape of the map again."""
    x, W = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[1.0, 20, 300, 4, 50, 600]])
    dx = np.array([[2.0, 40, 600], [8, 100, 1200]])
    dW = np.array([[2.0, 4, 6, 8, 10, 12]])
    check(fully_connected_backward(x, W, np.array([2.0])), (dx, dW, np.array([2.0])))


@pytest.mark.parametrize("part", [0, 1, 2], ids=["dx", "dW", "db"])
@points(1)
def test_gradient(fully_connected_backward, reference, rng, part):
    """For maps of any shape and any upstream gradient, this gradient is right."""
    for shape, classes in (((5,), 3), ((3, 2), 4), ((2, 3, 2), 5)):
        x, W, dout = draw(rng, shape, classes)
        expected = reference.fully_connected_backward(x, W, dout)[part]
        found = fully_connected_backward(x, W, dout)
        check(found[part], expected)


@points(1.5)
def test_square_weights(fully_connected_backward, reference, rng):
    """As many classes as numbers: the weights are turned for x, and dW is not."""
    for shape, classes in (((4,), 4), ((2, 3), 6), ((2, 2, 2), 8)):
        x, W, dout = draw(rng, shape, classes)
        expected = reference.fully_connected_backward(x, W, dout)
        check(fully_connected_backward(x, W, dout), expected)


@points(0.5)
def test_a_single_class(fully_connected_backward, reference, rng):
    """With one class, or one number, every axis stays where it is."""
    for shape, classes in (((3, 2), 1), ((1,), 4), ((1, 1, 1), 1)):
        x, W, dout = draw(rng, shape, classes)
        expected = reference.fully_connected_backward(x, W, dout)
        check(fully_connected_backward(x, W, dout), expected)


@points(1)
def test_number_types(fully_connected_backward, reference, rng):
    """Whole numbers, bytes and float32 are welcome, and gradients keep their fractions."""
    whole, dout = rng.integers(-4, 5, size=(3, 4)), rng.normal(size=3)
    photo = rng.integers(100, 256, size=(2, 2), dtype=np.uint8)
    inputs = (
        (photo, whole, dout),
        (photo, whole / 8, np.array([3, -2, 1])),
        (rng.integers(-9, 10, size=4), whole, rng.integers(-3, 4, size=3)),
        (photo.astype(np.float32), whole.astype(np.float32), dout.astype(np.float32)),
    )
    expected = [reference.fully_connected_backward(*arguments) for arguments in inputs]
    results = [fully_connected_backward(*arguments) for arguments in inputs]
    for result, right in zip(results, expected):
        check(result, right)


@points(1)
def test_arguments_stay(fully_connected_backward, reference, rng):
    """Input, weights and upstream gradient are the same after the call as before."""
    for shape in ((2, 3), (2, 2, 2)):
        arguments = draw(rng, shape, 4)
        expected = reference.fully_connected_backward(*arguments)
        check(check_unchanged(fully_connected_backward, *arguments), expected)
