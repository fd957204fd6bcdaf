"""Judges image_features: from a picture to a row of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, points, public


def draw(rng, image_shape, kernels_shape):
    """An image, mostly bright, and filters of which the first one likes nothing bright."""
    image, kernels = rng.normal(0.6, 1.0, size=image_shape), rng.normal(size=kernels_shape)
    kernels[0] -= 1.5
    return image, kernels


@public
@points(2)
def test_two_filters_of_one_pixel(image_features):
    """Each filter has its say about each region: what it found most of, or zero."""
    picture = np.array([[1, 2, 4, 0, 0, 0], [3, 1, 2, -5, 0, 1], [5, 3, 2, 0, 0, 0]])
    kernels = np.array([2.0, -1.0]).reshape(2, 1, 1, 1)
    # The left region: 2 · 5, and nothing above zero. The right one: 2 · 1 and −1 · −5.
    check(image_features(picture[:, :, None], kernels), np.array([10.0, 0, 2, 5]))


@public
@points(2)
def test_filter_of_three_by_three(image_features):
    """The filter is laid on as it is, its sums are rectified, and the largest of nine stays."""
    image = np.zeros((5, 5, 1))
    image[1, 2], image[3, 3] = 1.0, 2.0
    kernels = np.zeros((3, 3, 3, 1))
    kernels[0, :, :, 0] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]  # at best 9·2 + 2·1 below and right
    kernels[1, 0, 0, 0] = -1  # nowhere positive
    kernels[2, 1, 0, 0], kernels[2, 1, 1, 0] = 1, -1  # a pixel less the one to its right
    check(image_features(image, kernels), np.array([20.0, 0, 1]))


@public
@points(2)
def test_order_of_the_features(image_features):
    """Region after region, row by row, and for each region all filters."""
    image = np.zeros((6, 9, 2))
    image[1, 1], image[2, 4], image[0, 8] = (1, 10), (2, 20), (3, 30)
    image[5, 0], image[4, 3], image[3, 7] = (4, 40), (5, 50), (6, 60)
    kernels = np.array([[1.0, 0], [0, 1]]).reshape(2, 1, 1, 2)  # one for each channel
    expected = np.array([1.0, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60])
    check(image_features(image, kernels), expected)


@pytest.mark.parametrize(
    ("image_shape", "kernels_shape"),
    [((8, 11, 1), (3, 3, 3, 1)), ((9, 7, 3), (4, 2, 3, 3)), ((13, 8, 2), (2, 4, 2, 2))],
    ids=["gray", "color", "uneven"],
)
@points(1.5)
def test_by_value(image_features, reference, rng, image_shape, kernels_shape):
    """Images and filters of any height, width and depth give the right features."""
    for _ in range(2):
        image, kernels = draw(rng, image_shape, kernels_shape)
        expected = reference.image_features(image, kernels)
        check(image_features(image, kernels), expected)


@points(1)
def test_rest_is_dropped(image_features, reference, rng):
    """What is left over on the right and below a map, after the last full region, is dropped."""
    for image_shape in ((7, 6, 1), (6, 7, 1)):
        image, kernels = draw(rng, image_shape, (2, 2, 2, 1))
        image[-1], image[:, -1] = 100.0, 100.0
        expected = reference.image_features(image, kernels)
        check(image_features(image, kernels), expected)


@points(0.5)
def test_one_feature(image_features, reference, rng):
    """One filter over one region gives a row of one number."""
    for image_shape, kernels_shape in (((3, 3, 1), (1, 1, 1, 1)), ((5, 4, 2), (1, 2, 2, 2))):
        image, kernels = rng.uniform(0.1, 1.0, image_shape), rng.uniform(0.1, 1.0, kernels_shape)
        expected = reference.image_features(image, kernels)
        check(image_features(image, kernels), expected)


@points(0.5)
def test_bars_fire_their_filter(image_features, reference, rng):
    """On an 8×8 picture six filters of 3×3 give 24 features, and noise changes them little."""
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]) / 3
    line = np.array([[2.0, -1, -1], [-1, 2, -1], [-1, -1, 2]]) / 6
    kernels = np.stack([edge, -edge, edge.T, -edge.T, line, line[:, ::-1]])[:, :, :, None]
    for bar in (np.eye(8), np.eye(8)[::-1], np.eye(8)[[2] * 8]):
        image = (bar + 0.3 * rng.normal(size=(8, 8)))[:, :, None]
        expected = reference.image_features(image, kernels)
        check(image_features(image, kernels), expected)


@points(1.5)
def test_number_types(image_features, reference, rng):
    """Bytes, whole numbers and float32 are welcome, and bytes don't wrap around."""
    real, whole = rng.normal(size=(2, 2, 2, 1)), np.array([1, 2]).reshape(2, 1, 1, 1)
    for image, kernels in (
        (rng.integers(0, 256, size=(5, 7, 1), dtype=np.uint8), real),
        (rng.integers(-9, 10, size=(7, 5, 1)), real),
        (rng.normal(size=(5, 5, 1)).astype(np.float32), real.astype(np.float32)),
        (rng.uniform(0.0, 3.0, size=(6, 3, 1)), whole),
        (rng.uniform(0.0, 3.0, size=(3, 6, 1)), whole),
        (rng.integers(180, 256, size=(3, 3, 1), dtype=np.uint8), whole),
    ):
        expected = reference.image_features(image, kernels)
        check(image_features(image, kernels), expected)


@points(1)
def test_arguments_are_left_unchanged(image_features, reference, rng):
    """Picture and filters are the same after the call."""
    for depth in (1, 2):
        problem = draw(rng, (5, 8, depth), (3, 2, 3, depth))
        expected = reference.image_features(*problem)
        check(check_unchanged(image_features, *problem), expected)
