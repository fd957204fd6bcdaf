"""avg_pool: the average of each window, channel by channel."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(1.5)
def test_two_by_two(avg_pool):
    """Size 2 averages every 2×2 block; averages need not be whole numbers."""
    x = np.array([[1, 9, 2, 0], [4, 3, 8, 5], [7, 2, -1, -3], [0, 6, -2, -5]])
    check(avg_pool(x), np.array([[4.25, 3.75], [3.75, -2.75]]))


@public
@points(1)
def test_overlapping_windows(avg_pool):
    """With stride 1 the windows overlap; a window that would stick out is dropped."""
    x = np.array([[3.0, 1, 2], [0, 5, 1], [2, 4, 0]])
    check(avg_pool(x, size=2, stride=1), np.array([[2.25, 2.25], [2.75, 2.5]]))
    check(avg_pool(x), np.array([[2.25]]))
    check(avg_pool(x, size=3), np.array([[2.0]]))


@public
@points(1)
def test_channels_apart(avg_pool):
    """Each channel is averaged by itself."""
    red, green = (
        np.array([[1.0, 2, 5, 0], [4, 3, 1, 1]]),
        np.array([[-7.0, -9, 0, 8], [-6, -8, 2, 3]]),
    )
    check(avg_pool(np.stack([red, green], axis=2)), np.array([[[2.5, -7.5], [1.75, 3.25]]]))


@points(1)
def test_sizes(avg_pool, reference, rng):
    """Windows of any size touch each other when no stride is given."""
    for shape, size in (((6, 9), 3), ((9, 5), 4), ((4, 5), 1), ((3, 3), 3), ((7, 8), 3)):
        x = rng.normal(size=shape)
        expected = reference.avg_pool(x, size)
        check(avg_pool(x, size), expected)


@points(1)
def test_strides(avg_pool, reference, rng):
    """The stride says where windows start: they may overlap, or leave pixels out."""
    for shape, size, stride in (((7, 6), 3, 2), ((5, 8), 2, 3), ((6, 7), 3, 1), ((5, 7), 1, 2)):
        x = rng.normal(size=shape)
        expected = reference.avg_pool(x, size, stride)
        check(avg_pool(x, size=size, stride=stride), expected)


@points(1)
def test_depth_by_value(avg_pool, reference, rng):
    """Any number of channels goes through every size and stride."""
    for shape, size, stride in (
        ((5, 7, 3), 2, None),
        ((3, 8, 2), 2, 3),
        ((5, 4, 1), 2, 1),
        ((7, 5, 4), 3, 2),
    ):
        x = rng.normal(size=shape)
        expected = reference.avg_pool(x, size, stride)
        check(avg_pool(x, size=size, stride=stride), expected)
    photo = rng.integers(150, 256, size=(4, 6, 3), dtype=np.uint8)
    expected = reference.avg_pool(photo, 3, 1)
    check(avg_pool(photo, 3, 1), expected)


@points(1)
def test_constant_image(avg_pool):
    """The average of a constant image is that constant, wherever the window lies."""
    for size, stride, places in ((2, None, 4), (3, None, 2), (3, 2, 3)):
        check(avg_pool(np.full((8, 8), -0.3), size, stride), np.full((places, places), -0.3))


@points(1.5)
def test_number_types(avg_pool, reference, rng):
    """Whole numbers are averaged with their fractions, and bytes don't run over."""
    for x in (
        rng.integers(-9, 10, size=(4, 7)),
        rng.integers(130, 256, size=(6, 4), dtype=np.uint8),
        rng.normal(size=(4, 4, 2)).astype(np.float32),
    ):
        expected = reference.avg_pool(x)
        check(avg_pool(x), expected)


@points(1)
def test_argument_stays(avg_pool, reference, rng):
    """The argument is the same after the call as before."""
    for shape, options in (((5, 6), ()), ((4, 5), (2, 1)), ((6, 6, 2), (3,))):
        x = rng.normal(size=shape)
        expected = reference.avg_pool(x, *options)
        check(check_unchanged(avg_pool, x, *options), expected)
