"""Judges tagger_loss_and_gradients: from a caption's words back to the picture."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, points, public

LOG_2, LOG_3, LOG_4 = 0.69314718, 1.09861229, 1.38629436


def all_zero(n, H, K):
    """A tagger that has learned nothing: every word is as probable as any other."""
    shapes = {"W_f": (H, n), "b_f": (H,), "W_x": (H, K), "W_h": (H, H), "b": (H,)}
    return {name: np.zeros(shape) for name, shape in {**shapes, "W_y": (K, H), "b_y": (K,)}.items()}


def draw(rng, n, H, K):
    """Parameters and features of a tagger whose states stay where tanh still bends."""
    return {
        "W_f": rng.normal(size=(H, n)) / np.sqrt(n),
        "b_f": rng.uniform(-0.3, 0.3, size=H),
        "W_x": 0.7 * rng.normal(size=(H, K)),
        "W_h": 0.8 * rng.normal(size=(H, H)) / np.sqrt(H),
        "b": rng.uniform(-0.3, 0.3, size=H),
        "W_y": 0.8 * rng.normal(size=(K, H)),
        "b_y": rng.uniform(-0.5, 0.5, size=K),
    }, rng.uniform(0, 1.5, size=n)


def judge(function, reference, *problems, keys=(), loss=False):
    """Compare loss or gradients with the reference's, all calls before any check."""
    expected = [reference.tagger_loss_and_gradients(*arguments) for arguments in problems]
    results = [function(*arguments) for arguments in problems]
    for result, (right_loss, right) in zip(results, expected):
        found_loss, found = result
        if loss:
            check(found_loss, right_loss, "the loss")
        check(found, {key: right[key] for key in keys}, "the gradients")


@public
@points(4)
def test_all_parameters_zero(tagger_loss_and_gradients):
    """With every word as probable as any other, a caption of 3 words costs 4 · log 4."""
    params = all_zero(n=2, H=3, K=4)
    result = tagger_loss_and_gradients(params, np.array([1.0, -1.0]), [2, 3, 2], 0, 1)
    # Four steps: word 2 should be said twice, 3 once, and then <end>, which is number 1.
    gradients = all_zero(n=2, H=3, K=4) | {"b_y": np.array([1.0, 0.0, -1.0, 0.0])}
    check(result, (4 * LOG_4, gradients))


@public
@points(5)
def test_one_word_worked_by_hand(tagger_loss_and_gradients):
    """One neuron and a caption of one word, worked by hand back to the picture."""
    params = {  # tanh(log 2) is 0.6, and so is every state; all scores are zero
        "W_f": np.array([[0.0, LOG_2, 0.0]]),
        "b_f": np.array([0.0]),
        "W_x": np.array([[0.0, 0.0, 0.0]]),
        "W_h": np.array([[-0.5]]),
        "b": np.array([LOG_2 + 0.3]),
        "W_y": np.array([[2.0], [0.0], [-1.0]]),
        "b_y": np.array([-1.2, 0.0, 0.6]),
    }
    # <start> is 2 and <end> is 0. It hears 2 and should say 1, then it hears 1 and should say 0.
    result = tagger_loss_and_gradients(params, np.array([3.0, 1.0, 0.0]), [1], 2, 0)
    # Step 2: dh = 2 · (−2/3) − 1/3 = −5/3, dz = −16/15.  Step 1: dh = 1/3 − 0.5 · dz₂ = 13/15,
    # so dz = 0.64 · 13/15.  At the start dh = −0.5 · dz₁.
    first, second = 0.64 * (1 / 3 + 0.5 * 16 / 15), -16 / 15
    at_start = 0.64 * -0.5 * first
    gradients = {
        "W_f": np.array([[3 * at_start, at_start, 0.0]]),
        "b_f": np.array([at_start]),
        "W_x": np.array([[0.0, second, first]]),
        "W_h": np.array([[0.6 * (first + second)]]),
        "b": np.array([first + second]),
        "W_y": 0.6 * np.array([[-1 / 3], [-1 / 3], [2 / 3]]),
        "b_y": np.array([-1 / 3, -1 / 3, 2 / 3]),
    }
    check(result, (2 * LOG_3, gradients))


@public
@points(3)
def test_words_that_are_heard_twice(tagger_loss_and_gradients):
    """A word heard twice adds both its gradients; one never heard, like <end>, has none."""
    params = all_zero(n=1, H=2, K=4)
    params["W_y"] = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    result = tagger_loss_and_gradients(params, np.array([5.0]), [3, 3, 2], 0, 1)
    # All states are zero. Each step hears p of the words 0 and 1, less 1 where they are wanted.
    W_x = np.array([[0.25, 0.0, 0.25, 0.5], [0.25, 0.0, -0.75, 0.5]])
    gradients = {"W_x": W_x, "W_f": np.zeros((2, 1)), "b": np.array([1.0, 0.0])}
    check(result, (4 * LOG_4, gradients))


@pytest.mark.parametrize("key", ["W_f", "b_f", "W_x", "W_h", "b", "W_y", "b_y"])
@points(1.5)
def test_gradient(tagger_loss_and_gradients, reference, rng, key):
    """The gradient of this parameter is the one of the whole caption's loss."""
    params, features = draw(rng, n=6, H=3, K=7)
    start, end, *words = rng.permutation(7).tolist()
    problem = params, features, [*words[:4], words[1], words[0]], start, end
    judge(tagger_loss_and_gradients, reference, problem, keys=[key])


@points(1)
def test_loss(tagger_loss_and_gradients, reference, rng):
    """The loss adds up over all words and the end, whatever the caption's length."""
    problems = []
    for caption in ([3], [5, 2, 5, 4, 3, 2, 6], [6, 6]):
        params, features = draw(rng, n=2, H=4, K=7)
        problems.append((params, features, caption, 1, 0))
    judge(tagger_loss_and_gradients, reference, *problems, loss=True)


@points(1)
def test_as_many_features_words_and_neurons(tagger_loss_and_gradients, reference, rng):
    """Where all weights are square, rows and columns keep their meaning."""
    problems = []
    for caption in ([3, 2, 2, 3], [1, 3, 1]):
        params, features = draw(rng, n=4, H=4, K=4)
        start, end = (0, 1) if 1 not in caption else (2, 0)
        problems.append((params, features, caption, start, end))
    everything = list(problems[0][0])
    judge(tagger_loss_and_gradients, reference, *problems, keys=everything, loss=True)


@points(1)
def test_long_captions(tagger_loss_and_gradients, reference):
    """However long the caption, every word counts, and the way back ends at the picture."""
    params = {"W_f": np.array([[0.5, -0.2]]), "b_f": np.array([0.2]), "W_h": np.array([[0.95]])}
    params |= {"W_x": np.array([[0.05, -0.03, 0.04]]), "b": np.array([0.1])}
    params |= {"W_y": np.array([[8.0], [-4.0], [-8.0]]), "b_y": np.array([4.0, -2.0, 0.0])}
    turned = {**params, "W_y": np.array([[-8.0], [-4.0], [8.0]]), "b": np.array([-0.1])}
    problems = [(params, np.array([1.5, -1.0]), [2] * 12, 0, 1)]
    problems.append((turned, np.array([-1.5, 1.0]), [2] * 12, 0, 1))
    judge(tagger_loss_and_gradients, reference, *problems, keys=list(params), loss=True)


@points(1.5)
def test_extreme_scores(tagger_loss_and_gradients, reference, rng):
    """Scores in the thousands give a finite loss and finite gradients."""
    problems = []
    for scale in (3000.0, -3000.0):
        params, features = draw(rng, n=3, H=2, K=5)
        params["b_y"] = scale * np.array([0.5, -1, 0.1, 0.3, -0.4])
        problems.append((params, features, [2, 4, 3], 0, 1))
    # All scores alike, which are large in some steps, and large and negative in others.
    params, features = draw(rng, n=3, H=1, K=5)
    params["W_y"], params["b_y"] = np.full((5, 1), 1000.0), np.zeros(5)
    for words in ([5.0, 0, -5, -5, 5], [-5.0, 0, 5, 5, -5]):
        params = {**params, "W_x": np.array([words])}
        problems.append((params, features, [2, 4, 3], 0, 1))
    everything = list(problems[0][0])
    judge(tagger_loss_and_gradients, reference, *problems, keys=everything, loss=True)


@points(2)
def test_whole_numbers_and_single_precision(tagger_loss_and_gradients, reference, rng):
    """Parameters of whole numbers or in float32 have gradients with decimals all the same."""
    problems = []
    for kind in (np.int64, np.float32, np.int32):
        params, features = draw(rng, n=3, H=2, K=6)
        whole = {name: np.round(value).astype(kind) for name, value in params.items()}
        problems.append((whole, np.round(features).astype(kind), [2, 5, 3, 5], 4, 0))
    everything = list(problems[0][0])
    judge(tagger_loss_and_gradients, reference, *problems, keys=everything, loss=True)


@points(1)
def test_arguments_are_left_unchanged(tagger_loss_and_gradients, reference, rng):
    """Parameters, features and the list of words are the same after the call."""
    for caption in ([2, 4, 2, 3], [4]):
        params, features = draw(rng, n=3, H=2, K=5)
        problem = params, features, caption, 0, 1
        expected = reference.tagger_loss_and_gradients(*problem)
        check(check_unchanged(tagger_loss_and_gradients, *problem), expected)
