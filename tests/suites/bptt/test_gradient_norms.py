"""Judges gradient_norms: how strongly each state is felt in a loss at the end."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def run_forward(xs, h0, W_x, W_h, b):
    """The states that a network goes through, the starting state first."""
    states = [h0]
    for x in xs:
        states.append(np.tanh(W_x @ x + W_h @ states[-1] + b))
    return np.array(states)


def draw(rng, T, H):
    """States of a real run, its recurrent weight, and a gradient for the last state."""
    W_x, W_h = 0.7 * rng.normal(size=(H, 2)), 1.1 * rng.normal(size=(H, H)) / np.sqrt(H)
    h0, b = rng.uniform(-0.9, 0.9, size=H), rng.uniform(-0.3, 0.3, size=H)
    hs = run_forward(rng.normal(size=(T, 2)), h0, W_x, W_h, b)
    # A large error, since what vanishes should still be seen.
    return hs, W_h, 100 * rng.normal(size=H)


def rotation(rng, size):
    """A random square matrix that keeps all lengths."""
    return np.linalg.qr(rng.normal(size=(size, size)))[0]


@public
@points(2)
def test_the_same_factor_at_each_step(gradient_norms):
    """At states of zero, a weight that turns and doubles doubles the norm with each step back."""
    W_h = np.array([[0.0, -2.0], [2.0, 0.0]])
    norms = gradient_norms(np.zeros((4, 2)), W_h, np.array([3.0, 4.0]))
    check(norms, np.array([40.0, 20.0, 10.0, 5.0]))


@public
@points(2)
def test_two_steps_worked_by_hand(gradient_norms):
    """Each step back goes through the slope of tanh at the state it comes from."""
    hs, W_h = np.array([[0.1], [0.6], [0.8]]), np.array([[-2.0]])
    # From 10 to 2 · (1 − 0.8²) · 10 = 7.2, and on to 2 · (1 − 0.6²) · 7.2 = 9.216.
    check(gradient_norms(hs, W_h, np.array([10.0])), np.array([9.216, 7.2, 10.0]))


@public
@points(1)
def test_from_the_receiver_to_the_sender(gradient_norms):
    """Backwards, a neuron's gradient goes to those neurons that it listens to."""
    W_h = np.array([[0.0, 3.0], [0.0, 0.0]])  # the first neuron listens to the second
    hs = np.zeros((3, 2))
    check(gradient_norms(hs, W_h, np.array([1.0, 0.0])), np.array([0.0, 3.0, 1.0]))
    check(gradient_norms(hs, W_h, np.array([0.0, 1.0])), np.array([0.0, 0.0, 1.0]))


@points(2.5)
def test_states_of_a_run(gradient_norms, reference, rng):
    """For the states of a real run, each norm is the one that back-propagation gives."""
    for T, H in ((6, 3), (5, 4), (4, 2)):
        arguments = draw(rng, T, H)
        expected = reference.gradient_norms(*arguments)
        check(gradient_norms(*arguments), expected)


@points(1)
def test_as_many_steps_as_neurons(gradient_norms, reference, rng):
    """With as many states as neurons, each axis of hs keeps its meaning."""
    for size in (4, 5):
        arguments = draw(rng, size - 1, size)
        expected = reference.gradient_norms(*arguments)
        check(gradient_norms(*arguments), expected)


@points(1.5)
def test_vanishing_and_exploding(gradient_norms, rng):
    """A rotation times c at states of zero: after t steps back c to the power of t, never 0."""
    results, expected = [], []
    for c, steps, size in ((0.7, 20, 6), (1.3, 12, 5), (1.0, 30, 4)):
        dh = rng.normal(size=size)
        dh *= 1000 / np.linalg.norm(dh)
        expected.append(1000 * c ** np.arange(steps, -1.0, -1.0))
        results.append(gradient_norms(np.zeros((steps + 1, size)), c * rotation(rng, size), dh))
    for c, steps in ((0.3, 12), (0.2, 10)):
        expected.append(5 * c ** np.arange(steps, -1.0, -1.0))
        results.append(gradient_norms(np.zeros((steps + 1, 2)), c * np.eye(2), np.array([3.0, 4])))
    for norms, powers in zip(results, expected):
        check(norms, powers)
        check(np.asarray(norms) / powers, np.ones(len(powers)), "each norm over the right one")


@points(1)
def test_norms_are_proportional(gradient_norms, reference, rng):
    """An error a thousand times as large, or of the other sign, is felt in proportion."""
    hs, W_h, dh = draw(rng, 5, 3)
    expected = reference.gradient_norms(hs, W_h, dh)
    check(gradient_norms(hs.copy(), W_h.copy(), 1000 * dh), 1000 * expected)
    check(gradient_norms(hs, W_h, -dh), expected)


@points(1)
def test_saturated_state(gradient_norms, reference, rng):
    """Where all neurons stand at −1 or 1 tanh is flat, and nothing before it is felt."""
    for at in (2, 4):
        hs, W_h, dh = draw(rng, 5, 3)
        hs[at] = 1.0, -1.0, -1.0
        expected = reference.gradient_norms(hs, W_h, dh)
        check(gradient_norms(hs, W_h, dh), expected)


@points(0.5)
def test_smallest_runs(gradient_norms, reference, rng):
    """One step or one neuron: T steps still have T + 1 states."""
    for T, H in ((1, 3), (4, 1)):
        arguments = draw(rng, T, H)
        expected = reference.gradient_norms(*arguments)
        check(gradient_norms(*arguments), expected)


@points(1)
def test_whole_numbers(gradient_norms, reference, rng):
    """A weight and an error of whole numbers have norms with decimals."""
    W_h, problems = np.array([[1, -1], [2, 0]]), []
    for dh in (np.array([1, 2]), np.array([-3, 1])):
        problems.append((rng.uniform(-0.9, 0.9, size=(5, 2)), W_h, dh))
    problems.append((np.array([[0, 0], [0, 1], [0, 0]]), W_h, np.array([1, 1])))
    expected = [reference.gradient_norms(*arguments) for arguments in problems]
    results = [gradient_norms(*arguments) for arguments in problems]
    for norms, right in zip(results, expected):
        check(norms, right)


@points(0.5)
def test_single_precision(gradient_norms, reference, rng):
    """Arguments in float32 give the same norms, up to their own precision."""
    arguments = [array.astype(np.float32) for array in draw(rng, 5, 3)]
    expected = reference.gradient_norms(*arguments)
    check(gradient_norms(*arguments), expected)


@points(1)
def test_arguments_are_left_unchanged(gradient_norms, reference, rng):
    """States, weight and error are the same after the call."""
    for problem in (draw(rng, 4, 3), draw(rng, 3, 2)):
        expected = reference.gradient_norms(*problem)
        check(check_unchanged(gradient_norms, *problem), expected)
