"""Fills the grades and comments of the teacher's own Moodle grading worksheet."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from autograder.classroom.exports.csv_cells import Table, read_table
from autograder.classroom.exports.decimals import decimal_sign, is_same, to_cell, to_number
from autograder.classroom.exports.matching import match
from autograder.classroom.exports.moodle_columns import DASH, NO, Columns, find_columns, participant
from autograder.classroom.exports.people import Key, Person, people
from autograder.classroom.exports.plan import Change, Kind, Plan, Remark
from autograder.classroom.exports.scaling import factor_of
from autograder.classroom.intake.roster import is_name_of, word_for
from autograder.course import Assignment
from autograder.grading.results import GradeReport
from autograder.reporting.messages import submission_message
from autograder.reporting.text import clean, number, one_line

OURS = "Autograder: "  # how our comments begin, so that a teacher's own are known


def plan_moodle(
    path: Path,
    assignment: Assignment,
    reports: Iterable[GradeReport],
    *,
    grade_column: str = "",
    comment_column: str = "",
    comments: bool = True,
    scale: bool = False,
    unfinished: bool = False,
    other_addresses: bool = False,
) -> Plan:
    """The worksheet at `path` with grades and comments.

    A comment that a person wrote stays; `comments` leaves all of them alone where it is
    false. `scale` turns our maximum into Moodle's.
    """
    table = read_table(path)
    columns = find_columns(table, path, grade_column, comment_column)
    sheet = _Sheet(table, columns)
    factor, notes = factor_of(sheet.maximum, assignment, scale, "Moodle", path)
    if comments and columns.comment is None:
        notes.append("The worksheet has no column for comments that we know: only grades go in.")
    everybody = people(reports, lambda report: comment_of(report, assignment))
    rows = {row: sheet.keys(row) for row in table.body}
    matched, remarks = match(
        everybody, rows, sheet.doubt, unfinished=unfinished, other_addresses=other_addresses
    )
    new: dict[int, dict[int, str]] = {}
    changes, same = [], 0
    for row, person in sorted(matched.items()):
        score = factor * person.score
        if sheet.maximum is not None and round(score, 2) > sheet.maximum:
            why = f"{number(score, 2)} is more than Moodle's maximum, {number(sheet.maximum)}"
            remarks.append(Remark(Kind.REFUSED, person.label, why))
            continue
        if columns.open is not None and table.value(row, columns.open).casefold() in NO:
            why = f"Moodle says “{table.header[columns.open]}: {table.value(row, columns.open)}”"
            remarks.append(Remark(Kind.REFUSED, person.label, why))
            continue
        cells, note = {}, ""
        if not is_same(sheet.grade(row), score):
            cells[columns.grade] = to_cell(score, sheet.sign)
        if comments and columns.comment is not None:
            old = table.value(row, columns.comment)
            if old and not old.startswith(OURS):
                remarks.append(
                    Remark(Kind.KEPT, person.label, "only the comment, which a person wrote")
                )
            elif old != sheet.encodable(person.comment):
                cells[columns.comment] = sheet.encodable(person.comment)
                note = "new comment"
        if cells:
            new[row] = cells
            shown = to_cell(score, sheet.sign)
            changes.append(Change(person.label, sheet.grade(row), shown, note))
        else:
            same += 1
    names = [table.header[c] for c in (columns.grade, columns.comment if comments else None)
             if c is not None]  # fmt: skip
    shown_names = " and ".join(f"“{one_line(name, 40)}”" for name in names)
    return Plan(
        f"Moodle: {shown_names} of {one_line(path.name, 60)}",
        table.with_cells(new),
        tuple(changes),
        tuple(remarks),
        tuple(notes),
        same,
        nobody=len(rows) - len(matched),
    )


def comment_of(report: GradeReport, assignment: Assignment) -> str:
    """What a student reads beside the grade, as HTML on one line: Moodle takes it for that."""
    most = number(assignment.max_score)
    lines = [f"{OURS}{number(report.score, 2)} of {most} points."]
    if message := submission_message(report):
        lines.append(message)
    for question in report.questions:
        score = f"{number(question.score, 2)} of {number(question.max_score, 2)}"
        hint = f". Hint: {question.hint.text}" if question.hint else ""
        lines.append(f"{question.name}: {score}{hint}")
    return "<br>".join(escape(" ".join(clean(line, 1000).split()), quote=False) for line in lines)


class _Sheet:
    """The teacher's file, by what stands in its rows."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self.table, self.columns = table, columns
        maxima = table.values(columns.maximum) if columns.maximum is not None else []
        numbers = {to_number(text) for text in maxima}
        self.maximum = numbers.pop() if len(numbers) == 1 else None
        self.sign = decimal_sign([*table.values(columns.grade), *maxima])

    def keys(self, row: int) -> list[Key]:
        columns = self.columns
        keys = [("moodle", participant(self.table.value(row, columns.identifier)))]
        if columns.address is not None:
            keys.append(("email", self.table.value(row, columns.address).casefold()))
        if columns.number is not None:
            keys.append(("sid", self.table.value(row, columns.number)))
        return [(kind, value) for kind, value in keys if value]

    def doubt(self, person: Person, row: int) -> str:
        """Why a row is not surely that of a person who was found by the participant's number
        alone: it is another one in each assignment, and a group's folder has the group's.
        """
        place, told = self.columns.name, person.student.name
        others = {key for key in self.keys(row) if key[0] != "moodle"}
        name = self.table.value(row, place) if place is not None else ""
        if others & set(person.keys) or is_name_of(told, name):
            return ""
        identifier = self.table.value(row, self.columns.identifier)
        if word_for(told) == word_for(identifier):  # as blind marking calls everybody
            return ""
        is_who = one_line(name, 60) if name else "somebody without a name"
        return (
            f"{one_line(identifier, 40)} is {is_who} in the worksheet: take that of the same "
            "assignment; if it is, enter the score by hand"
        )

    def grade(self, row: int) -> str:
        old = self.table.value(row, self.columns.grade)
        return "" if old in DASH else old

    def encodable(self, html: str) -> str:
        """The text with what the file's encoding has no letter for as HTML spells it."""
        encoding = self.table.encoding
        return html.encode(encoding, "xmlcharrefreplace").decode(encoding)
