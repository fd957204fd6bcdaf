"""Judges parameter_count: how many numbers a recurrent network learns."""

from __future__ import annotations

from autograder.suite import check, points, public


@public
@points(1)
def test_counted_by_hand(parameter_count):
    """Two inputs, three neurons, four answers: 6 + 9 + 3 for the state, 12 + 4 for the output."""
    check(parameter_count(2, 3, 4), 34)


@public
@points(1)
def test_smallest_network(parameter_count):
    """With one of each there are three weights and two biases."""
    check(parameter_count(1, 1, 1), 5)


@points(1)
def test_the_gym(parameter_count):
    """The lecture's six exercises, for a network of 16 neurons, or of 3."""
    check(parameter_count(6, 16, 6), 470)
    check(parameter_count(6, 3, 6), 54)


@points(1.5)
def test_any_sizes(parameter_count, reference, rng):
    """Each size has its own share."""
    for _ in range(3):
        D, H, K = (int(size) for size in rng.choice(range(2, 30), size=3, replace=False))
        expected = reference.parameter_count(D, H, K)
        check(parameter_count(D, H, K), expected)


@points(0.5)
def test_large_network(parameter_count):
    """A large vocabulary costs inputs and outputs, and the count is exact."""
    check(parameter_count(40_001, 301, 20_000), 18_171_203)
    check(parameter_count(20_000, 100, 30_000), 5_040_100)
