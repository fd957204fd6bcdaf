"""How a class did on one question and its tests: what teachers call an item analysis."""

from __future__ import annotations

import statistics
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.course import Question
from autograder.grading.results import Outcome, QuestionScore, Status
from autograder.reporting.text import one_line

EASY, HARD = 0.85, 0.5  # mean shares of the points
FEWEST = 10  # submissions: a correlation of fewer says nothing
UNTOUCHED = (Status.NOT_STARTED, Status.NOT_DEFINED)


@dataclass(frozen=True)
class QuestionSummary:
    """How a class did on one question.

    `discrimination` is the corrected item-total correlation: between the points in this
    question and those in all others. None where it can't be told.
    """

    question: Question
    mean: float
    full: int  # submissions with full marks
    untouched: int  # submissions that left the stub, or dropped it
    scored: int
    discrimination: float | None

    @property
    def share(self) -> float:
        return self.mean / self.question.points

    @property
    def difficulty(self) -> str:
        if not self.scored:
            return ""
        return "easy" if self.share >= EASY else "hard" if self.share < HARD else "medium"


@dataclass(frozen=True)
class CostlyTest:
    """A test that cost a class points."""

    question: str
    test: str
    sentence: str
    public: bool
    lost: float  # points of the whole class
    failed: int  # submissions that wrote the function and failed the test
    untouched: int  # submissions that lost the points by not writing it


class QuestionTally:
    """Counts one question, one submission after the other."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._points = array("d")
        self._full = self._untouched = 0
        self._tests: dict[str, _TestTally] = {}

    def add(self, score: QuestionScore | None) -> None:
        """Count a submission's score; None where it has none, which is no points."""
        self._points.append(score.score if score else 0.0)
        if score is None:
            return
        self._full += score.score >= score.max_score
        self._untouched += any(has(score, status) for status in UNTOUCHED)
        for outcome in score.outcomes:
            self._tests.setdefault(outcome.test, _TestTally(outcome)).add(outcome)

    def summary(self, totals: Sequence[float]) -> QuestionSummary:
        """The question, given the `totals` of the same submissions."""
        return QuestionSummary(
            question=self.question,
            mean=statistics.fmean(self._points) if self._points else 0.0,
            full=self._full,
            untouched=self._untouched,
            scored=len(self._points),
            discrimination=self._discrimination(totals),
        )

    def tests(self) -> Iterator[CostlyTest]:
        """The tests that cost points."""
        for tally in self._tests.values():
            if tally.lost > 0:
                yield CostlyTest(
                    question=self.question.name,
                    test=one_line(tally.first.test),
                    sentence=one_line(tally.first.sentence, 300) or one_line(tally.first.test),
                    public=tally.first.public,
                    lost=round(tally.lost, 6),
                    failed=tally.failed,
                    untouched=tally.untouched,
                )

    def _discrimination(self, totals: Sequence[float]) -> float | None:
        rest = [round(total - points, 6) for total, points in zip(totals, self._points)]
        if len(rest) < FEWEST:
            return None
        try:
            return statistics.correlation(self._points, rest)
        except statistics.StatisticsError:  # all have the same points
            return None


class _TestTally:
    def __init__(self, first: Outcome) -> None:
        self.first = first
        self.lost = 0.0
        self.failed = self.untouched = 0

    def add(self, outcome: Outcome) -> None:
        self.lost += outcome.max_points - outcome.points
        if outcome.status in UNTOUCHED:
            self.untouched += 1
        elif not outcome.passed:
            self.failed += 1


def has(question: QuestionScore, status: Status) -> bool:
    """Whether a test of the question ended so."""
    return any(outcome.status is status for outcome in question.outcomes)
