"""Judges one_hot: a 1 at one place, and 0 everywhere else."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, points, public


@public
@points(1)
def test_one_place(one_hot):
    """The number of a thing says where its 1 stands."""
    check(one_hot(1, 4), np.array([0.0, 1.0, 0.0, 0.0]))
    check(one_hot(3, 6), np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0]))


@public
@points(1)
def test_first_and_last(one_hot):
    """Things are counted from 0, so that the last of n has the number n − 1."""
    check(one_hot(0, 3), np.array([1.0, 0.0, 0.0]))
    check(one_hot(2, 3), np.array([0.0, 0.0, 1.0]))


@points(1.5)
def test_every_place(one_hot):
    """Each of the n things has a vector of its own."""
    for index in range(5):
        expected = np.array([float(place == index) for place in range(5)])
        check(one_hot(index, 5), expected)


@points(1)
def test_many_things(one_hot, rng):
    """A vocabulary may be large: all places but one are 0."""
    for n in (40, 1000):
        index = int(rng.integers(2, n - 1))
        expected = np.zeros(n)
        expected[index] = 1.0
        check(one_hot(index, n), expected)


@points(0.5)
def test_few_things(one_hot):
    """Of one or two things, too, the result is an array with an entry for each."""
    check(one_hot(0, 1), np.array([1.0]))
    check(one_hot(1, 2), np.array([0.0, 1.0]))
