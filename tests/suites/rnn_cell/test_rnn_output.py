"""Judges rnn_output: scores that are read off a state."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, H, K):
    """A state, and the weight and bias of an output."""
    return rng.uniform(-0.95, 0.95, size=H), rng.normal(size=(K, H)), rng.normal(size=K)


@public
@points(2)
def test_worked_example(rnn_output):
    """Two neurons and three answers, worked by hand."""
    h_t = np.array([0.5, -0.25])
    W_y = np.array([[2.0, 0.0], [1.0, 4.0], [0.0, -2.0]])
    b_y = np.array([0.0, 1.0, -3.0])
    check(rnn_output(h_t, W_y, b_y), np.array([1.0, 0.5, -2.5]))


@public
@points(1)
def test_scores_have_no_bounds(rnn_output):
    """Scores may be large or negative: they are neither probabilities nor states."""
    W_y = np.array([[10.0, 0.0, 0.0], [0.0, 0.0, 8.0], [0.0, 4.0, 0.0]])
    scores = rnn_output(np.array([0.9, -0.5, 0.25]), W_y, np.zeros(3))
    check(scores, np.array([9.0, 2.0, -2.0]))


@public
@points(1)
def test_bias_alone(rnn_output):
    """Off a state of zeros only the bias is read."""
    scores = rnn_output(np.zeros(2), np.ones((4, 2)), np.array([0.0, 1.5, -2.0, 30.0]))
    check(scores, np.array([0.0, 1.5, -2.0, 30.0]))


@points(1.5)
def test_any_number_of_neurons_and_answers(rnn_output, reference, rng):
    """More answers than neurons or fewer: there is one score for each answer."""
    for H, K in ((3, 5), (6, 2)):
        arguments = draw(rng, H, K)
        expected = reference.rnn_output(*arguments)
        check(rnn_output(*arguments), expected)


@points(1.5)
def test_as_many_answers_as_neurons(rnn_output, reference, rng):
    """In a square weight, too, a row belongs to an answer and a column to a neuron."""
    for size in (3, 4):
        h_t, W_y, b_y = draw(rng, size, size)
        for weight in (W_y, W_y.T.copy()):
            expected = reference.rnn_output(h_t, weight, b_y)
            check(rnn_output(h_t.copy(), weight, b_y.copy()), expected)


@points(0.5)
def test_one_answer(rnn_output, reference, rng):
    """A single score is still an array: one of shape (1,)."""
    problems = [draw(rng, H, 1) for H in (1, 4)]
    expected = [reference.rnn_output(*arguments) for arguments in problems]
    results = [rnn_output(*arguments) for arguments in problems]
    check(results[0], expected[0])
    check(results[1], expected[1])


@points(1)
def test_whole_numbers(rnn_output):
    """Weights, bias or state of whole numbers don't make the scores whole numbers."""
    W_y, b_y = np.array([[1, -2], [0, 3], [2, 1]]), np.array([1, 0, -4])
    one = rnn_output(np.array([0.5, 0.25]), W_y.copy(), b_y.copy())
    other = rnn_output(np.array([-0.25, 0.1]), W_y.copy(), b_y.copy())
    weight, state = np.array([[200.5, 0.25], [0.25, 0.5]]), np.array([3, -2])
    third = rnn_output(state, weight, np.array([0.25, 0.0]))
    fourth = rnn_output(-state, weight, np.array([0.5, -0.75]))
    check(one, np.array([1.0, 0.75, -2.75]))
    check(other, np.array([0.55, 0.3, -4.4]))
    check(third, np.array([601.25, -0.25]))
    check(fourth, np.array([-600.5, -0.5]))


@points(0.5)
def test_single_precision(rnn_output, reference, rng):
    """Arguments in float32 give the same scores, up to their own precision."""
    arguments = [array.astype(np.float32) for array in draw(rng, 4, 3)]
    expected = reference.rnn_output(*arguments)
    check(rnn_output(*arguments), expected)


@points(1)
def test_arguments_are_left_unchanged(rnn_output, reference, rng):
    """State, weight and bias are the same after the call."""
    for problem in (draw(rng, 3, 3), draw(rng, 2, 4)):
        expected = reference.rnn_output(*problem)
        check(check_unchanged(rnn_output, *problem), expected)
