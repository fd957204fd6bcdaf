"""Who has no grade though the class has them: the rule for their rows, in one place.

They have a row, a status, and no score. Whether nothing is worth 0 points is for the
instructor to say, so no export writes into a gradebook for them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autograder.classroom.intake import Intake, people
from autograder.grading.results import Student


class Absence(StrEnum):
    """Why there is no grade; the `status` of grades.csv."""

    NOT_SUBMITTED = "not_submitted"  # on the roster, and nothing was handed in
    NOT_GRADED = "not_graded"  # none of what was handed in can be graded, or surely be theirs


@dataclass(frozen=True)
class Absent:
    """Somebody without a grade, and what was handed in, if anything."""

    student: Student
    status: Absence
    submission: str = ""
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """A form that `json.dumps` takes; `from_dict` is its inverse."""
        return {**vars(self), "student": dict(vars(self.student))}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Absent:
        """Rebuild one from what `to_dict` made, after a way through JSON."""
        student, status = Student(**data["student"]), Absence(data["status"])
        return cls(**{**data, "student": student, "status": status})


def absent(intake: Intake) -> tuple[Absent, ...]:
    """First who handed in only what was passed over, then who may have handed in what is not
    matched with the roster, then who handed in nothing."""
    unclear = (
        Absent(student, Absence.NOT_GRADED, why=remark.why)
        for remark in intake.unmatched
        if not remark.origin.platform  # it is about somebody on the roster
        for student in remark.students
    )
    nothing = (Absent(student, Absence.NOT_SUBMITTED) for student in intake.missing)
    return (*_passed_over(intake), *unclear, *nothing)


def _passed_over(intake: Intake) -> Iterator[Absent]:
    """Of what no platform tells whose it is, there is no row."""
    told: set[Hashable] = set()
    for one in intake.submissions:
        told.update(people(one.students, one.origin, one.name))
    for remark in intake.passed_over:
        persons = people(remark.students, remark.origin, remark.what)
        for person, student in zip(persons, remark.students or (Student(),)):
            if person not in told:
                told.add(person)
                name = re.split(r"/| → |: ", remark.what)[-1]
                yield Absent(student, Absence.NOT_GRADED, name, remark.why)
