"""Judges last_workout: the last exercise that was really done, past all missed days."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(2)
def test_look_past_the_missed_days(last_workout):
    """Missed days at the end are passed over, until one that was attended."""
    check(last_workout([0, 2, None], 4), np.array([0.0, 0.0, 1.0, 0.0]))
    check(last_workout([3, 1, None, None, None], 4), np.array([0.0, 1.0, 0.0, 0.0]))


@public
@points(1)
def test_exercise_number_zero(last_workout):
    """0 is an exercise like any other; only None is a missed day."""
    check(last_workout([2, 0], 3), np.array([1.0, 0.0, 0.0]))
    check(last_workout([1, 0, None], 3), np.array([1.0, 0.0, 0.0]))


@public
@points(1)
def test_never_there(last_workout):
    """If every day was missed there is no last workout, and all entries are 0."""
    check(last_workout([None, None, None], 2), np.zeros(2))
    check(last_workout([None], 5), np.zeros(5))


@points(1)
def test_attended_on_the_last_day(last_workout):
    """If the last day was attended, it counts, whatever was missed before."""
    check(last_workout([None, 4, None, 2], 5), np.array([0.0, 0.0, 1.0, 0.0, 0.0]))
    check(last_workout([4, 3, 2, 1], 5), np.array([0.0, 1.0, 0.0, 0.0, 0.0]))


@points(1)
def test_only_the_last_one_counts(last_workout):
    """Neither the highest number nor the most frequent exercise is asked for."""
    check(last_workout([4, 3, 3, None, 1, None], 5), np.array([0.0, 1.0, 0.0, 0.0, 0.0]))
    check(last_workout([2, 2, 2, 5, 3, None, None], 6), np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0]))


@points(1)
def test_a_long_break(last_workout):
    """However long the break, the workout before it is remembered."""
    check(last_workout([1, 2, *[None] * 30], 3), np.array([0.0, 0.0, 1.0]))
    check(last_workout([2, 1, 0, *[None] * 7], 3), np.array([1.0, 0.0, 0.0]))
    check(last_workout([1, None, None], 3), np.array([0.0, 1.0, 0.0]))


@points(1.5)
def test_any_history(last_workout, reference, rng):
    """Any mixture of attended and missed days, with any number of exercises."""
    for n in (2, 6, 9):
        history = [int(day) if day >= 0 else None for day in rng.integers(-n, n, size=12)]
        history += [int(rng.integers(n)), None, None]
        expected = reference.last_workout(list(history), n)
        check(last_workout(history, n), expected)


@points(0.5)
def test_a_single_day(last_workout):
    """A history of one day is enough, attended or not, and so is a single exercise; before
    the first day nothing was attended.
    """
    check(last_workout([2], 4), np.array([0.0, 0.0, 1.0, 0.0]))
    check(last_workout([None], 3), np.zeros(3))
    check(last_workout([0], 1), np.array([1.0]))
    check(last_workout([], 3), np.zeros(3))


@points(1)
def test_history_is_left_unchanged(last_workout, reference):
    """The history has the same days after the call."""
    for problem in (([1, 0, None, 2, None, None], 3), ([None, 1, None], 2)):
        expected = reference.last_workout(*problem)
        check(check_unchanged(last_workout, *problem), expected)
