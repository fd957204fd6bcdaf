"""Seals the hints of the mistakes that the public tests can tell apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.course import Assignment, Course
from autograder.grading.collecting import collect
from autograder.grading.hints import Answer, agree, answer, without_extras
from autograder.grading.reference import Reference, load_mistakes, load_reference
from autograder.grading.sealed import seal, signature
from autograder.grading.suite import Suite, SuiteTest
from autograder.sandbox.calls import Call
from autograder.sandbox.child import wire


def write_hints(course: Course, assignment: Assignment) -> str:
    """The text of tests/hints.json.

    Every mistake is sent through the public tests. Its hint is sealed if its answers are
    unlike those of every other mistake, and wrong on two different inputs at least: the
    rules of `grading.hints`, on the public tests alone. And they have to be the same on every
    machine: where rounding decides what comes out, as when a training run goes astray, another
    processor would give another key.
    """
    mistakes = load_mistakes(course, assignment)
    reference = load_reference(course, assignment)
    reference.lend(mistake.function for mistake in mistakes)
    sealed: dict[str, dict[str, str]] = {}

    def run(suite: Suite) -> None:
        for question in assignment.names:
            tests = [test for test in suite.of(question) if test.public]
            known = [mistake for mistake in mistakes if mistake.question == question]
            keys = [(m, *_through(suite, tests, question, m.function, reference)) for m in known]
            times = Counter(key for _, key, *_ in keys)
            locks = dict(
                seal(key, mistake.id, mistake.hint)
                for mistake, key, evidence, steady in keys
                if times[key] == 1 and evidence >= 2 and steady
            )
            if locks:
                sealed[question] = dict(sorted(locks.items()))

    collect(assignment, sorted(course.suite(assignment.slug).glob("test_*.py")), reference, run)
    return json.dumps(sealed, indent=1) + "\n"


def _through(
    suite: Suite,
    tests: list[SuiteTest],
    question: str,
    function: Callable[..., Any],
    reference: Reference,
) -> tuple[bytes, int, bool]:
    """The signature of a function's answers to the public tests, how many are wrong, and
    whether inputs that differ by rounding have the same answers.
    """
    made: list[tuple[Call, Answer]] = []
    steady = True

    def stand_in(*arguments: Any, **options: Any) -> Any:
        call = Call(question, *wire.encode((arguments, options)))
        given = answer(function, call)
        made.append((call, given))
        nonlocal steady
        nudged = Call(question, *wire.encode(_nudged((arguments, options))))
        steady &= signature([(call, answer(function, nudged))]) == signature([(call, given)])
        stand_in.changed_arguments = [c for c, a in made if a.changed]  # type: ignore[attr-defined]
        if given.raised:
            raise ValueError(given.raised)
        return given.value

    for test in tests:
        suite.run(test, stand_in)
    right = getattr(reference, question)
    wrong = {
        call.key
        for call, given in made
        if not agree(expected := answer(right, call), without_extras(given, expected))
    }
    return signature(made), len(wrong), steady


def _nudged(value: Any) -> Any:
    """The same arguments, each number in their arrays a few roundings larger."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value * (1 + 2.0**-50)
    if isinstance(value, list | tuple):
        return type(value)(map(_nudged, value))
    if isinstance(value, dict):
        return {key: _nudged(part) for key, part in value.items()}
    return value
