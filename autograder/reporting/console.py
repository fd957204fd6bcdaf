"""The two views on a terminal: one submission for its student, a class for its teacher.

Signs and words carry the meaning; colour only repeats it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import click

from autograder.course import Assignment
from autograder.grading.results import GradeReport, Outcome, QuestionScore, Status, SubmissionStatus
from autograder.reporting.gradescope import plural_points, sentence
from autograder.reporting.messages import (
    load_message,
    next_step,
    outcome_message,
    submission_message,
)
from autograder.reporting.summary import BINS, Summary, summarise
from autograder.reporting.text import clean, number, one_line, plural

MISTAKES = 5  # shown of the most common ones
ATTENTION = 20
ARRAY_LINES = 14  # of an expected or a returned array


def render_check(
    report: GradeReport, assignment: Assignment, width: int = 80, color: bool = False
) -> str:
    """What a student sees: a line per question, then the first failure of each in full."""
    pen = _Pen(width, color)
    pen.line(pen.style(assignment.title, bold=True), f" · {one_line(report.file, 60)}")
    pen.line()
    if message := submission_message(report):
        pen.prose(message, "! ", fg="yellow")
        pen.line()
    if report.status is SubmissionStatus.UNREADABLE:
        return pen.text
    for error in report.load_errors[:5]:
        pen.prose(f"{load_message(error)}.", "! ", fg="yellow")
    if report.load_errors:
        pen.prose("What was defined by then is checked all the same.", "  ")
        pen.line()
    for question in report.questions:
        _question_line(pen, question)
    for question in report.questions:
        failing = [outcome for outcome in question.outcomes if not outcome.passed]
        if failing and failing[0].status is not Status.NOT_STARTED:
            _failure(pen, question, failing)
        else:
            _notes(pen, question)
    pen.line()
    passed = sum(question.passed for question in report.questions)
    if report.questions and passed == len(report.questions) and not report.load_errors:
        pen.prose("all public tests passed", "✓ ", fg="green")
    else:
        pen.prose(f"{passed} of {plural(len(report.questions), 'question')} passed", "")
        if step := next_step(report):
            pen.prose(step, "Next: ", bold=True)
    return pen.text


def render_summary(
    assignment: Assignment, reports: Iterable[GradeReport], width: int = 80, color: bool = False
) -> str:
    """What a teacher sees after a class was graded."""
    summary = summarise(assignment, reports)
    pen = _Pen(width, color)
    pen.line(
        pen.style(assignment.title, bold=True), f" · {plural(summary.submissions, 'submission')}"
    )
    if summary.scores:
        pen.line(
            f"mean {number(summary.mean, 1)}, median {number(summary.median, 1)} "
            f"of {plural_points(summary.max_score)}; {summary.full} with full marks"
        )
        _histogram(pen, summary)
        pen.heading("Questions: mean share of the points")
        for entry in summary.questions:
            bar = _bar(entry.share, 20)
            pen.line(f"  {entry.share:>4.0%}  {bar}  {entry.question.name}")
    if summary.mistakes:
        pen.heading("Most common mistakes")
        for mistake in summary.mistakes[:MISTAKES]:
            pen.prose(f"{mistake.question}: {mistake.hint}", f"{mistake.count:>5} × ")
    if summary.attention:
        count = summary.attention_count
        pen.heading(f"{plural(count, 'submission')} that a person should look at")
        for call in summary.attention[:ATTENTION]:
            pen.prose(f"{one_line(call.submission, 40)}: {call.reason}", "  ! ", fg="yellow")
        if count > ATTENTION:
            pen.line(f"    … and {count - ATTENTION:,} more, all in the report")
    return pen.text


def _question_line(pen: _Pen, question: QuestionScore) -> None:
    sign, colour, words = "✗", "red", ""
    statuses = {outcome.status for outcome in question.outcomes}
    if question.passed:
        sign, colour = "✓", "green"
    elif statuses == {Status.NOT_STARTED}:
        sign, colour, words = "·", "bright_black", "not written yet"
    elif Status.NOT_DEFINED in statuses:
        words = "not defined"
    elif question.outcomes:
        passed = sum(outcome.passed for outcome in question.outcomes)
        words = f"{passed} of {plural(len(question.outcomes), 'test')}"
    points = f"{number(question.score, 2):>6} / {number(question.max_score, 2):<4}"
    room = max(10, pen.width - len(points) - 24)
    name = question.name if len(question.name) <= room else question.name[: room - 1] + "…"
    pen.line("  ", pen.style(sign, fg=colour), f" {name:<{room}} {words:<18} {points}".rstrip())


def _failure(pen: _Pen, question: QuestionScore, failing: list[Outcome]) -> None:
    first = failing[0]
    pen.line()
    pen.prose(f"{question.name}: {sentence(first)}", "✗ ", fg="red", bold=True)
    if first.public:
        for label, text in (("called", first.call), ("expected", first.expected)):
            pen.value(label, text)
        pen.value("got", first.got)
    pen.prose(outcome_message(first), "  ")
    if question.hint:
        pen.prose(clean(question.hint.text, 600), "  Hint: ", fg="cyan")
    _notes(pen, question)
    if len(failing) > 1:
        pen.line(f"  (and {plural(len(failing) - 1, 'more failing test')} of {question.name})")


def _notes(pen: _Pen, question: QuestionScore) -> None:
    for note in dict.fromkeys(note for outcome in question.outcomes for note in outcome.notes):
        pen.prose(f"{question.name}: {one_line(note, 300)}", "  Note: ")


def _histogram(pen: _Pen, summary: Summary) -> None:
    pen.heading("Scores")
    most = max(summary.bins)
    step = summary.max_score / BINS
    for place, count in enumerate(summary.bins):
        label = f"{number(place * step, 1)}–{number((place + 1) * step, 1)}"
        bar = _bar(count / most, 40).rstrip() if count else ""
        pen.line(f"  {label:>9}  {bar}{' ' if bar else ''}{count or '·'}")


def _bar(share: float, width: int) -> str:
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    if share > 0:
        eighths = max(1, eighths)
    part = " ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else ""
    return f"{'█' * (eighths // 8)}{part}".ljust(width)


class _Pen:
    """Collects lines of at most `width` columns; colour goes on after they are broken."""

    def __init__(self, width: int, color: bool) -> None:
        self.width, self._color = max(40, width), color
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def style(self, text: str, fg: str | None = None, bold: bool = False) -> str:
        return click.style(text, fg=fg, bold=bold or None) if self._color else text

    def line(self, *parts: str) -> None:
        self._lines.append("".join(parts))

    def heading(self, text: str) -> None:
        self.line()
        self.line(self.style(text, bold=True))

    def prose(self, text: str, sign: str, fg: str | None = None, bold: bool = False) -> None:
        """Sentences, broken between words and hung below their sign, which takes the colour."""
        indent = " " * len(sign)
        for number_, paragraph in enumerate(text.strip().splitlines()):
            shown = textwrap.wrap(paragraph, self.width - len(sign), break_on_hyphens=False)
            for place, line in enumerate(shown or [""]):
                first = number_ == place == 0
                self.line(self.style(sign, fg, bold) if first else indent, line)

    def value(self, label: str, text: str) -> None:
        """A call or an array: kept line by line, as long as it fits."""
        lines = clean(text, 4000).rstrip().splitlines()
        if len(lines) > ARRAY_LINES:
            lines = [*lines[: ARRAY_LINES - 1], f"… ({len(lines) - ARRAY_LINES + 1} more lines)"]
        if len(lines) == 1 and len(lines[0]) <= self.width - 12:
            self.line(f"  {label:<9} {lines[0].strip()}")
        elif lines:
            self.line(f"  {label}")
            for line in lines:
                while len(line) > self.width - 4:
                    self.line(f"    {line[: self.width - 4]}")
                    line = line[self.width - 4 :]
                self.line(f"    {line}")
