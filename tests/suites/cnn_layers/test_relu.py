"""relu: every negative value becomes zero, all others stay."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(1)
def test_row_of_numbers(relu):
    """Negative values become 0; zero and positive values stay as they are."""
    check(relu(np.array([-2.0, -0.5, 0.0, 0.5, 3.5, 300.0])), np.array([0, 0, 0, 0.5, 3.5, 300.0]))


@public
@points(1)
def test_feature_map(relu):
    """A feature map keeps its shape: each value is treated by itself."""
    feature_map = np.array([[4.0, -3, 4], [-2, -4, 3]])
    check(relu(feature_map), np.array([[4.0, 0, 4], [0, 0, 3]]))


@points(1)
def test_any_shape(relu, rng):
    """Single numbers, vectors, feature maps and stacks of them all keep their shapes."""
    for shape in ((7,), (3, 4), (2, 3, 4), (2, 1, 3, 2), (1, 1), ()):
        x = rng.normal(size=shape)
        check(relu(x.copy()), np.where(x > 0, x, 0.0))


@points(0.5)
def test_small_and_large_values(relu, rng):
    """Neither tiny nor huge positive values are cut off."""
    tiny = rng.uniform(0.001, 0.01, size=(2, 5)) * np.array([[1], [-1]])
    check(relu(tiny.copy()), np.where(tiny > 0, tiny, 0.0))
    huge = rng.uniform(1000, 9000, size=(2, 5)) * np.array([[1], [-1]])
    check(relu(huge.copy()), np.where(huge > 0, huge, 0.0))


@points(0.5)
def test_number_types(relu, rng):
    """Whole numbers, bytes and float32 are welcome."""
    whole = rng.integers(-9, 10, size=(3, 4))
    for x in (whole, np.abs(whole).astype(np.uint8), rng.normal(size=(2, 3)).astype(np.float32)):
        expected = np.where(x > 0, x, 0).astype(float)
        check(relu(x), expected)


@points(1)
def test_argument_stays(relu, rng):
    """The result is a new array: the argument is the same after the call as before."""
    for shape in ((3, 4), (2, 3, 2)):
        x = rng.normal(size=shape)
        expected = np.where(x > 0, x, 0.0)
        check(check_unchanged(relu, x), expected)
