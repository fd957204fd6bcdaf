"""Scores as Gradescope's own CSV has them, for whatever already reads that."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.classroom.absent import Absence, Absent
from autograder.classroom.exports.formulas import text_cell
from autograder.classroom.exports.people import why_unfinished
from autograder.classroom.exports.plan import Change, Kind, Plan, Remark
from autograder.course import Assignment
from autograder.grading.results import GradeReport, Student
from autograder.reporting.text import number

COLUMNS = ("Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status",
           "Submission ID", "Submission Time", "Lateness (H:M:S)")  # fmt: skip


def plan_gradescope(
    assignment: Assignment,
    reports: Iterable[GradeReport],
    absent: Sequence[Absent] = (),
    *,
    unfinished: bool = False,
) -> Plan:
    """A row per student, so that a group is repeated, and a column per question; who has no
    grade is `Missing`, or `Ungraded` if something was handed in.

    How late somebody was is not known beyond whether, and is empty where it is not zero.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    questions = enumerate(assignment.questions, 1)
    writer.writerow([*COLUMNS, *(f"{n}: {q.name} ({float(q.points)} pts)" for n, q in questions)])
    changes, remarks = [], []
    for report in reports:
        why = "" if unfinished else why_unfinished(report)
        scores = {question.name: question.score for question in report.questions}
        origin = report.origin
        for student in report.students or (Student(),):
            writer.writerow(
                [
                    text_cell(student.name),
                    text_cell(student.sid),
                    text_cell(student.email),
                    "",
                    "" if why else number(report.score),
                    number(assignment.max_score),
                    "Ungraded" if why else "Graded",
                    text_cell(origin.id or report.submission),
                    text_cell(origin.submitted),
                    "00:00:00" if origin.submitted and not origin.late else "",
                    *("" if why else number(scores.get(name, 0)) for name in assignment.names),
                ]
            )
            who = student.name or student.email or student.sid or report.submission
            if why:
                remarks.append(Remark(Kind.UNFINISHED, who, why))
            else:
                changes.append(Change(who, "", number(report.score)))
    for one in absent:
        student, missing = one.student, one.status is Absence.NOT_SUBMITTED
        known = (text_cell(student.name), text_cell(student.sid), text_cell(student.email))
        status = "Missing" if missing else "Ungraded"
        cells = (*known, "", "", number(assignment.max_score), status, text_cell(one.submission))
        writer.writerow([*cells, "", "", *("" for _ in assignment.names)])
        if not missing:
            who = student.name or student.email or student.sid or one.submission
            remarks.append(Remark(Kind.UNFINISHED, who, one.why))
    return Plan(
        "Scores as Gradescope writes them",
        text.getvalue().encode(errors="replace"),
        tuple(changes),
        tuple(remarks),
        nobody=sum(one.status is Absence.NOT_SUBMITTED for one in absent),
    )
