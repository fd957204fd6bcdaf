"""Who gets which score: one person per student of a submission, known by ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.grading.results import GradeReport, Status, Student, SubmissionStatus
from autograder.reporting.summary import needs_person

Key = tuple[str, str]  # what kind of id, and the id
UNGRADED = (SubmissionStatus.UNREADABLE, SubmissionStatus.GRADER_ERROR)


@dataclass(frozen=True)
class Person:
    """A student of a submission, with the score of it."""

    submission: str
    student: Student
    keys: tuple[Key, ...]
    score: float
    unfinished: str  # why somebody has to look before the score counts; empty: nobody has to
    comment: str = ""
    doubt: str = ""  # why the platform's own id of it proves nothing

    @property
    def label(self) -> str:
        """How the person is told apart in a list."""
        name = self.student.name or self.student.email or self.student.sid
        return f"{name} ({self.submission})" if name else self.submission


def people(
    reports: Iterable[GradeReport], comment: Callable[[GradeReport], str] = lambda report: ""
) -> list[Person]:
    """Everybody who handed something in, in the order of the reports."""
    return [
        Person(
            report.submission,
            student,
            tuple(_keys(report, student)),
            report.score,
            why_unfinished(report),
            comment(report),
            why_doubtful(report),
        )
        for report in reports
        for student in report.students or (Student(),)
    ]


def why_unfinished(report: GradeReport) -> str:
    """Why a person has to look before this score counts; empty where it counts as it is."""
    outcomes = (outcome for question in report.questions for outcome in question.outcomes)
    broken = any(outcome.status is Status.GRADER_ERROR for outcome in outcomes)
    return needs_person(report) if broken or report.status in UNGRADED else ""


def why_doubtful(report: GradeReport) -> str:
    """Why Moodle's number is not taken for a participant's; empty where it may be.

    Intake keeps it together with the name where the roster has it for another one.
    """
    origin = report.origin
    if origin.platform != "moodle" or origin.id.isdecimal() or not origin.id:
        return ""
    return (
        "its number is of somebody with another name on the roster, and may be a group's: "
        "enter it in Moodle by hand"
    )


def _keys(report: GradeReport, student: Student) -> Iterable[Key]:
    """A platform's own id stands for one person, so a group is known by its members' ids."""
    origin = report.origin
    if origin.platform and origin.id and len(report.students) <= 1 and not why_doubtful(report):
        yield origin.platform, origin.id
    if student.sid.strip():
        yield "sid", student.sid.strip()
    if student.email.strip():
        yield "email", student.email.strip().casefold()
