"""Judges train_sentiment: a few steps number by number, then sentences it never read."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, expect, points, public

FOUR = [  # the lecture's two sentences, and the same with swapped ends
    ("I like learning technology through streaming online courses provided by Javatpoint", 1),
    ("I don't like learning technology through books", 0),
    ("I don't like learning technology through streaming online courses provided by Javatpoint", 0),
    ("I like learning technology through books", 1),
]
ENOUGH = 0.90


def all_zero(H, K, C):
    """A reader that has learned nothing."""
    shapes = {"W_x": (H, K), "W_h": (H, H), "b": (H,), "W_y": (C, H), "b_y": (C,)}
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def draw(rng, H, K, C, output=0.1):
    """Parameters to start from; with a rotation for W_h nothing is forgotten at first."""
    return {
        "W_x": 0.5 * rng.normal(size=(H, K)),
        "W_h": np.linalg.qr(rng.normal(size=(H, H)))[0],
        "b": np.zeros(H),
        "W_y": output * rng.normal(size=(C, H)),
        "b_y": np.zeros(C),
    }


def few_examples(rng, K, C):
    """Three sentences of different lengths."""
    sentences = [rng.integers(K, size=length).tolist() for length in (4, 1, 6)]
    return [(words, int(rng.integers(C))) for words in sentences]


def little_language():
    """All sentences of it, with 1 for the positive ones: a negation turns the verb."""
    return [
        (f"{who} {negation}{verb} {activity} through {means}", int((verb == "hate") == negated))
        for who in ("I", "we", "they")
        for negation, negated in (("", False), ("don't ", True))
        for verb in ("like", "love", "hate")
        for activity in ("learning technology", "learning history", "teaching technology")
        for means in (
            "books",
            "videos",
            "online courses",
            "streaming online courses provided by Javatpoint",
        )
    ]


@public
@points(2)
def test_first_step_worked_by_hand(train_sentiment):
    """A step goes lr times against the gradient, which is shortened if it is too long."""
    params, examples = all_zero(H=2, K=3, C=2), [([0, 2, 1], 1)]
    # Both classes have the probability 1/2. The gradient's length is √½ ≈ 0.7071.
    gradient = np.array([0.5, -0.5])
    untouched = train_sentiment(params, examples, lr=0.2, max_norm=0.8, epochs=1)
    shortened = train_sentiment(params, examples, lr=0.2, max_norm=0.1, epochs=1)
    check(untouched, all_zero(H=2, K=3, C=2) | {"b_y": -0.2 * gradient})
    check(shortened, all_zero(H=2, K=3, C=2) | {"b_y": np.array([-0.01414214, 0.01414214])})


@public
@points(2)
def test_one_example_after_the_other(train_sentiment):
    """Each sentence starts from where the one before has led, and each epoch, too."""
    params, examples = all_zero(H=1, K=2, C=2), [([0], 1), ([1, 0], 0), ([1], 1)]
    once = train_sentiment(params, examples, lr=0.4, max_norm=10.0, epochs=1)
    twice = train_sentiment(params, examples, lr=0.4, max_norm=10.0, epochs=2)
    check(once, {"b_y": np.array([-0.16841585, 0.16841585])})
    check(twice, {"b_y": np.array([-0.25637348, 0.25637348])})


@points(1.5)
def test_steps_by_value(train_sentiment, reference, rng):
    """After a few epochs every parameter is where the steps lead."""
    problems = []
    for max_norm, epochs in ((0.3, 2), (1.0, 7), (50.0, 2)):
        params = draw(rng, H=4, K=5, C=3, output=1.0)
        problems.append((params, few_examples(rng, 5, 3), 0.2, max_norm, epochs))
    expected = [reference.train_sentiment(*arguments) for arguments in problems]
    results = [train_sentiment(*arguments) for arguments in problems]
    for result, parameters in zip(results, expected):
        check(result, parameters)


@points(0.5)
def test_whole_numbers(train_sentiment, reference, rng):
    """Parameters may be whole numbers before the training; they are not after it."""
    problems = []
    for _ in range(2):
        params = draw(rng, H=3, K=4, C=2, output=2.0)
        whole = {name: np.round(2 * value).astype(int) for name, value in params.items()}
        problems.append((whole, few_examples(rng, 4, 2), 0.1, 1.0, 1))
    expected = [reference.train_sentiment(*arguments) for arguments in problems]
    results = [train_sentiment(*arguments) for arguments in problems]
    for result, parameters in zip(results, expected):
        check(result, parameters)


@points(1)
def test_arguments_are_left_unchanged(train_sentiment, reference, rng):
    """The parameters to start from and the sentences stay as they are."""
    for epochs in (1, 2):
        params = draw(rng, H=3, K=5, C=2, output=1.0)
        problem = params, few_examples(rng, 5, 2), 0.1, 1.0, epochs
        expected = reference.train_sentiment(*problem)
        check(check_unchanged(train_sentiment, *problem), expected)


@points(3)
def test_reads_sentences_it_never_saw(train_sentiment, reference, rng):
    """After school it reads 9 of 10 new sentences right, and the lecture's pair, swapped or not."""
    sentences = little_language()
    vocabulary = sorted({word for text, _ in sentences for word in text.split()})

    def numbers(pairs):
        return [([vocabulary.index(word) for word in text.split()], y) for text, y in pairs]

    others = [sentences[i] for i in rng.permutation(len(sentences)) if sentences[i] not in FOUR]
    lessons, exam, four = numbers(others[:162]), numbers(others[162:]), numbers(FOUR)
    start = draw(rng, H=24, K=len(vocabulary), C=2)
    for max_norm in (0.01, 1e4):  # a whole training is of use only if a single step is right
        step = start, lessons[:1], 0.1, max_norm, 1
        check(train_sentiment(*step), reference.train_sentiment(*step))
    trained = train_sentiment(start, lessons, 0.1, 1.0, 15)
    check({name: np.shape(trained[name]) for name in start}, shapes(start))
    trained = {name: trained[name] for name in start}  # whatever else is in it is not asked for

    def right(pairs):
        losses = [reference.sentiment_loss_and_gradients(trained, *pair)[0] for pair in pairs]
        return sum(loss < np.log(2) for loss in losses)

    expect(right(exam) >= ENOUGH * len(exam), "too few of the new sentences were read right.")
    expect(right(four) == 4, "one of the lecture's sentences, or of the swapped pair, is wrong.")


def shapes(params):
    """The shape of every parameter."""
    return {name: value.shape for name, value in params.items()}
