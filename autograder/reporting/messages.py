"""What a student reads about a whole submission, and the next thing to do."""

from __future__ import annotations

from autograder.grading.results import (
    GradeReport,
    LoadError,
    Outcome,
    Status,
    SubmissionStatus,
)
from autograder.grading.wording import STATUS
from autograder.reporting.text import clean, one_line

SUBMISSION = {
    SubmissionStatus.GRADED: "",
    SubmissionStatus.TIMED_OUT: (
        "Your submission did not finish in time. Does every loop come to an end, also outside "
        "the functions?"
    ),
    SubmissionStatus.UNREADABLE: "Your submission could not be read, so nothing was graded.",
    SubmissionStatus.GRADER_ERROR: (
        "Something went wrong on our side while this was graded. It does not count against you: "
        "a person will look at it."
    ),
}


def outcome_message(outcome: Outcome, limit: int = 2000) -> str:
    """The explanation of one outcome, without the arrays where they are shown apart."""
    message = outcome.message or STATUS[outcome.status]
    if outcome.expected:
        message = message.split("\nexpected:\n")[0]
    return clean(message, limit).strip()


def load_message(error: LoadError) -> str:
    """One sentence about a cell or a file that raised while it was run."""
    place = error.place[:1].upper() + error.place[1:]
    kind = one_line(error.kind, 80) or "an exception"
    text = one_line(error.message, 300)
    return f"{place} raised {kind}{f': {text}' if text else ''}"


def submission_message(report: GradeReport) -> str:
    """Why a submission was not graded, or not fully; empty where it was.

    The reason of an error on our side may speak of the suite, so students don't get it.
    """
    sentence = SUBMISSION[report.status]
    if report.status is SubmissionStatus.GRADER_ERROR or not report.reason:
        return sentence
    return clean(report.reason, 1000).strip()


def next_step(report: GradeReport) -> str:
    """The one thing to do first; empty where nothing is left to do."""
    if report.status is SubmissionStatus.UNREADABLE:
        return "Mend the file, then check it again."
    if report.status is SubmissionStatus.GRADER_ERROR:
        return ""  # nothing that the student could do
    if report.reason:
        return "Mend that first: it keeps everything else from being tested."
    if report.load_errors:
        place = report.load_errors[0].place
        return f"Mend {place} first: what comes after it may depend on it."
    failing = [question for question in report.questions if not question.passed]
    if not failing:
        return ""
    begun = [q for q in failing if q.outcomes and q.outcomes[0].status is not Status.NOT_STARTED]
    question = (begun or failing)[0]
    if not begun:
        return f"Write {question.name}: its docstring says what it takes and what it returns."
    if question.hint:
        return f"Look at {question.name} again; its hint says where."
    return f"Look at {question.name} again, with the first test that it fails."
