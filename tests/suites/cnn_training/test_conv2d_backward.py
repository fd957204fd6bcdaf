"""conv2d_backward: the gradients of image and filter, with stride, padding and depth."""

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, points, public


def draw(rng, size, filter_size, stride=1, padding=0):
    """An image and a filter of the same depth, and a random upstream gradient."""
    depth = size[2:]
    pooled = [(size[k] + 2 * padding - filter_size[k]) // stride + 1 for k in (0, 1)]
    image, kernel = rng.normal(size=size), rng.normal(size=(*filter_size, *depth))
    return image, kernel, rng.normal(size=pooled), stride, padding


def judge(conv2d_backward, reference, *problems):
    """Compare both gradients with those of the reference, all calls before any check."""
    expected = [reference.conv2d_backward(*problem) for problem in problems]
    results = [conv2d_backward(*problem) for problem in problems]
    for result, right in zip(results, expected):
        check(result, right)


@public
@points(2)
def test_by_hand(conv2d_backward):
    """A weight hears from all pixels that it met, a pixel from all weights that met it."""
    image, kernel = np.array([[1.0, 2, 3]]), np.array([[10.0, 100]])
    expected = (np.array([[10.0, 120, 200]]), np.array([[5.0, 8]]))
    check(conv2d_backward(image, kernel, np.array([[1.0, 2]])), expected)


@public
@points(2)
def test_a_single_place(conv2d_backward):
    """One place of the map hands the filter to the image and its window to the filter."""
    image = np.array([[1.0, 2, 0, 1], [0, 4, 1, 2], [2, 1, 5, 0]])
    kernel = np.array([[1.0, -1], [2, 3]])
    dout = np.array([[0.0, 0, 0], [0, 10, 0]])
    dimage = np.array([[0.0, 0, 0, 0], [0, 10, -10, 0], [0, 20, 30, 0]])
    check(conv2d_backward(image, kernel, dout), (dimage, np.array([[40.0, 10], [10, 50]])))


@public
@points(2)
def test_frame_and_steps(conv2d_backward):
    """With padding the image's gradient has the size of the image; with stride 2 places are few."""
    image, kernel = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 10], [100, 1000]])
    # Padding 1, stride 2: four windows, each of which holds one pixel.
    dout = np.array([[1.0, 2], [3, 4]])
    expected = (np.array([[1000.0, 200], [30, 4]]), np.array([[16.0, 9], [4, 1]]))
    check(conv2d_backward(image, kernel, dout, stride=2, padding=1), expected)


@public
@points(1)
def test_two_channels(conv2d_backward):
    """Every channel has its own gradient, from one and the same dout."""
    image, kernel = np.array([[[1.0, 5], [2, 6]]]), np.array([[[10.0, 100]]])  # 1×2×2 and 1×1×2
    dimage = np.array([[[10.0, 100], [-20, -200]]])
    expected = (dimage, np.array([[[-3.0, -7]]]))
    check(conv2d_backward(image, kernel, np.array([[1.0, -2]])), expected)


@pytest.mark.parametrize("part", [0, 1], ids=["dimage", "dkernel"])
@points(1.5)
def test_gradient(conv2d_backward, reference, rng, part):
    """For images and filters of any shape and any upstream gradient, this gradient is right."""
    for size, filter_size in (
        ((5, 7), (3, 2)),
        ((6, 5), (2, 3)),
        ((4, 6), (1, 4)),
        ((5, 5), (3, 3)),
    ):
        problem = draw(rng, size, filter_size)
        expected = reference.conv2d_backward(*problem)[part]
        found = conv2d_backward(*problem)
        check(found[part], expected)


@points(1.5)
def test_strides(conv2d_backward, reference, rng):
    """With a stride there are fewer places, and pixels that no window covers get 0."""
    image, kernel, dout, *step = draw(rng, (7, 8), (3, 2), stride=2)
    judge(
        conv2d_backward,
        reference,
        (image, kernel, dout, *step),
        (image, kernel, rng.normal(size=dout.shape), *step),  # the same places, another loss
        draw(rng, (8, 6), (2, 3), stride=3),
        draw(rng, (7, 9), (2, 2), stride=3),
    )


@points(1.5)
def test_padding(conv2d_backward, reference, rng):
    """The frame takes part in the filter's gradient by its zeros, and has none of its own."""
    judge(
        conv2d_backward,
        reference,
        draw(rng, (4, 6), (3, 2), padding=1),
        draw(rng, (5, 3), (2, 3), padding=2),
        draw(rng, (2, 2), (3, 3), padding=1),  # the filter fits only with the frame
    )


@points(1.5)
def test_stride_and_padding_together(conv2d_backward, reference, rng):
    """Steps over the padded image, also where the last pixels are left over."""
    judge(
        conv2d_backward,
        reference,
        draw(rng, (5, 7), (3, 2), stride=2, padding=1),
        draw(rng, (6, 5), (2, 3), stride=3, padding=2),
        draw(rng, (6, 6), (3, 3), stride=2, padding=1),
    )


@points(2)
def test_depth(conv2d_backward, reference, rng):
    """Every channel of the image meets its own layer of the filter, and so do the gradients."""
    judge(
        conv2d_backward,
        reference,
        draw(rng, (5, 6, 4), (3, 2)),
        draw(rng, (4, 5, 1), (2, 3)),
        draw(rng, (5, 4, 2), (3, 2), stride=2, padding=1),
        draw(rng, (3, 3, 3), (3, 3), padding=1),
    )


@points(0.5)
def test_smallest_and_largest_filters(conv2d_backward, reference, rng):
    """A filter of 1×1 meets every pixel, one as large as the image meets each pixel once."""
    judge(
        conv2d_backward,
        reference,
        draw(rng, (3, 4), (1, 1)),
        draw(rng, (3, 4), (3, 4)),
        draw(rng, (3, 2, 2), (3, 2)),
    )


@points(1)
def test_number_types(conv2d_backward, reference, rng):
    """Photos of bytes, filters of whole numbers and float32 have gradients with fractions."""
    photo = rng.integers(100, 256, size=(4, 5), dtype=np.uint8)
    whole, dout = rng.integers(-4, 5, size=(2, 3)), rng.normal(size=(3, 3))
    judge(
        conv2d_backward,
        reference,
        (photo, whole, dout),
        (photo, whole / 8, rng.integers(-5, 6, size=(3, 3))),
        (rng.integers(-9, 10, size=(4, 5)), whole, dout),
        tuple(a.astype(np.float32) for a in (photo, whole, dout)),
    )


@points(2)
def test_arguments_stay(conv2d_backward, reference, rng):
    """Image, filter and upstream gradient are the same after the call as before."""
    for size, options in (((4, 5), {}), ((5, 4, 2), {"stride": 2, "padding": 1})):
        image, kernel, dout, *_ = draw(rng, size, (2, 3), **options)
        expected = reference.conv2d_backward(image, kernel, dout, **options)
        check(check_unchanged(conv2d_backward, image, kernel, dout, **options), expected)
