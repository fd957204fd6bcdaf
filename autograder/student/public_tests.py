"""The public tests in a student's folder, loaded without pytest, which takes long to import.

They are complete in themselves: each asks for one function of the student's, and needs
nothing but NumPy. So they can be called like functions, here as in a notebook under Otter.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.sandbox.calls import Call

OTTER = ("otter", "otter.test_files")  # a test file registers itself with it where it is there
FRESH_COPY = "Take a fresh copy of the assignment's folder; your own file can stay as it is."


@dataclass(frozen=True)
class PublicTest:
    """One test function of tests/<question>.py."""

    name: str
    question: str
    sentence: str
    points: float
    function: Callable[..., None]
    notes: list[str]  # where its file writes down what it accepts, but would like to tell
    public: bool = True

    @property
    def identity(self) -> str:
        return f"{self.question}::{self.name}"


@dataclass(frozen=True)
class Finding:
    """The last run of a test: what it raised, and the call that it made before that."""

    test: PublicTest
    error: BaseException | None
    call: Call | None

    @property
    def expected(self) -> Any:
        return getattr(self.error, "expected", None)

    @property
    def got(self) -> Any:
        return getattr(self.error, "actual", None)


@dataclass
class PublicTests:
    """The tests of some or all questions of an assignment, and what they last found."""

    assignment: Assignment
    tests: tuple[PublicTest, ...]
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    reference: None = None  # it stays with the graders

    def of(self, question: str) -> tuple[PublicTest, ...]:
        """The tests of one question, in the order of their file."""
        return tuple(test for test in self.tests if test.question == question)

    def calls(self, question: str) -> tuple[Call, ...]:
        """Nothing: what they ask of a right answer is known to graders only."""
        return ()

    def recorded(self, test: PublicTest) -> tuple[Call, ...]:
        """Nothing, likewise."""
        return ()

    ahead = recorded

    def together(self, tests: Sequence[PublicTest]) -> int:
        """One, of which nothing is known."""
        return 1

    def forget(self, questions: Sequence[str]) -> None:
        """Drop what was found about some questions, or about all."""
        for name in [key for key in self.findings if not questions or key[0] in questions]:
            del self.findings[name]

    def run(self, test: PublicTest, function: Any) -> tuple[BaseException | None, tuple[str, ...]]:
        """Run a test on a function that keeps its `calls`."""
        test.notes.clear()
        before = len(function.calls)
        error = _run(test, function)
        made = function.calls[before:]
        call = made[-1] if made else None
        self.findings[test.question, test.name] = Finding(test, error, call)
        return error, tuple(test.notes)


def read_public_tests(assignment: Assignment, questions: Sequence[str] = ()) -> PublicTests:
    """Load the tests of `questions`, or of all."""
    tests: list[PublicTest] = []
    for question in assignment.names:
        if not questions or question in questions:
            tests += _read(assignment.folder / "tests" / f"{question}.py", question)
    return PublicTests(assignment, tuple(tests))


def _read(path: Path, question: str) -> Iterator[PublicTest]:
    namespace: dict[str, Any] = {"__name__": f"public_tests_of_{question}", "__file__": str(path)}
    try:
        with _without_otter():
            exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
        functions = {name: f for name, f in namespace.items() if name.startswith("test_")}
        points = dict(zip(functions, namespace["points"], strict=True))
    except Exception as error:
        raise AutograderError(f"can't be used: {error!r}.", path, FRESH_COPY) from error
    notes = namespace.get("NOTES", [])
    for name, function in functions.items():
        sentence = " ".join((function.__doc__ or name).split())
        yield PublicTest(name, question, sentence, float(points[name]), function, notes)


def _run(test: PublicTest, function: Any) -> BaseException | None:
    try:
        test.function(function)
    except AssertionError as error:
        # pytest would say what a bare `assert` found; without it, the line has to do.
        return error if str(error) else AssertionError(f"`{_line(error)}` does not hold.")
    except Exception as error:
        return error
    return None


def _line(error: BaseException) -> str:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return "assert"
    return linecache.getline(place.tb_frame.f_code.co_filename, place.tb_lineno).strip()


@contextmanager
def _without_otter() -> Iterator[None]:
    before = {name: sys.modules[name] for name in OTTER if name in sys.modules}
    sys.modules.update(dict.fromkeys(OTTER))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in OTTER:
            del sys.modules[name]
        sys.modules.update(before)
