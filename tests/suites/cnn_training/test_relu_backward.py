"""relu_backward: a gradient passes where the input was positive. At 0 anything goes."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, shape):
    """Inputs with gaps of 0.1, none closer to 0 than 0.05, and an upstream gradient."""
    n = int(np.prod(shape))
    x = (rng.permutation(n) - (n - 1) // 2 - 0.5) * 0.1
    return x.reshape(shape), rng.normal(size=shape)


@public
@points(1)
def test_by_hand(relu_backward):
    """Where x was positive dout passes as it is, and where x was negative the gradient is 0."""
    x = np.array([4.0, -3.0, 2.0, -0.1, 0.1])
    dout = np.array([5.0, 6.0, -7.0, -8.0, 0.5])
    check(relu_backward(x, dout), np.array([5.0, 0.0, -7.0, 0.0, 0.5]))


@public
@points(1)
def test_feature_map(relu_backward):
    """It depends on the sign of x, not on that of dout, at each place of a map by itself."""
    x = np.array([[1.0, -1, 2], [-2, 3, -3]])
    dout = np.array([[-10.0, -20, 0], [30, 40, -50]])
    check(relu_backward(x, dout), np.array([[-10.0, 0, 0], [0, 40, 0]]))


@points(1)
def test_any_shape(relu_backward, reference, rng):
    """Single numbers, vectors, maps and stacks of them send any gradient back."""
    for shape in ((7,), (3, 4), (2, 3, 4), (2, 1, 3, 2), (1, 2), ()):
        x, dout = draw(rng, shape)
        expected = reference.relu_backward(x, dout)
        check(relu_backward(x, dout), expected)


@points(0.5)
def test_small_and_large_inputs(relu_backward, rng):
    """The slope is 0 or 1, however small or large the input is."""
    for scale in (1e-4, 1e4):
        x, dout = draw(rng, (3, 4))
        expected = np.where(x > 0, dout, 0.0)
        check(relu_backward(scale * x, dout), expected)


@points(0.5)
def test_number_types(relu_backward, reference, rng):
    """Whole numbers as inputs leave the fractions of the gradient as they are."""
    whole = rng.choice([-3, -2, -1, 1, 2, 3], size=(3, 4))
    inputs = (
        (whole, rng.normal(size=(3, 4))),
        (whole / 2, rng.integers(-5, 6, size=(3, 4))),
        (np.abs(whole).astype(np.uint8), rng.normal(size=(3, 4))),
        (whole.astype(np.float32), rng.normal(size=(3, 4)).astype(np.float32)),
    )
    expected = [reference.relu_backward(*arguments) for arguments in inputs]
    results = [relu_backward(*arguments) for arguments in inputs]
    for result, right in zip(results, expected):
        check(result, right)


@points(1)
def test_arguments_stay(relu_backward, rng):
    """Input and upstream gradient are the same after the call as before."""
    for shape in ((3, 4), (2, 3, 2)):
        x, dout = draw(rng, shape)
        expected = np.where(x > 0, dout, 0.0)
        check(check_unchanged(relu_backward, x, dout), expected)
