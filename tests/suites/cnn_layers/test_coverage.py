"""coverage: in how many windows each pixel of an image lies."""

import numpy as np

from autograder.suite import check, points, public


@public
@points(1)
def test_lecture_image(coverage):
    """A 3×3 filter on a 5×5 image covers each corner once and the middle nine times."""
    expected = [
        [1, 2, 3, 2, 1],
        [2, 4, 6, 4, 2],
        [3, 6, 9, 6, 3],
        [2, 4, 6, 4, 2],
        [1, 2, 3, 2, 1],
    ]
    check(coverage(5, 5, 3, 3), np.array(expected))


@public
@points(1)
def test_wide_image(coverage):
    """Height and width differ, for the image as for the filter."""
    check(coverage(2, 5, 1, 2), np.array([[1, 2, 2, 2, 1], [1, 2, 2, 2, 1]]))
    check(coverage(4, 2, 2, 1), np.array([[1, 1], [2, 2], [2, 2], [1, 1]]))


@points(1)
def test_by_value(coverage, reference, rng):
    """Images and filters of any shape are counted right."""
    h, w = (int(n) for n in rng.permutation([7, 8, 9, 10])[:2])
    for fh, fw in ((3, 2), (2, 4), (4, 4), (3, 2)):  # the last like the first: counts start anew
        expected = reference.coverage(h, w, fh, fw)
        check(coverage(h, w, fh, fw), expected)


@points(1)
def test_filters_larger_than_half(coverage, reference):
    """Where few windows fit, the middle is covered by as many as there are, and no more."""
    for h, w, fh, fw in ((4, 6, 3, 5), (5, 7, 4, 2), (6, 3, 2, 3), (9, 8, 7, 6)):
        expected = reference.coverage(h, w, fh, fw)
        check(coverage(h, w, fh, fw), expected)


@points(0.5)
def test_a_single_window(coverage):
    """A filter as large as the image covers every pixel once, and so does a filter of 1×1."""
    check(coverage(3, 4, 3, 4), np.ones((3, 4)))
    check(coverage(3, 2, 1, 1), np.ones((3, 2)))
    check(coverage(2, 3, 2, 1), np.ones((2, 3)))


@points(0.5)
def test_large_image(coverage):
    """Far from the border of a large image every pixel is covered by the whole filter."""
    for h, w, fh, fw in ((32, 37, 15, 18), (32, 32, 16, 16), (18, 9, 3, 1)):
        steps = [
            np.minimum(np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1)), f)
            for n, f in ((h, fh), (w, fw))
        ]
        check(coverage(h, w, fh, fw), np.outer(*steps))
