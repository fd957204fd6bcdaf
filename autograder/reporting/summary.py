"""What a class did, as numbers: the common ground of the console and the HTML report.

A class may be large, so it is counted as it passes by: nothing here holds a report, and
what is kept of one is a few numbers.
"""

from __future__ import annotations

import statistics
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.course import Assignment
from autograder.grading.results import GradeReport, Status, SubmissionStatus
from autograder.reporting.items import CostlyTest, QuestionSummary, QuestionTally, has
from autograder.reporting.messages import submission_message
from autograder.reporting.text import clean, listed, one_line, plural

BINS = 10
NAMED = 100  # of the submissions that need a person; the others are counted
SCORED = (SubmissionStatus.GRADED, SubmissionStatus.TIMED_OUT)
ODD = {  # what a test can end with that a person may want to know of
    Status.REFUSED: "refused",
    Status.CRASHED: "crashed",
    Status.OUT_OF_MEMORY: "out of memory",
    Status.TIMED_OUT: "out of time",
}


@dataclass(frozen=True)
class MistakeSummary:
    """A known mistake and how many submissions made it."""

    mistake: str
    question: str
    section: str
    hint: str
    count: int


@dataclass(frozen=True)
class Attention:
    """A submission that needs a person, by its place in the class."""

    place: int
    submission: str
    reason: str


@dataclass(frozen=True)
class Summary:
    """A class at one assignment. Scores are those of submissions that could be graded."""

    submissions: int
    scores: Sequence[float]
    max_score: float
    questions: tuple[QuestionSummary, ...]
    tests: tuple[CostlyTest, ...]  # those that cost points, the most expensive first
    mistakes: tuple[MistakeSummary, ...]  # the most common first
    sections: tuple[tuple[str, int], ...]  # of the lecture, with who made a known mistake there
    attention: tuple[Attention, ...]  # the first of those that need a person
    attention_count: int
    has_students: bool
    isolation: str

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores) if self.scores else 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.scores) if self.scores else 0.0

    @property
    def full(self) -> int:
        return sum(score >= self.max_score for score in self.scores)

    @property
    def bins(self) -> tuple[int, ...]:
        """How many scores lie in each tenth of the range; full marks lie in the last."""
        counts = [0] * BINS
        for score in self.scores:
            share = score / self.max_score if self.max_score else 0.0
            counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
        return tuple(counts)


def summarise(assignment: Assignment, reports: Iterable[GradeReport]) -> Summary:
    """Count everything once."""
    tally = Tally(assignment)
    for report in reports:
        tally.add(report)
    return tally.summary()


class Tally:
    """Counts a class, one report after the other."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._count = self._attention_count = 0
        self._scores = array("d")
        self._questions = {q.name: QuestionTally(q) for q in assignment.questions}
        self._mistakes: Counter[tuple[str, str]] = Counter()
        self._hints: dict[tuple[str, str], str] = {}
        self._sections: Counter[str] = Counter()
        self._attention: list[Attention] = []
        self._has_students = False
        self._isolation: Counter[str] = Counter()

    def add(self, report: GradeReport) -> None:
        """Count one more submission."""
        place, self._count = self._count, self._count + 1
        self._has_students = self._has_students or bool(report.students)
        if report.isolation:
            self._isolation[one_line(report.isolation, 200)] += 1
        if reason := needs_person(report):
            self._attention_count += 1
            if len(self._attention) < NAMED:
                self._attention.append(Attention(place, one_line(report.submission), reason))
        if report.status in SCORED:
            self._add_scored(report)

    def _add_scored(self, report: GradeReport) -> None:
        self._scores.append(report.score)
        found = {question.name: question for question in report.questions}
        for name, tally in self._questions.items():
            tally.add(found.get(name))
        sections = set()
        for hint in report.hints:
            key = (hint.question, hint.mistake)
            self._mistakes[key] += 1
            self._hints.setdefault(key, hint.text)
            sections.add(self._section(hint.question))
        self._sections.update(sections - {""})

    def _section(self, question: str) -> str:
        tally = self._questions.get(question)
        return tally.question.section if tally else ""

    def summary(self) -> Summary:
        """What was counted so far."""
        tests = [test for tally in self._questions.values() for test in tally.tests()]
        order = sorted(self._mistakes.items(), key=lambda item: (-item[1], item[0]))
        return Summary(
            submissions=self._count,
            scores=self._scores,
            max_score=self._assignment.max_score,
            questions=tuple(tally.summary(self._scores) for tally in self._questions.values()),
            tests=tuple(sorted(tests, key=lambda test: (-test.lost, test.question, test.test))),
            mistakes=tuple(
                MistakeSummary(
                    mistake=one_line(mistake),
                    question=question,
                    section=self._section(question),
                    hint=clean(self._hints[question, mistake], 600),
                    count=count,
                )
                for (question, mistake), count in order
            ),
            sections=tuple(sorted(self._sections.items(), key=lambda item: (-item[1], item[0]))),
            attention=tuple(self._attention),
            attention_count=self._attention_count,
            has_students=self._has_students,
            isolation=self._levels(),
        )

    def _levels(self) -> str:
        """In which isolation the class ran; where it differed, how often each."""
        if len(self._isolation) == 1:
            return next(iter(self._isolation))
        return "; ".join(f"{level} ({count}×)" for level, count in self._isolation.most_common(5))


def needs_person(report: GradeReport) -> str:
    """Why a person has to look before the score counts; empty where nobody has to."""
    if report.status is SubmissionStatus.GRADER_ERROR:
        return one_line(f"The grader failed: {report.reason or 'no reason given'}", 400)
    if report.status is not SubmissionStatus.GRADED:
        return one_line(submission_message(report), 400)
    if report.reason:
        return one_line(report.reason, 400)
    broken = [q.name for q in report.questions if has(q, Status.GRADER_ERROR)]
    if broken:
        return f"The grader failed in {listed(broken)}."
    if report.questions and all(has(q, Status.NOT_DEFINED) for q in report.questions):
        if report.load_errors:
            return f"Nothing is defined, since {report.load_errors[0].place} raised an exception."
        return "Defines none of the functions: perhaps the wrong file?"
    return ""


def remarks(report: GradeReport) -> tuple[str, ...]:
    """What is worth a glance, beyond what `needs_person` says."""
    if report.status is not SubmissionStatus.GRADED:
        return ()
    lines = []
    if report.load_errors:
        first = report.load_errors[0]
        more = len(report.load_errors) - 1
        rest = f" and {plural(more, 'more place')}" if more else ""
        lines.append(f"{one_line(first.kind, 60)} in {first.place}{rest} while loading")
    for status, words in ODD.items():
        names = [question.name for question in report.questions if has(question, status)]
        if names:
            lines.append(f"{words}: {listed(names, 3)}")
    return tuple(lines)
