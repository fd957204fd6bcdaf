"""cnn_forward: all four layers in a row, from an image to probabilities."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, size, filters, filter_size, classes):
    """An image and the parameters of a network, with scores of moderate size."""
    (h, w, depth), (fh, fw) = size, filter_size
    n = ((h - fh + 1) // 2) * ((w - fw + 1) // 2) * filters
    params = {
        "kernels": rng.normal(size=(filters, fh, fw, depth)) / np.sqrt(fh * fw * depth),
        "biases": rng.uniform(-0.6, 0.6, size=filters),
        "W": 1.5 * rng.normal(size=(classes, n)) / np.sqrt(n),
        "b": rng.normal(size=classes),
    }
    return rng.normal(size=size), params


def judge(cnn_forward, reference, *problems):
    """Compare probabilities with those of the reference, all calls before any check."""
    expected = [reference.cnn_forward(*problem) for problem in problems]
    results = [cnn_forward(*problem) for problem in problems]
    for result, right in zip(results, expected):
        check(result, right)


@public
@points(0.75)
def test_by_hand(cnn_forward):
    """A bright image and one filter: convolution, bias, ReLU, pooling, scores, softmax."""
    params = {
        "kernels": np.ones((1, 2, 2, 1)),
        "biases": np.array([-1.0]),
        "W": np.array([[0.0], [1.0]]),
        "b": np.array([0.0, np.log(3) - 3]),
    }
    check(cnn_forward(np.ones((3, 3, 1)), params), np.array([0.25, 0.75]))
    # Of a dark image nothing is left after ReLU, and only the biases b speak: 0 and ln 3 − 3.
    share = 1 / (1 + np.exp(np.log(3) - 3))
    check(cnn_forward(-np.ones((3, 3, 1)), params), np.array([share, 1 - share]))


@public
@points(0.75)
def test_two_filters(cnn_forward):
    """The pooled maps lie along the last axis, and are flattened row by row."""
    params = {
        "kernels": np.array([1.0, -1]).reshape(2, 1, 1, 1),
        "biases": np.array([0.0, 10]),
        "W": np.log(2) * np.array([[0.0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]]),
        "b": np.array([0.0, 0, 0, 0]),
    }
    image = np.array([[1.0, 0, 1, 2], [0, 0, 0, 9]])
    # Pooled, the first filter has 1 and 9, the second 10 and 10: flattened 1, 10, 9, 10.
    powers = np.array([1, 2, 2.0**10, 2.0**19])
    check(cnn_forward(image.reshape(2, 4, 1), params), powers / powers.sum())


@points(1.25)
def test_by_value(cnn_forward, reference, rng):
    """Images and filters of any shape and depth give the right probabilities."""
    problems = [
        draw(rng, (7, 6, 2), 3, (2, 3), 3),
        draw(rng, (6, 8, 1), 2, (3, 3), 2),
        draw(rng, (5, 8, 3), 4, (2, 1), 2),
    ]
    # What a parameter is, its name says, and not its place in the dict.
    order = ("kernels", "b", "W", "biases")
    problems[:2] = [
        (image, {name: params[name] for name in order}) for image, params in problems[:2]
    ]
    judge(cnn_forward, reference, *problems)


@points(0.5)
def test_odd_maps(cnn_forward, reference, rng):
    """Where a feature map has an odd size, pooling drops what is left over."""
    problems = draw(rng, (5, 7, 1), 2, (3, 3), 3), draw(rng, (6, 5, 2), 3, (2, 1), 2)
    judge(cnn_forward, reference, *problems)


@points(0.5)
def test_certain_networks(cnn_forward, reference, rng):
    """Scores in the thousands still give finite probabilities."""
    problems = [draw(rng, size, 3, (2, 3), 4) for size in ((5, 6, 2), (6, 7, 1), (5, 8, 3))]
    for _, params in problems:
        params["W"] *= 4000
    judge(cnn_forward, reference, *problems)


@points(0.5)
def test_number_types(cnn_forward, reference, rng):
    """Photos of bytes, parameters of whole numbers and float32 are welcome."""
    _, params = draw(rng, (5, 6, 3), 2, (2, 3), 3)
    photo = rng.integers(100, 256, size=(5, 6, 3), dtype=np.uint8)
    params["W"] /= 200
    whole = {name: np.rint(3 * value).astype(int) for name, value in params.items()}
    whole["W"] = rng.integers(-1, 2, size=params["W"].shape)
    single = {name: value.astype(np.float32) for name, value in params.items()}
    judge(
        cnn_forward,
        reference,
        (photo, params),
        (rng.integers(0, 2, size=(5, 6, 3)), whole),
        (photo.astype(np.float32), single),
    )


@points(0.75)
def test_arguments_stay(cnn_forward, reference, rng):
    """The image and the parameters are the same after the call as before."""
    for size in ((5, 6, 2), (6, 5, 1)):
        problem = draw(rng, size, 3, (2, 3), 4)
        expected = reference.cnn_forward(*problem)
        check(check_unchanged(cnn_forward, *problem), expected)
