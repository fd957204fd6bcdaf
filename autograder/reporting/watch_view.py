"""What `autograder watch` shows after each save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.course import Assignment
from autograder.grading.results import GradeReport, QuestionScore, SubmissionStatus
from autograder.reporting.check_view import (
    write_failure,
    write_heading,
    write_missing,
    write_notes,
    write_question,
)
from autograder.reporting.messages import (
    NOT_BEGUN,
    first_failure,
    next_step,
    sentence,
    to_mend,
)
from autograder.reporting.pen import Pen
from autograder.reporting.text import listed, number, one_line, plural_points

KEYS = "[h] hint   [l] list of tests   [a] run all   [q] quit"
BAR = 30


def render_watch(
    report: GradeReport,
    assignment: Assignment,
    changed: Sequence[str],
    *,
    keys: bool,
    width: int = 80,
    color: bool = False,
) -> str:
    """A line per function, the first failure in full, the points, and the next thing to do.

    With `keys` there is a terminal, on which all functions are shown; without, only what has
    `changed` since the last time.
    """
    pen = Pen(width, color)
    write_heading(pen, report, assignment)
    if keys:  # a hint is for whoever asks for one
        report = replace(report, questions=tuple(replace(q, hint=None) for q in report.questions))
    if report.status is not SubmissionStatus.UNREADABLE:
        _questions(pen, report, changed, keys)
        if report.status is not SubmissionStatus.GRADER_ERROR:
            _failure(pen, report, changed)
        for question in report.questions:
            if question.passed and question.name in changed:
                write_notes(pen, question)
        pen.line()
    if report.max_score:
        points = f"{number(report.score, 2)} of {plural_points(report.max_score)}"
        pen.line(f"{progress_bar(report)} {points} of the public tests")
    _what_next(pen, report, changed)
    if report.isolation:
        pen.prose(one_line(report.isolation), "Note: ")
    if keys:
        pen.line()
        pen.line(pen.style(KEYS, bold=True))
    return pen.text


def render_list(report: GradeReport, width: int = 80, color: bool = False) -> str:
    """Every function with its tests, each a sentence with a sign before it."""
    pen = Pen(width, color)
    for question in report.questions:
        pen.line()
        write_question(pen, question)
        for outcome in question.outcomes:
            sign, fg = ("✓", "green") if outcome.passed else ("✗", "red")
            pen.prose(sentence(outcome), f"      {sign} ", fg=fg)
    return pen.text


def focus(report: GradeReport, changed: Sequence[str]) -> QuestionScore | None:
    """The function to look at: the first failing one of those that were just worked on."""
    failing = [q for q in report.questions if _has_failure(q)]
    recent = [question for question in failing if question.name in changed]
    return next(iter([*recent, *failing]), None)


def progress_bar(report: GradeReport) -> str:
    """The points as a bar of plain characters; only all of them fill it."""
    full = int(report.score / report.max_score * BAR)
    return f"[{'#' * full}{'.' * (BAR - full)}]"


def _questions(pen: Pen, report: GradeReport, changed: Sequence[str], all_of_them: bool) -> None:
    for question in report.questions:
        if all_of_them or question.name in changed:
            write_question(pen, question)
    if not changed:
        pen.line("No function has changed.")
    elif all_of_them and len(changed) < len(report.questions):
        pen.line()
        pen.prose(f"{listed([*changed])}", "Changed and checked: ")


def _failure(pen: Pen, report: GradeReport, changed: Sequence[str]) -> None:
    question = focus(report, changed)
    if question is not None:
        write_failure(pen, question)
    else:
        write_missing(pen, report.questions)


def _what_next(pen: Pen, report: GradeReport, changed: Sequence[str]) -> None:
    if report.questions and all(q.passed for q in report.questions) and not to_mend(report):
        pen.prose("all public tests passed", "✓ ", fg="green")
        pen.prose(
            "Hidden tests, with other numbers and shapes, decide the rest. Read the docstrings "
            f"once more, then hand in {one_line(report.file, 60)}.",
            "Next: ",
            bold=True,
        )
        return
    first = focus(report, changed)
    others = [question for question in report.questions if question is not first]
    ordered = replace(report, questions=(*([first] if first else []), *others))
    if step := next_step(ordered):
        pen.prose(step, "Next: ", bold=True)


def _has_failure(question: QuestionScore) -> bool:
    first = first_failure(question)
    return first is not None and first.status not in NOT_BEGUN
