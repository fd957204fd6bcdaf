"""What a teacher sees on a terminal after a class was graded."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.course import Assignment
from autograder.grading.results import GradeReport
from autograder.reporting.pen import Pen
from autograder.reporting.summary import BINS, Summary, summarise
from autograder.reporting.text import number, one_line, plural, plural_points

MISTAKES = 5  # shown of the most common ones
ATTENTION = 20


def render_summary(
    assignment: Assignment, reports: Iterable[GradeReport], width: int = 80, color: bool = False
) -> str:
    """What a teacher sees after a class was graded."""
    return describe(assignment, summarise(assignment, reports), width, color)


def describe(assignment: Assignment, summary: Summary, width: int = 80, color: bool = False) -> str:
    """The same of a class that was counted already."""
    pen = Pen(width, color)
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


def _histogram(pen: Pen, summary: Summary) -> None:
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
