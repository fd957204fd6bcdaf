"""conv2d: a filter slides over an image, with stride, padding and depth."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public

# The lecture's example. Its filter looks the same flipped and turned, so that the other
# tests lay on filters which don't.
IMAGE = [
    [1, 1, 1, 0, 0],
    [0, 1, 1, 1, 0],
    [0, 0, 1, 1, 1],
    [0, 0, 1, 1, 0],
    [0, 1, 1, 0, 0],
]
FILTER = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
FEATURE_MAP = np.array([[4, 3, 4], [2, 4, 3], [2, 3, 4]], dtype=float)


@public
@points(2)
def test_worked_example(conv2d):
    """The lecture's 5×5 image and 3×3 filter give the lecture's feature map."""
    check(conv2d(np.array(IMAGE), np.array(FILTER)), FEATURE_MAP)


@public
@points(2)
def test_filter_as_it_is(conv2d):
    """The filter lies on the image as it is, neither flipped nor turned."""
    image = np.array([[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
    kernel = np.array([[1.0, 0, 0], [0, 0, -0.5]])
    # At the upper left corner: 1 · 1 − 0.5 · 7.
    check(conv2d(image, kernel), np.array([[-2.5, -2.0], [-0.5, 0.0]]))


@public
@points(2)
def test_stride(conv2d):
    """With stride 2 the filter moves by two pixels, and a window that sticks out is dropped."""
    check(conv2d(np.array(IMAGE), np.array(FILTER), stride=2), np.array([[4.0, 4], [2, 4]]))
    image = np.array([[1.0, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12], [13, 14, 15, 16, 17, 18]])
    check(conv2d(image, np.array([[0.0, 0, 1]]), stride=2), np.array([[3.0, 5], [15, 17]]))


@public
@points(2)
def test_padding(conv2d):
    """Padding 1 keeps the 5×5 size, with zeros beyond the border."""
    expected = [
        [2, 2, 3, 1, 1],
        [1, 4, 3, 4, 1],
        [1, 2, 4, 3, 3],
        [1, 2, 3, 4, 1],
        [0, 2, 2, 1, 1],
    ]
    check(conv2d(np.array(IMAGE), np.array(FILTER), padding=1), np.array(expected, dtype=float))


@public
@points(2)
def test_depth(conv2d):
    """An image with two channels gives one feature map: the channels add up."""
    red, green = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[6.0, 5, 4], [3, 2, 1]])
    image = np.stack([red, green], axis=2)
    kernel = np.array([[[1.0, 10.0]]])  # 1 × 1 × 2: red once, green ten times
    check(conv2d(image, kernel), np.array([[61.0, 52, 43], [34, 25, 16]]))


@points(2.5)
def test_impulse(conv2d, rng):
    """A filter with a single 1 in it shifts the image, whichever place the 1 has."""
    image = rng.normal(size=(5, 7))
    for row, column in ((0, 3), (1, 0), (1, 2)):
        kernel = np.zeros((2, 4))
        kernel[row, column] = 1
        expected = image[row : row + 4, column : column + 4].copy()
        check(conv2d(image.copy(), kernel), expected)


@points(2)
def test_filter_shapes(conv2d, reference, rng):
    """Square, tall, wide, 1×1 and image-sized filters give one value per place that fits."""
    for size in ((3, 3), (3, 2), (2, 5), (2, 2), (1, 1), (4, 1), (1, 3), (6, 8)):
        image, kernel = rng.normal(size=(6, 8)), rng.normal(size=size)
        expected = reference.conv2d(image, kernel)
        check(conv2d(image, kernel), expected)


@points(3)
def test_depth_by_value(conv2d, reference, rng):
    """Each channel meets its own layer of the filter, and depth is never padded."""
    for size, options in (
        ((5, 6, 3), {}),
        ((5, 6, 1), {}),
        ((5, 4, 1), {"padding": 1}),
        ((5, 6, 4), {"padding": 1}),
        ((3, 4, 2), {"stride": 2, "padding": 2}),
    ):
        image, kernel = rng.normal(size=size), rng.normal(size=(3, 2, size[2]))
        expected = reference.conv2d(image, kernel, **options)
        check(conv2d(image, kernel, **options), expected)


@points(3)
def test_stride_keeps_every_nth(conv2d, reference, rng):
    """Stride n keeps every n-th value of the stride-1 map, in both directions."""
    for size, filter_size, stride in (
        ((7, 10), (1, 1), 2),
        ((8, 9), (3, 2), 3),
        ((9, 6), (3, 2), 4),
        ((6, 7), (3, 2), 2),
    ):
        image, kernel = rng.normal(size=size), rng.normal(size=filter_size)
        expected = reference.conv2d(image, kernel)[::stride, ::stride]
        check(conv2d(image, kernel, stride=stride), expected)


@points(2.5)
def test_padding_is_zeros_on_all_sides(conv2d, reference, rng):
    """Padding p acts like p rows and columns of zeros on every side."""
    for (h, w), filter_size, padding in (
        ((2, 2), (3, 3), 1),  # the filter fits only with the frame
        ((4, 6), (3, 2), 2),
        ((4, 6), (3, 2), 3),
    ):
        image, kernel = rng.normal(size=(h, w)) + 2, rng.normal(size=filter_size)
        framed = np.zeros((h + 2 * padding, w + 2 * padding))
        framed[padding:-padding, padding:-padding] = image
        expected = reference.conv2d(framed, kernel)
        check(conv2d(image, kernel, padding=padding), expected)


@points(1.5)
def test_stride_and_padding_together(conv2d, reference, rng):
    """Stride and padding work together: first the frame of zeros, then the steps."""
    for size, filter_size, stride, padding in (((5, 7), (3, 2), 2, 1), ((6, 5), (2, 3), 3, 1)):
        image, kernel = rng.normal(size=size), rng.normal(size=filter_size)
        expected = reference.conv2d(image, kernel, stride, padding)
        check(conv2d(image, kernel, stride, padding), expected)


@points(1.5)
def test_large_steps_and_wide_frames(conv2d, reference, rng):
    """Steps may be longer than the filter, and the frame wider."""
    for size, filter_size, stride, padding in (
        ((7, 4), (1, 4), 3, 2),
        ((4, 9), (4, 3), 3, 2),
        ((8, 6), (3, 4), 4, 3),
    ):
        image, kernel = rng.normal(size=size), rng.normal(size=filter_size)
        expected = reference.conv2d(image, kernel, stride, padding)
        check(conv2d(image, kernel, stride, padding), expected)


@points(2)
def test_number_types(conv2d, reference, rng):
    """Whole numbers, bytes and float32 are welcome, and results are neither cut nor rounded."""
    photo = rng.integers(100, 256, size=(5, 6), dtype=np.uint8)
    edges, blur = np.array([[3, -1, 2], [0, -4, 1]]), np.array([[0.25, 0.5, -1.6]])
    for image, kernel in (
        (photo, edges),
        (photo, blur),
        (rng.integers(-9, 10, size=(4, 5)), edges),
        (rng.normal(size=(4, 5)), edges),
        (rng.normal(size=(3, 3, 2)), rng.integers(-4, 5, size=(2, 2, 2))),
        (rng.normal(size=(4, 5)).astype(np.float32), blur.astype(np.float32)),
    ):
        expected = reference.conv2d(image, kernel)
        check(conv2d(image, kernel), expected)


@points(2)
def test_arguments_stay(conv2d, reference, rng):
    """Image and filter are the same after the call as before."""
    for depth, options in (((), {}), ((), {"stride": 2}), ((), {"padding": 1}), ((2,), {})):
        image, kernel = rng.normal(size=(5, 4, *depth)), rng.normal(size=(2, 3, *depth))
        expected = reference.conv2d(image, kernel, **options)
        check(check_unchanged(conv2d, image, kernel, **options), expected)
