"""What a student reads about a whole submission, and the next thing to do."""

from __future__ import annotations

from autograder.grading.results import (
    GradeReport,
    LoadError,
    Outcome,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.grading.wording import NOT_TESTED, STATUS
from autograder.reporting.text import clean, listed, one_line

NOT_BEGUN = {None, Status.NOT_STARTED, Status.NOT_DEFINED}  # nothing there to look at again
THEIRS = set(Status) - {Status.PASSED, Status.GRADER_ERROR}  # a student can do something
NEXT = {
    Status.WRONG: "Look at {} again, with the first test that it fails.",
    Status.RAISED: "Look at the line of {} that the message names.",
    Status.TIMED_OUT: "Look for what does not come to an end in {}.",
    Status.OUT_OF_MEMORY: "Look for what grows without need in {}.",
    Status.CRASHED: "Look for exit(), quit() or a call without end in {}.",
    Status.REFUSED: "Write {} with NumPy and the standard library alone.",
}
# In a student's own check nobody else sees it.
OURS_HERE = (
    "Something went wrong on our side, not in your work. Run it once more; if it happens again, "
    "please tell the people who teach the course."
)
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


def sentence(outcome: Outcome) -> str:
    """A test's sentence, or its name where it has none."""
    return one_line(outcome.sentence, 300) or one_line(outcome.test)


def first_failure(question: QuestionScore) -> Outcome | None:
    """The first test that did not pass."""
    return next((outcome for outcome in question.outcomes if not outcome.passed), None)


def untested(outcome: Outcome) -> bool:
    """Whether a test could not be run, for a reason that was told about the whole file."""
    return outcome.status is Status.UNREADABLE or outcome.message == NOT_TESTED


def outcome_message(outcome: Outcome, limit: int = 2000) -> str:
    """The explanation of one outcome, without the arrays where they are shown apart."""
    message = outcome.message or STATUS[outcome.status]
    if outcome.expected:
        message = message.split("\nexpected:\n")[0]
    message = clean(message, limit).strip()
    return message[:1].upper() + message[1:]


def load_message(error: LoadError) -> str:
    """A few words about a cell or a file that raised while it was run, without a full stop."""
    place = error.place[:1].upper() + error.place[1:]
    kind = one_line(error.kind, 80) or "an exception"
    text = one_line(error.message, 300).rstrip(".")
    return f"{place} raised {kind}{f': {text}' if text else ''}"


def waits(error: LoadError) -> bool:
    """Whether nothing is wrong but that a function isn't written yet."""
    return error.kind == "NotImplementedError"


def waiting_message(report: GradeReport) -> str:
    """One sentence about the cells that use a function which isn't written yet."""
    places = [error for error in report.load_errors if waits(error)]
    cells = [str(error.cell) for error in places if error.cell is not None]
    if cells:
        which = f"Cell {cells[0]} waits" if len(cells) == 1 else f"Cells {listed(cells)} wait"
        return f"{which} for a function that isn't written yet."
    if places:
        line = f"From line {places[0].line} on, your file" if places[0].line else "Your file"
        return f"{line} was not run: it calls a function that isn't written yet."
    return ""


def to_mend(report: GradeReport) -> list[LoadError]:
    """The errors of cells that somebody has to do something about.

    A name may be missing in a cell because a cell above still waits for a function.
    """
    errors, waited = [], False
    for error in report.load_errors:
        waited |= waits(error)
        if not waits(error) and not (waited and error.kind == "NameError"):
            errors.append(error)
    return errors


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
        what = "exit(), quit() or a crash"
        if report.status is SubmissionStatus.TIMED_OUT:
            what = "a loop without end"
        return f"Look for {what} outside of the functions; until it is gone, nothing can be tested."
    if errors := to_mend(report):
        return f"Mend {errors[0].place} first: what comes after it may depend on it."
    failing = [question for question in report.questions if _status(question) in THEIRS]
    if not failing:
        return ""
    begun = [question for question in failing if _status(question) not in NOT_BEGUN]
    missing = [question for question in failing if _status(question) is Status.NOT_DEFINED]
    question = [*begun, *missing, *failing][0]
    if not begun and missing:
        return f"Look for {question.name} in your file: is it spelt like this?"
    if not begun:
        return f"Write {question.name}: its docstring says what it takes and what it returns."
    if question.hint:
        return f"Look at {question.name} again; its hint says where."
    return NEXT.get(_status(question) or Status.WRONG, NEXT[Status.WRONG]).format(question.name)


def _status(question: QuestionScore) -> Status | None:
    first = first_failure(question)
    return first.status if first else None
