"""Judges train_tagger: a few steps number by number, then a real training on new pictures."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, expect, points, public

CAPTIONS = [
    "a tall vertical bar on the left",
    "a tall vertical bar in the middle",
    "a tall vertical bar on the right",
    "a long horizontal bar at the top",
    "a long horizontal bar in the middle",
    "a long horizontal bar at the bottom",
    "a diagonal bar rising to the right",
    "a diagonal bar falling to the right",
    "nothing but noise",
]
PLACES = {"left": (0, 1), "top": (0, 1), "middle": (3, 4), "right": (6, 7), "bottom": (6, 7)}
WORDS = ["<start>", "<end>", *dict.fromkeys(" ".join(CAPTIONS).split())]
ENOUGH = 0.90


def all_zero(n, H, K):
    """A tagger that has learned nothing: every word is as probable as any other."""
    shapes = {"W_f": (H, n), "b_f": (H,), "W_x": (H, K), "W_h": (H, H), "b": (H,)}
    return {name: np.zeros(shape) for name, shape in {**shapes, "W_y": (K, H), "b_y": (K,)}.items()}


def draw(rng, n, H, K, output=0.1):
    """Parameters to start from; with a rotation for W_h nothing is forgotten at first."""
    return {
        "W_f": rng.normal(size=(H, n)) / np.sqrt(n),
        "b_f": np.zeros(H),
        "W_x": 0.5 * rng.normal(size=(H, K)),
        "W_h": np.linalg.qr(rng.normal(size=(H, H)))[0],
        "b": np.zeros(H),
        "W_y": output * rng.normal(size=(K, H)),
        "b_y": np.zeros(K),
    }


def few_examples(rng, n, K):
    """Three examples with captions of different lengths; 0 is <start> and 1 is <end>."""
    captions = [rng.integers(2, K, size=length).tolist() for length in (3, 1, 5)]
    return [(rng.uniform(0, 1.5, size=n), caption) for caption in captions]


def picture(caption, rng):
    """An 8 × 8 × 1 picture that the caption describes."""
    noise, image, words = rng.uniform(0, 0.3), np.zeros((8, 8)), caption.split()
    if "diagonal" in words:
        image = np.eye(8, k=rng.integers(-1, 2))
        image = image[::-1] if "rising" in words else image
    elif "bar" in words:
        image[:, rng.choice(PLACES[words[-1]])] = 1
        image = image.T if "horizontal" in words else image
    return (image + noise * rng.normal(size=(8, 8)))[:, :, None]


def picture_book(rng, reference, copies):
    """Features and captions of pictures of all kinds, in random order."""
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]) / 2
    line = np.array([[2.0, -1, -1], [-1, 2, -1], [-1, -1, 2]]) / 4
    kernels = np.stack([edge, -edge, edge.T, -edge.T, line, line[:, ::-1]])[:, :, :, None]
    book = []
    for place in rng.permutation(copies * len(CAPTIONS)):
        caption = CAPTIONS[place % len(CAPTIONS)]
        features = reference.image_features(picture(caption, rng), kernels)
        book.append((features, [WORDS.index(word) for word in caption.split()]))
    return book


@public
@points(3)
def test_first_step_worked_by_hand(train_tagger):
    """A step goes lr times against the gradient, which is shortened if it is too long."""
    params, examples = all_zero(n=2, H=3, K=4), [(np.array([1.0, 2.0]), [2])]
    # Every word has the probability 1/4. The gradient of b_y has the length 1, all others 0.
    gradient = np.array([0.5, -0.5, -0.5, 0.5])
    untouched = train_tagger(params, examples, 0, 1, lr=0.2, max_norm=5.0, epochs=1)
    shortened = train_tagger(params, examples, 0, 1, lr=0.2, max_norm=0.25, epochs=1)
    check(untouched, all_zero(n=2, H=3, K=4) | {"b_y": -0.2 * gradient})
    check(shortened, all_zero(n=2, H=3, K=4) | {"b_y": -0.05 * gradient})


@public
@points(3)
def test_one_example_after_the_other(train_tagger):
    """Each example starts from where the one before has led, and each epoch, too."""
    examples = [(np.array([1.0]), [3]), (np.array([0.5]), [2, 2])]
    params = all_zero(n=1, H=1, K=4)
    once = train_tagger(params, examples, 0, 1, lr=0.4, max_norm=10.0, epochs=1)
    twice = train_tagger(params, examples, 0, 1, lr=0.4, max_norm=10.0, epochs=2)
    check(once, {"b_y": np.array([-0.4407874, 0.2407874, 0.3592126, -0.1592126])})
    check(twice, {"b_y": np.array([-0.72481776, 0.37599502, 0.57720938, -0.22838664])})


@points(3)
def test_steps_by_value(train_tagger, reference, rng):
    """After a few epochs every parameter is where the steps lead, W_f and b_f among them."""
    problems = []
    for max_norm, epochs in ((0.6, 2), (1.5, 7), (50.0, 2)):
        params = draw(rng, n=3, H=4, K=6, output=1.0)
        problems.append((params, few_examples(rng, 3, 6), 0, 1, 0.1, max_norm, epochs))
    expected = [reference.train_tagger(*arguments) for arguments in problems]
    results = [train_tagger(*arguments) for arguments in problems]
    for result, parameters in zip(results, expected):
        check(result, parameters)


@points(1)
def test_whole_numbers(train_tagger, reference, rng):
    """Parameters may be whole numbers before the training; they are not after it."""
    problems = []
    for _ in range(2):
        params = draw(rng, n=2, H=3, K=5, output=2.0)
        whole = {name: np.round(value).astype(int) for name, value in params.items()}
        problems.append((whole, few_examples(rng, 2, 5), 0, 1, 0.05, 1.0, 1))
    expected = [reference.train_tagger(*arguments) for arguments in problems]
    results = [train_tagger(*arguments) for arguments in problems]
    for result, parameters in zip(results, expected):
        check(result, parameters)


@points(1)
def test_arguments_are_left_unchanged(train_tagger, reference, rng):
    """The parameters to start from, the pictures and their captions stay as they are."""
    for epochs in (1, 2):
        params = draw(rng, n=2, H=3, K=5, output=1.0)
        problem = params, few_examples(rng, 2, 5), 0, 1, 0.1, 1.0, epochs
        expected = reference.train_tagger(*problem)
        check(check_unchanged(train_tagger, *problem), expected)


@points(4)
def test_writes_captions_for_new_pictures(train_tagger, reference, rng):
    """After school it writes exactly the right caption for 9 of 10 pictures it never saw."""
    lessons, exam = picture_book(rng, reference, 14), picture_book(rng, reference, 8)
    start = draw(rng, n=24, H=40, K=len(WORDS))
    for max_norm in (0.01, 1e4):  # a whole training is of use only if a single step is right
        step = start, lessons[:1], 0, 1, 0.1, max_norm, 1
        check(train_tagger(*step), reference.train_tagger(*step))
    trained = train_tagger(start, lessons, 0, 1, 0.1, 2.0, 13)
    check({name: np.shape(trained[name]) for name in start}, shapes(start))
    found = {name: np.asarray(trained[name], dtype=np.float64) for name in start}
    network = [found[name] for name in ("W_x", "W_h", "b", "W_y", "b_y")]
    right = 0
    for features, caption in exam:
        h0 = np.tanh(found["W_f"] @ features + found["b_f"])
        right += reference.greedy_decode(h0, *network, 0, 1, 10) == caption
    expect(right >= ENOUGH * len(exam), "too few of the new pictures got exactly their caption.")


def shapes(params):
    """The shape of every parameter."""
    return {name: value.shape for name, value in params.items()}
