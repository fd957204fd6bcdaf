"""Judges clip_gradients: one factor for all, so that the global norm keeps to a limit."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, size):
    """Gradients of several shapes with random directions, and their global norm."""
    shapes = {"W_x": (4, 2), "W_h": (4, 4), "b": (4,), "W_y": (3, 4), "kernels": (2, 2, 3)}
    grads = {name: size * rng.normal(size=shape) for name, shape in shapes.items()}
    return grads, float(np.sqrt(sum(np.sum(grad**2) for grad in grads.values())))


@public
@points(1.5)
def test_all_arrays_have_one_norm(clip_gradients):
    """The norm is taken over all arrays together, and all are scaled by one factor."""
    grads = {"W": np.array([[3.0, 0.0], [0.0, 0.0]]), "b": np.array([-4.0])}
    check(clip_gradients(grads, 1.0), {"W": np.array([[0.6, 0], [0, 0]]), "b": np.array([-0.8])})


@public
@points(1.5)
def test_short_gradients_stay(clip_gradients):
    """Gradients whose norm is below the limit are not changed."""
    first = {"W": np.array([0.3, -0.1]), "b": np.array([[0.4]])}
    second = {"a": np.array([5.0, 7.0, -9.0])}
    check(clip_gradients(first, 1.0), {"W": np.array([0.3, -0.1]), "b": np.array([[0.4]])})
    check(clip_gradients(second, 20.0), {"a": np.array([5.0, 7.0, -9.0])})


@public
@points(1)
def test_the_limit_is_reached(clip_gradients):
    """A norm of 15 under a limit of 5: a third is left of everything, large or small."""
    grads = {"u": np.array([10.0, 2.0]), "v": np.array([[11.0]]), "w": np.array([0.0, 0.0])}
    third = {"u": np.array([10 / 3, 2 / 3]), "v": np.array([[11 / 3]]), "w": np.zeros(2)}
    check(clip_gradients(grads, 5.0), third)


@points(1.5)
def test_long_gradients(clip_gradients, reference, rng):
    """Whatever the shapes, gradients that are too long keep their direction and get the limit."""
    for size, limit in ((2.0, 5.0), (30.0, 1.0), (0.1, 0.5)):
        grads, _ = draw(rng, size)
        expected = reference.clip_gradients(grads, limit)
        check(clip_gradients(grads, limit), expected)


@points(1)
def test_just_above_and_just_below(clip_gradients, rng):
    """A little above the limit is scaled down a little, a little below it not at all."""
    for share, size in ((1.1, 1.0), (1.02, 0.1), (0.98, 1.0)):
        grads, norm = draw(rng, size)
        expected = {name: grad / max(share, 1.0) for name, grad in grads.items()}
        check(clip_gradients(grads, norm / share), expected)


@points(1)
def test_no_gradient_at_all(clip_gradients):
    """A gradient of zeros has the norm 0, and stays a gradient of zeros."""
    results = [
        clip_gradients({"W": np.zeros((2, 3)), "b": np.zeros(2)}, limit) for limit in (1.0, 7.5)
    ]
    check(results[0], {"W": np.zeros((2, 3)), "b": np.zeros(2)})
    check(results[1], {"W": np.zeros((2, 3)), "b": np.zeros(2)})


@points(0.5)
def test_many_small_ones(clip_gradients, reference):
    """Many small numbers have a large norm: no single one has to be above the limit."""
    for number in (100, 400):
        grads = {"W": np.full((number, 4), 0.5), "b": np.full(number, -0.25)}
        expected = reference.clip_gradients(grads, 2.0)
        check(clip_gradients(grads, 2.0), expected)


@points(0.5)
def test_whole_numbers(clip_gradients):
    """Gradients of whole numbers don't stay whole numbers when they are scaled."""
    one = clip_gradients({"W": np.array([[6, 0], [0, -8]]), "b": np.array([0])}, 2)
    other = clip_gradients({"W": np.array([3, 4]), "b": np.array([12])}, 1.3)
    check(one, {"W": np.array([[1.2, 0], [0, -1.6]]), "b": np.zeros(1)})
    check(other, {"W": np.array([0.3, 0.4]), "b": np.array([1.2])})


@points(0.5)
def test_single_precision(clip_gradients, reference, rng):
    """Gradients in float32 give the same result, up to their own precision."""
    grads = {name: grad.astype(np.float32) for name, grad in draw(rng, 3.0)[0].items()}
    expected = reference.clip_gradients(grads, 4.0)
    check(clip_gradients(grads, 4.0), expected)


@points(1)
def test_gradients_are_left_unchanged(clip_gradients, reference, rng):
    """The dict that was given and its arrays are the same after the call."""
    for size, limit in ((5.0, 1.0), (2.0, 3.0)):
        grads, _ = draw(rng, size)
        expected = reference.clip_gradients(grads, limit)
        check(check_unchanged(clip_gradients, grads, limit), expected)
