"""The reference bptt against derivatives by complex step, which are exact to the last digits.

A complex step takes no difference: f(x + iε) = f(x) + iε f′(x) + …, so that f′ is the
imaginary part over ε, with an ε far too small to leave an error behind.
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


def load(*names: str) -> dict[str, Callable[..., Any]]:
    """Functions of the bptt assignment, cut out of the author's source."""
    source = find_course(Path(__file__).parent).source("bptt")
    scope: dict[str, Any] = {}
    exec(extract(source.read_text(encoding="utf-8"), names, where=source), scope)
    return {name: scope[name] for name in names}


def forward(p: dict[str, np.ndarray]) -> np.ndarray:
    """The states of a network, with its parameters, start and inputs in one dict."""
    states = [p["h0"]]
    for x in p["xs"]:
        states.append(np.tanh(p["W_x"] @ x + p["W_h"] @ states[-1] + p["b"]))
    return np.array(states)


def draw(rng: np.random.Generator, T: int, D: int, H: int) -> dict[str, np.ndarray]:
    """A network and its inputs, with sums between −2 and 2 for the most part."""
    return {
        "W_x": 0.6 * rng.normal(size=(H, D)) / np.sqrt(D),
        "W_h": 0.8 * rng.normal(size=(H, H)) / np.sqrt(H),
        "b": rng.uniform(-0.4, 0.4, size=H),
        "h0": rng.uniform(-0.9, 0.9, size=H),
        "xs": rng.normal(size=(T, D)),
    }


def complex_step_jacobian(p: dict[str, np.ndarray], name: str) -> np.ndarray:
    """How all states after the start change with each entry of p[name]."""
    columns = []
    for index in np.ndindex(p[name].shape):
        moved = {key: value.astype(complex) for key, value in p.items()}
        moved[name][index] += 1j * STEP
        columns.append(forward(moved)[1:].imag.ravel() / STEP)
    return np.array(columns).T


@pytest.mark.parametrize(("T", "D", "H"), [(7, 5, 3), (6, 2, 4), (5, 3, 3), (1, 2, 3), (40, 1, 2)])
def test_bptt_is_the_jacobian_transposed(T: int, D: int, H: int) -> None:
    """For any upstream gradient bptt gives Jᵀ dhs, with J from complex steps, to 1e-13."""
    rng = np.random.default_rng(T)
    p, bptt = draw(rng, T, D, H), load("bptt")["bptt"]
    dhs = rng.normal(size=(T, H))
    found = bptt(p["xs"], forward(p), p["W_x"], p["W_h"], dhs)
    for key, name in {"dW_x": "W_x", "dW_h": "W_h", "db": "b", "dh0": "h0", "dxs": "xs"}.items():
        exact = (dhs.ravel() @ complex_step_jacobian(p, name)).reshape(p[name].shape)
        assert found[key].shape == exact.shape
        assert np.max(np.abs(found[key] - exact)) <= 1e-13 * max(1.0, np.max(np.abs(exact))), key


def test_numerical_gradient_is_close_to_the_complex_step() -> None:
    """Central differences agree with complex steps to about ten digits."""
    p = draw(np.random.default_rng(1), 5, 2, 3)
    weights = np.random.default_rng(2).normal(size=(5, 3))

    def loss(W_h: np.ndarray) -> float:
        return float(np.sum(weights * forward({**p, "W_h": W_h})[1:]))

    found = load("numerical_gradient")["numerical_gradient"](loss, p["W_h"])
    exact = (weights.ravel() @ complex_step_jacobian(p, "W_h")).reshape(p["W_h"].shape)
    assert np.max(np.abs(found - exact)) < 1e-9


def loss_of(params: dict[str, np.ndarray], xs: np.ndarray, ys: np.ndarray) -> Any:
    """The summed loss of a sequence, written for complex numbers too."""
    h, total = np.zeros(len(params["b"])), 0.0
    for x, y in zip(xs, ys):
        h = np.tanh(params["W_x"] @ x + params["W_h"] @ h + params["b"])
        scores = params["W_y"] @ h + params["b_y"]
        total = total + np.log(np.sum(np.exp(scores))) - scores[y]
    return total


@pytest.mark.parametrize(("T", "D", "H", "K"), [(6, 2, 3, 4), (5, 4, 2, 3), (1, 2, 3, 2)])
def test_loss_and_gradients_of_a_sequence(T: int, D: int, H: int, K: int) -> None:
    """Every gradient of rnn_loss_and_gradients is the complex-step one, to 1e-13."""
    rng = np.random.default_rng(T)
    network = draw(rng, T, D, H)
    params = {name: network[name] for name in ("W_x", "W_h", "b")}
    params |= {"W_y": rng.normal(size=(K, H)), "b_y": rng.normal(size=K)}
    xs, ys = network["xs"], rng.integers(0, K, size=T)
    loss, grads = load("rnn_loss_and_gradients")["rnn_loss_and_gradients"](params, xs, ys)
    assert abs(loss - loss_of(params, xs, ys)) < 1e-12
    for name, value in params.items():
        exact = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            moved = {key: array.astype(complex) for key, array in params.items()}
            moved[name][index] += 1j * STEP
            exact[index] = loss_of(moved, xs, ys).imag / STEP
        assert grads[name].shape == value.shape
        assert np.max(np.abs(grads[name] - exact)) <= 1e-13 * max(1.0, np.max(np.abs(exact))), name


def test_gradient_norms_are_those_of_the_jacobian() -> None:
    """Entry t is the norm of dh_last times the Jacobian of the last state by state t."""
    p, rng = draw(np.random.default_rng(4), 6, 2, 3), np.random.default_rng(5)
    dh_last, hs = rng.normal(size=3), forward(p)
    found = load("gradient_norms")["gradient_norms"](hs, p["W_h"], dh_last)
    exact = [np.linalg.norm(dh_last)]
    for t in range(5, -1, -1):
        rest = {**p, "h0": hs[t], "xs": p["xs"][t:]}
        exact.insert(0, np.linalg.norm(dh_last @ complex_step_jacobian(rest, "h0")[-3:]))
    assert found.shape == (7,)
    assert np.max(np.abs(found - exact)) < 1e-13
