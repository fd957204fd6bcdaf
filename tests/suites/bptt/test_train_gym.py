"""Judges train_gym: single steps by direction, length and value, training by unseen fortnights.

Most tests of single steps ask for steps downhill, in proportion to the learning rate, clipped
as a whole; one compares all numbers after a step for each sequence, in order. They stand
before those that train, and a training begins with a single step as well: where clipping is
missing, training is chaotic to the last digit, and no known mistake could be told from it.
"""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, expect, points, public


def fortnight(rng, days=14, exercises=6):
    """Inputs and right answers of some days with a plan that waits; a quarter is missed."""
    there = rng.random(days) >= 0.25
    ys = (np.cumsum(there) - there) % exercises
    xs = np.zeros((days, exercises))
    for day in range(1, days):
        xs[day, ys[day - 1]] = there[day - 1]
    return xs, ys


def network(rng, D=6, H=16, K=6, bias=0.0):
    """Small random weights."""
    return {
        "W_x": 0.3 * rng.normal(size=(H, D)),
        "W_h": 0.3 * rng.normal(size=(H, H)),
        "b": bias * rng.normal(size=H),
        "W_y": 0.3 * rng.normal(size=(K, H)),
        "b_y": bias * rng.normal(size=K),
    }


def learned(result, params):
    """The result's arrays, once they are known to be a network's parameters."""
    expect(isinstance(result, dict), "the result should be a dict of arrays.")
    arrays = {}
    for name, before in params.items():
        expect(name in result, f"the result has no entry {name!r}.")
        try:
            arrays[name] = np.asarray(result[name], dtype=np.float64)
        except (TypeError, ValueError):
            arrays[name] = np.array(np.nan)
        right = arrays[name].shape == before.shape and np.all(np.isfinite(arrays[name]))
        expect(right, f"the result[{name!r}] should hold {before.shape} finite numbers.")
    return arrays


def accuracy(params, sequences):
    """The share of days on which the network's highest score is the exercise that is due."""
    hits = []
    for xs, ys in sequences:
        h = np.zeros(len(params["b"]))
        for x, y in zip(xs, ys):
            h = np.tanh(params["W_x"] @ x + params["W_h"] @ h + params["b"])
            hits.append(np.argmax(params["W_y"] @ h + params["b_y"]) == y)
    return np.mean(hits)


def length(arrays):
    """The norm of all arrays together."""
    return np.sqrt(sum(np.sum(array**2) for array in arrays.values()))


def moved(train_gym, params, sequences, lr, max_norm):
    """What a training took off each parameter."""
    before = {name: value.copy() for name, value in params.items()}
    after = learned(train_gym(params, sequences, lr, max_norm), before)
    return {name: value - after[name] for name, value in before.items()}


def expect_downhill(steps, grads):
    """Every parameter moved against its gradient, all by the same factor."""
    factor = sum(np.sum(steps[name] * grads[name]) for name in grads) / length(grads) ** 2
    expect(factor > 0, "the parameters should move downhill.")
    for name, grad in grads.items():
        off = length({name: steps[name] - factor * grad})
        # The second part: a gradient may be zero where no input came.
        allowed = 0.2 * length({name: grad}) + 0.01 * length(grads)
        expect(off < factor * allowed, f"{name} goes another way.")


@public
@points(1)
def test_a_step_makes_the_right_answer_likelier(train_gym):
    """After a step the score of the right answer has risen, and the other one has fallen."""
    for right, wrong in ((0, 1), (1, 0)):
        params = {"W_x": np.zeros((3, 2)), "W_h": np.zeros((3, 3)), "b": np.zeros(3)}
        params |= {"W_y": np.zeros((2, 3)), "b_y": np.zeros(2)}
        lesson = (np.array([[1.0, 0.0]]), np.array([right]))
        bias = -moved(train_gym, params, [lesson], 0.1, 10.0)["b_y"]
        expect(bias[right] > 0 > bias[wrong], "the bias of the right answer should rise.")


@public
@points(1)
def test_clipped_steps_are_short(train_gym):
    """No step is longer than the learning rate times the limit, and none is much shorter."""
    rng = np.random.default_rng(7)
    for max_norm in (0.01, 0.001):
        steps = moved(train_gym, network(rng), [fortnight(rng)], 0.1, max_norm)
        expect(length(steps) < 100 * 0.1 * max_norm, "this is far beyond the limit.")
        expect(length(steps) > 0.5 * 0.1 * max_norm, "this is far less than the limit allows.")


@points(1)
def test_each_step_goes_downhill(train_gym, reference, rng):
    """Below the limit every parameter moves against its own gradient, in proportion to it."""
    for days, count in ((8, 1), (2, 4), (2, 4)):
        params = network(rng, D=5, H=4, K=5, bias=0.3)
        lessons = [fortnight(rng, days, 5) for _ in range(count)]
        total = {name: np.zeros(value.shape) for name, value in params.items()}
        for lesson in lessons:  # so small a step that the order does not matter
            _, grads = reference.rnn_loss_and_gradients(params, *lesson)
            total = {name: total[name] + grads[name] for name in total}
        steps = moved(train_gym, params, lessons, 1e-4, 1e6)
        expect_downhill(steps, total)
        expect(length(steps) < 50 * 1e-4 * length(total), "this is much longer than lr · grad.")


@points(1)
def test_clipping_keeps_the_direction(train_gym, reference, rng):
    """Gradients that are too long are scaled as a whole: the step goes the same way."""
    for max_norm in (0.05, 0.01):
        params, lesson = network(rng, D=5, H=4, K=5, bias=0.3), fortnight(rng, 8, 5)
        _, grads = reference.rnn_loss_and_gradients(params, *lesson)
        steps = moved(train_gym, params, [lesson], 0.1, max_norm)
        expect_downhill(steps, grads)
        expect(length(steps) < 100 * 0.1 * max_norm, "this is far beyond the limit.")


@points(0.5)
def test_learning_rate(train_gym, rng):
    """With three times the learning rate a step is three times as long; with 0 it is none."""
    params, lesson = network(rng, D=5, H=4, K=5), fortnight(rng, 8, 5)
    lengths = []
    for lr in (0.0, 1e-4, 3e-4):
        copy = {name: value.copy() for name, value in params.items()}
        lengths.append(length(moved(train_gym, copy, [lesson], lr, 1e3)))
    expect(lengths[0] < 1e-5, "with a learning rate of 0 nothing is learned.")
    expect(2.5 < lengths[2] / max(lengths[1], 1e-12) < 3.5, "the step should be in proportion.")


@points(2)
def test_steps_by_value(train_gym, reference, rng):
    """After one step for each sequence, in order, every parameter is where the steps lead."""
    problems = []
    for max_norm in (100.0, 0.5):
        params = network(rng, D=2, H=3, K=2, bias=0.5)
        lessons = [fortnight(rng, days, 2) for days in (3, 2, 5)]
        problems.append((params, lessons, 0.1, max_norm))
    expected = [reference.train_gym(*arguments) for arguments in problems]
    results = [train_gym(*arguments) for arguments in problems]
    for result, parameters in zip(results, expected):
        check(result, parameters)


@points(1)
def test_parameters_are_left_unchanged(train_gym, reference, rng):
    """The parameters and the sequences that were given are the same after training."""
    for H, count, rate, limit in ((5, 3, 0.3, 5.0), (3, 2, 0.1, 1.0)):
        problem = network(rng, H=H), [fortnight(rng) for _ in range(count)], rate, limit
        expected = reference.train_gym(*problem)
        check(check_unchanged(train_gym, *problem), expected)


@public
@points(3)
def test_it_learns_the_plan(train_gym):
    """After 300 fortnights with missed days, at least 90 % of unseen days are right."""
    rng = np.random.default_rng(3)
    params, lessons = network(rng), [fortnight(rng) for _ in range(300)]
    first_step = moved(train_gym, params, lessons[:1], 0.3, 0.01)
    expect(length(first_step) < 10 * 0.3 * 0.01, "the first step alone is far beyond the limit.")
    expect(length(first_step) > 0.0, "after the first fortnight nothing has changed.")
    trained = learned(train_gym(params, lessons, 0.3, 1.0), params)
    expect(accuracy(trained, [fortnight(rng) for _ in range(40)]) >= 0.9, "too many are wrong.")


def train_and_test(train_gym, reference, rng, lr, max_norm):
    """Train on 400 fortnights, if a single step goes the right way, and count right answers."""
    params, lessons = network(rng), [fortnight(rng) for _ in range(400)]
    _, grads = reference.rnn_loss_and_gradients(params, *lessons[0])
    first_step = moved(train_gym, params, lessons[:1], lr, 0.005)
    expect_downhill(first_step, grads)
    expect(length(first_step) < 100 * lr * 0.005, "this is far beyond the limit.")
    trained = learned(train_gym(params, lessons, lr, max_norm), params)
    expect(accuracy(trained, [fortnight(rng) for _ in range(40)]) >= 0.9, "too many are wrong.")


@points(2.5)
def test_unseen_fortnights(train_gym, reference, rng):
    """Another network learns as well: it comes through missed days, which takes a memory."""
    train_and_test(train_gym, reference, rng, lr=0.3, max_norm=1.0)


@points(2)
def test_small_steps(train_gym, reference, rng):
    """With a small learning rate and a higher limit the plan is learned, too."""
    train_and_test(train_gym, reference, rng, lr=0.05, max_norm=5.0)
