"""Intake: which files are submissions, and under which name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.intake import find_submissions, safe_name, unique_names
from autograder.errors import AutograderError


def fill(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text("x")
    return folder


def names(*paths: Path) -> list[str]:
    return [submission.name for submission in find_submissions(paths).submissions]


def test_a_folder_gives_its_submissions_in_natural_order(tmp_path):
    """Stems are the names, and student2 comes before student10."""
    folder = fill(tmp_path / "class", "student10.py", "student2.ipynb", "Ada.ZIP")
    assert names(folder) == ["Ada", "student2", "student10"]


def test_a_single_file_is_a_submission(tmp_path):
    """A path may name a file itself, and naming it twice doesn't grade it twice."""
    folder = fill(tmp_path / "class", "ada.py", "ben.py")
    assert names(folder / "ada.py") == ["ada"]
    assert names(folder, folder / "ada.py") == ["ada", "ben"]


def test_other_kinds_and_folders_are_passed_over_once(tmp_path):
    """What isn't a submission is listed with a reason; hidden files aren't even listed."""
    folder = fill(tmp_path / "class", "ada.py", "notes.txt", ".hidden.py", "~$lock.py")
    (folder / "team.py").mkdir()
    (folder / "__pycache__").mkdir()
    intake = find_submissions([folder, folder])
    assert [(remark.what, remark.why) for remark in intake.passed_over] == [
        (str(folder / "notes.txt"), "is of another kind"),
        (str(folder / "team.py"), "is a folder"),
    ]
    assert [submission.name for submission in intake.submissions] == ["ada"]


def test_links_in_a_class_are_not_followed(tmp_path):
    """A link would grade (and show) what isn't the student's: a secret, or a neighbour's work."""
    secret = fill(tmp_path / "secret", "reference.py") / "reference.py"
    folder = fill(tmp_path / "class", "ada.py")
    (folder / "evil.py").symlink_to(secret)
    (folder / "gone.py").symlink_to(tmp_path / "nothing")
    (folder / "same.py").symlink_to(folder / "ada.py")
    intake = find_submissions([folder])
    assert [submission.name for submission in intake.submissions] == ["ada"]
    assert {Path(remark.what).name: remark.why for remark in intake.passed_over} == dict.fromkeys(
        ["evil.py", "gone.py", "same.py"], "is a link"
    )


def test_a_link_that_the_instructor_names_is_followed(tmp_path):
    """A path on the command line may be a link, to a file or to a class."""
    folder = fill(tmp_path / "class", "ada.py", "ben.py")
    (tmp_path / "all").symlink_to(folder)
    (tmp_path / "one.py").symlink_to(folder / "ben.py")
    assert names(tmp_path / "all") == ["ada", "ben"]
    assert names(tmp_path / "one.py") == ["one"]


def test_a_pipe_is_not_opened(tmp_path):
    """A named pipe would make the grader wait for ever."""
    folder = fill(tmp_path / "class", "ada.py")
    os.mkfifo(folder / "pipe.py")
    (remark,) = find_submissions([folder]).passed_over
    assert (remark.what, remark.why) == (str(folder / "pipe.py"), "is not a file")


@pytest.mark.parametrize("kind", ["missing", "empty", "other"])
def test_nothing_to_grade_is_an_error(tmp_path, kind):
    """A path that isn't there, and a folder or file without a submission, are said."""
    path = tmp_path / "missing"
    if kind == "empty":
        path = fill(tmp_path / "class", "notes.txt")
    elif kind == "other":
        path = fill(tmp_path / "class", "notes.txt") / "notes.txt"
    with pytest.raises(AutograderError):
        find_submissions([path])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["ada.py", "ada.ipynb", "ben.py"], ["ada.py", "ada.ipynb", "ben"]),
        (["ada.py", "ada.py", "ada.py"], ["ada.py", "ada.py-2", "ada.py-3"]),
        (["Ada.py", "ada.py"], ["Ada.py", "ada.py-2"]),
        (["Ada.py", "ada.ipynb"], ["Ada.py", "ada.ipynb"]),
        (["ada.py", "ada.ipynb", "ada.py.zip"], ["ada.py", "ada.ipynb", "ada.py-2"]),
        (["x.py", "x.py", "x.py-2.zip"], ["x.py", "x.py-3", "x.py-2"]),
        (["e\u0301.py", "\u00e9.py"], ["\u00e9.py", "\u00e9.py-2"]),
    ],
)
def test_clashing_names_are_told_apart(files, expected):
    """First by their kind, then by a number; nobody's own name is taken away."""
    assert unique_names(files) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace (1)", "Ada Lovelace (1)"),
        ("a\nb\x1b[31m/c\u2215d", "a_b__31m_c_d"),
        ("--out", "out"),
        ("..", "submission"),
        (".hidden. ", "hidden"),
        ("=cmd|' /C calc'!A0", "_cmd_' _C calc'_A0"),
        ("\udcff\u202eevil", "__evil"),
        ("con", "_con"),
        ("Łukasz 李", "Łukasz 李"),
    ],
)
def test_hostile_names_are_cleaned(text, expected):
    """What could steer a path, a terminal or a spreadsheet becomes an underscore."""
    assert safe_name(text) == expected


STEMS = st.text(max_size=12) | st.sampled_from(["a", "A", "a-2", "a.py", "a.py-2", "", "ﬁ", "fi"])
FILES = st.tuples(STEMS, st.sampled_from([".py", ".ipynb", ".zip", ".PY"])).map("".join)


@given(st.lists(FILES, max_size=12))
def test_names_are_unique_and_safe_whatever_the_files(files):
    """Any list of names gives as many names that differ beyond case and fit a file system."""
    found = unique_names(files)
    assert len({name.casefold() for name in found}) == len(files)
    for name in found:
        assert 0 < len(f"{name}.json".encode()) <= 255
        assert not set(name) & set('/\\\0\n:*?"<>|')
        assert name[0] not in ".-+=@ "


def test_very_long_names_stay_within_a_file_name():
    """Names of 255 bytes, and many equal ones, still fit with their ending."""
    long = "é" * 126 + ".py"
    found = unique_names([long] * 3)
    assert len(set(found)) == 3
    assert max(len(f"{name}.json".encode()) for name in found) <= 255


def test_undecodable_bytes_in_a_name_are_survived(tmp_path):
    """A name that isn't UTF-8 on disk still gives a submission."""
    folder = fill(tmp_path / "class")
    with open(os.fsencode(folder) + b"/\xff\xfe.py", "w") as file:
        file.write("x")
    assert names(folder) == ["__"]
