"""What a class leaves on disk: grades.csv and one results file per submission."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.grading.results import GradeReport, Student
from autograder.reporting.files import write_whole
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.text import number, one_line

COLUMNS = ("submission", "student", "email", "status", "score", "max_score")
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"  # spreadsheets take the wide forms for the narrow ones


def write_grades_csv(path: Path, assignment: Assignment, reports: Iterable[GradeReport]) -> None:
    """One line per submission and student, one column per question, named by its function.

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
                    text_cell(student.name),
                    text_cell(student.email),
                    str(report.status),
                    number(report.score),
                    number(assignment.max_score),
                    *(number(scores.get(name, 0)) for name in assignment.names),
                ]
            )
    write_whole(path, text.getvalue())


def write_result_json(folder: Path, report: GradeReport) -> Path:
    """Write `folder/<submission>.json` in Gradescope's schema; gives its path.

    NaN and infinity have no place in JSON and raise ValueError: a score that is none is a
    mistake of ours and must not be written.
    """
    path = folder / f"{report.submission}.json"
    result = to_gradescope(report)
    # A line an entry: json's own indentation takes ten times as long.
    tests = ",\n  ".join(map(_dumps, result.pop("tests")))
    rest = ",\n ".join(f"{_dumps(name)}: {_dumps(value)}" for name, value in result.items())
    write_whole(path, f'{{\n {rest},\n "tests": [\n  {tests}\n ]\n}}\n')
    return path


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def text_cell(text: str) -> str:
    """`text` on one line, and never a formula for the spreadsheet that opens the file."""
    shown = one_line(text, 300)
    guarded = text.startswith(tuple(FORMULA_STARTS)) or shown.startswith(tuple(FORMULA_STARTS))
    return f"'{shown}" if guarded else shown
