"""Judges rnn_step: one step from input and previous state to the current state."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, D, H):
    """Arguments of one step whose sums stay where tanh still bends."""
    x_t, h_prev = rng.normal(size=D), rng.uniform(-0.9, 0.9, size=H)
    W_x, W_h = rng.normal(size=(H, D)) / np.sqrt(D), rng.normal(size=(H, H)) / np.sqrt(H)
    return x_t, h_prev, W_x, W_h, rng.normal(size=H) * 0.5


@public
@points(4)
def test_worked_example(rnn_step):
    """Three inputs and two neurons, worked by hand, give tanh(0.5) and tanh(−0.5)."""
    x_t = np.array([1.0, 2.0, 0.5])
    h_prev = np.array([0.5, -0.25])
    W_x = np.array([[0.5, 0.0, -1.0], [0.0, 1.0, 0.5]])  # W_x x_t is [0, 2.25]
    W_h = np.array([[0.0, 1.0], [0.5, 0.0]])  # W_h h_prev is [−0.25, 0.25]
    b = np.array([0.75, -3.0])
    check(rnn_step(x_t, h_prev, W_x, W_h, b), np.array([0.46211716, -0.46211716]))


@public
@points(4)
def test_previous_state_goes_through_its_own_weights(rnn_step):
    """Row i of W_h says what neuron i takes from each neuron of the previous state."""
    x_t, b = np.zeros(2), np.zeros(3)
    h_prev = np.array([0.9, 0.5, -0.3])
    W_x = np.ones((3, 2))
    W_h = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    check(rnn_step(x_t, h_prev, W_x, W_h, b), np.array([0.46211716, -0.29131261, 0.0]))


@public
@points(3)
def test_bias_alone(rnn_step):
    """With nothing coming in, each neuron shows the tanh of its own bias."""
    x_t, h_prev = np.zeros(1), np.zeros(4)
    b = np.array([0.0, 0.5, -0.5, 2.0])
    state = rnn_step(x_t, h_prev, np.ones((4, 1)), np.ones((4, 4)), b)
    check(state, np.array([0.0, 0.46211716, -0.46211716, 0.96402758]))


@points(3)
def test_any_number_of_inputs_and_neurons(rnn_step, reference, rng):
    """More inputs than neurons or fewer: the state has one number for each neuron."""
    for D, H in ((5, 3), (2, 4)):
        arguments = draw(rng, D, H)
        expected = reference.rnn_step(*arguments)
        check(rnn_step(*arguments), expected)


@points(3)
def test_as_many_inputs_as_neurons(rnn_step, reference, rng):
    """Square weights, which no shape can tell apart, still stand where the formula has them."""
    for _ in range(2):
        arguments = draw(rng, 4, 4)
        expected = reference.rnn_step(*arguments)
        check(rnn_step(*arguments), expected)


@points(3)
def test_steps_in_a_row(rnn_step, reference, rng):
    """Step after step with shared weights, every state follows from the one before."""
    _, h_prev, W_x, W_h, b = draw(rng, 3, 5)
    inputs = rng.normal(size=(4, 3))
    inputs[[2, 3]] = inputs[[0, 1]]  # what was heard before meets another state
    for x_t in inputs:
        state = reference.rnn_step(x_t, h_prev, W_x, W_h, b)
        check(rnn_step(x_t, h_prev.copy(), W_x.copy(), W_h.copy(), b.copy()), state)
        h_prev = state


@points(3)
def test_saturated_neurons(rnn_step):
    """However large the sum, a state is a finite number: tanh ends at −1 and 1."""
    W_x, b = np.array([[1000.0, 0.0], [-1000.0, 0.0], [0.0, 40.0]]), np.zeros(3)
    by_input = rnn_step(np.ones(2), np.array([0.5, 0.5, -0.5]), W_x, np.eye(3), b)
    by_memory = rnn_step(np.ones(1), np.ones(1), np.ones((1, 1)), -800 * np.eye(1), np.zeros(1))
    check(by_input, np.array([1.0, -1.0, 1.0]))
    check(by_memory, np.array([-1.0]))


@points(2)
def test_one_neuron(rnn_step, reference, rng):
    """A network of one neuron still returns an array: one of shape (1,)."""
    for D in (1, 3):
        arguments = draw(rng, D, 1)
        expected = reference.rnn_step(*arguments)
        check(rnn_step(*arguments), expected)


@points(2)
def test_whole_numbers(rnn_step):
    """Whole numbers may go in, as a one-hot input does; decimals come out."""
    W_x, W_h = np.array([[1, 0, -1], [0, 2, 1]]), np.array([[0, 1], [-1, 1]])
    one_hot = np.array([0, 0, 1], dtype=np.uint8)
    all_whole = rnn_step(np.array([0, 1, 0]), np.array([1, 0]), W_x, W_h, np.array([1, 0]))
    some_whole = rnn_step(one_hot, np.array([0, 1]), W_x * 0.5, W_h * 1.0, np.zeros(2))
    beyond_one = np.array([3.0, -2.0])  # no tanh leads there, but a start may
    one_whole = rnn_step(np.array([0.5]), beyond_one, np.array([[0.25], [0.5]]), W_h, np.zeros(2))
    check(all_whole, np.array([0.76159416, 0.76159416]))
    check(some_whole, np.array([0.46211716, 0.90514825]))
    check(one_whole, np.array([-0.95404526, -0.99985031]))


@points(1)
def test_single_precision(rnn_step, reference, rng):
    """Arguments in float32 give the same state, up to their own precision."""
    arguments = [array.astype(np.float32) for array in draw(rng, 4, 3)]
    expected = reference.rnn_step(*arguments)
    check(rnn_step(*arguments), expected)


@points(2)
def test_arguments_are_left_unchanged(rnn_step, reference, rng):
    """Input, previous state, weights and bias are the same after the step."""
    problem = draw(rng, 3, 3)
    expected = reference.rnn_step(*problem)
    check(check_unchanged(rnn_step, *problem), expected)
