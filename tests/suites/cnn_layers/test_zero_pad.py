"""zero_pad: a frame of zeros around height and width."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(1)
def test_frame_around_an_image(zero_pad):
    """Padding 1 puts a frame of zeros, one pixel wide, around a 2×3 image."""
    expected = [[0, 0, 0, 0, 0], [0, 1, 2, 3, 0], [0, 4, 5, 6, 0], [0, 0, 0, 0, 0]]
    check(zero_pad(np.array([[1, 2, 3], [4, 5, 6]]), 1), np.array(expected, dtype=float))


@public
@points(1)
def test_channels_stay(zero_pad):
    """An image with two channels keeps its two channels: only height and width grow."""
    image = np.array([[[1.5, -2.5], [3.5, -4.5]]])  # 1 × 2 × 2
    red = np.array([[0, 0, 0, 0], [0, 1.5, 3.5, 0], [0, 0, 0, 0]])
    green = np.array([[0, 0, 0, 0], [0, -2.5, -4.5, 0], [0, 0, 0, 0]])
    check(zero_pad(image, 1), np.stack([red, green], axis=2))


@points(1)
def test_wider_frames(zero_pad, reference, rng):
    """The frame is p pixels wide on each of the four sides."""
    for size, p in (((3, 5), 2), ((4, 1), 3), ((2, 3, 4), 2), ((3, 2, 1), 3)):
        image = rng.normal(size=size)
        expected = reference.zero_pad(image, p)
        check(zero_pad(image, p), expected)


@points(1)
def test_no_frame(zero_pad, reference, rng):
    """Padding 0 gives the image as it is, and padding 1 does not."""
    for size in ((3, 4), (3, 5, 4)):
        image = rng.normal(size=size)
        inner = image[1:-1, 1:-1].copy()
        framed = reference.zero_pad(inner, 1)
        check(zero_pad(image.copy(), 0), image)
        check(zero_pad(inner, 1), framed)  # as large as the image, which leaves nothing behind


@points(0.5)
def test_number_types(zero_pad, reference, rng):
    """Whole numbers, bytes and float32 keep their values inside the frame."""
    for image in (
        rng.integers(-9, 10, size=(2, 4)),
        rng.integers(130, 256, size=(2, 4), dtype=np.uint8),
        rng.normal(size=(3, 2, 2)).astype(np.float32),
    ):
        expected = reference.zero_pad(image, 1)
        check(zero_pad(image, 1), expected)


@points(0.5)
def test_argument_stays(zero_pad, reference, rng):
    """The image is the same after the call as before."""
    for shape, p in (((4, 3), 0), ((3, 4, 2), 0), ((4, 3), 2), ((3, 4, 2), 2)):
        image = rng.normal(size=shape)
        expected = reference.zero_pad(image, p)
        check(check_unchanged(zero_pad, image, p), expected)
