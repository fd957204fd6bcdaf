"""Known wrong answers to the questions of cnn_training, each with a hint that teaches."""

import numpy as np

from autograder.suite import mistake

# ── softmax ───────────────────────────────────────────────────────────────────────────────


@mistake("softmax", "e to the 1000 is too large for a float: make the scores smaller beforehand.")
def overflowing(z):
    """The formula, taken literally."""
    powers = np.exp(np.asarray(z, dtype=float))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "The classes lie along the last axis; you normalise along the first.")
def along_the_first_axis(z):
    """Columns sum to 1."""
    powers = np.exp(z - np.max(z, axis=0, keepdims=True))
    return powers / powers.sum(axis=0, keepdims=True)


@mistake("softmax", "The classes lie along the last axis, which is the second in tables only.")
def along_the_second_axis(z):
    """axis=1, as though there were always rows and columns."""
    powers = np.exp(z - np.max(z, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@mistake("softmax", "Every row sums to 1 by itself; yours shares one 1 among all rows.")
def over_the_whole_table(z):
    """A sum without an axis."""
    powers = np.exp(z - np.max(z))
    return powers / powers.sum()


@mistake("softmax", "Each row needs its own largest score: beside a huge row yours vanishes.")
def one_maximum_for_all_rows(z):
    """The maximum of the whole table is subtracted, so that small rows give 0 / 0."""
    powers = np.exp(z - np.max(z))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Every score of a row is shifted by the same number: the row's maximum.")
def maximum_of_the_columns(z):
    """The shift runs along the wrong axis."""
    powers = np.exp(z - np.max(z, axis=0))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Keep the summed axis, so that each row is divided by its own sum.")
def summed_axis_lost(z):
    """Without keepdims a square table is divided column by column."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


@mistake("softmax", "Subtracting the average is not enough: a score far above it still overflows.")
def shifted_by_the_average(z):
    """Right until the scores lie far apart."""
    powers = np.exp(z - np.mean(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake(
    "softmax", "Subtract the largest score, not the smallest: e to what is left must be small."
)
def shifted_by_the_minimum(z):
    """Scores are made positive."""
    powers = np.exp(z - np.min(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Subtract the largest score itself: of −1000 the magnitude is the wrong shift.")
def shifted_by_the_magnitude(z):
    """max |z| for max z."""
    powers = np.exp(z - np.max(np.abs(z), axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Cut-off scores lose their differences: shift them instead.")
def clipped_scores(z):
    """Scores are kept within ±500."""
    powers = np.exp(np.clip(z, -500, 500))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Shares sum to 1: divide by the sum of the powers.")
def not_normalised(z):
    """The powers alone."""
    return np.exp(z - np.max(z, axis=-1, keepdims=True))


@mistake("softmax", "Raise e to the scores first: a share of negative scores means nothing.")
def shares_of_the_scores(z):
    """z divided by its sum."""
    return z / np.sum(z, axis=-1, keepdims=True)


@mistake("softmax", "Dividing by the largest score changes the shares; subtracting it doesn't.")
def divided_by_the_maximum(z):
    """The scores are scaled to at most 1."""
    powers = np.exp(z / np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "The probabilities are wanted, not their logarithms.")
def logarithms(z):
    """log softmax."""
    shifted = z - np.max(z, axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@mistake("softmax", "The powers are powers of e, not of 2.")
def powers_of_two(z):
    """Another base."""
    powers = np.exp2(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Sigmoid answers yes or no for each class; exclusive classes share one 1.")
def sigmoid_of_each(z):
    """Softmax or sigmoid: the other one."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


@mistake("softmax", "Sigmoids divided by their sum do sum to 1, but they aren't softmax.")
def normalised_sigmoids(z):
    """Sigmoid made to sum to 1."""
    powers = 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "High scores get high shares: mind the sign of the exponent.")
def wrong_sign(z):
    """e to the −z."""
    powers = np.exp(np.min(z, axis=-1, keepdims=True) - z)
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Softmax is soft: the classes that don't win get their share too.")
def winner_takes_all(z):
    """1 for the largest score."""
    return (z == np.max(z, axis=-1, keepdims=True)).astype(float)


@mistake("softmax", "Divide by the sum of the powers, not by the root of their squares.")
def unit_length(z):
    """A vector of length 1 in place of sum 1."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / np.sqrt((powers**2).sum(axis=-1, keepdims=True))


@mistake("softmax", "Nothing needs to be added to the sum: it is at least 1 after the right shift.")
def sum_with_an_extra(z):
    """A number against division by zero, too large to be harmless."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / (powers.sum(axis=-1, keepdims=True) + 1e-3)


@mistake("softmax", "The probabilities are wanted as they are: don't round them.")
def rounded(z):
    """Two digits look nicer."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.round(powers / powers.sum(axis=-1, keepdims=True), 2)


@mistake("softmax", "Work on a copy: the scores still belong to the caller.")
def scores_changed(z):
    """The shift and the power are taken in place."""
    if z.dtype.kind != "f":
        z = z.astype(float)
    z -= z.max(axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)
    return z


@mistake("softmax", "The differences of the scores count as they are: don't standardise them.")
def standardised(z):
    """Average 0 and spread 1 first."""
    z = np.asarray(z, dtype=float)
    spread = np.std(z, axis=-1, keepdims=True)
    z = (z - np.mean(z, axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1)
    powers = np.exp(z)
    return powers / powers.sum(axis=-1, keepdims=True)
