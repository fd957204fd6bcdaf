"""What `verify` found out, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.grading.reference import Mistake
from autograder.grading.results import QuestionScore


@dataclass(frozen=True)
class Row:
    """One mistake: which tests of its question it fails, and the hint that it got."""

    mistake: Mistake
    score: QuestionScore

    @property
    def killers(self) -> tuple[str, ...]:
        return tuple(outcome.test for outcome in self.score.outcomes if not outcome.passed)


@dataclass
class Verdict:
    """One assignment's; it stands if `problems` is empty."""

    assignment: Assignment
    rows: list[Row] = field(default_factory=list)
    tests: dict[str, list[str]] = field(default_factory=dict)  # question -> its tests' names
    problems: list[AutograderError] = field(default_factory=list)
    notes: list[AutograderError] = field(default_factory=list)
    variants: int = 0

    def of(self, question: str) -> list[Row]:
        """The mistakes of one question."""
        return [row for row in self.rows if row.mistake.question == question]

    def problem(self, what: str, where: str, then: str) -> None:
        """Something that has to be mended before anybody is graded."""
        self.problems.append(AutograderError(what, where, then))

    def note(self, what: str, where: str, then: str) -> None:
        """Something worth a look."""
        self.notes.append(AutograderError(what, where, then))
