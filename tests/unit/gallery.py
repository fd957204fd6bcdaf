"""One made-up submission for everything that can happen, as the engine would report it.

The outcomes go through the engine's own judgement, so the words are those that students get.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Assignment, Limits, Question
from autograder.grading.compare import CheckFailure, check, expect
from autograder.grading.feedback import judge, not_run, why_not_defined
from autograder.grading.results import (
    GradeReport,
    Hint,
    LoadError,
    Outcome,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.grading.wording import NOT_TESTED, STATUS
from autograder.reporting.block import Seen
from autograder.sandbox.calls import Call, Failure
from autograder.sandbox.child import wire
from autograder.student.check import NOT_ISOLATED

QUESTIONS = (Question("relu", 4, "ReLU Layer"), Question("conv2d", 6, "Convolutional layer"))
ASSIGNMENT = Assignment(
    slug="cnn_layers",
    title="How a computer reads an image",
    order=1,
    section="CNN",
    summary="",
    questions=QUESTIONS,
    limits=Limits(),
    folder=Path("."),
)
IMAGE, KERNEL = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[1.0, 10]])
EXPECTED = np.array([[21.0, 32], [54, 65]])
CELLS = [(3, "def conv2d(image, kernel):\n    return image[7]")]
INDEX_ERROR = {
    "kind": "IndexError",
    "message": "index 7 is out of bounds for axis 0 with size 2",
    "frames": [["<cell 3>", 2, "conv2d", "return image[7]"]],
}
TORCH = {
    "kind": "RefusedImport",
    "message": "“torch” can't be imported here: only NumPy and the standard library can, and "
    "everything you need has to be in the one file that you hand in.",
    "frames": [["<cell 3>", 2, "conv2d", "import torch"]],
}
HINT = Hint("flipped", "conv2d", "Your filter is turned by 180°: the lecture lays it on as it is.")


@dataclass(frozen=True)
class Example:
    """What happened, and what is known of the first failing call."""

    report: GradeReport
    seen: Seen | None = None


@dataclass(frozen=True)
class _Test:
    """A test as `judge` knows it."""

    name: str
    sentence: str
    points: float
    public: bool
    question: str = "conv2d"


PUBLIC = _Test("test_worked_example", "The worked example gives the feature map.", 2, True)
HIDDEN = _Test("test_other_sizes", "Images that are not square work as well.", 4, False)
RELU = _Test("test_relu", "Negative values become zero.", 4, True, "relu")


def examples() -> Iterator[tuple[str, Example]]:
    """Name and example of everything in the gallery."""
    yield "passed", Example(_report(_judged(None)))
    yield "passed_with_a_note", Example(_report(_judged(None, notes=["the result is a list."])))
    for name, got in {
        "wrong_values": np.array([[12.0, 23], [45, 56]]),
        "wrong_shape": np.zeros((2, 3)),
        "wrong_none": None,
        "wrong_type": "a text",
        "wrong_not_finite": np.array([[21.0, np.nan], [54, 65]]),
    }.items():
        error = _caught(got)
        hint = HINT if name == "wrong_values" else None
        seen = Seen({"image": IMAGE, "kernel": KERNEL}, error.expected, error.actual)
        yield name, Example(_report(_judged(error), hint=hint), seen)
    changed = "the function changed what it was given. Work on a copy of it."
    yield "wrong_changed_arguments", Example(_report(_judged(CheckFailure("changed", changed))))
    yield "wrong_property", Example(_report(_judged(_unexpected())))
    for status, error in {
        "raised": Failure("raised", "IndexError: index 7 is out of bounds for axis 0 with size 2",
                          INDEX_ERROR),
        "timed_out": Failure("timed_out", "no answer after 3 seconds"),
        "out_of_memory": Failure("out_of_memory", "MemoryError: Unable to allocate 745 GiB"),
        "crashed": Failure("crashed", "its process crashed (SIGSEGV)"),
        "refused": Failure("refused", f"RefusedImport: {TORCH['message']}", TORCH),
        "not_started": Failure("not_started", "NotImplementedError: Write conv2d here."),
    }.items():  # fmt: skip
        yield status, Example(_report(_judged(error)))
    yield "not_defined", Example(_report(_missing([])))
    failed = {"cell": 3, "line": 1, "kind": "NameError", "message": "name 'nq' is not defined"}
    yield (
        "not_defined_after_an_error",
        Example(
            _report(_missing([failed]), load_errors=(LoadError(**failed),))  # type: ignore[arg-type]
        ),
    )
    yield "grader_error", Example(_report(_judged(RuntimeError("the suite's own secret"))))
    yield from _submissions()


def _submissions() -> Iterator[tuple[str, Example]]:
    """What can happen to a submission as a whole."""
    stub = _judged(Failure("not_started", "NotImplementedError: Write conv2d here."))
    waiting = (LoadError(5, 2, "NotImplementedError", "Write conv2d here."),)
    yield "notebook_not_finished", Example(_report(stub, load_errors=waiting))
    yield "not_isolated", Example(_report(_judged(None), isolation=NOT_ISOLATED))
    for name, status, outcome, reason in (
        ("file_unreadable", SubmissionStatus.UNREADABLE, Status.UNREADABLE,
         "mine.ipynb: is not a readable notebook: broken at line 3, column 7.\n"
         "  → Open it in Jupyter; if that works, save it and hand it in again."),
        ("file_never_ends", SubmissionStatus.TIMED_OUT, Status.TIMED_OUT,
         "The file could not be run: loading it did not end within 10 seconds."),
        ("file_ends_python", SubmissionStatus.GRADED, Status.CRASHED,
         "The file could not be run: it ended its own process (exit code 0)."),
        ("grader_broke", SubmissionStatus.GRADER_ERROR, Status.GRADER_ERROR,
         "the suite's own secret"),
    ):  # fmt: skip
        message = NOT_TESTED if "could not be run" in reason else STATUS[outcome]
        tests = [not_run(test, outcome, message) for test in (PUBLIC, HIDDEN)]
        report = replace(_report(tests), status=status, reason=reason)
        broken = not_run(RELU, outcome, message)
        relu = QuestionScore("relu", 0, 4, (broken,))
        yield name, Example(replace(report, questions=(relu, report.questions[1])))


def _report(outcomes: list[Outcome], hint: Hint | None = None, **more: Any) -> GradeReport:
    relu = judge(RELU, None, (), [], [], True)
    questions = (
        QuestionScore("relu", 4, 4, (relu,)),
        QuestionScore("conv2d", sum(o.points for o in outcomes), 6, tuple(outcomes), hint),
    )
    filled = {"file": "mine.ipynb", "seconds": 1.0, **more}
    return GradeReport("mine", "cnn_layers", SubmissionStatus.GRADED, questions, **filled)


def _judged(error: BaseException | None, notes: list[str] | None = None) -> list[Outcome]:
    call = Call("conv2d", *wire.encode(((IMAGE, KERNEL), {})))
    return [
        judge(test, error, notes or [], [call], CELLS, test.public) for test in (PUBLIC, HIDDEN)
    ]


def _missing(errors: list[dict[str, Any]]) -> list[Outcome]:
    status, message = why_not_defined("conv2d", errors)
    return [not_run(test, status, message) for test in (PUBLIC, HIDDEN)]


def _caught(got: Any) -> CheckFailure:
    try:
        check(got, EXPECTED)
    except CheckFailure as error:
        return error
    raise AssertionError("it is right")


def _unexpected() -> CheckFailure:
    try:
        expect(False, "the weights of a blur filter should sum to 1, but sum to 9.")
    except CheckFailure as error:
        return error
    raise AssertionError("it is right")
