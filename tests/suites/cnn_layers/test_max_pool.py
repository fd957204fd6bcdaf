"""max_pool: the largest value of each window, channel by channel."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(2)
def test_two_by_two(max_pool):
    """Size 2 keeps the largest of every 2×2 block."""
    x = np.array([[1.0, 9, 2, 0], [4, 3, 8, 5], [7, 2, -1, -3], [0, 6, -2, -4]])
    check(max_pool(x), np.array([[9.0, 8], [7, -1]]))


@public
@points(2)
def test_rest_is_dropped(max_pool):
    """A window that would stick out on the right or below is dropped."""
    x = np.array([[1.0, 5, 2, 4, 99], [3, 0, 7, 6, 99], [99, 99, 99, 99, 99]])
    check(max_pool(x), np.array([[5.0, 7]]))


@public
@points(2)
def test_overlapping_windows(max_pool):
    """Size and stride are free: with stride 1 the windows overlap."""
    x = np.array([[3.0, 1, 2], [0, 5, 1], [2, 4, 0]])
    check(max_pool(x, size=2, stride=1), np.array([[5.0, 5], [5, 5]]))
    check(max_pool(x, size=3), np.array([[5.0]]))
    check(max_pool(np.array([[9.0, 1, 2, 4], [0, 5, 3, 1]]), 2, 1), np.array([[9.0, 5, 4]]))


@public
@points(2)
def test_channels_apart(max_pool):
    """Each channel is pooled by itself."""
    red, green = (
        np.array([[1.0, 2, 5, 0], [4, 3, 1, 1]]),
        np.array([[-7.0, -9, 0, 8], [-6, -8, 2, 3]]),
    )
    check(max_pool(np.stack([red, green], axis=2)), np.array([[[4.0, -6], [5, 8]]]))


@points(2)
def test_all_negative(max_pool, reference, rng):
    """Where all values are negative the largest is the one closest to zero, not zero."""
    for scale in (1.0, 1e12):
        x = -rng.uniform(1, 2, size=(4, 6)) * scale
        expected = reference.max_pool(x)
        check(max_pool(x), expected)


@points(2)
def test_sizes(max_pool, reference, rng):
    """Windows of any size touch each other when no stride is given."""
    for shape, size in (((6, 9), 3), ((8, 5), 4), ((4, 5), 1), ((3, 3), 3), ((7, 8), 3)):
        x = rng.normal(size=shape)
        expected = reference.max_pool(x, size)
        check(max_pool(x, size), expected)


@points(2)
def test_strides(max_pool, reference, rng):
    """The stride says where windows start: they may overlap, or leave pixels out."""
    for shape, size, stride in (((7, 6), 3, 2), ((5, 8), 2, 3), ((6, 7), 3, 1), ((5, 7), 1, 2)):
        x = rng.normal(size=shape)
        expected = reference.max_pool(x, size, stride)
        check(max_pool(x, size=size, stride=stride), expected)


@points(2)
def test_depth_by_value(max_pool, reference, rng):
    """Any number of channels goes through every size and stride."""
    for shape, size, stride in (
        ((5, 7, 3), 2, None),
        ((3, 8, 2), 2, 3),
        ((5, 4, 1), 2, 1),
        ((7, 5, 4), 3, 2),
    ):
        x = rng.normal(size=shape)
        expected = reference.max_pool(x, size, stride)
        check(max_pool(x, size, stride), expected)


@points(1)
def test_rising_maps(max_pool, reference, rng):
    """Stretching all values by a rising function stretches the maxima alike."""
    x = rng.normal(size=(7, 5))
    pooled = reference.max_pool(x, 3, 2)
    for stretch in (np.exp, np.arctan, lambda value: value**3 - 20):
        check(max_pool(stretch(x), 3, 2), stretch(pooled))


@points(1)
def test_number_types(max_pool, reference, rng):
    """Whole numbers, bytes and float32 are welcome."""
    for x in (
        rng.integers(-9999, -2000, size=(4, 5)),
        rng.choice(np.array([0, 70, 200, 255], dtype=np.uint8), size=(5, 4)),
        rng.normal(size=(4, 4, 2)).astype(np.float32),
    ):
        expected = reference.max_pool(x)
        check(max_pool(x), expected)


@points(2)
def test_argument_stays(max_pool, reference, rng):
    """The argument is the same after the call as before."""
    for shape, options in (((5, 6), ()), ((4, 5), (2, 1)), ((6, 6, 2), (3,))):
        x = rng.normal(size=shape)
        expected = reference.max_pool(x, *options)
        check(check_unchanged(max_pool, x, *options), expected)
