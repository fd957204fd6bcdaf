"""train_cnn: steps that are known exactly, and then a job that only a learning network does."""

import numpy as np

from autograder.suite import check, check_unchanged, expect, points, public

SHAPES = {"kernels": (6, 3, 3, 1), "biases": (6,), "W": (4, 54), "b": (4,)}


def draw_bars(count, rng):
    """Pictures of 8×8 with a bar in one of four directions and noise, and their classes."""
    images, labels = [], []
    for label in rng.integers(4, size=count).tolist():
        bar = np.zeros((8, 8))
        if label < 2:
            bar[rng.integers(8)] = 1
        else:
            bar = np.eye(8, k=rng.integers(-2, 3))
        bar = {0: bar, 1: bar.T, 2: bar, 3: bar[:, ::-1]}[label]
        images.append((bar + 0.3 * rng.normal(size=(8, 8)))[:, :, np.newaxis])
        labels.append(label)
    return images, labels


def draw_network(rng):
    """Small random parameters for such pictures."""
    params = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    params["kernels"] += 0.3 * rng.normal(size=SHAPES["kernels"])
    params["W"] += 0.1 * rng.normal(size=SHAPES["W"])
    return params


def draw_small(rng, size, filters, classes):
    """A small network on a small image, with a filter of 2×3."""
    h, w, depth = size
    n = ((h - 1) // 2) * ((w - 2) // 2) * filters
    params = {
        "kernels": 0.6 * rng.normal(size=(filters, 2, 3, depth)),
        "biases": 0.3 * rng.normal(size=filters),
        "W": 0.8 * rng.normal(size=(classes, n)) / np.sqrt(n),
        "b": 0.3 * rng.normal(size=classes),
    }
    return rng.normal(size=size), params


def numbers(result, shapes):
    """Trained parameters as arrays of floats, once they are known to be of those shapes."""
    expect(isinstance(result, dict), "The result should be a dict of parameters.")
    arrays = {}
    for name, shape in shapes.items():
        expect(name in result, f"The result has no entry {name!r}.")
        try:
            array = np.array(result[name], dtype=float)
        except (TypeError, ValueError):
            array = np.zeros(())
        check(result[name], array if array.shape == shape else np.zeros(shape), name)
        arrays[name] = array
    return arrays


def distance(params, others):
    """The largest difference between two sets of parameters."""
    return max(np.max(np.abs(params[name] - others[name])) for name in params)


@public
@points(2)
def test_one_step_by_hand(train_cnn):
    """One image and one epoch are one step: forward, loss, all the way back, update."""
    params = {
        "kernels": np.array([[1.0, 0], [0, 0]]).reshape(1, 2, 2, 1),
        "biases": np.array([0.0]),
        "W": np.array([[1.0], [-1.0]]),
        "b": np.array([-5.0, 5.0]),
    }
    expected = {
        "kernels": np.array([[1.5, 0.6], [0.8, 0.9]]).reshape(1, 2, 2, 1),
        "biases": np.array([0.1]),
        "W": np.array([[1.25], [-1.25]]),
        "b": np.array([-4.95, 4.95]),
    }
    image = np.arange(1.0, 10).reshape(3, 3, 1)
    check(train_cnn([image], [0], params, 0.1, 1, 0), expected)


@public
@points(1)
def test_two_epochs_are_two_steps(train_cnn):
    """With one image a second epoch is a second step, from where the first one ended."""
    # The filter has the weight 0, so nothing reaches W: only b learns, by p − one-hot.
    params = {
        "kernels": np.zeros((1, 1, 1, 1)),
        "biases": np.array([-1.0]),
        "W": np.array([[3.0], [4.0]]),
        "b": np.array([0.0, 0.0]),
    }
    after = 0.5 + 1 / (1 + np.exp(1))
    expected = {**params, "b": np.array([-after, after])}
    check(train_cnn([np.ones((2, 2, 1))], [1], params, 1.0, 2, 5), expected)


@points(1)
def test_every_image_once(train_cnn, reference, rng):
    """An epoch goes through all images, each of them once, in whatever order."""
    image, start = draw_small(rng, (3, 4, 1), 2, 2)
    images, labels = [image, rng.normal(size=(3, 4, 1))], [0, 1]

    def step(k, params):
        return reference.train_cnn([images[k]], [labels[k]], params, 0.5, 1, 0)

    first, second = step(0, start), step(1, start)
    right = [step(1, first), step(0, second)]
    # One step with the average of both gradients has met each image once as well.
    right.append({name: (first[name] + second[name]) / 2 for name in start})
    for seed in range(6):
        trained = train_cnn(images, labels, start, 0.5, 1, seed)
        arrays = numbers(trained, {name: np.shape(value) for name, value in start.items()})
        check(trained, min(right, key=lambda params: distance(params, arrays)))


@points(1)
def test_steps_by_value(train_cnn, reference, rng):
    """Steps on a single image go the exact way, for several filters, channels and classes."""
    for size, filters, classes, epochs in (((5, 6, 2), 3, 4, 1), ((6, 5, 1), 2, 3, 3)):
        image, params = draw_small(rng, size, filters, classes)
        label = int(rng.integers(classes))
        expected = reference.train_cnn([image], [label], params, 0.2, epochs, 1)
        check(train_cnn([image], [label], params, 0.2, epochs, 1), expected)


@points(0.5)
def test_no_epoch(train_cnn, reference, rng):
    """Without an epoch, or with a learning rate of 0, the parameters stay what they were."""
    for lr, epochs in ((0.2, 0), (0.0, 2)):
        image, params = draw_small(rng, (5, 6, 1), 2, 3)
        moved = reference.train_cnn([image], [1], params, 0.2, 1, 1)
        check(train_cnn([image], [1], params, 0.2, 1, 1), moved)
        check(train_cnn([image], [1], params, lr, epochs, 1), params)


@points(0.5)
def test_same_seed(train_cnn, reference, rng):
    """The same seed gives the same parameters again."""
    images, labels = draw_bars(8, rng)
    params = draw_network(rng)
    # What is the same must also have moved.
    moved = reference.train_cnn(images[:1], labels[:1], params, 0.2, 1, 3)
    check(train_cnn(images[:1], labels[:1], params, 0.2, 1, 3), moved)
    first = numbers(train_cnn(images, labels, params, 0.2, 2, 3), SHAPES)
    check(train_cnn(images, labels, params, 0.2, 2, 3), first)


@points(1)
def test_arguments_stay(train_cnn, reference, rng):
    """Images, labels and the parameters to begin with are the same after the call as before."""
    for size in ((5, 6, 2), (6, 5, 1)):
        image, params = draw_small(rng, size, 3, 4)
        expected = reference.train_cnn([image], [2], params, 0.1, 1, 7)
        check(check_unchanged(train_cnn, [image], [2], params, 0.1, 1, 7), expected)
        # Several ones could be put into another order; which order that is, is not asked for.
        images = [image + k for k in range(5)]
        trained = check_unchanged(train_cnn, images, [2, 0, 1, 3, 2], params, 0.1, 1, 7)
        numbers(trained, {name: np.shape(value) for name, value in params.items()})


@points(3)
def test_new_pictures(train_cnn, reference, rng):
    """A network trained on 300 noisy bars names at least 80 % of the bars it has never seen."""
    images, labels = draw_bars(300, rng)
    new_images, new_labels = draw_bars(200, rng)
    params = draw_network(rng)
    trained = numbers(train_cnn(images, labels, params, 0.15, 8, int(rng.integers(1000))), SHAPES)
    named = [np.argmax(reference.cnn_forward(image, trained)) for image in new_images]
    expect(np.mean(np.equal(named, new_labels)) >= 0.8, "fewer than 80 % named right")
