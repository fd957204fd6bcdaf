"""Diagnosis: which known mistake, if exactly one, explains a student's answers.

A hint has to be right or absent. A mistake is named only if it gives the student's answer
on every call that the tests made, differs from the right answer on at least two different
inputs, and no other mistake does the same.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.grading.reference import Mistake, Reference, same_answer
from autograder.sandbox.child import wire
from autograder.sandbox.student import Call


@dataclass(frozen=True)
class Answer:
    """What a function did with some arguments."""

    value: Any = None
    raised: str = ""  # the exception's type
    changed: bool = False  # an argument


def by_catalogue(
    mistakes: Sequence[Mistake], reference: Reference
) -> Callable[[str, Sequence[Call]], tuple[str, str] | None]:
    """A diagnosis that knows the whole catalogue: for graders."""

    def diagnosis(question: str, calls: Sequence[Call]) -> tuple[str, str] | None:
        known = [mistake for mistake in mistakes if mistake.question == question]
        found = diagnose(calls, known, getattr(reference, question))
        return (found.id, found.hint) if found else None

    return diagnosis


def diagnose(
    calls: Iterable[Call], mistakes: Sequence[Mistake], right: Callable[..., Any]
) -> Mistake | None:
    """The one mistake that explains all calls, or None."""
    evidence = {mistake.id: 0 for mistake in mistakes}
    candidates = list(mistakes)
    seen = set()
    for call in calls:
        if call.failure is not None and call.failure.kind != "raised":
            return None  # no answer that could be compared
        key = json.dumps(call.form), call.payload
        if key in seen or not candidates:
            continue
        seen.add(key)
        given = given_by(call)
        candidates = [m for m in candidates if agree(answer(m.function, call), given)]
        if candidates and not agree(answer(right, call), given):
            for mistake in candidates:
                evidence[mistake.id] += 1
    explained = [mistake for mistake in candidates if evidence[mistake.id] >= 2]
    return explained[0] if len(explained) == len(candidates) == 1 else None


def answer(function: Callable[..., Any], call: Call) -> Answer:
    """What one of our own functions does with the arguments of a call."""
    arguments, options = copy.deepcopy((call.arguments, call.options))
    quiet = contextlib.redirect_stdout(io.StringIO())
    with quiet, np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = function(*arguments, **options)
        except Exception as error:
            return Answer(raised=type(error).__name__)
    # Through the wire, so that both sides had the same journey.
    changed = not wire.alike((call.arguments, call.options), (arguments, options))
    return Answer(wire.decode(*wire.encode(value)), changed=changed)


def given_by(call: Call) -> Answer:
    """What the student's function did."""
    if call.failure is not None:
        return Answer(raised=str(call.failure.error.get("kind", "")))
    return Answer(call.value, changed=call.changed)


def agree(one: Answer, other: Answer) -> bool:
    """Whether two functions did the same."""
    return (one.raised, one.changed) == (other.raised, other.changed) and (
        bool(one.raised) or same_answer(one.value, other.value)
    )
