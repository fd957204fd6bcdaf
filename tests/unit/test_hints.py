"""A hint is right or absent: what has to agree before a mistake is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.grading.hints import answer, diagnose
from autograder.grading.reference import Mistake
from autograder.sandbox.calls import Call, Result
from autograder.sandbox.child import wire

INPUTS = [(np.array([1.0, 2.0]), np.array([3.0, 4.0])), (np.array([5.0]), np.array([-6.0]))]
LISTS = [([1, 2], ["a"]), ([3], ["b", "c"])]


def named(
    student: Callable[..., Any], wrong: Callable[..., Any], right: Callable[..., Any], inputs: Any
) -> bool:
    """Whether a catalogue with one mistake explains what a student's function does."""
    calls = []
    for arguments in inputs:
        call = Call("f", *wire.encode((arguments, {})))
        given = answer(student, call)
        call.result = Result(given.value, changed=given.changed)
        calls.append(call)
    return diagnose(calls, [Mistake("m", "f", "A hint.", wrong)], right) is not None


def plus(x: Any, y: Any) -> Any:
    return x + y


def changes_first(x: Any, y: Any) -> Any:
    x += y
    return x.copy()


def changes_second(x: Any, y: Any) -> Any:
    y += x
    return y.copy()


def test_which_argument_was_changed_matters() -> None:
    """The hint for a change of one argument is not given for a change of another."""
    assert named(changes_first, changes_first, plus, INPUTS)
    assert not named(changes_second, changes_first, plus, INPUTS)


def test_what_an_argument_became_matters() -> None:
    """Taking out of a list is not adding to it."""

    def right(x: list[int], y: list[str]) -> int:
        return len(x)

    def appends(x: list[int], y: list[str]) -> int:
        x.append(0)
        return len(x) - 1

    def pops(x: list[int], y: list[str]) -> int:
        x.pop()
        return len(x) + 1

    assert named(appends, appends, right, LISTS)
    assert not named(pops, appends, right, LISTS)


def test_an_entry_that_is_missing_explains_only_a_missing_one() -> None:
    """A mistake that leaves an entry out does not explain one that is there and wrong."""

    def right(x: Any, y: Any) -> Any:
        return {"a": x, "b": y}

    def leaves_out(x: Any, y: Any) -> Any:
        return {"a": x}

    def negates(x: Any, y: Any) -> Any:
        return {"a": x, "b": -y}

    def has_more(x: Any, y: Any) -> Any:
        return {"a": x, "more": 1}

    assert named(leaves_out, leaves_out, right, INPUTS)
    assert named(has_more, leaves_out, right, INPUTS)  # more entries are allowed
    assert not named(negates, leaves_out, right, INPUTS)
