"""grades.csv and the results files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom.absent import Absence, Absent
from autograder.classroom.exports import text_cell, write_grades_csv, write_result_json
from autograder.classroom.exports.plan import Kind, Plan
from autograder.course import Assignment, Limits, Question
from autograder.grading.results import GradeReport, QuestionScore, Student, SubmissionStatus

ASSIGNMENT = Assignment(
    slug="cnn",
    title="CNN",
    order=1,
    section="CNN",
    summary="",
    questions=(Question("relu", 5, "ReLU"), Question("conv2d", 10, "Convolution")),
    limits=Limits(),
    folder=Path("."),
)


def report(name: str = "ada", scores: tuple[float, ...] = (5.0, 4.5), **more: Any) -> GradeReport:
    questions = tuple(
        QuestionScore(question.name, score, question.points, ())
        for question, score in zip(ASSIGNMENT.questions, scores)
    )
    return GradeReport(name, "cnn", SubmissionStatus.GRADED, questions, **more)


def test_the_csv_has_exactly_the_promised_form(tmp_path):
    """Header, order, plain numbers, UTF-8 and line ends are fixed: others read this file."""
    łukasz = Student("Łukasz, P.", "007", "l@example.edu")
    reports = [report(students=(łukasz,)), report("b", (0.1 + 0.2, 10))]
    write_grades_csv(tmp_path / "grades.csv", ASSIGNMENT, reports)
    assert (tmp_path / "grades.csv").read_bytes().decode() == (
        "submission,student,sid,email,status,score,max_score,relu,conv2d\n"
        'ada,"Łukasz, P.",007,l@example.edu,graded,9.5,15,5,4.5\n'
        "b,,,,graded,10.3,15,0.3,10\n"
    )


def test_an_ungraded_submission_has_a_whole_line(tmp_path):
    """Without any question a submission still has its status, the maximum and zeros."""
    ungraded = GradeReport("ada", "cnn", SubmissionStatus.UNREADABLE, ())
    write_grades_csv(tmp_path / "grades.csv", ASSIGNMENT, [ungraded])
    assert (tmp_path / "grades.csv").read_text().splitlines()[1] == "ada,,,,unreadable,0,15,0,0"


def test_who_has_no_grade_has_a_line_without_a_score(tmp_path):
    """Nothing handed in, or nothing that can be graded: a status, and empty cells, not zeros."""
    gone = [
        Absent(Student("=Eve", "8"), Absence.NOT_GRADED, "eve_text.html", "is a text"),
        Absent(Student("Vera", "9", "v@example.edu"), Absence.NOT_SUBMITTED),
    ]
    write_grades_csv(tmp_path / "grades.csv", ASSIGNMENT, [], gone)
    assert (tmp_path / "grades.csv").read_text().splitlines()[1:] == [
        "eve_text.html,'=Eve,8,,not_graded,,15,,",
        ",Vera,9,v@example.edu,not_submitted,,15,,",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", "\n@", " =", "＝", "\x1b[1m="])
def test_no_cell_is_a_formula(start):
    """A name that a spreadsheet would calculate is kept as text."""
    assert text_cell(f"{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x; =1;-2;3", "x;' =1;'-2;3"),
        ("=1;=2", "'=1;'=2"),
        ("x\t;\r\n@1", "x ;' @1"),
        ('x;"=1+1;', "x;'\"=1+1;"),
        ("x;＝1", "x;'＝1"),
        ("Ada; Ben;c-d;", "Ada; Ben;c-d;"),
        ("Ada-Ben =1\t=2", "Ada-Ben =1 =2"),
    ],
)
def test_no_part_of_a_cell_is_a_formula(text, cell):
    """A spreadsheet that splits at `;` finds none either; other text stays as it was."""
    assert text_cell(text) == cell
    assert text_cell(cell) == cell


SEPARATED = st.text(st.sampled_from("ab;,\"= -+@\t\n'"), max_size=12)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=SEPARATED, sid=SEPARATED, email=SEPARATED)
def test_a_table_that_is_split_elsewhere_has_no_formula(tmp_path, name, sid, email):
    """Read with `;` or tabs between cells, as spreadsheets of some countries do."""
    students = (Student(name, sid, email), Student(email, name, sid))
    write_grades_csv(tmp_path / "g.csv", ASSIGNMENT, [report(students=students)])
    for delimiter in ",;\t":
        with open(tmp_path / "g.csv", encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter=delimiter):
                assert not any(cell.lstrip(" ").startswith(tuple("=+-@\t\r")) for cell in row)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(max_size=30), email=st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_keeps_the_table_whole(tmp_path, name, email):
    """Whatever a student is called: one line, nine cells, none of them a formula."""
    write_grades_csv(tmp_path / "g.csv", ASSIGNMENT, [report(students=(Student(name, "", email),))])
    with open(tmp_path / "g.csv", encoding="utf-8", newline="") as file:
        _, row = csv.reader(file)
    assert len(row) == 9
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_result_is_named_after_its_submission(tmp_path):
    """The file lies in the folder, which is made where it is missing, and holds the schema."""
    path = write_result_json(tmp_path / "results", report())
    assert path == tmp_path / "results" / "ada.json"
    assert [entry.name for entry in path.parent.iterdir()] == ["ada.json"]
    assert json.loads(path.read_text())["score"] == 9.5


def test_a_score_that_is_no_number_is_never_written(tmp_path):
    """NaN is not JSON: the write fails and nothing is left behind."""
    with pytest.raises(ValueError, match="JSON"):
        write_result_json(tmp_path, report(scores=(float("nan"), 1)))
    assert not list(tmp_path.iterdir())


def test_whose_work_could_not_be_graded_is_listed():
    """By every export into a gradebook; who handed in nothing needs no list."""
    plan = Plan("Canvas", b"", ())
    gone = (
        Absent(Student("Ada"), Absence.NOT_GRADED, "ada_1", "holds no notebook"),
        Absent(Student("Bob"), Absence.NOT_SUBMITTED),
    )
    told = plan.with_absent(gone)
    assert [(each.kind, each.who, each.why) for each in told.remarks] == [
        (Kind.UNFINISHED, "Ada", "holds no notebook")
    ]
    assert plan.complete
    assert not told.complete
