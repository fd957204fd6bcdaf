"""Judges sentiment_loss_and_gradients: one verdict at the end of a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.suite import check, check_unchanged, points, public

LOG_2, LOG_3 = 0.69314718, 1.09861229


def all_zero(H, K, C):
    """A reader that has learned nothing."""
    shapes = {"W_x": (H, K), "W_h": (H, H), "b": (H,), "W_y": (C, H), "b_y": (C,)}
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def draw(rng, H, K, C):
    """Parameters of a reader whose states stay where tanh still bends."""
    return {
        "W_x": 0.7 * rng.normal(size=(H, K)),
        "W_h": 1.1 * rng.normal(size=(H, H)) / np.sqrt(H),
        "b": rng.uniform(-0.3, 0.3, size=H),
        "W_y": rng.normal(size=(C, H)),
        "b_y": rng.uniform(-0.5, 0.5, size=C),
    }


def judge(function, reference, *problems, keys=(), loss=False):
    """Compare loss or gradients with the reference's, all calls before any check."""
    expected = [reference.sentiment_loss_and_gradients(*arguments) for arguments in problems]
    results = [function(*arguments) for arguments in problems]
    for result, (right_loss, right) in zip(results, expected):
        found_loss, found = result
        if loss:
            check(found_loss, right_loss, "the loss")
        check(found, {key: right[key] for key in keys}, "the gradients")


@public
@points(2)
def test_all_parameters_zero(sentiment_loss_and_gradients):
    """With three classes that are equally probable, one verdict costs log 3, however many words."""
    result = sentiment_loss_and_gradients(all_zero(H=2, K=4, C=3), [3, 0, 3, 1], 2)
    gradients = all_zero(H=2, K=4, C=3) | {"b_y": np.array([1 / 3, 1 / 3, -2 / 3])}
    check(result, (LOG_3, gradients))


@public
@points(4)
def test_three_words_worked_by_hand(sentiment_loss_and_gradients):
    """One neuron, three words: the verdict's error reaches the first word through W_h."""
    params = {  # tanh(log 2) is 0.6: the states are 0 (the start), 0.6, 0 and 0.6
        "W_x": np.array([[LOG_2, 0.0, -0.3]]),
        "W_h": np.array([[0.5]]),
        "b": np.array([0.0]),
        "W_y": np.array([[1.0], [-3.0]]),
        "b_y": np.array([-0.6, 1.8]),  # so that both scores are zero
    }
    result = sentiment_loss_and_gradients(params, [0, 2, 0], 1)
    # Last word: dh = 0.5 + 1.5 = 2, dz = 1.28. Second: 0.5 · 1.28 · 1. First: 0.5 · 0.64 · 0.64.
    gradients = {
        "W_x": np.array([[1.28 + 0.2048, 0.0, 0.64]]),
        "W_h": np.array([[0.6 * 0.64]]),
        "b": np.array([1.28 + 0.64 + 0.2048]),
        "W_y": np.array([[0.3], [-0.3]]),
        "b_y": np.array([0.5, -0.5]),
    }
    check(result, (LOG_2, gradients))


@pytest.mark.parametrize("key", ["W_x", "W_h", "b", "W_y", "b_y"])
@points(1)
def test_gradient(sentiment_loss_and_gradients, reference, rng, key):
    """The gradient of this parameter is the one of the verdict's loss."""
    words = rng.permutation([0, 1, 2, 3, 4, 4, 2]).tolist()
    problem = draw(rng, H=3, K=6, C=4), words, int(rng.integers(4))
    judge(sentiment_loss_and_gradients, reference, problem, keys=[key])


@points(0.5)
def test_loss(sentiment_loss_and_gradients, reference, rng):
    """The loss is the last state's alone, for sentences of any length and any class."""
    problems = [
        (draw(rng, H=4, K=5, C=2), words, label)
        for words, label in (([3], 0), ([1, 4, 4, 2, 0, 3], 1), ([2, 1, 3], 0))
    ]
    judge(sentiment_loss_and_gradients, reference, *problems, loss=True)


@points(1)
def test_square_weights(sentiment_loss_and_gradients, reference, rng):
    """Where all weights are square, rows and columns keep their meaning."""
    problems = [(draw(rng, H=3, K=3, C=3), words, 1) for words in ([2, 0, 1, 0], [1])]
    problems.append((draw(rng, H=1, K=1, C=1), [0, 0], 0))
    judge(sentiment_loss_and_gradients, reference, *problems, keys=list(problems[0][0]), loss=True)


@points(1)
def test_long_sentences(sentiment_loss_and_gradients, reference):
    """However long the sentence, the verdict reaches its first word, with all its force."""
    params = {"W_x": np.array([[0.02, -0.03]]), "W_h": np.array([[0.99]]), "b": np.array([0.01])}
    params |= {"W_y": np.array([[15.0], [-15.0]]), "b_y": np.array([1.0, -1.0])}
    sentences = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], [0] * 6 + [1] * 9
    problems = [(params, words, label) for words, label in zip(sentences, (0, 1))]
    judge(sentiment_loss_and_gradients, reference, *problems, keys=list(params), loss=True)


@points(0.5)
def test_extreme_scores(sentiment_loss_and_gradients, reference, rng):
    """Scores in the thousands give a finite loss and finite gradients."""
    problems = []
    for scale in (3000.0, -3000.0):
        params = draw(rng, H=2, K=4, C=3)
        params["b_y"] = scale * np.array([0.5, -1, 0.2])
        problems.append((params, [2, 0, 3], 2))
    judge(sentiment_loss_and_gradients, reference, *problems, keys=list(problems[0][0]), loss=True)


@points(0.5)
def test_whole_numbers_and_single_precision(sentiment_loss_and_gradients, reference, rng):
    """Parameters of whole numbers or in float32 have gradients with decimals all the same."""
    problems = []
    for kind in (np.int64, np.float32, np.int32):
        params = {n: np.round(v).astype(kind) for n, v in draw(rng, H=4, K=5, C=2).items()}
        problems.append((params, [2, 4, 0, 4], 1))
    judge(sentiment_loss_and_gradients, reference, *problems, keys=list(problems[0][0]), loss=True)


@points(0.5)
def test_arguments_are_left_unchanged(sentiment_loss_and_gradients, reference, rng):
    """Parameters and the list of words are the same after the call."""
    for words in ([2, 0, 2], [1]):
        problem = draw(rng, H=3, K=4, C=2), words, 0
        expected = reference.sentiment_loss_and_gradients(*problem)
        check(check_unchanged(sentiment_loss_and_gradients, *problem), expected)
