"""Judges gym_sequence: what the network is told on each day, and what it should answer."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(1.5)
def test_the_plan_waits(gym_sequence):
    """What was due on a missed day is due again, and the day after has an empty input."""
    xs = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    ys = np.array([0, 1, 1, 2])
    check(gym_sequence([0, 1, 2], [True, False, True, True], 3), (xs, ys))


@public
@points(1)
def test_the_plan_starts_again(gym_sequence):
    """After the last exercise of the plan comes its first."""
    xs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    ys = np.array([1, 0, 1, 0, 1])
    check(gym_sequence([1, 0], [True] * 5, 2), (xs, ys))


@public
@points(1.5)
def test_a_plan_that_leaves_exercises_out(gym_sequence):
    """A vector has a place for each of the n exercises, also for those not in the plan."""
    xs = np.array([[0.0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0]])
    ys = np.array([3, 1, 3, 3])
    check(gym_sequence([3, 1], [True, True, False, False], 4), (xs, ys))


@points(1)
def test_first_day_missed(gym_sequence):
    """Until we come for the first time, the plan's first exercise stays due."""
    xs = np.array([[0.0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1]])
    check(gym_sequence([2, 0, 1], [False, False, True, True], 3), (xs, np.array([2, 2, 2, 0])))
    check(gym_sequence([1, 0], [False, True], 2), (np.zeros((2, 2)), np.array([1, 1])))


@points(1)
def test_an_exercise_twice(gym_sequence):
    """An exercise may stand twice in the plan: the place in the plan counts, not its number."""
    plans = [0, 1, 0, 2], [2, 2, 1]
    results = [gym_sequence(list(order), [True] * 7, 3) for order in plans]
    for order, result in zip(plans, results):
        due = (order * 3)[:7]
        check(result, (np.vstack([np.zeros(3), np.eye(3)[due[:-1]]]), np.array(due)))


@points(1)
def test_several_missed_days(gym_sequence, reference):
    """After two or three missed days in a row every one of the inputs is empty."""
    for attended in ("110001101", "1001000111"):
        days = [day == "1" for day in attended]
        expected = reference.gym_sequence([1, 3, 0, 2], days, 4)
        check(gym_sequence([1, 3, 0, 2], list(days), 4), expected)


@points(0.5)
def test_many_rounds(gym_sequence):
    """The plan comes round again and again, be it of two exercises or of a single one."""
    due = np.array([7, 2] * 18)
    rounds = [gym_sequence([7, 2], [True] * days, 9) for days in (35, 28)]
    single = gym_sequence([1], [True, False, True], 2)
    for days, result in zip((35, 28), rounds):
        check(result, (np.vstack([np.zeros(9), np.eye(9)[due[: days - 1]]]), due[:days]))
    check(single, (np.array([[0.0, 0], [0, 1], [0, 0]]), np.array([1, 1, 1])))


@points(1)
def test_any_fortnight(gym_sequence, reference, rng):
    """Any plan and any attendance, with all exercises or some of them."""
    for n, used in ((6, 4), (5, 5)):
        order = [int(exercise) for exercise in rng.permutation(n)[:used]]
        attended = [bool(there) for there in rng.random(14) < 0.7]
        expected = reference.gym_sequence(order, attended, n)
        check(gym_sequence(list(order), list(attended), n), expected)


@points(0.5)
def test_a_single_day(gym_sequence):
    """One day has one row of zeros, and the plan's first exercise is due."""
    for order in ([4, 0, 1], [2, 1]):
        for there in (True, False):
            check(gym_sequence(order, [there], 5), (np.zeros((1, 5)), np.array(order[:1])))


@points(1)
def test_arguments_are_left_unchanged(gym_sequence, reference):
    """Plan and attendance are the same after the call."""
    plan, attended = [2, 0, 1], [True, False, True, True, True]
    for problem in ((plan, attended, 3), ([1, 0], [False, True, True], 2)):
        expected = reference.gym_sequence(*problem)
        check(check_unchanged(gym_sequence, *problem), expected)
