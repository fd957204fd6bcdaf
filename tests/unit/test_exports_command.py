"""The export commands: a dry run first, then a file that is whole, and never by accident."""

from __future__ import annotations

import os
import unicodedata

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.exports.plan import Change, Kind, Plan, Remark
from autograder.classroom.exports.preview import render_plan
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.store import Store
from autograder.cli import cli
from autograder.grading.results import GradeReport, QuestionScore, Student, SubmissionStatus
from tests.unit.exports_class import EVIL

BOOK = (
    "Student,ID,SIS Login ID,Section,warmup (7)\n    Points Possible,,,,10\n"
    '"Lovelace, Ada",1,ada@example.edu,One,9\n"Hopper, Grace",2,grace@example.edu,One,\n'
)
SHEET = (
    "Identifier,Full name,Email address,Grade,Maximum Grade,Feedback comments\n"
    "Participant 1,Ada,ada@example.edu,,10.00,\n"
)
ADA = Student("Ada Lovelace", "", "ada@example.edu")


@pytest.fixture
def run(tiny_course, tmp_path):
    """Runs `autograder export …` on two graded submissions; gives exit code and output."""
    graded = tmp_path / "graded"
    graded.mkdir()
    questions = (QuestionScore("double", 4, 4), QuestionScore("total", 3.5, 6))
    done = GradeReport("ada", "warmup", SubmissionStatus.GRADED, questions, students=(ADA,))
    lost = GradeReport("x", "warmup", SubmissionStatus.UNREADABLE, (), reason=EVIL,
                       students=(Student(EVIL, "", "evil@example.edu"),))  # fmt: skip
    with Store(graded) as store:
        kept = store.begin("warmup", "suite", 2)
        for place, each in enumerate((done, lost)):
            entry = SubmissionFile(each.submission, tmp_path / "x.py", each.students)
            store.keep(kept, place, entry, each.submission, each)
    (tmp_path / "book.csv").write_text(BOOK)
    (tmp_path / "sheet.csv").write_text(SHEET)

    def export(*arguments):
        words = [str(tmp_path / a) if a.endswith((".csv", ".zip", "graded")) else a
                 for a in arguments]  # fmt: skip
        result = CliRunner().invoke(cli, ["--course", str(tiny_course.root), "export", *words])
        return result.exit_code, result.output

    return export


def test_a_dry_run_shows_every_difference_and_writes_nothing(run, tmp_path):
    """Old and new, who waits, and that nothing was written; hostile names are harmless."""
    before = sorted(os.listdir(tmp_path))
    code, output = run("canvas", "graded", "book.csv", "--dry-run")
    assert code == 1  # somebody was left out
    assert "         9 → 7.5         Ada Lovelace (ada)" in output
    assert "1 change (1 lower than before), 1 row without a score of ours." in output
    assert "1 not written, since a person has to look first:" in output
    assert not set(output) & set("\x1b\x07\u202e\r")
    assert max(map(len, output.splitlines())) <= 80
    assert output.endswith("A dry run: nothing was written.\n")
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "book.csv").read_text() == BOOK


def test_a_file_is_written_beside_the_teachers(run, tmp_path):
    """--to writes another file, and the teacher's own stays as it was."""
    code, output = run("canvas", "graded", "book.csv", "--to", "new.csv")
    assert code == 1
    assert "written:" in output
    assert "→" not in output
    assert (tmp_path / "new.csv").read_text() == BOOK.replace("One,9", "One,7.5")
    assert (tmp_path / "book.csv").read_text() == BOOK


def test_the_teachers_own_file_is_written_only_on_request(run, tmp_path):
    """--to with the same file, also through a link, is refused; --in-place does it."""
    (tmp_path / "link.csv").symlink_to(tmp_path / "book.csv")
    for name in ("book.csv", "link.csv"):
        code, output = run("canvas", "graded", "book.csv", "--to", name)
        assert code == 2
        assert "--in-place" in output
    assert (tmp_path / "book.csv").read_text() == BOOK
    code, _ = run("canvas", "graded", "link.csv", "--in-place")
    assert code == 1
    assert (tmp_path / "book.csv").read_text() == BOOK.replace("One,9", "One,7.5")
    assert (tmp_path / "link.csv").is_symlink()


@pytest.mark.parametrize(
    "arguments",
    [
        ("canvas", "graded", "book.csv"),
        ("canvas", "graded", "book.csv", "--to", "new.csv", "--in-place"),
        ("moodle", "graded", "sheet.csv"),
        ("gradescope", "graded"),
        ("feedback", "graded"),
    ],
)
def test_where_to_write_has_to_be_said(run, tmp_path, arguments):
    """Without a place, or with two, nothing happens."""
    code, output = run(*arguments)
    assert code == 2
    assert "Say where to write" in output
    assert not (tmp_path / "new.csv").exists()


def test_moodle_and_gradescope_files_are_written(run, tmp_path):
    """The other tables come from the same reports."""
    assert run("moodle", "graded", "sheet.csv", "--to", "m.csv", "--no-feedback")[0] == 1
    assert (tmp_path / "m.csv").read_text() == SHEET.replace("edu,,10", "edu,7.5,10")
    assert run("gradescope", "graded", "--to", "g.csv", "--include-unfinished")[0] == 0
    assert (tmp_path / "g.csv").read_text().count("Graded") == 2


def test_a_problem_leaves_no_file(run, tmp_path):
    """A refused column, or a class that is not Moodle's, ends before anything is written."""
    cases = [
        ("canvas", "graded", "book.csv", "--column", "9", "--to", "new.csv"),
        ("feedback", "graded", "--to", "new.zip"),
        ("gradescope", "nothing-graded", "--to", "new.csv"),
    ]
    for arguments in cases:
        assert run(*arguments)[0] == 1  # an AutograderError, which `main` turns into 2
    assert not {"new.csv", "new.zip"} & set(os.listdir(tmp_path))


TEXTS = st.text(
    st.one_of(st.sampled_from("語\u0301\u202e\n\x1b "), st.characters()), min_size=1, max_size=90
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_preview_has_80_columns_and_moves_no_cursor(who, old, why):
    """Wide letters, accents, direction marks, line ends: each change stays one line."""
    changes = (Change(who, old, "7.5", "new comment"), Change(who, "", "8"))
    plan = Plan(who, b"", changes, (Remark(Kind.UNMATCHED, who, why),), (why,))
    lines = render_plan(plan, differences=True).split("\n")
    for line in lines:
        wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
        marks = sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in line)
        assert len(line) + wide - marks <= 80
        assert not any(unicodedata.category(c) == "Cc" or c == "\u202e" for c in line)
    assert sum("→" in line and line.startswith("  ") for line in lines) >= 2
