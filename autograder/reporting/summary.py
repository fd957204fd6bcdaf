"""What a class did, as numbers: the common ground of the console and the HTML report."""

from __future__ import annotations

import statistics
from collections.abc import Collection
from dataclasses import dataclass

from autograder.course import Assignment, Question
from autograder.grading.results import GradeReport, QuestionScore, Status, SubmissionStatus
from autograder.reporting.messages import submission_message
from autograder.reporting.text import clean, listed, one_line, plural

BINS = 10
SCORED = (SubmissionStatus.GRADED, SubmissionStatus.TIMED_OUT)
ODD = {  # what a test can end with that a person may want to know of
    Status.REFUSED: "refused",
    Status.CRASHED: "crashed",
    Status.OUT_OF_MEMORY: "out of memory",
    Status.TIMED_OUT: "out of time",
}


@dataclass(frozen=True)
class QuestionSummary:
    """How a class did on one question."""

    question: Question
    mean: float
    full: int  # submissions with full marks
    untouched: int  # submissions that left the stub, or dropped it
    scored: int

    @property
    def share(self) -> float:
        return self.mean / self.question.points


@dataclass(frozen=True)
class MistakeSummary:
    """A known mistake and who made it."""

    mistake: str
    question: str
    section: str
    hint: str
    submissions: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A class at one assignment. Scores are those of submissions that could be graded."""

    scores: tuple[float, ...]
    max_score: float
    questions: tuple[QuestionSummary, ...]
    mistakes: tuple[MistakeSummary, ...]  # the most common first
    attention: tuple[tuple[str, str], ...]  # submission, reason: those that need a person

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


def summarise(assignment: Assignment, reports: Collection[GradeReport]) -> Summary:
    """Count everything once."""
    scored = [report for report in reports if report.status in SCORED]
    found: dict[str, list[QuestionScore]] = {name: [] for name in assignment.names}
    mistakes: dict[tuple[str, str], list[str]] = {}
    hints: dict[tuple[str, str], str] = {}
    for report in scored:
        for question in report.questions:
            found.setdefault(question.name, []).append(question)
            if question.hint:
                key = (question.hint.question, question.hint.mistake)
                mistakes.setdefault(key, []).append(report.submission)
                hints.setdefault(key, question.hint.text)
    sections = {question.name: question.section for question in assignment.questions}
    return Summary(
        scores=tuple(report.score for report in scored),
        max_score=assignment.max_score,
        questions=tuple(
            _question(question, found[question.name], len(scored))
            for question in assignment.questions
        ),
        mistakes=tuple(
            MistakeSummary(
                one_line(mistake),
                question,
                sections.get(question, ""),
                clean(hints[question, mistake], 600),
                tuple(names),
            )
            for (question, mistake), names in sorted(
                mistakes.items(), key=lambda item: (-len(item[1]), item[0])
            )
        ),
        attention=tuple(
            (one_line(report.submission), reason)
            for report in reports
            if (reason := needs_person(report))
        ),
    )


def needs_person(report: GradeReport) -> str:
    """Why a person has to look before the score counts; empty where nobody has to."""
    if report.status is SubmissionStatus.GRADER_ERROR:
        return one_line(f"The grader failed: {report.reason or 'no reason given'}", 400)
    if report.status is not SubmissionStatus.GRADED:
        return one_line(submission_message(report), 400)
    if report.reason:
        return one_line(report.reason, 400)
    broken = [q.name for q in report.questions if _has(q, Status.GRADER_ERROR)]
    if broken:
        return f"The grader failed in {listed(broken)}."
    if report.questions and all(_has(q, Status.NOT_DEFINED) for q in report.questions):
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
        names = [question.name for question in report.questions if _has(question, status)]
        if names:
            lines.append(f"{words}: {listed(names, 3)}")
    return tuple(lines)


def _has(question: QuestionScore, status: Status) -> bool:
    return any(outcome.status is status for outcome in question.outcomes)


def _question(question: Question, found: list[QuestionScore], scored: int) -> QuestionSummary:
    untouched = sum(_has(q, Status.NOT_STARTED) or _has(q, Status.NOT_DEFINED) for q in found)
    return QuestionSummary(
        question=question,
        mean=sum(q.score for q in found) / scored if scored else 0.0,
        full=sum(q.score >= q.max_score for q in found),
        untouched=untouched,
        scored=scored,
    )
