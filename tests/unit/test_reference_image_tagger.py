"""The references of image_tagger against derivatives by complex step, and against plain loops.

A complex step takes no difference, so it is exact to the last digits: see
test_reference_bptt.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import find_course
from autograder.extract import extract

STEP = 1e-30
Params = dict[str, np.ndarray]


def load(name: str) -> Callable[..., Any]:
    """A function of the assignment, cut out of the author's source."""
    source = find_course(Path(__file__).parent).source("image_tagger")
    scope: dict[str, Any] = {}
    exec(extract(source.read_text(encoding="utf-8"), [name], where=source), scope)
    function: Callable[..., Any] = scope[name]
    return function


def draw(rng: np.random.Generator, H: int, K: int, C: int, n: int = 0) -> Params:
    """Parameters of a network with K words and C scores, and with n features if it has eyes."""
    p = {
        "W_x": 0.7 * rng.normal(size=(H, K)),
        "W_h": 0.9 * rng.normal(size=(H, H)) / np.sqrt(H),
        "b": rng.uniform(-0.4, 0.4, size=H),
        "W_y": 0.8 * rng.normal(size=(C, H)),
        "b_y": rng.uniform(-0.5, 0.5, size=C),
    }
    if n:
        p |= {"W_f": rng.normal(size=(H, n)) / np.sqrt(n), "b_f": rng.uniform(-0.4, 0.4, size=H)}
    return p


def surprise(p: Params, h: np.ndarray, wanted: int) -> Any:
    """−log softmax of one entry, written so that it takes complex numbers."""
    scores = p["W_y"] @ h + p["b_y"]
    return np.log(np.sum(np.exp(scores))) - scores[wanted]


def listen(p: Params, h: np.ndarray, word: int) -> np.ndarray:
    """The next state after a word."""
    return np.tanh(p["W_x"][:, word] + p["W_h"] @ h + p["b"])


def caption_loss(p: Params, features: np.ndarray, caption: list[int], start: int, end: int) -> Any:
    """The tagger's loss as the specification has it, step by step."""
    h, total = np.tanh(p["W_f"] @ features + p["b_f"]), 0.0
    for heard, wanted in zip([start, *caption], [*caption, end]):
        h = listen(p, h, heard)
        total = total + surprise(p, h, wanted)
    return total


def sentence_loss(p: Params, words: list[int], label: int) -> Any:
    """The sentence reader's loss: the last state only."""
    h = np.zeros(len(p["b"]))
    for word in words:
        h = listen(p, h, word)
    return surprise(p, h, label)


def judge(
    function: Callable[..., Any], loss: Callable[..., Any], p: Params, *arguments: Any
) -> None:
    """Compare a loss and all its gradients with complex steps, to 1e-13."""
    found_loss, found = function(p, *arguments)
    assert abs(found_loss - loss(p, *arguments)) <= 1e-12
    assert found.keys() == p.keys()
    for name, value in p.items():
        exact = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[index] += 1j * STEP
            exact[index] = loss({**p, name: moved}, *arguments).imag / STEP
        assert found[name].shape == value.shape
        difference = np.max(np.abs(found[name] - exact))
        assert difference <= 1e-13 * max(1.0, np.max(np.abs(exact))), name


@pytest.mark.parametrize("caption", [[3], [3, 2, 5, 3, 3, 6], [4, 4], [2, 3, 4, 5, 6] * 4])
def test_tagger_gradients_are_exact(caption: list[int]) -> None:
    """Loss and gradients of a caption, the way back into the picture included."""
    rng = np.random.default_rng(len(caption))
    p, features = draw(rng, H=3, K=7, C=7, n=5), rng.uniform(0, 1.5, size=5)
    judge(load("tagger_loss_and_gradients"), caption_loss, p, features, caption, 1, 0)


@pytest.mark.parametrize("words", [[3], [0, 2, 2, 4, 1, 0], [1, 1], [4, 3, 2, 1, 0] * 4])
def test_sentiment_gradients_are_exact(words: list[int]) -> None:
    """Loss and gradients of a sentence whose verdict is read at its end."""
    p = draw(np.random.default_rng(len(words)), H=4, K=5, C=3)
    judge(load("sentiment_loss_and_gradients"), sentence_loss, p, words, 2)


def test_image_features_are_those_of_plain_loops() -> None:
    """Convolution, ReLU and pooling, pixel by pixel as the specification says."""
    rng = np.random.default_rng(1)
    for shape, F, fh, fw in (((8, 8, 1), 6, 3, 3), ((9, 13, 3), 2, 2, 4), ((5, 4, 2), 3, 3, 1)):
        image, kernels = rng.normal(size=shape), rng.normal(size=(F, fh, fw, shape[2]))
        rows, columns = (shape[0] - fh + 1) // 3, (shape[1] - fw + 1) // 3
        expected = []
        for i, j, f in np.ndindex(rows, columns, F):
            sums = [
                np.sum(image[r : r + fh, c : c + fw] * kernels[f])
                for r in range(3 * i, 3 * i + 3)
                for c in range(3 * j, 3 * j + 3)
            ]
            expected.append(max(0.0, *sums))
        found = load("image_features")(image, kernels)
        assert found.shape == (len(expected),)
        assert np.max(np.abs(found - expected)) < 1e-12


@pytest.mark.parametrize("max_norm", [0.1, 100.0])
def test_training_takes_clipped_steps_in_order(max_norm: float) -> None:
    """Each example takes lr times its gradient off, shortened where it is too long."""
    rng, lr, epochs = np.random.default_rng(2), 0.3, 2
    p = draw(rng, H=3, K=6, C=6, n=4)
    blind = {name: value for name, value in p.items() if not name.endswith("_f")}
    pictures = [(rng.uniform(size=4), [2, 5, 3]), (rng.uniform(size=4), [4])]
    sentences = [([2, 4, 4], 1), ([3], 5)]
    tagger = load("train_tagger")(p, pictures, 0, 1, lr, max_norm, epochs)
    reader = load("train_sentiment")(blind, sentences, lr, max_norm, epochs)
    for params, result, gradients, examples in (
        (p, tagger, load("tagger_loss_and_gradients"), [(*pair, 0, 1) for pair in pictures]),
        (blind, reader, load("sentiment_loss_and_gradients"), sentences),
    ):
        for example in examples * epochs:
            _, grads = gradients(params, *example)
            norm = np.linalg.norm(np.concatenate([grad.ravel() for grad in grads.values()]))
            assert (norm > max_norm) == (max_norm < 1)  # both cases are met
            rate = lr * min(1.0, max_norm / norm)
            params = {name: value - rate * grads[name] for name, value in params.items()}
        for name, value in params.items():
            assert np.max(np.abs(result[name] - value)) < 1e-12, name
