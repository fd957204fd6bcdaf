"""Diagnosis: which known mistake, if exactly one, explains a student's answers.

A hint has to be right or absent. A mistake is named only if it gives the student's answer
on every call that the tests made, right ones and wrong ones, if at least two of these were
wrong, and if no other mistake does the same.
"""

from __future__ import annotations

import contextlib
import copy
import io
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.grading.reference import Mistake, Reference, same_answer
from autograder.sandbox.calls import Call, leaves
from autograder.sandbox.child import wire
from autograder.sandbox.child.changes import changed_parts

MOST_ASKED = 12  # further calls of a student's function, to be sure of a diagnosis
Ask = Callable[[Call], Call]
AnswerOf = Callable[[Callable[..., Any], Call], "Answer"]  # of one of our own functions


PREPARED_SECONDS = 0.1  # for a question


@dataclass(frozen=True)
class Answer:
    """What a function did with some arguments."""

    value: Any = None
    raised: str = ""  # the exception's type
    changed: dict[str, Any] = field(default_factory=dict)  # what became of which argument


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
    changed = changed_parts((call.arguments, call.options), (arguments, options))
    return Answer(*(wire.decode(*wire.encode(part)) for part in (value, "", changed)))


class Catalogue:
    """A diagnosis that knows all mistakes: for graders.

    What they answer to the calls of a suite it finds out once, if it is told these calls.
    """

    def __init__(self, mistakes: Sequence[Mistake], reference: Reference) -> None:
        reference.lend(mistake.function for mistake in mistakes)
        self._mistakes, self._reference = mistakes, reference
        self._right: dict[str, Callable[..., Any]] = {}
        self._known: dict[tuple[int, str, bytes], Answer] = {}

    def __call__(
        self, question: str, calls: Sequence[Call], more: Sequence[Call], ask: Ask
    ) -> tuple[str, str] | None:
        """Id and hint of the mistake that explains the calls; None where there is no one."""
        right = self._right_of(question)
        found = diagnose(calls, self._of(question), right, more, ask, self._answer)
        return (found.id, found.hint) if found else None

    def prepare(self, question: str, calls: Sequence[Call]) -> None:
        """Find out what a suite will need; not where it takes long, as training does."""
        functions = [self._right_of(question), *(m.function for m in self._of(question))]
        end = time.monotonic() + PREPARED_SECONDS
        for function in functions:
            for call in calls:
                if time.monotonic() > end:
                    return
                self._known[id(function), *call.key] = answer(function, call)

    def _answer(self, function: Callable[..., Any], call: Call) -> Answer:
        return self._known.get((id(function), *call.key)) or answer(function, call)

    def _right_of(self, question: str) -> Callable[..., Any]:
        return self._right.setdefault(question, getattr(self._reference, question))

    def _of(self, question: str) -> list[Mistake]:
        return [mistake for mistake in self._mistakes if mistake.question == question]


def diagnose(
    calls: Sequence[Call],
    mistakes: Sequence[Mistake],
    right: Callable[..., Any],
    more: Sequence[Call] = (),
    ask: Ask | None = None,
    answer_of: AnswerOf = answer,
) -> Mistake | None:
    """The one mistake that explains the calls, or None.

    First on all calls; then without those whose arrays are not float64, since what bytes
    and single precision do to an answer is a matter of its own, on top of any mistake.
    A test ends with its first wrong answer, so where the calls don't suffice, `ask` makes
    a few of those in `more` on which the mistakes in question give themselves away.
    """
    judged: dict[tuple[str, bytes], _Judged] = {}
    look = _Look(right, answer_of)
    for call in calls:
        if call.failure is not None and call.failure.kind != "raised":
            return None  # no answer that could be compared
        if call.key not in judged:
            judged[call.key] = look.judge(call)
    for usual_only in (False, True):
        chosen = [j for j in judged.values() if not usual_only or _in_double_precision(j.call)]
        if all(entry.fine for entry in chosen):
            continue
        explaining = [mistake for mistake in mistakes if look.explains(mistake, chosen)]
        if not explaining:
            continue
        wrong = sum(not entry.fine for entry in chosen)
        left = MOST_ASKED if ask is not None else 0
        for call in more:
            if (len(explaining) == 1 and wrong >= 2) or not explaining or not left:
                break
            if call.key in judged or (usual_only and not _in_double_precision(call)):
                continue
            expected = look.expected(call)
            if all(agree(expected, look.of(mistake, call, expected)) for mistake in explaining):
                continue  # on this input nothing would show
            assert ask is not None
            left -= 1
            made = ask(call)
            if made.failure is not None and made.failure.kind != "raised":
                return None
            entry = judged[call.key] = look.judge(made)
            wrong += not entry.fine
            explaining = [mistake for mistake in explaining if look.explains(mistake, [entry])]
        if len(explaining) == 1 and wrong >= 2:
            return explaining[0]
        if explaining:
            return None
    return None


@dataclass(frozen=True)
class _Judged:
    call: Call
    expected: Answer
    given: Answer
    fine: bool


@dataclass(frozen=True)
class _Look:
    """What a call gave, beside what the right function and mistakes give."""

    right: Callable[..., Any]
    answer: AnswerOf

    def expected(self, call: Call) -> Answer:
        return self.answer(self.right, call)

    def judge(self, call: Call) -> _Judged:
        expected = self.expected(call)
        given = without_extras(given_by(call), expected)
        return _Judged(call, expected, given, agree(expected, given))

    def of(self, mistake: Mistake, call: Call, expected: Answer) -> Answer:
        return without_extras(self.answer(mistake.function, call), expected)

    def explains(self, mistake: Mistake, entries: Sequence[_Judged]) -> bool:
        # Wrong answers first: they tell mistakes apart the fastest.
        ordered = sorted(entries, key=lambda entry: entry.fine)
        return all(
            agree(self.of(mistake, each.call, each.expected), each.given) for each in ordered
        )


def _in_double_precision(call: Call) -> bool:
    parts = leaves([call.arguments, call.options])
    return all(part.dtype == np.float64 for part in parts if isinstance(part, np.ndarray))


def given_by(call: Call) -> Answer:
    """What the student's function did."""
    if call.failure is not None:
        return Answer(raised=str(call.failure.error.get("kind", "")))
    return Answer(call.value, changed=call.changed)


def without_extras(given: Answer, expected: Answer) -> Answer:
    """The answer without entries of dicts that nobody asked for: those are allowed."""
    return replace(given, value=_common(given.value, expected.value))


def _common(value: Any, expected: Any) -> Any:
    if isinstance(value, dict) and isinstance(expected, dict):
        return {key: _common(part, expected[key]) for key, part in value.items() if key in expected}
    pairs = isinstance(value, list | tuple) and isinstance(expected, list | tuple)
    if pairs and len(value) == len(expected):
        return type(value)(map(_common, value, expected))
    return value


def agree(one: Answer, other: Answer) -> bool:
    """Whether two functions did the same; exceptions of one type count as one another."""
    if one.raised or other.raised:
        return one.raised == other.raised
    return same_answer(one.changed, other.changed) and same_answer(one.value, other.value)
