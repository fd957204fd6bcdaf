"""The grades of one run, read out of the store one at a time."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.classroom.absent import Absent
from autograder.grading.results import GradeReport, Origin, Student, SubmissionStatus


@dataclass(frozen=True)
class Run:
    """One grading of a class; `size` is how many submissions it was about."""

    id: int
    assignment: str
    grading: str  # fingerprint of suite, reference, configuration and versions
    started: str
    size: int
    trial: int  # whether it was made only to compare


class Reports:
    """The reports of one run, in the order of the class: read anew whenever they are asked
    for, one at a time, so that a large class takes no more memory than a small one.
    """

    def __init__(self, database: sqlite3.Connection, run: Run) -> None:
        self._database, self.run = database, run

    def __iter__(self) -> Iterator[GradeReport]:
        return self._read("")

    def with_status(self, *statuses: SubmissionStatus) -> Iterator[GradeReport]:
        """Only those that ended so."""
        return self._read(f"AND status IN ({','.join('?' * len(statuses))})", statuses)

    def at(self, place: int) -> GradeReport:
        """The one at a place of the class."""
        return next(self._read("AND place = ?", (place,)))

    def named(self, submission: str) -> GradeReport:
        """The one of a submission."""
        return next(self._read("AND submission = ?", (submission,)))

    def _read(self, condition: str, values: Sequence[Any] = ()) -> Iterator[GradeReport]:
        query = (
            "SELECT submission, about, report FROM entries JOIN grades USING (key) "
            f"WHERE run = ? {condition} ORDER BY place"
        )
        cursor = self._database.execute(query, (self.run.id, *values))
        for submission, about, packed in cursor:
            report = GradeReport.from_dict(json.loads(zlib.decompress(packed)))
            details = json.loads(about)
            yield replace(
                report,
                submission=submission,
                students=_students(details),
                origin=Origin(**details["origin"]),
            )

    @property
    def absent(self) -> list[Absent]:
        """Those of whom the run has no grade."""
        query = "SELECT about FROM absent WHERE run = ? ORDER BY place"
        rows = self._database.execute(query, (self.run.id,))
        return [Absent.from_dict(json.loads(about)) for (about,) in rows]

    def __len__(self) -> int:
        query = "SELECT count(*) FROM entries WHERE run = ?"
        return int(self._database.execute(query, (self.run.id,)).fetchone()[0])


def _students(details: dict[str, Any]) -> tuple[Student, ...]:
    return tuple(Student(**student) for student in details["students"])
