"""Says on stderr what was taken in and what was not: short, however large the class is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from autograder.classroom.absent import Absence, Absent
from autograder.classroom.intake import Intake, Remark
from autograder.cli.shared import tell
from autograder.reporting.text import one_line

SHOWN, IN_REPORT = 10, 500  # of each kind
PATH_LENGTH = 90


def tell_intake(intake: Intake) -> None:
    """What each path was taken for, and everything that a person may want to look at."""
    _tell("read", _texts(intake.sources))
    _tell("passed over", _texts(intake.passed_over))
    _tell("set aside", _texts(intake.set_aside))
    _tell("not matched", _texts(intake.unmatched))
    people = [" ".join(filter(None, vars(student).values())) for student in intake.missing]
    _tell("nothing handed in", [one_line(person) for person in people])


def notes(intake: Intake) -> list[str]:
    """The same for the class's report, with all of what is only begun on a terminal."""
    kinds = {
        "not graded": intake.passed_over,
        "set aside, since another file of the same student counts": intake.set_aside,
        "not matched with the roster": intake.unmatched,
    }
    lines = []
    for label, remarks in kinds.items():
        if texts := _texts(remarks):
            rest = f"; and {len(texts) - IN_REPORT} more" if len(texts) > IN_REPORT else ""
            lines.append(f"{len(texts)} {label}: {'; '.join(texts[:IN_REPORT])}{rest}")
    if intake.missing:
        names = [student.name or student.email or student.sid for student in intake.missing]
        lines.append(
            f"{len(names)} on the roster handed in nothing: {', '.join(names[:IN_REPORT])}"
        )
    return lines


def absent_line(absent: Sequence[Absent]) -> str:
    """How many have no grade, for below the summary; empty where everybody has one."""
    counts = Counter(one.status for one in absent)
    nothing, passed_over = counts[Absence.NOT_SUBMITTED], counts[Absence.NOT_GRADED]
    parts = [f"{nothing} on the roster handed in nothing"] if nothing else []
    parts += [f"of {passed_over} nothing can be graded, or surely be theirs"] if passed_over else []
    return f"without a score in grades.csv: {'; '.join(parts)}" if parts else ""


def _texts(remarks: Iterable[Remark]) -> list[str]:
    return [
        f"{_end(one_line(remark.what, 400))} ({one_line(remark.why, 200)})" for remark in remarks
    ]


def _end(path: str) -> str:
    """A path that is cut in front, where all of them are alike."""
    return path if len(path) <= PATH_LENGTH else f"…{path[1 - PATH_LENGTH :]}"


def _tell(label: str, lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        tell(f"{label}: {line}")
    if len(lines) > SHOWN:
        tell(f"{label}: … and {len(lines) - SHOWN:,} more: see the report")
