"""sum_pool: the sum of each window, channel by channel."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(0.5)
def test_two_by_two(sum_pool):
    """Size 2 sums every 2×2 block."""
    x = np.array([[1, 9, 2, 0], [4, 3, 8, 5], [7, 2, -1, -3], [0, 6, -2, -5]])
    check(sum_pool(x), np.array([[17.0, 15], [15, -11]]))


@public
@points(0.75)
def test_overlapping_windows(sum_pool):
    """With stride 1 the windows overlap; a window that would stick out is dropped."""
    x = np.array([[3.0, 1, 2], [0, 5, 1.5], [2, 4, 0]])
    check(sum_pool(x, size=2, stride=1), np.array([[9.0, 9.5], [11, 10.5]]))
    check(sum_pool(x), np.array([[9.0]]))
    check(sum_pool(x, size=3), np.array([[18.5]]))


@public
@points(0.75)
def test_channels_apart(sum_pool):
    """Each channel is summed by itself."""
    red, green = (
        np.array([[1.0, 2, 5, 0], [4, 3, 1, 1]]),
        np.array([[-7.0, -9, 0, 8], [-6, -8, 2, 3]]),
    )
    check(sum_pool(np.stack([red, green], axis=2)), np.array([[[10.0, -30], [7, 13]]]))


@points(1)
def test_sizes_and_strides(sum_pool, reference, rng):
    """Windows of any size touch without a stride, and otherwise start where the stride says."""
    for shape, *window in (
        ((6, 9), 3),
        ((5, 8), 1),
        ((7, 6), 3, 2),
        ((5, 8), 2, 3),
        ((6, 5), 4, 1),
    ):
        x = rng.normal(size=shape)
        expected = reference.sum_pool(x, *window)
        check(sum_pool(x, *window), expected)


@points(1)
def test_depth_by_value(sum_pool, reference, rng):
    """Any number of channels goes through every size and stride."""
    for shape, size, stride in (
        ((5, 7, 3), 2, None),
        ((3, 8, 2), 2, 3),
        ((5, 4, 1), 2, 1),
        ((7, 5, 4), 3, 2),
    ):
        x = rng.normal(size=shape)
        expected = reference.sum_pool(x, size, stride)
        check(sum_pool(x, size=size, stride=stride), expected)
    photo = rng.integers(150, 256, size=(4, 6, 3), dtype=np.uint8)
    expected = reference.sum_pool(photo, 3, 1)
    check(sum_pool(photo, 3, 1), expected)


@points(0.5)
def test_number_types(sum_pool, reference, rng):
    """Whole numbers, bytes and float32 are welcome, and bytes don't run over."""
    for x in (
        rng.integers(-9, 10, size=(4, 7)),
        rng.integers(130, 256, size=(4, 7), dtype=np.uint8),
        rng.normal(size=(4, 4, 2)).astype(np.float32),
    ):
        expected = reference.sum_pool(x)
        check(sum_pool(x), expected)


@points(0.5)
def test_argument_stays(sum_pool, reference, rng):
    """The argument is the same after the call as before."""
    for shape, options in (((5, 6), ()), ((4, 5), (2, 1)), ((6, 6, 2), (3,))):
        x = rng.normal(size=shape)
        expected = reference.sum_pool(x, *options)
        check(check_unchanged(sum_pool, x, *options), expected)
