"""Judges numerical_gradient: central differences, coordinate by coordinate."""

from __future__ import annotations

import numpy as np

from autograder.suite import check, check_unchanged, formula, points, public


@public
@points(2)
def test_sum_of_squares(numerical_gradient):
    """The sum of the squares rises twice as fast as each coordinate is large."""
    slope = numerical_gradient(formula("np.sum(x ** 2)"), np.array([1.0, -2.0, 3.0]))
    check(slope, np.array([2.0, -4.0, 6.0]))


@public
@points(2)
def test_one_slope_for_each_entry(numerical_gradient):
    """A matrix goes in, a matrix of slopes comes out; entries that f ignores have slope 0."""
    x = np.array([[3.0, 1.0, 1.0], [1.0, 1.0, -4.0]])
    slope = numerical_gradient(formula("5 * x[0, 0] * x[1, 2] + x[0, 1]"), x)
    check(slope, np.array([[-20.0, 1.0, 0.0], [0.0, 0.0, 15.0]]))


@points(1)
def test_differences_are_central(numerical_gradient):
    """Measured to either side of x, x³ has the slope 3x² and the square of the step."""
    f = formula("np.sum(x ** 3)")
    wide = numerical_gradient(f, np.array([2.0, -1.0, 0.0]), h=0.5)
    narrow = numerical_gradient(f, np.array([-3.0, 1.5]), h=0.25)
    check(wide, np.array([12.25, 3.25, 0.25]))
    check(narrow, np.array([27.0625, 6.8125]))


@points(1)
def test_step_when_nothing_is_said(numerical_gradient):
    """The step is 1e-5 wherever the caller names none."""
    x = np.array([4e-6, -2e-6, 1.0])  # |x| between −h and h has the slope x / h
    check(numerical_gradient(formula("np.sum(np.abs(x))"), x), np.array([0.4, -0.2, 1.0]))


@points(0.5)
def test_three_axes(numerical_gradient, reference, rng):
    """Any number of axes will do, and f is given x in its own shape."""
    f = formula("np.sum(np.sin(x[0] @ x[1].T)) + np.sum(np.exp(x[1, 2]))")
    x = rng.normal(size=(2, 3, 4))
    expected = reference.numerical_gradient(f, x)
    check(numerical_gradient(f, x), expected)


@points(0.5)
def test_few_coordinates(numerical_gradient):
    """A point of one or two coordinates keeps its axes, and its slopes all their digits."""
    sines = numerical_gradient(formula("np.sum(np.sin(x))"), np.array([[0.3], [0.7]]))
    square = numerical_gradient(formula("x[0] ** 2"), np.array([3.0]))
    sine = numerical_gradient(formula("np.sin(x[0, 0])"), np.array([[0.8]]))
    number = numerical_gradient(formula("3 * x * x"), np.array(0.5))
    check(sines, np.array([[0.9553365], [0.7648422]]))
    check(square, np.array([6.0]))
    check(sine, np.array([[0.6967067]]))
    check(number, np.array(3.0))


@points(1)
def test_other_coordinates_stay_in_place(numerical_gradient, rng):
    """While one coordinate moves, all others stand at x: each slope is the others' product."""
    x = rng.uniform(1.0, 2.0, size=5)
    expected = np.prod(x) / x
    check(numerical_gradient(formula("np.prod(x)"), x, h=0.25), expected)


@points(1)
def test_whole_numbers(numerical_gradient):
    """At a point of whole numbers the steps are still fractions."""
    f = formula("np.sum(x * x) + 3 * x[0]")
    check(numerical_gradient(f, np.array([2, 0, -3])), np.array([7.0, 0.0, -6.0]))
    check(numerical_gradient(f, np.array([0, 200], dtype=np.uint8)), np.array([3.0, 400.0]))


@points(0.5)
def test_single_precision(numerical_gradient):
    """A point in float32 loses nothing: the tiny steps need all digits of float64."""
    x = np.array([[0.5, -0.75], [1.5, 2.0]], dtype=np.float32)
    expected = np.array([[1.0, -1.5], [3.0, 4.0]])
    check(numerical_gradient(formula("np.sum(x ** 2)"), x), expected)


@points(0.5)
def test_point_is_left_unchanged(numerical_gradient, rng):
    """The point is the same after the call, to the last digit."""
    x = rng.normal(size=(3, 4))
    expected = 2 * x
    check(check_unchanged(numerical_gradient, formula("np.sum(x ** 2)"), x), expected)
