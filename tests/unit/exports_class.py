"""A small graded class for the tests of the exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.course import Assignment, Limits, Question
from autograder.grading.results import (
    GradeReport,
    Hint,
    Origin,
    Outcome,
    QuestionScore,
    Status,
    Student,
    SubmissionStatus,
)

ASSIGNMENT = Assignment(
    slug="cnn_layers",
    title="How a computer reads an image",
    order=1,
    section="CNN",
    summary="",
    questions=(Question("relu", 5, "ReLU"), Question("conv2d", 10, "Convolution")),
    limits=Limits(),
    folder=Path("."),
)
HINT = Hint("flipped", "conv2d", "Is the kernel <turned> around?")
ADA = Student("Ada Lovelace", "007", "ada@example.edu")
GRACE = Student("Grace Hopper", "3032", "grace@example.edu")
EVIL = "=cmd|' /C calc'!A0\n</script><script>alert(1)</script>\x1b[31m\u202e\u0007"


def report(
    name: str,
    scores: tuple[float, float] = (5, 4.5),
    *students: Student,
    platform: str = "",
    id: str = "",
    folder: str = "",
    **more: Any,
) -> GradeReport:
    """A graded submission; its second question has a failing hidden test and a hint."""
    relu, conv2d = scores
    hidden = Outcome(
        "test_values",
        "The values are those of a convolution.",
        "conv2d",
        Status.PASSED if conv2d == 10 else Status.WRONG,
        conv2d,
        10,
        False,
        message="the values differ.",
        detail="DETAIL SECRET",
    )
    questions = (
        QuestionScore("relu", relu, 5, ()),
        QuestionScore("conv2d", conv2d, 10, (hidden,), None if conv2d == 10 else HINT),
    )
    filled = {"status": SubmissionStatus.GRADED, "questions": questions, **more}
    return GradeReport(
        name,
        "cnn_layers",
        students=students,
        origin=Origin(platform, id, folder),
        file=f"{name}.ipynb",
        **filled,
    )


def unreadable(name: str, *students: Student, **more: Any) -> GradeReport:
    return report(
        name,
        (0, 0),
        *students,
        status=SubmissionStatus.UNREADABLE,
        questions=(),
        reason="The notebook is not JSON.",
        **more,
    )
