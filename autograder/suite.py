"""What the author of a suite imports: markers, comparisons, mistakes.

    from autograder.suite import check, points, public

A suite is plain pytest. Each question's function is a fixture of its own name;
`reference` holds the solution's functions and `rng` is a seeded generator:

    @points(2)
    def test_any_width(moving_average, reference, rng):
        \"\"\"Every width from a single value to all of them works.\"\"\"
        values = rng.normal(size=7)
        for width in (1, 2, 4, 7):
            check(moving_average(values, width), reference.moving_average(values, width))

Hidden is the default. A test marked `@public` goes to students word for word, so it
may use NumPy, what its own file defines, and the helpers from here, but neither
`reference` nor `rng`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from autograder.grading.compare import CheckFailure, check, check_unchanged, expect, formula

__all__ = [
    "CheckFailure",
    "check",
    "check_unchanged",
    "expect",
    "formula",
    "mistake",
    "points",
    "public",
    "variant",
]

Function = TypeVar("Function", bound=Callable[..., Any])


def points(number: float) -> pytest.MarkDecorator:
    """How many points of its question a test carries; every test needs this marker."""
    return pytest.mark.points(number)


def public(test: Function) -> Function:
    """Marks a test that students get to see and run."""
    marked: Function = pytest.mark.public(test)
    return marked


def mistake(question: str, hint: str) -> Callable[[Function], Function]:
    """Marks a function in mistakes.py as a known wrong answer to `question`.

    `hint` is one sentence that leads a student to the mistake without giving the code.
    """

    def mark(function: Function) -> Function:
        function.__mistake__ = (question, hint)  # type: ignore[attr-defined]
        return function

    return mark


def variant(question: str) -> Callable[[Function], Function]:
    """Marks a function in variants.py as a right but unusual answer to `question`.

    The suite has to give it full marks.
    """

    def mark(function: Function) -> Function:
        function.__variant__ = question  # type: ignore[attr-defined]
        return function

    return mark
