"""Judges rnn_forward: all states of a run, from the start to the last step."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, T, D, H):
    """Arguments of a run whose sums stay where tanh still bends."""
    xs, h0 = rng.normal(size=(T, D)), rng.uniform(-0.9, 0.9, size=H)
    W_x, W_h = rng.normal(size=(H, D)) / np.sqrt(D), rng.normal(size=(H, H)) / np.sqrt(H)
    return xs, h0, W_x, W_h, rng.normal(size=H) * 0.5


@public
@points(3)
def test_worked_example(rnn_forward):
    """One input and then silence: each state follows from the one before, ever fainter."""
    xs, h0 = np.array([[1.0], [0.0], [0.0]]), np.array([0.0])
    states = rnn_forward(xs, h0, np.array([[1.0]]), np.array([[0.5]]), np.array([0.0]))
    check(states, np.array([[0.0], [0.76159416], [0.36339948], [0.17972621]]))


@public
@points(2)
def test_start_and_a_row_for_each_input(rnn_forward):
    """Row 0 is the start as it was given; then every input has a row."""
    xs, h0 = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.75, -2.0, 0.0])
    W_x = np.array([[0.5, 0.0], [0.0, 2.0], [0.0, 0.0]])
    states = rnn_forward(xs, h0, W_x, np.zeros((3, 3)), np.array([0.0, 0.0, 0.5]))
    first, second = [0.46211716, 0.0, 0.46211716], [0.0, 0.96402758, 0.46211716]
    check(states, np.array([[0.75, -2.0, 0.0], first, second]))


@public
@points(3)
def test_the_start_is_remembered(rnn_forward):
    """Without any input, what the network started from wanders on from neuron to neuron."""
    xs, h0 = np.zeros((3, 2)), np.array([0.5, 0.0])
    W_h = np.array([[0.0, 0.0], [2.0, 0.0]])  # the second neuron listens to the first
    states = rnn_forward(xs, h0, np.ones((2, 2)), W_h, np.zeros(2))
    check(states, np.array([[0.5, 0.0], [0.0, 0.76159416], [0.0, 0.0], [0.0, 0.0]]))


@points(2.5)
def test_any_sizes(rnn_forward, reference, rng):
    """Any number of steps, inputs and neurons, and a start that is not zero."""
    for T, D, H in ((6, 2, 4), (5, 4, 3)):
        arguments = draw(rng, T, D, H)
        expected = reference.rnn_forward(*arguments)
        check(rnn_forward(*arguments), expected)


@points(2)
def test_all_sizes_alike(rnn_forward, reference, rng):
    """As many steps as inputs as neurons: each axis keeps its meaning."""
    for size in (3, 4):
        arguments = draw(rng, size, size, size)
        expected = reference.rnn_forward(*arguments)
        check(rnn_forward(*arguments), expected)


@points(1)
def test_two_halves(rnn_forward, reference, rng):
    """A run that starts from a state in the middle goes on as the whole run did."""
    xs, h0, W_x, W_h, b = draw(rng, 8, 3, 2)
    states = reference.rnn_forward(xs, h0, W_x, W_h, b)
    for middle in (3, 5):
        half = rnn_forward(xs[middle:].copy(), states[middle].copy(), W_x, W_h, b)
        check(half, states[middle:])


@points(1)
def test_long_run(rnn_forward, reference, rng):
    """A hundred steps are no different from ten."""
    for T in (100, 60):
        arguments = draw(rng, T, 2, 3)
        expected = reference.rnn_forward(*arguments)
        check(rnn_forward(*arguments), expected)


@points(1)
def test_saturated_neurons(rnn_forward):
    """However large the sums, all states are finite: tanh ends at −1 and 1."""
    xs, start, no_bias = np.array([[1.0], [-1.0], [1.0]]), np.array([0.5]), np.zeros(1)
    driven = rnn_forward(xs, start, np.array([[1000.0]]), np.array([[800.0]]), no_bias)
    alone = rnn_forward(0 * xs, start.copy(), np.ones((1, 1)), np.array([[-2000.0]]), np.zeros(1))
    check(driven, np.array([[0.5], [1.0], [-1.0], [1.0]]))
    check(alone, np.array([[0.5], [-1.0], [1.0], [-1.0]]))


@points(1)
def test_smallest_runs(rnn_forward, reference, rng):
    """One step, one input or one neuron: there are still two axes."""
    for T, D, H in ((1, 3, 2), (4, 1, 1), (1, 1, 1)):
        arguments = draw(rng, T, D, H)
        expected = reference.rnn_forward(*arguments)
        check(rnn_forward(*arguments), expected)


@points(1.5)
def test_whole_numbers(rnn_forward, reference, rng):
    """One-hot inputs, a start or a bias of whole numbers: the states have decimals."""
    W_x, W_h = np.array([[1, 0, -1], [0, 1, 1]]), np.array([[0, 1], [-1, 0]])
    problems = []
    for kind, h0 in ((np.int64, np.zeros(2, dtype=int)), (np.uint8, np.array([1, -1]))):
        xs = np.eye(3, dtype=kind)[rng.permutation([0, 0, 1, 1, 2])]
        problems.append((xs, h0, W_x, W_h, np.array([0.25, -0.5])))
    for start, bias in ((7.5, 2), (0.5, -1)):
        W_h = np.array([[-0.25]])
        xs = rng.normal(size=(3, 1))
        problems.append((xs, np.array([start]), np.array([[0.5]]), W_h, np.array([bias])))
    expected = [reference.rnn_forward(*arguments) for arguments in problems]
    results = [rnn_forward(*arguments) for arguments in problems]
    for states, right in zip(results, expected):
        check(states, right)


@points(0.5)
def test_single_precision(rnn_forward, reference, rng):
    """Arguments in float32 give the same states, up to their own precision."""
    arguments = [array.astype(np.float32) for array in draw(rng, 5, 3, 2)]
    expected = reference.rnn_forward(*arguments)
    check(rnn_forward(*arguments), expected)


@points(1.5)
def test_arguments_are_left_unchanged(rnn_forward, reference, rng):
    """Inputs, start, weights and bias are the same after the run."""
    for problem in (draw(rng, 4, 3, 3), draw(rng, 3, 2, 4)):
        expected = reference.rnn_forward(*problem)
        check(check_unchanged(rnn_forward, *problem), expected)
