"""Fills one column of the teacher's own Canvas gradebook.

Canvas makes a new assignment out of a column that it does not know, so a column that is
not in the file already is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.classroom.exports.csv_cells import read_table
from autograder.classroom.exports.decimals import decimal_sign, is_same, to_cell, to_number
from autograder.classroom.exports.matching import LOGIN, match
from autograder.classroom.exports.people import Key, people
from autograder.classroom.exports.plan import Change, Kind, Plan, Remark
from autograder.classroom.exports.scaling import factor_of
from autograder.classroom.intake.roster import TEST_STUDENT
from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport
from autograder.reporting.text import one_line

TITLE_WITH_ID = re.compile(r"(?P<title>.*) \((?P<id>[0-9]+)\)", re.DOTALL)
TOTALS = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
POSTING = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """An assignment's column."""

    place: int
    header: str
    title: str
    id: str
    points: float | None

    def is_called(self, name: str) -> bool:
        return name in (self.id, self.title, self.header)


class Gradebook:
    """The teacher's file: who stands in which row, and which columns take scores."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table = table = read_table(path)
        header = table.header
        if "ID" not in header or not {"Student", "LastName"} & set(header):
            raise AutograderError(
                "is not a gradebook of Canvas: its first line has no “Student” and “ID”.",
                path,
                "Take the file that Gradebook → Export makes.",
            )
        points = [row for row in table.body if "Points Possible" in table.value(row, 0)]
        self._points = points[0] if points else None
        self.rows = [row for row in table.body if row not in points and not self._is_posting(row)]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that Canvas takes scores from: with an id, and not a total of others."""
        found = []
        for place, header in enumerate(self.table.header):
            points = self.table.value(self._points, place) if self._points is not None else ""
            read_only = points and to_number(points) is None  # in the language of the teacher
            match = TITLE_WITH_ID.fullmatch(header)
            if match and not read_only and not TOTALS.search(header):
                column = Column(place, header, match["title"], match["id"], to_number(points))
                found.append(column)
        return found

    def keys(self, row: int) -> list[Key]:
        """The ids of a row. A login may be an address or the school's own id."""
        login = self._named(row, "SIS Login ID")
        keys = [
            ("canvas", self._named(row, "ID")),
            ("sid", self._named(row, "SIS User ID")),
            (LOGIN, login),
            ("email", login.casefold()),
        ]
        return [(kind, value) for kind, value in keys if value]

    def why_kept(self, row: int, old: str) -> str:
        """Why a row keeps what it has; empty where a score may be written."""
        names = (self._named(row, "Student"), self.table.value(row, 1), self.table.value(row, 0))
        if names[0] in TEST_STUDENT or names[1:] == ("Test", "Student"):
            return "Canvas's own test student"
        if old.upper() == "EX":
            return "excused (EX)"
        return "not assigned to this student (N/A)" if old.upper() == "N/A" else ""

    def _named(self, row: int, header: str) -> str:
        places = [place for place, name in enumerate(self.table.header) if name == header]
        return self.table.value(row, places[0]) if places else ""

    def _is_posting(self, row: int) -> bool:
        return all(POSTING.fullmatch(cell.value) for cell in self.table.rows[row])


def plan_canvas(
    path: Path,
    assignment: Assignment,
    reports: Iterable[GradeReport],
    *,
    column: str = "",
    scale: bool = False,
    unfinished: bool = False,
    other_addresses: bool = False,
) -> Plan:
    """The gradebook at `path` with the scores in one column.

    `column` is its title, its id or both as in the file; without it there has to be exactly
    one with the assignment's title or slug. `scale` turns our maximum into Canvas's.
    """
    book = Gradebook(path)
    table = book.table
    chosen = choose_column(book, assignment, column)
    factor, notes = factor_of(chosen.points, assignment, scale, "Canvas", path)
    sign = decimal_sign(value for c in book.columns for value in table.values(c.place))
    rows = {row: book.keys(row) for row in book.rows}
    matched, remarks = match(
        people(reports), rows, unfinished=unfinished, other_addresses=other_addresses
    )
    new: dict[int, dict[int, str]] = {}
    changes, same = [], 0
    for row, person in sorted(matched.items()):
        old, score = table.value(row, chosen.place), factor * person.score
        if why := book.why_kept(row, old):
            remarks.append(Remark(Kind.KEPT, person.label, why))
        elif is_same(old, score):
            same += 1
        else:
            new[row] = {chosen.place: to_cell(score, sign)}
            changes.append(Change(person.label, old, to_cell(score, sign)))
    return Plan(
        f"Canvas: column “{one_line(chosen.header, 60)}” of {one_line(path.name, 60)}",
        table.with_cells(new),
        tuple(changes),
        tuple(remarks),
        tuple(notes),
        same,
        nobody=len(rows) - len(matched),
    )


def choose_column(book: Gradebook, assignment: Assignment, wanted: str) -> Column:
    """The one column that is meant; AutograderError where there is none, or more than one."""
    if wanted:
        fits = [column for column in book.columns if column.is_called(wanted.strip())]
        name = f"called “{one_line(wanted, 60)}”"
    else:
        names = {_simple(assignment.title), _simple(assignment.slug)}
        fits = [column for column in book.columns if _simple(column.title) in names]
        name = f"with the title “{assignment.title}” or “{assignment.slug}”"
    if len(fits) == 1:
        return fits[0]
    listing = "".join(f"\n  {one_line(c.header, 74)}" for c in fits or book.columns) or " none"
    raise AutograderError(
        f"has {len(fits) or 'no'} columns {name}. It has:{listing}",
        book.path,
        "Name one with --column, by its title, its id or both."
        if book.columns
        else "Make the assignment in Canvas, then export the gradebook again.",
    )


def _simple(title: str) -> str:
    """A title as far as letters and digits go: two_words is Two words."""
    return " ".join(re.findall(r"[^\W_]+", title.casefold()))
