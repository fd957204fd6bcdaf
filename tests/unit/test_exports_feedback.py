"""What students get back through Moodle, and scores as Gradescope writes them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.absent import Absence, Absent
from autograder.classroom.exports.feedback import plan_feedback
from autograder.classroom.exports.gradescope import plan_gradescope
from autograder.classroom.exports.plan import Kind
from autograder.errors import AutograderError
from autograder.grading.results import LoadError, Origin, Student, SubmissionStatus
from autograder.reporting.feedback_page import render_feedback
from tests.unit.exports_class import ADA, ASSIGNMENT, EVIL, GRACE, report, unreadable

NEW = "Ada Lovelace_12345_assignsubmission_file"
OLD = "Grace Hopper_12346_assignsubmission_file_"


def names(plan):
    with zipfile.ZipFile(io.BytesIO(plan.content)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_each_page_lies_in_the_folder_of_the_download():
    """Both spellings are kept as they came; Unicode, blind and online text as well."""
    folders = {
        "1": "Łukasz Öz_1_assignsubmission_file_",
        "2": "Participant_2_assignsubmission_file",
        "3": "Group A-Ada_3_assignsubmission_onlinetext_",
        "12345": NEW,
        "12346": OLD,
    }
    reports = [
        report(f"s{id}", platform="moodle", id=id, folder=folder) for id, folder in folders.items()
    ]
    result = plan_feedback(ASSIGNMENT, reports)
    assert names(result) == [f"{folder}/report.html" for folder in folders.values()]
    assert result.complete


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "../../x_5_assignsubmission_file_",
        "a/b_5_assignsubmission_file_",
        "Ada_6_assignsubmission_file_",
        "Ada_5_assignsubmission_file_/..",
        "A\n_5_assignsubmission_file_",
        "M\udcfcller_5_assignsubmission_file_",
        "5",
    ],
)
def test_a_folder_that_is_none_is_made_from_the_id(folder):
    """Flat downloads have no folder, and nothing else than Moodle's form is ever a path."""
    result = plan_feedback(ASSIGNMENT, [report("a", platform="moodle", id="5", folder=folder)])
    assert names(result) == ["Participant_5_assignsubmission_file_/report.html"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.integers(0, 10**9))
def test_any_folder_name_is_safe_in_a_zip(name, id):
    """One folder, one page, whatever a student is called."""
    folder = f"{name}_{id}_assignsubmission_file_"
    (found,) = names(
        plan_feedback(ASSIGNMENT, [report("a", platform="moodle", id=str(id), folder=folder)])
    )
    assert re.fullmatch(rf"[^/\\]+_{id}_assignsubmission_file_/report\.html", found)
    assert not set(found) & set("\n\r\0\\")


def test_who_gets_no_page_is_told():
    """Not from Moodle, twice the same participant, or waiting for a person."""
    reports = [
        report("a", (5, 5), ADA, platform="moodle", id="1", folder="x_1_assignsubmission_file"),
        report("b", platform="moodle", id="2"),
        report("c", platform="moodle", id="2"),
        report("d", platform="canvas", id="3"),
        unreadable("e", platform="moodle", id="4"),
    ]
    result = plan_feedback(ASSIGNMENT, reports)
    assert [(remark.kind, remark.who) for remark in result.remarks] == [
        (Kind.AMBIGUOUS, "b"),
        (Kind.AMBIGUOUS, "c"),
        (Kind.UNMATCHED, "d"),
        (Kind.UNFINISHED, "e"),
    ]
    assert names(result) == ["x_1_assignsubmission_file/report.html"]
    assert len(names(plan_feedback(ASSIGNMENT, reports, unfinished=True))) == 2
    with pytest.raises(AutograderError, match="came from Moodle"):
        plan_feedback(ASSIGNMENT, [report("d", platform="canvas", id="3")])


def test_a_group_whose_number_is_somebody_elses_gets_no_page():
    """Moodle would give it to the participant of that number."""
    group = report("x", (5, 5), Student("Group A"), platform="moodle", id="Group A_55",
                   folder="Group A_55_assignsubmission_file")  # fmt: skip
    result = plan_feedback(ASSIGNMENT, [report("d", platform="moodle", id="56"), group])
    assert names(result) == ["Participant_56_assignsubmission_file_/report.html"]
    assert [(remark.kind, remark.who) for remark in result.remarks] == [
        (Kind.AMBIGUOUS, "Group A (x)")
    ]


def test_the_zip_is_the_same_for_the_same_reports():
    """No time and no order of the day gets in."""
    reports = [report("a", platform="moodle", id="1"), report("b", platform="moodle", id="2")]
    slower = [replace(each, seconds=9.0) for each in reports]
    assert plan_feedback(ASSIGNMENT, reports).content == plan_feedback(ASSIGNMENT, slower).content


def test_a_page_says_what_a_student_may_see():
    """Score, the sentence of a hidden test, the kind of failure and the hint; no detail."""
    page = render_feedback(report("ada", (5, 4.5), ADA), ASSIGNMENT)
    for part in (
        "9.5<small> of 15 points",
        "The values are those of a convolution.",
        "The values differ.",
        "Hint: Is the kernel &lt;turned&gt; around?",
    ):
        assert part in page
    assert "SECRET" not in page
    assert "Ada Lovelace" not in page  # blind marking stays blind


def test_a_hostile_page_is_inert():
    """No text of a student is markup, nothing is loaded, and the policy allows no script."""
    hostile = report(
        "ada",
        status=SubmissionStatus.TIMED_OUT,
        reason=EVIL,
        load_errors=(LoadError(1, 1, EVIL, EVIL),),
    )
    hostile = replace(hostile, file=EVIL)
    page = render_feedback(hostile, ASSIGNMENT)
    assert "<script" not in page
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page
    assert "script-src" not in page
    assert not re.search(r"(src|href)=\"(?!data:,)", page)
    assert not set(page) & set("\x1b\x07\u202e")


def scores(plan):
    return list(csv.DictReader(io.StringIO(plan.content.decode())))


def test_scores_have_gradescopes_columns():
    """A row per student, groups repeated, a column per question with its points."""
    group = report("submission_1", (5, 4.5), ADA, GRACE, platform="gradescope", id="1")
    origin = Origin("gradescope", "1", submitted="2026-03-02T10:00:00+00:00")
    group = replace(group, origin=origin)
    result = plan_gradescope(ASSIGNMENT, [group, report("b")])
    assert result.content.decode().splitlines() == [
        "Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,"
        "Lateness (H:M:S),1: relu (5.0 pts),2: conv2d (10.0 pts)",
        "Ada Lovelace,007,ada@example.edu,,9.5,15,Graded,1,2026-03-02T10:00:00+00:00,00:00:00,"
        "5,4.5",
        "Grace Hopper,3032,grace@example.edu,,9.5,15,Graded,1,2026-03-02T10:00:00+00:00,"
        "00:00:00,5,4.5",
        ",,,,9.5,15,Graded,b,,,5,4.5",
    ]


def test_an_unfinished_score_is_ungraded():
    """It has a row, so that nobody is lost, and no number in it."""
    result = plan_gradescope(ASSIGNMENT, [unreadable("a", ADA)])
    (row,) = scores(result)
    assert (row["Status"], row["Total Score"], row["1: relu (5.0 pts)"]) == ("Ungraded", "", "")
    assert [remark.kind for remark in result.remarks] == [Kind.UNFINISHED]
    (row,) = scores(plan_gradescope(ASSIGNMENT, [unreadable("a", ADA)], unfinished=True))
    assert (row["Status"], row["Total Score"]) == ("Graded", "0")


def test_who_handed_in_nothing_is_missing():
    """As in Gradescope's own table; what could not be graded is listed for a person."""
    gone = [Absent(ADA, Absence.NOT_SUBMITTED), Absent(GRACE, Absence.NOT_GRADED, "x", "is a text")]
    result = plan_gradescope(ASSIGNMENT, [], gone)
    found = [(row["Email"], row["Total Score"], row["Status"]) for row in scores(result)]
    assert found == [(ADA.email, "", "Missing"), (GRACE.email, "", "Ungraded")]
    assert [remark.why for remark in result.remarks] == ["is a text"]
    assert result.nobody == 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_no_cell_of_a_student_is_a_formula(name, sid):
    """Text is guarded, a number stays a number, and the table stays whole."""
    (row,) = scores(plan_gradescope(ASSIGNMENT, [report("a", (5, 5), Student(name, sid))]))
    assert not row["Name"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not row["SID"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["Total Score"] == "10"
