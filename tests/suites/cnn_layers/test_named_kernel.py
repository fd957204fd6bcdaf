"""named_kernel: four filters, judged by what they do to simple pictures."""

import numpy as np

from autograder.suite import check, expect, points, public


def weights_of(kernel):
    """The filter as an array of floats, once it is known to be 3×3 finite numbers."""
    try:
        weights = np.array(kernel, dtype=float)
    except (TypeError, ValueError):
        weights = np.zeros(())
    fits = weights.shape == (3, 3)
    check(kernel, weights if fits else np.zeros((3, 3)), "the filter")
    return weights


def answers(weights, picture):
    """What a filter says at each place of a picture."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(picture, dtype=float), (3, 3))
    return np.sum(windows * weights, axis=(2, 3))


def strongest(weights, picture):
    """The strongest answer, beside the filter's largest weight."""
    return np.max(np.abs(answers(weights, picture))) / max(np.max(np.abs(weights)), 1e-12)


@public
@points(0.5)
def test_blur_keeps_brightness(named_kernel):
    """The blur filter has no negative weight, and its weights sum to 1."""
    weights = weights_of(named_kernel("blur"))
    expect(weights >= -1e-9, "A weight of the blur filter is negative.")
    check(np.sum(weights), 1.0, "the sum of the blur filter's weights")


@public
@points(0.5)
def test_sharpen_subtracts_neighbours(named_kernel):
    """The sharpen filter sums to 1, and the four direct neighbours of its centre are negative."""
    weights = weights_of(named_kernel("sharpen"))
    check(np.sum(weights), 1.0, "the sum of the sharpen filter's weights")
    expect(weights[[0, 1, 1, 2], [1, 0, 2, 1]] < 0, "A direct neighbour is not subtracted.")


@public
@points(0.5)
def test_edge_is_silent_on_flat_areas(named_kernel):
    """The edge filter's weights sum to 0: a flat area gives no answer."""
    weights = weights_of(named_kernel("edge"))
    check(np.sum(weights), 0.0, "the sum of the edge filter's weights")
    expect(np.max(np.abs(weights)) > 1e-3, "An edge should give an answer.")


@public
@points(0.5)
def test_vertical_on_two_pictures(named_kernel):
    """The vertical filter answers where left and right differ, not where above and below do."""
    weights = weights_of(named_kernel("vertical"))
    left = np.sum(weights * np.array([[0.0, 1, 1], [0, 1, 1], [0, 1, 1]]))
    right = np.sum(weights * np.array([[0.0, 0, 1], [0, 0, 1], [0, 0, 1]]))
    horizontal = np.sum(weights * np.array([[0.0, 0, 0], [1, 1, 1], [1, 1, 1]]))
    check(horizontal, 0.0, "the answer to a horizontal edge")
    expect(max(abs(left), abs(right)) > 1e-3, "A vertical edge should give an answer.")


@points(0.75)
def test_blur_mixes_pixels(named_kernel):
    """A blurred pixel hears from its neighbours; a single bright one is spread, not moved."""
    weights = weights_of(named_kernel("blur"))
    expect(weights >= -1e-9, "negative")
    check(np.sum(weights), 1.0)
    expect(np.max(weights) < 0.95, "one pixel alone")


@points(0.75)
def test_sharpen_lifts_the_centre(named_kernel, rng):
    """Sharpening makes a bright pixel stand out more and leaves flat areas alone."""
    weights = weights_of(named_kernel("sharpen"))
    flat = np.full((4, 5), rng.uniform(1, 2))
    check(answers(weights, flat), flat[1:-1, 1:-1])
    expect(weights[[0, 1, 1, 2], [1, 0, 2, 1]] < 0, "neighbours")
    expect(weights[1, 1] > 1 + 1e-6, "centre")


@points(0.75)
def test_edges_of_every_direction(named_kernel):
    """The edge filter answers to vertical, horizontal and both kinds of diagonal edges."""
    weights = weights_of(named_kernel("edge"))
    check(answers(weights, np.full((4, 4), 3.0)), np.zeros((2, 2)))
    step = np.repeat([[0.0, 1.0]], [4, 4], axis=1).repeat(8, axis=0)
    slope = np.tri(8)
    for picture in (step, step.T, slope, slope[:, ::-1]):
        expect(strongest(weights, picture) > 0.01, "no answer to an edge")
        expect(strongest(weights, 1 - picture) > 0.01, "no answer to an edge")


@points(0.75)
def test_vertical_edges_only(named_kernel, rng):
    """Whatever changes from row to row only gives 0; a step from left to right does not."""
    weights = weights_of(named_kernel("vertical"))
    for _ in range(3):
        rows = np.repeat(rng.uniform(-2, 2, size=(7, 1)), 6, axis=1)
        check(answers(weights, rows), np.zeros((5, 4)))
    step = np.repeat([[0.0, 1.0]], [4, 4], axis=1).repeat(6, axis=0)
    expect(strongest(weights, step) > 0.01, "no answer to a vertical edge")
