"""The reference of both CNN assignments against SciPy and derivatives by complex step.

SciPy's correlation, filters and special functions are written by others, in other ways; and a
complex step takes no difference, so that its derivatives are exact to the last digits:
f(x + iε) = f(x) + iε f′(x) + …, with an ε far too small to leave an error behind.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import ndimage, signal, special

from autograder.course import find_course
from autograder.extract import extract

STEP = 1e-30
SHAPES = [((5, 7), (3, 2), 1, 0), ((6, 9), (2, 4), 2, 1), ((7, 5, 3), (3, 2, 3), 3, 2)]
SHAPES += [((4, 6, 2), (1, 3, 2), 1, 2), ((8, 7), (3, 3), 3, 0), ((3, 4, 1), (3, 4, 1), 1, 0)]
POOLS = [((6, 8), 2, None), ((7, 9, 3), 3, 2), ((5, 8), 2, 3), ((7, 6, 2), 4, 1), ((5, 5), 1, 2)]


def load(slug: str) -> SimpleNamespace:
    """All questions of an assignment, cut out of the author's source."""
    course = find_course(Path(__file__).parent)
    source = course.source(slug)
    scope: dict[str, Any] = {}
    names = course.assignment(slug).names
    exec(extract(source.read_text(encoding="utf-8"), names, where=source), scope)
    return SimpleNamespace(**{name: scope[name] for name in names})


LAYERS, TRAINING = load("cnn_layers"), load("cnn_training")


def convolve(image: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """The feature map by scipy.signal, for real and complex numbers."""
    padded = np.pad(image, [(padding, padding)] * 2 + [(0, 0)] * (image.ndim - 2))
    # A convolution turns its kernel; turned before, it lies on the image as it is.
    full = signal.convolve(padded, np.flip(kernel), mode="valid", method="direct")
    return full.reshape(full.shape[:2])[::stride, ::stride]


def pool(x: np.ndarray, size: int, stride: int | None) -> np.ndarray:
    """Max pooling of real or complex numbers, window by window; real parts decide."""
    step = size if stride is None else stride
    h, w = ((n - size) // step + 1 for n in x.shape[:2])
    planes = x.reshape(*x.shape[:2], -1)
    pooled = np.empty((h, w, planes.shape[2]), dtype=x.dtype)
    for i, j, k in np.ndindex(pooled.shape):
        window = planes[i * step : i * step + size, j * step : j * step + size, k].ravel()
        pooled[i, j, k] = window[np.argmax(window.real)]
    return pooled.reshape(h, w, *x.shape[2:])


def derivative(function: Callable[[np.ndarray], Any], x: np.ndarray) -> np.ndarray:
    """The gradient of a number that depends on x, by complex steps."""
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * STEP
        gradient[index] = np.imag(function(moved)) / STEP
    return gradient


def loss(scores: np.ndarray, target: int) -> Any:
    """Cross-entropy of complex scores."""
    shifted = scores - np.max(scores.real)
    return np.log(np.sum(np.exp(shifted))) - shifted[target]


def close(found: np.ndarray, exact: np.ndarray) -> bool:
    """Same shape, and equal up to rounding."""
    scale = max(1.0, float(np.max(np.abs(exact))))
    return found.shape == exact.shape and bool(np.max(np.abs(found - exact)) <= 1e-12 * scale)


@pytest.mark.parametrize(("size", "filter_size", "stride", "padding"), SHAPES)
def test_conv2d_is_scipys_correlation(
    size: tuple[int, ...], filter_size: tuple[int, ...], stride: int, padding: int
) -> None:
    """conv2d agrees with scipy.signal.correlate for every stride, padding and depth."""
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=size), rng.normal(size=filter_size)
    padded = np.pad(image, [(padding, padding)] * 2 + [(0, 0)] * (image.ndim - 2))
    correlated = signal.correlate(padded, kernel, mode="valid", method="direct")
    expected = correlated.reshape(correlated.shape[:2])[::stride, ::stride]
    assert close(LAYERS.conv2d(image, kernel, stride, padding), expected)
    assert close(convolve(image, kernel, stride, padding), expected)


@pytest.mark.parametrize(("size", "filter_size", "stride", "padding"), SHAPES)
def test_conv2d_backward_is_exact(
    size: tuple[int, ...], filter_size: tuple[int, ...], stride: int, padding: int
) -> None:
    """Both gradients equal the complex-step derivatives of SciPy's convolution."""
    rng = np.random.default_rng(1)
    image, kernel = rng.normal(size=size), rng.normal(size=filter_size)
    dout = rng.normal(size=convolve(image, kernel, stride, padding).shape)
    dimage, dkernel = TRAINING.conv2d_backward(image, kernel, dout, stride, padding)

    def through_image(x: np.ndarray) -> Any:
        return np.sum(dout * convolve(x, kernel, stride, padding))

    def through_kernel(x: np.ndarray) -> Any:
        return np.sum(dout * convolve(image, x, stride, padding))

    assert close(dimage, derivative(through_image, image))
    assert close(dkernel, derivative(through_kernel, kernel))


@pytest.mark.parametrize(("size", "window", "stride"), POOLS)
def test_pooling_is_scipys(size: tuple[int, ...], window: int, stride: int | None) -> None:
    """Max, average and sum pooling agree with the filters of scipy.ndimage."""
    x = np.random.default_rng(2).normal(size=size)
    step = window if stride is None else stride
    reach = (window, window) + (1,) * (x.ndim - 2)
    starts = tuple(-(n // 2) for n in reach)  # a window begins at its pixel
    places = tuple(np.s_[: n - window + 1 : step] for n in size[:2])
    largest = ndimage.maximum_filter(x, size=reach, origin=starts)[places]
    average = ndimage.uniform_filter(x, size=reach, origin=starts)[places]
    assert close(LAYERS.max_pool(x, window, stride), largest)
    assert close(LAYERS.avg_pool(x, window, stride), average)
    assert close(LAYERS.sum_pool(x, window, stride), average * window**2)
    assert close(pool(x, window, stride), largest)


@pytest.mark.parametrize(("size", "window", "stride"), POOLS)
def test_max_pool_backward_is_exact(size: tuple[int, ...], window: int, stride: int | None) -> None:
    """Its gradient equals the complex-step derivative, with overlaps and channels."""
    rng = np.random.default_rng(3)
    x = rng.permutation(int(np.prod(size))).reshape(size) * 0.1
    dout = rng.normal(size=pool(x, window, stride).shape)
    exact = derivative(lambda moved: np.sum(dout * pool(moved, window, stride)), x)
    assert close(TRAINING.max_pool_backward(x, dout, window, stride), exact)


def test_max_pool_backward_hands_out_exactly_dout() -> None:
    """With nothing but ties, what the windows hand out is what they were given."""
    dout = np.random.default_rng(4).normal(size=(2, 3))
    dx = TRAINING.max_pool_backward(np.ones((4, 6)), dout)
    assert close(dx.reshape(2, 2, 3, 2).sum(axis=(1, 3)), dout)


def test_coverage_is_the_gradient_of_a_sum() -> None:
    """A pixel lies in as many windows as a filter of ones hands it gradients of one."""
    for h, w, fh, fw in ((5, 5, 3, 3), (4, 7, 2, 5), (6, 3, 6, 1)):
        dout = np.ones((h - fh + 1, w - fw + 1))
        dimage, _ = TRAINING.conv2d_backward(np.zeros((h, w)), np.ones((fh, fw)), dout)
        assert np.array_equal(LAYERS.coverage(h, w, fh, fw), dimage)


def test_probabilities_and_losses_are_scipys() -> None:
    """sigmoid, softmax and softmax_loss agree with scipy.special, far out as well."""
    rng = np.random.default_rng(5)
    for spread in (1.0, 30.0, 2000.0):
        z = spread * rng.normal(size=(4, 5))
        assert close(TRAINING.sigmoid(z), special.expit(z))
        assert close(TRAINING.softmax(z), special.softmax(z, axis=-1))
        found, gradient = TRAINING.softmax_loss(z[0], 2)
        assert close(np.array(found), -special.log_softmax(z[0])[2])
        assert close(gradient, special.softmax(z[0]) - np.eye(5)[2])
        assert close(gradient, derivative(lambda moved: loss(moved, 2), z[0]))


def test_dense_and_relu_gradients_are_exact() -> None:
    """fully_connected_backward and relu_backward equal complex-step derivatives."""
    rng = np.random.default_rng(6)
    x, W, b, dout = (rng.normal(size=shape) for shape in ((2, 3, 2), (4, 12), (4,), (4,)))
    found = TRAINING.fully_connected_backward(x, W, dout)
    assert close(found[0], derivative(lambda v: dout @ (W @ v.ravel() + b), x))
    assert close(found[1], derivative(lambda v: dout @ (v @ x.ravel() + b), W))
    assert close(found[2], derivative(lambda v: dout @ (W @ x.ravel() + v), b))
    upstream = rng.normal(size=x.shape)
    exact = derivative(lambda v: np.sum(upstream * np.where(v.real > 0, v, 0)), x)
    assert close(TRAINING.relu_backward(x, upstream), exact)


def draw_network(rng: np.random.Generator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """An image and a small network whose maps have odd sizes."""
    params = {
        "kernels": 0.5 * rng.normal(size=(3, 2, 3, 2)),
        "biases": rng.normal(size=3),
        "W": 0.3 * rng.normal(size=(4, 2 * 2 * 3)),
        "b": rng.normal(size=4),
    }
    return rng.normal(size=(6, 7, 2)), params


def test_cnn_forward_is_made_of_the_layers() -> None:
    """The network equals the first assignment's layers, one after the other."""
    image, params = draw_network(np.random.default_rng(7))
    maps = LAYERS.relu(LAYERS.conv_layer(image, params["kernels"], params["biases"]))
    scores = params["W"] @ LAYERS.max_pool(maps).ravel() + params["b"]
    assert close(TRAINING.cnn_forward(image, params), special.softmax(scores))


@pytest.mark.parametrize("name", ["kernels", "biases", "W", "b"])
def test_a_step_of_train_cnn_goes_along_the_exact_gradient(name: str) -> None:
    """One image and one epoch move every parameter by −lr times the complex-step derivative."""
    image, params = draw_network(np.random.default_rng(8))

    def network_loss(value: np.ndarray) -> Any:
        p = {**params, name: value}
        maps = [convolve(image, kernel, 1, 0) + b for kernel, b in zip(p["kernels"], p["biases"])]
        stack = np.stack(maps, axis=-1)
        pooled = pool(np.where(stack.real > 0, stack, 0), 2, None)
        return loss(p["W"] @ pooled.ravel() + p["b"], 1)

    trained = TRAINING.train_cnn([image], [1], params, lr=0.5, epochs=1, seed=0)
    exact = derivative(network_loss, params[name])
    assert np.max(np.abs(exact)) > 0.01
    assert close((params[name] - trained[name]) / 0.5, exact)
