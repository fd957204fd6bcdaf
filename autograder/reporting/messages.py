"""What a student reads: one reviewed sentence for everything that can happen to a test.

A hidden test may tell no more than this: neither inputs nor expected values, nor the
text of the student's own exception, which could carry them out.
"""

from __future__ import annotations

from autograder.grading.results import (
    GradeReport,
    LoadError,
    Outcome,
    Status,
    SubmissionStatus,
)
from autograder.reporting.text import clean, one_line

STATUS = {
    Status.PASSED: "Passed.",
    Status.WRONG: "Your function gives an answer here, but not the right one.",
    Status.RAISED: "Your function stopped with an exception here.",
    Status.TIMED_OUT: "Your function did not finish in time. Does every loop come to an end?",
    Status.OUT_OF_MEMORY: (
        "Your function asked for more memory than it may use. Does an array or a list grow "
        "far beyond what the task needs?"
    ),
    Status.CRASHED: (
        "Python itself ended while your function ran, so no answer came back. Look for a call "
        "of exit() or quit(), or for a function that calls itself without end."
    ),
    Status.REFUSED: (
        "Your code used or returned something that is not allowed here. NumPy and the standard "
        "library are enough; a result is made of numbers, text and arrays."
    ),
    Status.NOT_STARTED: "Not written yet: the stub's NotImplementedError is still there.",
    Status.NOT_DEFINED: (
        "Your file defines no function of this name. Check the spelling, and whether the cell "
        "with the function runs without an error."
    ),
    Status.UNREADABLE: "Your file could not be read, so this was not tested.",
    Status.GRADER_ERROR: (
        "Something went wrong on our side, not on yours. A person will look at it before it counts."
    ),
}

FAILURE = {
    "none": "Your function returned None. Does every path through it end in a return?",
    "type": (
        "Your function returned a value of the wrong kind. Compare it with what the docstring "
        "promises."
    ),
    "shape": (
        "The result has the wrong shape. Work out the shape by hand for a small input that is "
        "not square."
    ),
    "finite": (
        "The result holds NaN or infinity. Look for a division by zero, the logarithm of zero, "
        "or exp of a large number."
    ),
    "values": "The result has the right shape, but not the right values.",
    "changed": "Your function changed an array that it was given. Work on a copy of it.",
    "property": "The result does not do what this test describes.",
}

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


def hidden_message(status: Status, kind: str = "") -> str:
    """What a hidden test may say: `kind` is the CheckFailure's, where there was one."""
    if status is Status.WRONG:
        return FAILURE.get(kind, STATUS[status])
    return STATUS[status]


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
