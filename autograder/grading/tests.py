"""What a grader needs of tests: those of a suite, or the public ones in a student's folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from autograder.course import Assignment
    from autograder.grading.reference import Reference
    from autograder.sandbox.calls import Call


class Test(Protocol):
    """One test and what its author said about it."""

    @property
    def identity(self) -> str:
        """No other test of the assignment has the same."""

    @property
    def name(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def points(self) -> float: ...
    @property
    def public(self) -> bool: ...


class Tests(Protocol):
    """The tests of one assignment, ready to run. Each implementation has tests of its own kind."""

    @property
    def assignment(self) -> Assignment: ...
    @property
    def reference(self) -> Reference | None: ...
    def of(self, question: str) -> tuple[Any, ...]:
        """The tests of one question."""

    def calls(self, question: str) -> tuple[Call, ...]:
        """What the tests of a question ask of a right answer, where that is known."""

    def recorded(self, test: Any) -> tuple[Call, ...]:
        """What one test asks of a right answer, where that is known."""

    def ahead(self, test: Any) -> tuple[Call, ...]:
        """The first of these, as far as none gives away the answer to another."""

    def together(self, tests: Sequence[Any]) -> int:
        """How many of some tests, from the first on, may be asked in one go."""

    def run(self, test: Any, function: Any) -> tuple[BaseException | None, tuple[str, ...]]:
        """Run a test on a function: what it raised (None where it passed), and its notes."""
