"""A class in one table of our own: grades.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from autograder.classroom.absent import Absent
from autograder.classroom.exports.formulas import text_cell
from autograder.course import Assignment
from autograder.grading.results import GradeReport, Student
from autograder.reporting.files import write_whole
from autograder.reporting.text import number

COLUMNS = ("submission", "student", "sid", "email", "status", "score", "max_score")


def write_grades_csv(
    path: Path,
    assignment: Assignment,
    reports: Iterable[GradeReport],
    absent: Iterable[Absent] = (),
) -> None:
    """One line per submission and student, one column per question, named by its function;
    then a line without scores for each that has no grade.

    Lines end in `\\n` and not in csv's `\\r\\n`: spreadsheets read both, but to line tools
    and diffs a `\\r` would be a part of the last column.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *assignment.names])
    for report in reports:
        scores = {question.name: question.score for question in report.questions}
        for student in report.students or (Student(),):
            writer.writerow(
                [
                    text_cell(report.submission),
                    *_student(student),
                    str(report.status),
                    number(report.score),
                    number(assignment.max_score),
                    *(number(scores.get(name, 0)) for name in assignment.names),
                ]
            )
    for one in absent:
        known = (text_cell(one.submission), *_student(one.student), str(one.status), "")
        writer.writerow([*known, number(assignment.max_score), *("" for _ in assignment.names)])
    write_whole(path, text.getvalue())


def _student(student: Student) -> tuple[str, str, str]:
    return text_cell(student.name), text_cell(student.sid), text_cell(student.email)
