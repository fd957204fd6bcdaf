"""Hints that open only for whoever made the mistake, and the student's check that uses them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from autograder.authoring.build import write_student_folder
from autograder.authoring.student_hints import write_hints
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport
from autograder.grading.sealed import seal, unseal
from autograder.student.check import check_file
from autograder.student.folder import check_name, find_assignment, find_file

RIGHT = """
import numpy as np

def double(x):
    return 2.0 * np.asarray(x, dtype=float)

def total(x):
    return float(np.sum(double(x)))
"""
SECOND = '''

@public
@points(0.5)
def test_another(double):
    """Three becomes six, and five becomes ten."""
    check(double(np.array([3.0, 5.0])), np.array([6.0, 10.0]))
'''


def check(file: Path, *questions: str) -> GradeReport:
    """What `autograder check` finds out about a file."""
    assignment = find_assignment(file)
    return check_file(file, assignment, [check_name(assignment, name) for name in questions])


def test_only_the_right_key_opens() -> None:
    """A hint is unreadable without its key, and a damaged file opens nothing."""
    lock, text = seal(b"k" * 64, "flipped", "Turn it round.")
    assert "Turn" not in text
    assert unseal(b"k" * 64, {lock: text}) == ("flipped", "Turn it round.")
    assert unseal(b"x" * 64, {lock: text}) is None
    assert unseal(b"k" * 64, {lock: "%%%"}) is None
    assert unseal(b"k" * 64, {lock: 5}) is None


@pytest.fixture
def folder(tiny_course: Course) -> Path:
    """The student's folder of the small course, with two public tests of `double`."""
    suite = tiny_course.suite("warmup") / "test_double.py"
    text = suite.read_text().replace("@points(1)\ndef test_worked", "@points(0.5)\ndef test_worked")
    suite.write_text(text + SECOND)
    return write_student_folder(tiny_course, tiny_course.assignment("warmup"))


def test_the_file_holds_no_text(folder: Path, tiny_course: Course) -> None:
    """What students get of the hints can't be read, and is the same every time."""
    text = (folder / "tests" / "hints.json").read_text(encoding="utf-8")
    assert "plus two" not in text
    assert "adds_two" not in text
    assert len(json.loads(text)["double"]) == 2
    assert text == write_hints(tiny_course, tiny_course.assignment("warmup"))


def test_a_check_names_the_mistake(folder: Path) -> None:
    """The student who adds two gets that hint; another wrong answer gets none."""
    file = folder / "warmup.py"
    file.write_text(RIGHT.replace("2.0 * np.asarray(x, dtype=float)", "x + 2"), encoding="utf-8")
    report = check(file)
    hint = report.question("double").hint
    assert hint is not None
    assert hint.text == "Twice means times two, not plus two."
    file.write_text(RIGHT.replace("2.0 *", "2.1 *"), encoding="utf-8")
    assert check(file).hints == ()


def test_a_check_shows_the_arrays(folder: Path) -> None:
    """Call, expected and got of a public test, from the copy of the tests that students have."""
    file = folder / "warmup.py"
    file.write_text(RIGHT.replace("2.0 *", "3.0 *"), encoding="utf-8")
    report = check(file, "double")
    outcome = report.question("double").outcomes[0]
    assert (outcome.call, outcome.expected, outcome.got) == (
        "double(np.array([1., 2.]))",
        "[2. 4.]",
        "[3. 6.]",
    )
    assert [score.name for score in report.questions] == ["double"]


def test_the_newer_file_is_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name, the file that was saved last is taken, never conftest.py."""
    monkeypatch.chdir(folder)
    os.utime(folder / "warmup.py", (1e9, 1e9))
    os.utime(folder / "warmup.ipynb", (2e9, 2e9))
    os.utime(folder / "conftest.py", (3e9, 3e9))
    assert find_file(None).name == "warmup.ipynb"
    os.utime(folder / "warmup.py", (4e9, 4e9))
    assert find_file(None).name == "warmup.py"


def test_a_renamed_folder_still_checks(folder: Path) -> None:
    """A student may unpack the folder under any name."""
    renamed = folder.with_name("warm up (1)")
    folder.rename(renamed)
    (renamed / "warmup.py").write_text(RIGHT, encoding="utf-8")
    report = check(renamed / "warmup.py")
    assert (report.assignment, report.score) == ("warmup", 3)


def test_wrong_calls_are_explained(folder: Path, tmp_path: Path) -> None:
    """An unknown question, and a file without its tests beside it, say what to do."""
    with pytest.raises(AutograderError, match="Known: double, total"):
        check(folder / "warmup.py", "triple")
    lonely = tmp_path / "lonely.py"
    lonely.write_text("x = 1\n")
    with pytest.raises(AutograderError, match="Keep your file in the assignment's folder"):
        check(lonely)
