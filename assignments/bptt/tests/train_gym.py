"""Public tests of train_gym: 5 of its 15 points.

In the notebook:  grader.check("train_gym")
In a terminal:    pytest tests/train_gym.py

These tests show what is asked for. Hidden tests decide the rest of the grade: other numbers,
other shapes, the same behaviour. So write what the exercise says rather than what passes here.

Generated from the course's source; a change here is lost with the next build.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def test_a_step_makes_the_right_answer_likelier(train_gym):
    """After a step the score of the right answer has risen, and the other one has fallen."""
    for right, wrong in ((0, 1), (1, 0)):
        params = {"W_x": np.zeros((3, 2)), "W_h": np.zeros((3, 3)), "b": np.zeros(3)}
        params |= {"W_y": np.zeros((2, 3)), "b_y": np.zeros(2)}
        lesson = (np.array([[1.0, 0.0]]), np.array([right]))
        bias = -moved(train_gym, params, [lesson], 0.1, 10.0)["b_y"]
        expect(bias[right] > 0 > bias[wrong], "the bias of the right answer should rise.")


def test_clipped_steps_are_short(train_gym):
    """No step is longer than the learning rate times the limit, and none is much shorter."""
    rng = np.random.default_rng(7)
    for max_norm in (0.01, 0.001):
        steps = moved(train_gym, network(rng), [fortnight(rng)], 0.1, max_norm)
        expect(length(steps) < 100 * 0.1 * max_norm, "this is far beyond the limit.")
        expect(length(steps) > 0.5 * 0.1 * max_norm, "this is far less than the limit allows.")


def test_it_learns_the_plan(train_gym):
    """After 300 fortnights with missed days, at least 90 % of unseen days are right."""
    rng = np.random.default_rng(3)
    params, lessons = network(rng), [fortnight(rng) for _ in range(300)]
    first_step = moved(train_gym, params, lessons[:1], 0.3, 0.01)
    expect(length(first_step) < 10 * 0.3 * 0.01, "the first step alone is far beyond the limit.")
    expect(length(first_step) > 0.0, "after the first fortnight nothing has changed.")
    trained = learned(train_gym(params, lessons, 0.3, 1.0), params)
    expect(accuracy(trained, [fortnight(rng) for _ in range(40)]) >= 0.9, "too many are wrong.")


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


# The grader's own comparison, word for word.
class CheckFailure(AssertionError):
    """A result that is not what the exercise asks for.

    `kind` is one of none, type, shape, finite, values, changed, property; `expected` and
    `actual` are the two sides where they can be shown.
    """

    def __init__(self, kind: str, message: str, expected: Any = None, actual: Any = None) -> None:
        super().__init__(message)
        self.kind, self.expected, self.actual = kind, expected, actual


def expect(condition: Any, message: str) -> None:
    """Fail with `message` unless `condition` holds: for properties of a result."""
    if not np.all(condition):
        raise CheckFailure("property", message)


# What grader.check in the notebook reads.
OK_FORMAT = False
name = "train_gym (public tests)"
points = [1, 1, 3]
try:
    from otter.test_files import test_case
except ImportError:  # pytest alone is enough
    pass
else:
    case_1 = test_case("After a step the score of the right answer has risen, and the other one has fallen.")(test_a_step_makes_the_right_answer_likelier)
    case_2 = test_case("No step is longer than the learning rate times the limit, and none is much shorter.")(test_clipped_steps_are_short)
    case_3 = test_case("After 300 fortnights with missed days, at least 90 % of unseen days are right.")(test_it_learns_the_plan)
