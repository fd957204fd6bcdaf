"""The next hint for a failing function, as a text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Question
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, Outcome, SubmissionStatus
from autograder.reporting.messages import (
    first_failure,
    next_step,
    sentence,
    submission_message,
)
from autograder.reporting.pen import Pen
from autograder.reporting.text import clean
from autograder.student.climbed import climb
from autograder.student.ladder import Step, docstring_in, ladder, with_example
from autograder.submission import read_submission

if TYPE_CHECKING:
    from autograder.student.check import Checker


def next_hint(
    checker: Checker,
    report: GradeReport,
    file: Path,
    name: str,
    *,
    everything: bool = False,
    color: bool = False,
    command: str = "autograder {} {}",
) -> str:
    """One step further than the last time, as long as the failure is the same; or all steps."""
    if report.status is SubmissionStatus.UNREADABLE or not report.questions:
        raise AutograderError(submission_message(report), then=next_step(report))
    assignment = checker.tests.assignment
    score = report.question(name)
    first = first_failure(score)
    if first is None:
        return f"✓ {name} passes all its public tests, so there is nothing to hint at.\n"
    own = docstring_in(read_submission(file, assignment.slug), name)
    docstring = with_example(assignment, name, own)
    steps = ladder(score, checker.tests.findings.get((name, first.test)), docstring)
    if not steps:
        return f"{sentence(first)}\nThere is no hint for this one. Lecture: {name}\n"
    chosen = range(len(steps))
    if not everything:
        number = climb(assignment.folder, first, len(steps))
        chosen = range(number, number + 1)
    question = assignment.question(name)
    return render_hint(question, first, steps, chosen, color=color, command=command)


def render_hint(
    question: Question,
    first: Outcome,
    steps: Sequence[Step],
    chosen: Sequence[int],
    width: int = 80,
    color: bool = False,
    command: str = "autograder {} {}",
) -> str:
    """The chosen steps, the lecture's section, and the way on.

    `command` is how a student asks for something about a function.
    """
    pen = Pen(width, color)
    pen.prose(f"{question.name}: {sentence(first)}", "✗ ", fg="red", bold=True)
    for number in chosen:
        step = steps[number]
        pen.line()
        pen.line(pen.style(f"Hint {number + 1} of {len(steps)}: {step.title}", bold=True))
        pen.prose(clean(step.text, 1000), "  ")
        if step.code:
            pen.value("", step.code)
    pen.line()
    pen.prose(question.section, "Lecture: ")
    again = f"For the next hint: {command.format('hint', question.name)}"
    done = "That was the last hint."
    pen.line(done if chosen[-1] == len(steps) - 1 else again)
    pen.prose(command.format("show", question.name), "To try the failing call yourself: ")
    return pen.text
