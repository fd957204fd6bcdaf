"""Judges bptt: the gradients of a recurrent network, step by step backwards in time."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, points, public

ALL = ("dW_x", "dW_h", "db", "dh0", "dxs")


def run_forward(xs, h0, W_x, W_h, b):
    """The states that a network goes through, the starting state first."""
    states = [h0]
    for x in xs:
        states.append(np.tanh(W_x @ x + W_h @ states[-1] + b))
    return np.array(states)


def draw(rng, T, D, H):
    """Arguments of bptt: states of a real run, and an upstream gradient for every step."""
    xs, h0 = rng.normal(size=(T, D)), rng.uniform(-0.9, 0.9, size=H)
    W_x = 0.7 * rng.normal(size=(H, D)) / np.sqrt(D)
    W_h = 0.9 * rng.normal(size=(H, H)) / np.sqrt(H)
    hs = run_forward(xs, h0, W_x, W_h, rng.uniform(-0.4, 0.4, size=H))
    return xs, hs, W_x, W_h, rng.normal(size=(T, H))


def judge(bptt, reference, *problems, keys=ALL):
    """Compare some of the gradients with those of the reference, all calls before any check."""
    expected = [reference.bptt(*arguments) for arguments in problems]
    results = [bptt(*arguments) for arguments in problems]
    for result, gradients in zip(results, expected):
        check(result, {key: gradients[key] for key in keys})


@public
@points(4)
def test_one_step_worked_by_hand(bptt):
    """One step: the gradient goes through the slope of tanh, then to all that was in the sum."""
    xs = np.array([[2.0, -1.0, 0.0]])
    hs = np.array([[0.5, 1.0], [0.6, -0.8]])  # the slopes 1 − h² of the step are 0.64, 0.36
    W_x = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]])
    W_h = np.array([[0.0, 0.5], [1.0, 0.0]])
    dhs = np.array([[1.0, 10.0]])  # behind tanh: 0.64 and 3.6
    gradients = {
        "dW_x": np.array([[1.28, -0.64, 0.0], [7.2, -3.6, 0.0]]),
        "dW_h": np.array([[0.32, 0.64], [1.8, 3.6]]),
        "db": np.array([0.64, 3.6]),
        "dh0": np.array([3.6, 0.32]),
        "dxs": np.array([[0.64, 10.8, 1.28]]),
    }
    check(bptt(xs, hs, W_x, W_h, dhs), gradients)


@public
@points(5)
def test_two_steps_worked_by_hand(bptt):
    """Two steps of one neuron: the first step hears from its own output and from the second."""
    xs = np.array([[1.0], [3.0]])
    hs = np.array([[0.5], [0.6], [0.0]])  # the slopes of the two steps are 0.64 and 1
    W_x, W_h = np.array([[0.5]]), np.array([[2.0]])
    dhs = np.array([[1.0], [10.0]])
    # Step 2, behind tanh: 10. Step 1: 0.64 · (1 + 2 · 10) = 13.44.
    gradients = {
        "dW_x": np.array([[43.44]]),
        "dW_h": np.array([[12.72]]),
        "db": np.array([23.44]),
        "dh0": np.array([26.88]),
        "dxs": np.array([[6.72], [5.0]]),
    }
    check(bptt(xs, hs, W_x, W_h, dhs), gradients)


@public
@points(3)
def test_nothing_flows_into_the_future(bptt):
    """An error at the first step says nothing about the inputs that came later."""
    xs = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    hs = np.array([[0.1], [0.0], [0.5], [0.2]])
    dhs = np.array([[1.0], [0.0], [0.0]])
    gradients = {
        "dW_x": np.array([[1.0, 2.0]]),
        "dW_h": np.array([[0.1]]),
        "db": np.array([1.0]),
        "dh0": np.array([-2.0]),
        "dxs": np.array([[3.0, -1.0], [0.0, 0.0], [0.0, 0.0]]),
    }
    check(bptt(xs, hs, np.array([[3.0, -1.0]]), np.array([[-2.0]]), dhs), gradients)


@pytest.mark.parametrize("key", ALL)
@points(2)
def test_gradient(bptt, reference, rng, key):
    """With outputs at every step, this gradient is the one of the whole loss."""
    judge(bptt, reference, draw(rng, T=7, D=5, H=3), keys=[key])


@points(2)
def test_error_at_the_last_step_only(bptt, reference, rng):
    """An error that comes up at the end still reaches every step before it."""
    xs, hs, W_x, W_h, dhs = draw(rng, T=6, D=2, H=4)
    dhs[:-1] = 0.0
    judge(bptt, reference, (xs, hs, W_x, W_h, dhs))


@points(1.5)
def test_square_weights(bptt, reference, rng):
    """As many inputs as neurons, as many steps as either: each axis keeps its meaning."""
    judge(bptt, reference, draw(rng, T=4, D=4, H=4))


@points(1)
def test_steps_without_input(bptt, reference, rng):
    """Where nothing comes in, as after a missed day, errors come back all the same."""
    problems = []
    for empty in ([0, 3], [2, 4]):
        xs, h0 = rng.normal(size=(5, 2)), rng.uniform(-0.9, 0.9, size=3)
        xs[empty] = 0.0
        W_x, W_h = 0.7 * rng.normal(size=(3, 2)), 0.5 * rng.normal(size=(3, 3))
        hs = run_forward(xs, h0, W_x, W_h, rng.uniform(-0.4, 0.4, size=3))
        problems.append((xs, hs, W_x, W_h, rng.normal(size=(5, 3))))
    judge(bptt, reference, *problems)


@points(3)
def test_long_memory(bptt, reference, rng):
    """Where the network forgets nothing, an error goes back through all 130 steps."""
    angle = 1.0  # a rotation keeps the length of the gradient
    W_x = rng.normal(size=(2, 1))
    W_h = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    problems = []
    for T in (40, 130):
        xs = 0.005 * rng.normal(size=(T, 1))  # small states, where tanh is nearly straight
        hs = run_forward(xs, np.array([0.05, -0.02]), W_x, W_h, np.zeros(2))
        dhs = np.zeros((T, 2))
        dhs[-1] = 3.0, -2.0
        problems.append((xs, hs, W_x, W_h, dhs))
    judge(bptt, reference, *problems)


@points(1.5)
def test_large_and_small_errors(bptt, reference, rng):
    """Gradients grow and shrink with the errors, however large or small these are."""
    xs, hs, W_x, W_h, dhs = draw(rng, T=5, D=4, H=2)
    judge(bptt, reference, *((xs, hs, W_x, W_h, size * dhs) for size in (1e6, 3e-3)))


@points(1)
def test_saturated_state(bptt, reference, rng):
    """Where all neurons stand at −1 or 1, tanh is flat and nothing gets through."""
    xs, hs, W_x, W_h, dhs = draw(rng, T=5, D=2, H=3)
    hs[3] = 1.0, -1.0, 1.0
    judge(bptt, reference, (xs, hs, W_x, W_h, dhs))


@points(2)
def test_smallest_networks(bptt, reference, rng):
    """One step, one input or one neuron: every axis stays where it is."""
    judge(bptt, reference, draw(rng, T=1, D=3, H=2), draw(rng, T=3, D=1, H=1))


@points(2)
def test_whole_numbers(bptt, reference, rng):
    """One-hot inputs, weights or states of whole numbers have gradients with decimals."""
    W_x, W_h = np.array([[1, 0, -1], [0, 1, 1]]), np.array([[0, 1], [-1, 0]])
    dhs = np.array([[1, 0], [0, 2], [-1, 1], [0, 0], [1, -1]])
    problems = []
    for kind in (np.int64, np.uint8):
        xs = np.eye(3, dtype=kind)[rng.permutation([0, 0, 1, 1, 2])]
        hs = run_forward(xs, rng.uniform(-0.5, 0.5, size=2), W_x, W_h, np.array([0.2, -0.3]))
        problems.append((xs, hs, W_x, W_h, dhs))
    for hs in ([[3], [0]], [[-2], [0], [0]]):
        xs, dhs = rng.normal(size=(len(hs) - 1, 2)), 1.5 * np.ones((len(hs) - 1, 1))
        problems.append((xs, np.array(hs), np.array([[0.3, -0.2]]), np.array([[0.75]]), dhs))
    judge(bptt, reference, *problems)


@points(1)
def test_single_precision(bptt, reference, rng):
    """Arguments in float32 give the same gradients, up to their own precision."""
    judge(bptt, reference, [a.astype(np.float32) for a in draw(rng, T=5, D=2, H=3)])


@points(3)
def test_arguments_are_left_unchanged(bptt, reference, rng):
    """Inputs, states, weights and upstream gradients are the same after the call."""
    problem = draw(rng, T=5, D=4, H=3)
    expected = reference.bptt(*problem)
    check(check_unchanged(bptt, *problem), expected)
