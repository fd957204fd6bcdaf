"""Diagnosis: which known mistake, if exactly one, explains a student's answers.

A hint has to be right or absent. A mistake is named only if it gives the student's answer
on every call that the tests made, right ones and wrong ones, if at least two of these were
wrong, and if no other mistake does the same.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    """The one mistake that explains the calls, or None.

    First on all calls; then without those whose arrays are not float64, since what bytes
    and single precision do to an answer is a matter of its own, on top of any mistake.
    """
    distinct: dict[tuple[str, bytes], tuple[Call, Answer]] = {}
    for call in calls:
        if call.failure is not None and call.failure.kind != "raised":
            return None  # no answer that could be compared
        distinct.setdefault((json.dumps(call.form), call.payload), (call, given_by(call)))
    judged = [(call, given, agree(answer(right, call), given)) for call, given in distinct.values()]
    judged.sort(key=lambda entry: entry[2])  # wrong answers tell mistakes apart the fastest
    for chosen in (judged, [entry for entry in judged if _in_double_precision(entry[0])]):
        if sum(not fine for _, _, fine in chosen) < 2:
            continue
        explaining = [
            mistake
            for mistake in mistakes
            if all(agree(answer(mistake.function, call), given) for call, given, _ in chosen)
        ]
        if explaining:
            return explaining[0] if len(explaining) == 1 else None
    return None


def _in_double_precision(call: Call) -> bool:
    def arrays(value: Any) -> Iterator[np.ndarray]:
        if isinstance(value, np.ndarray):
            yield value
        elif isinstance(value, list | tuple):
            for part in value:
                yield from arrays(part)
        elif isinstance(value, dict):
            yield from arrays(list(value.values()))

    return all(array.dtype == np.float64 for array in arrays([call.arguments, call.options]))


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
    """Whether two functions did the same; any exception counts as any other."""
    if one.raised or other.raised:
        return bool(one.raised) == bool(other.raised)
    return one.changed == other.changed and same_answer(one.value, other.value)
