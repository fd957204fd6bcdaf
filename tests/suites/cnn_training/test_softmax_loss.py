"""softmax_loss: the cross-entropy of scores, and its gradient, for any finite scores."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def judge(softmax_loss, reference, logits, target):
    """Compare loss and gradient with those of the reference."""
    expected = reference.softmax_loss(logits, target)
    check(softmax_loss(logits, target), expected)


@public
@points(1.5)
def test_by_hand(softmax_loss):
    """The loss is −ln of the right class's probability; the gradient is p minus the one-hot."""
    logits = np.array([0.0, np.log(3)])  # the probabilities are 0.25 and 0.75
    check(softmax_loss(logits.copy(), 0), (np.log(4), np.array([-0.75, 0.75])))
    check(softmax_loss(logits.copy(), 1), (np.log(4 / 3), np.array([0.25, -0.25])))


@public
@points(1)
def test_undecided(softmax_loss):
    """Equal scores for four classes give the loss ln 4, whatever the target."""
    gradient = np.array([0.25, 0.25, -0.75, 0.25])
    check(softmax_loss(np.array([7.0, 7, 7, 7]), 2), (np.log(4), gradient))
    check(softmax_loss(np.array([-1.0, -1, -1, -1]), 2), (np.log(4), gradient))


@public
@points(1)
def test_very_wrong(softmax_loss):
    """Sure and wrong: scores of 1000 and 0 cost 1000, which is large but finite."""
    check(softmax_loss(np.array([1000.0, 0]), 1), (1000.0, np.array([1.0, -1.0])))
    check(softmax_loss(np.array([1000.0, 0]), 0), (0.0, np.array([0.0, 0.0])))


@points(1.5)
def test_loss(softmax_loss, reference, rng):
    """The loss is right for every target, for two classes up to nine."""
    for size, spread in ((2, 1), (3, 4), (5, 0.3), (9, 8)):
        logits, target = rng.normal(size=size) * spread, int(rng.integers(size))
        judge(softmax_loss, reference, logits, target)


@points(1.5)
def test_gradient_for_every_target(softmax_loss, reference, rng):
    """The gradient pulls at the target, be it the first class, the last or one between."""
    logits = rng.normal(size=5)
    for target in range(5):
        judge(softmax_loss, reference, logits.copy(), target)


@points(1)
def test_far_apart(softmax_loss, reference, rng):
    """Scores thousands apart give the loss to its last digit, neither infinite nor cut off."""
    for scale in (50.0, 900.0, 20000.0):
        logits = rng.permutation(np.array([-2.0, -1.1, 0.3, 1.0, 2.2])) * scale
        for target in (int(np.argmin(logits)), int(np.argmax(logits)), 2):
            judge(softmax_loss, reference, logits.copy(), target)


@points(0.5)
def test_shift(softmax_loss, reference, rng):
    """Adding the same number to all scores changes neither loss nor gradient."""
    # Multiples of 1/8: the shifted scores are exact, so that only the function can lose digits.
    logits = rng.integers(-24, 25, size=4) / 8
    expected = reference.softmax_loss(logits, 1)
    for shift in (-1000.0, 800.0, 5.0):
        check(softmax_loss(logits + shift, 1), expected)


@points(0.5)
def test_a_single_class(softmax_loss):
    """Where there is only one class, it is right: no loss and nothing to change."""
    check(softmax_loss(np.array([3.5]), 0), (0.0, np.array([0.0])))
    check(softmax_loss(np.array([-700.0]), 0), (0.0, np.array([0.0])))


@points(0.5)
def test_number_types(softmax_loss, reference, rng):
    """Whole numbers and float32 are welcome."""
    for logits in (
        rng.integers(-4, 5, size=4),
        rng.integers(0, 9, size=3).astype(np.int32),
        rng.normal(size=5).astype(np.float32),
    ):
        judge(softmax_loss, reference, logits, 1)


@points(1)
def test_argument_stays(softmax_loss, reference, rng):
    """The scores are the same after the call as before."""
    for size in (3, 6):
        logits = rng.normal(size=size)
        expected = reference.softmax_loss(logits, 1)
        check(check_unchanged(softmax_loss, logits, 1), expected)
