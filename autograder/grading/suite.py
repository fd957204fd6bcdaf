"""A collected suite: its tests run on demand, with any implementation behind the fixtures.

It can be run any number of times; running in a forked child leaves its state untouched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Assignment, Question
from autograder.errors import AutograderError, place_in
from autograder.grading import compare
from autograder.grading.recording import Recording, recording_of
from autograder.grading.reference import Reference
from autograder.sandbox.calls import Call
from autograder.sandbox.child import wire
from autograder.sandbox.student import AHEAD_BYTES

OURS = ("reference", "rng")  # our fixtures besides the students' functions


@dataclass(frozen=True)
class SuiteTest:
    """One collected test and what its author said about it.

    `plain` tests ask for nothing but our own fixtures and parameters, so they can be called
    like functions; pytest's set-up and tear-down would cost more than most of them.
    """

    item: pytest.Function
    question: str
    sentence: str
    points: float
    public: bool
    plain: bool

    @property
    def name(self) -> str:
        return self.item.name

    @cached_property  # pytest makes it anew each time
    def identity(self) -> str:
        return self.item.nodeid


def points_problem(question: Question, carried: float, folder: Path) -> AutograderError | None:
    """What is wrong where the tests of a question, in a suite's folder, carry other points."""
    if abs(carried - question.points) <= 1e-9:
        return None
    return AutograderError(
        f"{question.name}: its tests carry {carried:g} points, assignment.toml says "
        f"{question.points:g}.",
        str(folder / f"test_{question.name}.py"),
        "Make the numbers in @points(…) add up, or change assignment.toml.",
    )


@dataclass
class Suite:
    """All tests of one assignment, ready to run."""

    assignment: Assignment
    tests: tuple[SuiteTest, ...]
    reference: Reference | None
    seed: int = 0
    _recorded: dict[str, Recording] = field(default_factory=dict)
    _revealing: dict[str, frozenset[str]] = field(default_factory=dict)
    _functions: dict[str, Any] = field(default_factory=dict)
    _errors: dict[str, BaseException] = field(default_factory=dict)
    _generators: dict[str, tuple[np.random.Generator, Any]] = field(default_factory=dict)

    def of(self, question: str) -> tuple[SuiteTest, ...]:
        """The tests of one question, in the order of their file."""
        return tuple(test for test in self.tests if test.question == question)

    def calls(self, question: str) -> tuple[Call, ...]:
        """What the tests of a question ask of a right answer."""
        return tuple(call for test in self.of(question) for call in self.recorded(test))

    def recorded(self, test: SuiteTest) -> tuple[Call, ...]:
        """What one test asks of a right answer; found out by running it on the reference,
        which also proves that suite and solution agree.

        Raises AutograderError where they don't.
        """
        return self._record(test).calls

    def ahead(self, test: SuiteTest) -> tuple[Call, ...]:
        """Those of its calls that may be sent before the earlier ones are answered: up to the
        first one with a number in it that an earlier answer has brought up.
        """
        recording = self._record(test)
        return recording.calls[: recording.ahead]

    def together(self, tests: Sequence[SuiteTest]) -> int:
        """How many of these tests, from the first on, may be asked in one go.

        A hidden test is not asked together with public ones, which may still tell what they
        were answered; none is together with one that it gives an answer away to.
        """
        chosen: set[str] = set()
        room = AHEAD_BYTES
        for test in tests:
            recording = self._record(test)
            room -= recording.size
            told = test.public != tests[0].public or not chosen.isdisjoint(self._revealed(test))
            if chosen and (told or room < 0):
                break
            chosen.add(test.identity)
            if recording.ahead < len(recording.calls):
                break
        return len(chosen)

    def _revealed(self, test: SuiteTest) -> frozenset[str]:
        """The tests of its question whose answers its calls would give away."""
        if test.identity not in self._revealing:
            mine, others = self._record(test), self.of(test.question)
            found = (other for other in others if mine.gives_away(self._record(other)))
            self._revealing[test.identity] = frozenset(other.identity for other in found)
        return self._revealing[test.identity]

    def _record(self, test: SuiteTest) -> Recording:
        if self.reference is None:
            return Recording()
        if test.identity not in self._recorded:
            made: list[tuple[Call, Any]] = []
            right = getattr(self.reference, test.question)
            error, _ = self.run(test, _noted(test.question, right, made))
            if error is not None:
                raise AutograderError(
                    f"the solution fails {test.name}: {type(error).__name__}: {error}",
                    place_in(test.item.path, error),
                    "Mend the test or the solution.",
                )
            self._recorded[test.identity] = recording_of(made)
        return self._recorded[test.identity]

    def run(self, test: SuiteTest, function: Any) -> tuple[BaseException | None, tuple[str, ...]]:
        """Run a test with `function` behind its question's fixture: what it raised (None
        where it passed) and the notes it made.
        """
        self._functions[test.question] = function
        compare.NOTES.clear()
        error = self._call(test) if test.plain else self._run_with_pytest(test)
        if isinstance(error, pytest.fail.Exception):
            error = AssertionError(error.msg)
        return error, tuple(compare.NOTES)

    def rng(self, item: pytest.Function) -> np.random.Generator:
        """The generator of a test: the same numbers for every submission."""
        if item.nodeid not in self._generators:
            text = f"{self.seed}:{item.path.stem}::{item.name}"
            digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
            made = np.random.default_rng(int.from_bytes(digest, "big"))
            self._generators[item.nodeid] = made, made.bit_generator.state
        generator, start = self._generators[item.nodeid]
        generator.bit_generator.state = start
        return generator

    def _call(self, test: SuiteTest) -> BaseException | None:
        parameters = test.item.callspec.params if hasattr(test.item, "callspec") else {}
        arguments = {}
        for name in test.item._fixtureinfo.argnames:
            if name in parameters:
                arguments[name] = parameters[name]
            elif name in OURS:
                arguments[name] = self.reference if name == "reference" else self.rng(test.item)
            else:
                arguments[name] = self._functions[name]
        try:
            test.item.obj(**arguments)
        except (Exception, pytest.fail.Exception) as error:
            return error
        return None

    def _run_with_pytest(self, test: SuiteTest) -> BaseException | None:
        self._errors.clear()
        test.item.config.hook.pytest_runtest_protocol(item=test.item, nextitem=None)
        return self._errors.pop(test.item.nodeid, None)


def _noted(
    name: str, function: Callable[..., Any], made: list[tuple[Call, Any]]
) -> Callable[..., Any]:
    """The function, noting what it is called with and what it answers."""

    def call(*arguments: Any, **options: Any) -> Any:
        asked = Call(name, *wire.encode((arguments, options)))
        made.append((asked, None))
        value = function(*arguments, **options)
        made[-1] = asked, value
        return value

    return call
