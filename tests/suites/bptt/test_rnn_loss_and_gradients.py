"""Judges rnn_loss_and_gradients: the loss of a sequence, and its way back to all weights."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, expect, points, public

KEYS = ("W_x", "W_h", "b", "W_y", "b_y")


def network(rng, D, H, K, size=1.0):
    """Random weights and biases, none of them zero."""
    return {
        "W_x": size * rng.normal(size=(H, D)) / np.sqrt(D),
        "W_h": size * rng.normal(size=(H, H)) / np.sqrt(H),
        "b": 0.4 * rng.normal(size=H),
        "W_y": size * rng.normal(size=(K, H)),
        "b_y": size * rng.normal(size=K),
    }


def draw(rng, T, D, H, K, size=1.0):
    """Arguments: a network, and a sequence with its right answers."""
    return network(rng, D, H, K, size), rng.normal(size=(T, D)), rng.integers(0, K, size=T)


def parts(result):
    """Loss and gradients, once the result is known to have two parts."""
    expect(isinstance(result, tuple | list) and len(result) == 2, "(loss, grads) is asked for.")
    return result


@public
@points(1)
def test_a_network_of_zeros(rnn_loss_and_gradients):
    """Weights of zero find all K answers equally likely: the loss is log K for every step."""
    params = {"W_x": np.zeros((3, 2)), "W_h": np.zeros((3, 3)), "b": np.zeros(3)}
    params |= {"W_y": np.zeros((4, 3)), "b_y": np.zeros(4)}
    expected = {name: np.zeros(value.shape) for name, value in params.items()}
    xs, ys = np.ones((5, 2)), np.array([1, 3, 1, 0, 3])
    expected["b_y"] = np.array([0.25, -0.75, 1.25, -0.75])  # 5 · 0.25, less 1 for each answer
    check(rnn_loss_and_gradients(params, xs, ys), (5 * np.log(4), expected))


@public
@points(1.5)
def test_one_step_worked_by_hand(rnn_loss_and_gradients):
    """One step with the state 0.5 and two equal scores, the first of which is right."""
    params = {
        "W_x": np.array([[0.5493061443340549]]),  # tanh of it is 0.5
        "W_h": np.array([[3.0]]),
        "b": np.array([0.0]),
        "W_y": np.array([[2.0], [0.0]]),
        "b_y": np.array([0.0, 1.0]),
    }
    expected = {
        "W_x": np.array([[-0.75]]),
        "W_h": np.array([[0.0]]),  # the start was zero
        "b": np.array([-0.75]),
        "W_y": np.array([[-0.25], [0.25]]),
        "b_y": np.array([-0.5, 0.5]),
    }
    result = rnn_loss_and_gradients(params, np.array([[1.0]]), np.array([0]))
    check(result, (0.69314718, expected))


@public
@points(1.5)
def test_two_steps_worked_by_hand(rnn_loss_and_gradients):
    """Two steps with the states 0.5 and 0.6: losses add up, and gradients come back in time."""
    params = {
        "W_x": np.array([[0.5493061443340549]]),
        "W_h": np.array([[1.3862943611198906]]),  # tanh of half of it is 0.6
        "b": np.array([0.0]),
        "W_y": np.array([[2.0], [0.0]]),
        "b_y": np.array([0.0, 1.0]),
    }
    # The scores of the second step are 1.2 and 1, and the second answer is right.
    expected = {
        "W_x": np.array([[-0.0182575]]),
        "W_h": np.array([[0.35189376]]),
        "b": np.array([0.68553002]),
        "W_y": np.array([[0.0799004], [-0.0799004]]),
        "b_y": np.array([0.049834, -0.049834]),
    }
    result = rnn_loss_and_gradients(params, np.array([[1.0], [0.0]]), np.array([0, 1]))
    check(result, (1.49128605, expected))


@points(0.5)
def test_loss(rnn_loss_and_gradients, reference, rng):
    """The loss is the sum over all steps, each with its own right answer."""
    for T, D, H, K in ((6, 2, 3, 4), (5, 4, 2, 3)):
        arguments = draw(rng, T, D, H, K)
        loss, _ = reference.rnn_loss_and_gradients(*arguments)
        check(parts(rnn_loss_and_gradients(*arguments))[0], loss)


@pytest.mark.parametrize("key", KEYS)
@points(0.4)
def test_gradient(rnn_loss_and_gradients, reference, rng, key):
    """The gradient for this parameter is the one of the whole loss, through all steps."""
    problems = [draw(rng, 7, 5, 3, 4), draw(rng, 5, 2, 4, 3)]
    expected = [reference.rnn_loss_and_gradients(*arguments)[1] for arguments in problems]
    results = [rnn_loss_and_gradients(*arguments) for arguments in problems]
    for result, grads in zip(results, expected):
        check(parts(result)[1], {key: grads[key]})


@points(0.5)
def test_all_sizes_alike(rnn_loss_and_gradients, reference, rng):
    """As many inputs as neurons as answers as steps: no weight is turned or swapped."""
    for size in (4, 3, 1):
        arguments = draw(rng, size, size, size, size)
        expected = reference.rnn_loss_and_gradients(*arguments)
        check(rnn_loss_and_gradients(*arguments), expected)


@points(0.5)
def test_large_scores(rnn_loss_and_gradients, reference, rng):
    """Scores around 1000 or −1000 overflow nowhere: only their differences matter."""
    problems = []
    for offset in (1000.0, -1000.0):
        params, xs, ys = draw(rng, 5, 2, 3, 4)
        problems.append(({**params, "b_y": params["b_y"] + offset}, xs, ys))
    expected = [reference.rnn_loss_and_gradients(*arguments) for arguments in problems]
    results = [rnn_loss_and_gradients(*arguments) for arguments in problems]
    for result, right in zip(results, expected):
        check(result, right)


@points(1)
def test_scores_far_apart(rnn_loss_and_gradients, reference):
    """An answer that the network finds all but impossible costs much, but not infinitely much."""
    params = {"W_x": np.array([[0.5]]), "W_h": np.array([[0.5]]), "b": np.array([0.1])}
    params |= {"W_y": np.array([[1.0], [-1.0], [0.5]]), "b_y": np.array([1000.0, -1000.0, 0.0])}
    xs, ys = np.array([[1.0], [0.0], [-1.0]]), np.array([1, 0, 2])
    problems = [(params, xs, ys)]
    problems.append(({**params, "b_y": np.array([-1000.0, 0.0, 900.0])}, xs[:2], ys[1:]))
    # Two equal scores, which are 1000 in one step and −1000 in the other.
    W_x, W_y = np.array([[5.0]]), np.array([[1000.0], [1000.0]])
    level = {**params, "W_x": W_x, "W_y": W_y, "b_y": np.zeros(2)}
    problems += [(level, np.array(xs), np.array([0, 1])) for xs in ([[1.0], [-1]], [[-1.0], [1]])]
    expected = [reference.rnn_loss_and_gradients(*arguments) for arguments in problems]
    results = [rnn_loss_and_gradients(*arguments) for arguments in problems]
    for result, right in zip(results, expected):
        check(result, right)


@points(0.5)
def test_long_sequences(rnn_loss_and_gradients, reference, rng):
    """Over many steps loss and gradients add up to large numbers, and all of them count."""
    problems = []
    for T in (20, 15):
        params = {name: 0.2 * np.abs(value) for name, value in network(rng, 2, 3, 4).items()}
        params["W_x"] += 0.2
        params["W_y"][0] -= 4.0  # the right answer of all steps is the least likely one
        problems.append((params, rng.uniform(0.5, 1.0, size=(T, 2)), np.zeros(T, dtype=int)))
    expected = [reference.rnn_loss_and_gradients(*arguments) for arguments in problems]
    results = [rnn_loss_and_gradients(*arguments) for arguments in problems]
    for result, right in zip(results, expected):
        check(result, right)


@points(0.5)
def test_whole_numbers(rnn_loss_and_gradients, reference, rng):
    """One-hot inputs and weights of whole numbers have gradients with decimals."""
    params = {"W_x": np.array([[1, 0, -1], [0, 1, 1]]), "W_h": np.array([[0, 1], [-1, 0]])}
    params |= {"b": np.array([0, 0]), "W_y": np.array([[1, 0], [0, 2], [-1, 1]])}
    params["b_y"] = np.array([0, 1, 0])
    problems = []
    for kind in (np.int64, np.uint8):
        xs = np.eye(3, dtype=kind)[rng.permutation([0, 0, 1, 1, 2])]
        problems.append((params, xs, rng.integers(0, 3, size=5)))
    expected = [reference.rnn_loss_and_gradients(*arguments) for arguments in problems]
    results = [rnn_loss_and_gradients(*arguments) for arguments in problems]
    for result, right in zip(results, expected):
        check(result, right)


@points(0.5)
def test_arguments_are_left_unchanged(rnn_loss_and_gradients, reference, rng):
    """Parameters, inputs and answers are the same after the call."""
    for problem in (draw(rng, 5, 2, 3, 4), draw(rng, 4, 3, 3, 3)):
        expected = reference.rnn_loss_and_gradients(*problem)
        check(check_unchanged(rnn_loss_and_gradients, *problem), expected)
