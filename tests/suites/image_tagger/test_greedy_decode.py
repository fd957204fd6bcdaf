"""Judges greedy_decode: the words that a network says when nobody dictates."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public

# A network of five neurons for five words: after word 0 it says 3, after 3 it says 2, then 4,
# then 1. Every word it hears makes the neuron of the next one fire.
NEXT = {0: 3, 3: 2, 2: 4, 4: 1, 1: 0}


def chain():
    """W_x, W_h, b, W_y, b_y of that network, which has no use for its memory."""
    W_x = np.zeros((5, 5))
    for word, following in NEXT.items():
        W_x[following, word] = 2.0
    return W_x, np.zeros((5, 5)), np.zeros(5), np.eye(5), np.zeros(5)


def run(h0, W_x, W_h, b, W_y, b_y, start):
    """Nine words that the network says if nothing ends it, and how narrowly a word won."""
    said, heard, margin = [], start, np.inf
    for _ in range(9):
        h0 = np.tanh(W_x[:, heard] + W_h @ h0 + b)
        scores = W_y @ h0 + b_y
        second, best = np.sort(scores)[-2:]
        margin, heard = min(margin, best - second), int(np.argmax(scores))
        said.append(heard)
    return said, margin


DRAWN = {}  # a test draws the same for every submission, and some have to look for long


def draw(rng, H, K, wanted, memory=1.2, words=1.0):
    """Arguments for nine words at most, and the right answer, which is a `wanted` one."""
    numbers = rng.bit_generator
    key = repr((numbers.state, H, K, wanted.__qualname__, memory, words))
    if key not in DRAWN:
        DRAWN[key] = search(rng, H, K, wanted, memory, words), numbers.state
    found, numbers.state = DRAWN[key]
    return found


def search(rng, H, K, wanted, memory, words):
    """What `draw` gives: networks are drawn until one says what is wanted."""
    for _ in range(20_000):
        h0, W_x = rng.uniform(-0.9, 0.9, size=H), words * rng.normal(size=(H, K))
        W_h, b = memory * rng.normal(size=(H, H)) / np.sqrt(H), rng.uniform(-0.3, 0.3, size=H)
        network = h0, W_x, W_h, b, rng.normal(size=(K, H)), rng.uniform(-0.5, 0.5, size=K)
        start, end = (int(word) for word in rng.permutation(K)[:2])
        said, margin = run(*network, start)
        answer = said[: said.index(end)] if end in said else said
        if margin > 0.01 and wanted(answer, start):
            return (*network, start, end, 9), answer
    raise RuntimeError("no such network was drawn")


def judge(greedy_decode, *problems):
    """All calls before any check."""
    results = [greedy_decode(*arguments) for arguments, _ in problems]
    for result, (_, answer) in zip(results, problems):
        check(result, answer)


@public
@points(3)
def test_a_sentence_to_its_end(greedy_decode):
    """Each word that is said is the next one heard, until the network says the end."""
    check(greedy_decode(np.zeros(5), *chain(), 0, 1, 10), [3, 2, 4])
    check(greedy_decode(np.zeros(5), *chain(), 2, 0, 10), [4, 1])


@public
@points(2)
def test_the_limit(greedy_decode):
    """It never says more than max_len words, and no fewer where the end is not in sight."""
    check(greedy_decode(np.zeros(5), *chain(), 0, 1, 2), [3, 2])
    check(greedy_decode(np.zeros(5), *chain(), 0, 1, 3), [3, 2, 4])
    check(greedy_decode(np.zeros(5), *chain(), 0, 1, 1), [3])


@public
@points(1)
def test_nothing_to_say(greedy_decode):
    """A network that says the end at once has said nothing."""
    check(greedy_decode(np.zeros(5), *chain(), 4, 1, 10), [])
    check(greedy_decode(np.zeros(5), *chain(), 0, 3, 10), [])


@points(2)
def test_by_value(greedy_decode, rng):
    """Networks of any size say what their scores are highest for."""

    def lively(answer, start):
        return 3 <= len(answer) < 9 and len(set(answer)) >= 3

    words, outputs = np.zeros((1, 300)), np.zeros((300, 1))  # 280 after 0, and 299 after 280
    words[0, [0, 280]], outputs[[280, 299], 0] = (1.0, -1.0), (5.0, -5.0)
    network = np.array([0.5]), words, np.array([[0.1]]), np.zeros(1), outputs, np.zeros(300)
    many_words = (*network, 0, 299, 9), [280]
    judge(
        greedy_decode, *(draw(rng, H, K, lively) for H, K in ((3, 6), (7, 5), (5, 5))), many_words
    )


@points(1.5)
def test_no_end_in_sight(greedy_decode, rng):
    """A network that never says the end is stopped by the limit."""

    def endless(answer, start):
        return len(answer) == 9 and len(set(answer)) >= 3

    pendulum = [np.array([0.5]), np.array([[1.0, -1.0, 0.0]]), np.array([[0.1]]), np.zeros(1)]
    pendulum += [np.array([[-5.0], [5.0], [0.0]]), np.zeros(3)]  # 1 after 0, and 0 after 1
    long_ones = [((*pendulum, 0, 2, length), ([1, 0] * 15)[:length]) for length in (25, 30)]
    judge(greedy_decode, *(draw(rng, H, K, endless) for H, K in ((4, 6), (6, 5))), *long_ones)


@points(1)
def test_the_same_word_again(greedy_decode, rng):
    """A word may be said twice in a row, or once more later: only the end stops the network."""

    def stutters(answer, start):
        again = [i for i in range(len(answer) - 2) if answer[i] == answer[i + 1]]
        return bool(again) and len(answer) < 9 and answer[again[0] + 2] != answer[again[0]]

    judge(greedy_decode, *(draw(rng, 4, 6, stutters, words=0.5) for _ in range(2)))


@points(1)
def test_start_said_later(greedy_decode, rng):
    """The start that was fed first is left out; one that the network says later stays."""

    def starts_again(answer, start):
        return start in answer[:-1] and len(answer) < 9

    judge(greedy_decode, *(draw(rng, H, K, starts_again) for H, K in ((4, 5), (5, 6))))


@points(1)
def test_the_state_goes_on(greedy_decode, rng):
    """States follow states: what was there at the start still counts after several words."""

    def varied(answer, start):
        return 4 <= len(answer) < 9 and len(set(answer)) >= 3

    judge(greedy_decode, *(draw(rng, 5, 6, varied, memory=2.0, words=0.1) for _ in range(2)))


@points(1)
def test_scores_in_the_thousands(greedy_decode):
    """However large the scores are, the word with the highest one is said."""
    h0, W_x, W_h, b = np.array([0.5]), np.ones((1, 3)), np.array([[0.1]]), np.zeros(1)
    one = np.array([[1500.0], [3000.0], [-900.0]])
    other = np.array([[2000.0], [-500.0], [4000.0]])
    judge(
        greedy_decode,
        ((h0, W_x, W_h, b, one, np.zeros(3), 0, 2, 3), [1, 1, 1]),
        ((h0, W_x, W_h, b, other, np.zeros(3), 0, 1, 2), [2, 2]),
    )


@points(0.5)
def test_number_types(greedy_decode, rng):
    """Whole numbers and float32 are welcome; the states between the words have decimals."""
    whole = [
        ([-3, -2], [[-2, 2, 1, 0], [2, -2, 2, -2]], [[-1, -1], [-1, 1]], [1, -2]),
        ([3, -3], [[1, 1, 1, 1], [0, -1, 2, -1]], [[-1, 0], [1, -1]], [-1, -2]),
    ]
    outputs = [
        ([[-1, 0], [-1, -3], [0, 2], [-2, 3]], [0, -2, -2, -2]),
        ([[3, -3], [0, -1], [1, 2], [1, 0]], [-3, 0, 2, 1]),
    ]
    said = [2, 0, 0, 0, 0, 3], [2, 0, 2, 2, 2, 3]
    problems = []
    for recurrent, output, answer in zip(whole, outputs, said):
        network = [np.array(array) for array in (*recurrent, *output)]
        problems.append(((*network, 0, 1, 9), answer))
    arguments, answer = draw(rng, 4, 5, lambda answer, start: 3 <= len(answer) < 9)
    single = [np.float32(array) for array in arguments[:6]]
    judge(greedy_decode, *problems, ((*single, *arguments[6:]), answer))


@points(1)
def test_arguments_are_left_unchanged(greedy_decode, rng):
    """The starting state and all weights are the same after the call."""
    for H, K in ((4, 5), (3, 6)):
        arguments, answer = draw(rng, H, K, lambda answer, start: len(answer) >= 2)
        check(check_unchanged(greedy_decode, *arguments), answer)
