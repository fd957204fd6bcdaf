"""What a student sees on a terminal: a line for each function, and what to do next.

Signs and words carry the meaning; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course import Assignment
from autograder.grading.results import GradeReport, QuestionScore, Status, SubmissionStatus
from autograder.reporting.messages import (
    NOT_BEGUN,
    OURS_HERE,
    THEIRS,
    first_failure,
    load_message,
    next_step,
    outcome_message,
    sentence,
    submission_message,
    to_mend,
    untested,
    waiting_message,
)
from autograder.reporting.pen import Pen
from autograder.reporting.text import clean, listed, number, one_line, plural, plural_points

LOAD_ERRORS = 5
PRINTED_LINES = 8  # of what a function printed, the last ones


def render_check(
    report: GradeReport,
    assignment: Assignment,
    width: int = 80,
    color: bool = False,
    command: str = "autograder {} {}",
) -> str:
    """A line per question, then the first failure of each in full, then the next step.

    `command` is how a student asks for something about a function.
    """
    pen = Pen(width, color)
    write_heading(pen, report, assignment)
    if report.status is SubmissionStatus.UNREADABLE:
        pen.prose(next_step(report), "Next: ", bold=True)
        return pen.text
    for question in report.questions:
        write_question(pen, question)
    if report.status is not SubmissionStatus.GRADER_ERROR:
        for question in report.questions:
            if not write_failure(pen, question):
                write_notes(pen, question)
        write_missing(pen, report.questions)
        pen.line()
    write_ending(pen, report, assignment, command)
    return pen.text


def write_heading(pen: Pen, report: GradeReport, assignment: Assignment) -> None:
    """Whose tests, which file, and what came up while it was run."""
    pen.line(pen.style(assignment.title, bold=True), f" · {one_line(report.file, 60)}")
    pen.line()
    if report.status is SubmissionStatus.GRADER_ERROR:
        pen.prose(OURS_HERE, "! ", fg="yellow")
        pen.line()
    elif message := submission_message(report):
        pen.prose(message, "! ", fg="yellow")
        pen.line()
    errors = to_mend(report)
    for error in errors[:LOAD_ERRORS]:
        pen.prose(f"{load_message(error)}.", "! ", fg="yellow")
    if errors:
        outcomes = [outcome for question in report.questions for outcome in question.outcomes]
        defined = any(outcome.status is not Status.NOT_DEFINED for outcome in outcomes)
        checked = "What was defined by then is checked all the same."
        pen.prose(checked if defined else "Nothing was defined by then that can be checked.", "  ")
    if waiting := waiting_message(report):
        pen.prose(f"{waiting} That is fine for now.", "· ")
    if errors or waiting:
        pen.line()


def write_question(pen: Pen, question: QuestionScore) -> None:
    """One line: how a function does."""
    sign, colour, words = "✗", "red", ""
    statuses = {outcome.status for outcome in question.outcomes}
    if question.passed:
        sign, colour = "✓", "green"
    elif statuses == {Status.NOT_STARTED}:
        sign, colour, words = "·", "bright_black", "not written yet"
    elif Status.NOT_DEFINED in statuses:
        words = "not defined"
    elif all(o.status is Status.GRADER_ERROR or untested(o) for o in question.outcomes):
        sign, colour, words = "·", "bright_black", "not tested"
    elif question.outcomes:
        passed = sum(outcome.passed for outcome in question.outcomes)
        words = f"{passed} of {plural(len(question.outcomes), 'test')}"
    points = f"{number(question.score, 2):>6} / {number(question.max_score, 2):<4}"
    room = max(10, pen.width - len(points) - 24)
    name = question.name if len(question.name) <= room else question.name[: room - 1] + "…"
    pen.line("  ", pen.style(sign, fg=colour), f" {name:<{room}} {words:<18} {points}".rstrip())


def write_failure(pen: Pen, question: QuestionScore) -> bool:
    """The first failing test in full, unless nobody has begun with the function."""
    failing = [outcome for outcome in question.outcomes if not outcome.passed]
    if not failing or failing[0].status in NOT_BEGUN or untested(failing[0]):
        return False
    first = failing[0]
    if first.status is Status.GRADER_ERROR:
        pen.line()
        pen.prose(f"{question.name}: {OURS_HERE}", "! ", fg="yellow")
        return True
    pen.line()
    pen.prose(f"{question.name}: {sentence(first)}", "✗ ", fg="red", bold=True)
    if first.public:
        for label, text in (("called", first.call), ("expected", first.expected)):
            pen.value(label, text)
        pen.value("got", first.got)
    pen.prose(outcome_message(first), "  ")
    _printed(pen, question)
    if question.hint:
        pen.prose(clean(question.hint.text, 600), "  Hint: ", fg="cyan")
    write_notes(pen, question)
    if len(failing) > 1:
        pen.line(f"  (and {plural(len(failing) - 1, 'more failing test')} of {question.name})")
    return True


def write_notes(pen: Pen, question: QuestionScore) -> None:
    """What was accepted, but is worth telling."""
    for note in dict.fromkeys(note for outcome in question.outcomes for note in outcome.notes):
        pen.prose(f"{question.name}: {one_line(note, 300)}", "  Note: ")


def write_missing(pen: Pen, questions: Sequence[QuestionScore]) -> None:
    """Once for all functions that aren't in the file: why, where that is known."""
    missing: dict[str, list[str]] = {}
    for question in questions:
        first = first_failure(question)
        if first is not None and first.status is Status.NOT_DEFINED:
            message = outcome_message(first).replace(f"`{question.name}` is not", "Not")
            missing.setdefault(message, []).append(question.name)
    for message, names in missing.items():
        pen.line()
        pen.prose(f"{listed(names, 8)}: {message}", "✗ ", fg="red")


def write_ending(pen: Pen, report: GradeReport, assignment: Assignment, command: str) -> None:
    """How far it is, without a word about hidden tests that nobody has run, and what to do."""
    passed = sum(question.passed for question in report.questions)
    count = len(report.questions)
    which = f" of {report.questions[0].name}" if count == 1 < len(assignment.questions) else ""
    if count and passed == count and not to_mend(report):
        pen.prose(f"all public tests{which} passed", "✓ ", fg="green")
        pen.prose("Hidden tests, with other numbers and shapes, decide the rest.", "  ")
    elif report.status is not SubmissionStatus.GRADER_ERROR:
        points = f"{number(report.score, 2)} of {plural_points(report.max_score)}"
        pen.line(f"{passed} of {plural(count, 'question')} passed, {points} of the public tests")
        if step := next_step(report):
            pen.prose(step, "Next: ", bold=True)
        if stuck := _begun(report.questions):
            ways = f"{command.format('hint', stuck)} · {command.format('show', stuck)}"
            pen.prose(ways, "Stuck? ")
    if report.isolation:
        pen.prose(one_line(report.isolation), "Note: ")


def _begun(questions: Sequence[QuestionScore]) -> str:
    """The first question that fails and isn't a stub any more."""
    for question in questions:
        first = first_failure(question)
        if first is not None and first.status in THEIRS - NOT_BEGUN and not untested(first):
            return question.name
    return ""


def _printed(pen: Pen, question: QuestionScore) -> None:
    lines = clean(question.output, 4000).rstrip().splitlines()
    if not lines:
        return
    shown = lines[-PRINTED_LINES:]
    pen.value("printed" if shown == lines else "printed last", "\n".join(shown))
