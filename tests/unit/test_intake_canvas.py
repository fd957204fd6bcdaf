"""Canvas's bulk download: names that can't be split back, attachments, texts and links."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.intake import Intake, find_submissions
from autograder.classroom.intake.canvas import PATTERN
from autograder.errors import AutograderError

from ..exports import archive, as_folder, as_zip, canvas
from .taken import class_path, reasons, take


@pytest.fixture(params=["folder", "zip", "zip with a folder", "folder in a folder", "zip in a zip"])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Intake:
    """The same download in each form that it may come in."""
    return take(class_path(tmp_path, request.param, canvas()))


def test_each_user_is_one_submission(intake: Intake) -> None:
    """Late, anonymous, a group's name with an underscore, Unicode: the id is the key."""
    found = {
        one.name: (one.origin.id, one.origin.late, [who.name for who in one.students])
        for one in intake.submissions
    }
    assert found == {
        "lovelaceada_11": ("11", False, ["lovelaceada"]),
        "hoppergrace_12": ("12", True, ["hoppergrace"]),
        "noetherrenée_13": ("13", False, ["noetherrenée"]),
        "anon_Xy4zQ": ("anon_Xy4zQ", False, []),
        "anon_Zz": ("anon_Zz", True, []),
        "project_groups1_15": ("15", False, ["project_groups1"]),
        "李小龙_19": ("19", False, ["李小龙"]),
    }
    assert {one.origin.platform for one in intake.submissions} == {"canvas"}


def test_the_latest_attachment_of_the_best_kind_counts(intake: Intake) -> None:
    """Called like the assignment, Canvas's -1 left out; what was not taken is listed."""
    files = {
        one.origin.id: [path.name for path in (one.path, *one.fallbacks)]
        for one in intake.submissions
    }
    assert files["11"] == ["lovelaceada_11_501_cnn.ipynb", "lovelaceada_11_502_cnn.py"]
    assert files["12"] == ["hoppergrace_LATE_12_504_cnn-1.py"]
    assert files["13"] == ["noetherrenée_13_505_3_2_cnn.py"]
    assert reasons(intake.set_aside) == [
        "502_cnn.py counts only if nothing is written in 501_cnn.ipynb",
        "504_cnn-1.py counts, not 503_cnn.py",
    ]


def test_texts_links_and_other_kinds_are_listed(intake: Intake) -> None:
    """With what to do, and whose they are: nobody is lost silently."""
    told = {(one.students[0].name, one.origin.id): one.why for one in intake.passed_over}
    assert told == {
        ("turingalan", "16"): "is a text entry, not a file: read it in Canvas, or ask for a file",
        ("somervillemary", "17"): (
            "is a link to a web page, not a file: open it in Canvas, or ask for a file"
        ),
        ("johnsonkatherine", "18"): "is of another kind",
    }
    assert next(one for one in intake.passed_over if one.origin.id == "17").origin.late
    assert len(intake.passed_over) == 4


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ("latest", ["504_cnn-1"]),
        ("first", ["503_cnn"]),
        ("all", ["503_cnn", "504_cnn-1"]),
    ],
)
def test_the_rule_for_several_can_be_changed(
    tmp_path: Path, several: str, expected: list[str]
) -> None:
    """The first, or each of them as a submission of its own with a lasting name."""
    intake = take(as_folder(tmp_path / "class", canvas()), several=several)
    mine = [one for one in intake.submissions if one.origin.id == "12"]
    assert [one.path.stem.removeprefix("hoppergrace_LATE_12_") for one in mine] == expected
    if several == "all":
        assert [one.name for one in mine] == ["hoppergrace_12_503", "hoppergrace_12_504"]
        assert not intake.set_aside


@pytest.mark.parametrize(
    ("name", "user", "attachment", "file"),
    [
        ("lovelaceada_123_456_cnn.py", "123", "456", "cnn.py"),
        ("lovelaceada_LATE_123_456_cnn.py", "123", "456", "cnn.py"),
        ("lovelaceada_123_456_text.html", "123", "456", "text.html"),
        ("lovelaceada_123_456_7_8_x.py", "123", "456", "7_8_x.py"),
        ("lovelaceada_123_456_LATE_7_8_x.py", "123", "456", "LATE_7_8_x.py"),
        ("2pac_123_456_x.py", "123", "456", "x.py"),
        ("42_123_456_x.py", "123", "456", "x.py"),
        ("_123_456_x.py", "123", "456", "x.py"),
        ("anon_aB3_456_x.py", "anon_aB3", "456", "x.py"),
        ("LATE_anon_aB3_456_x.py", "anon_aB3", "456", "x.py"),
        ("a_b_c_123_456_x.py", "123", "456", "x.py"),
        ("lovelaceada_123_text.html", "123", None, None),
        ("LATE_anon_aB3_link.html", "anon_aB3", None, None),
    ],
)
def test_names_are_read(name: str, user: str, attachment: str | None, file: str | None) -> None:
    """The first numbers after the name are the user's and the attachment's."""
    match = PATTERN.fullmatch(name)
    assert match
    assert (match["user"], match["attachment"], match["file"]) == (user, attachment, file)


LETTERS = st.characters(categories=["Ll", "Lo", "Lm"])
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(lambda name: name == name.lower())
NUMBERS = st.integers(1, 10**15)
FILES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), max_size=30)


@given(NAMES | st.just(""), st.booleans(), NUMBERS, NUMBERS, FILES)
def test_what_canvas_makes_of_any_name_is_read(
    name: str, late: bool, user: int, attachment: int, file: str
) -> None:
    """The way that Canvas puts a name together leads back to its numbers."""
    parts = [name, *(["LATE"] if late else []), str(user), str(attachment), f"{file}.py"]
    match = PATTERN.fullmatch("_".join(parts))
    assert match
    assert match["name"] == name
    assert bool(match["late"]) == late
    assert (match["user"], match["attachment"]) == (str(user), str(attachment))
    assert match["file"] == f"{file}.py"


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(NAMES, st.booleans()), min_size=1, max_size=6))
def test_names_of_submissions_are_safe_and_stay(people: list[tuple[str, bool]]) -> None:
    """Whoever else is in the class, and however their letters are composed."""

    def names_of(form: str, chosen: list[int]) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as place:
            files = {
                unicodedata.normalize(
                    form, f"{people[n][0]}_{'LATE_' * people[n][1]}{n}_{900 + n}_cnn.py"
                ): b"x"
                for n in chosen
            }
            intake = find_submissions([as_folder(Path(place), files)], "cnn")
            return {one.origin.id: one.name for one in intake.submissions}

    everybody = names_of("NFC", list(range(len(people))))
    assert everybody.keys() == {str(number) for number in range(len(people))}
    assert names_of("NFD", list(range(len(people)))) == everybody
    for number in range(len(people)):
        assert names_of("NFC", [number]) == {str(number): everybody[str(number)]}
    for name in everybody.values():
        assert len(f"{name}.json".encode()) <= 255
        assert not set(name) & set('/\\\0\n:*?"<>|')


@pytest.mark.parametrize(
    "files",
    [
        ["sheet_3_1_ada.py", "sheet_3_1_grace.py"],
        ["Ada Lovelace_3_1_x.py", "Grace Hopper_4_2_x.py"],
        ["ada.py", "grace.py", "hw_3_1_emmy.py"],
        ["exam-two_1_2_x.py"],
    ],
)
def test_names_that_only_look_alike_are_plain(tmp_path: Path, files: list[str]) -> None:
    """Numbers that repeat, spaces, capitals, or too few of them: each file for itself."""
    intake = take(as_folder(tmp_path / "class", dict.fromkeys(files, b"x")))
    assert [one.path.name for one in intake.submissions] == files
    assert {one.origin.platform for one in intake.submissions} == {""}


def test_a_file_that_a_teacher_added_is_graded_too(tmp_path: Path) -> None:
    """Plain files beside Canvas's are plain; folders and other kinds are listed."""
    files = canvas() | {"sent by mail.py": b"x", "notes.txt": b"x", "more/x.py": b"x"}
    intake = take(as_folder(tmp_path / "class", files))
    assert "sent by mail" in {one.name for one in intake.submissions}
    assert "is a folder" in reasons(intake.passed_over)
    assert len(intake.submissions) == 8


def test_nobody_takes_the_place_of_somebody_else_by_a_name(tmp_path: Path) -> None:
    """A name that looks like numbers takes nothing away, and a person is asked."""
    files = {
        "hoppergrace_7_300_cnn.py": b"hers",
        "ada_7_999_99_555_cnn.py": b"not hers",
        "noetheremmy_8_301_cnn.py": b"x",
    }
    intake = take(as_folder(tmp_path / "class", files))
    found = {one.name: (one.origin.id, one.path.read_bytes()) for one in intake.submissions}
    assert found == {
        "hoppergrace_7": ("", b"hers"),
        "ada_7": ("", b"not hers"),
        "noetheremmy_8": ("8", b"x"),
    }
    assert reasons(intake.unmatched) == ["is one of several names with Canvas's number 7"] * 2


def test_one_odd_name_does_not_hide_the_class(tmp_path: Path) -> None:
    """Another one's number in a name, or letters that Canvas leaves out."""
    files = canvas() | {"emmy_7_501_20_600_cnn.py": b"x", "Vera R_21_601_cnn.py": b"x"}
    intake = take(as_folder(tmp_path / "class", files))
    assert len(intake.submissions) == 9
    assert {one.origin.platform for one in intake.submissions} == {"canvas"}


def test_two_downloads_are_one_class(tmp_path: Path) -> None:
    """Of a student who is in both, the file with the larger number counts."""
    early = as_zip(tmp_path / "early.zip", {"ada_1_10_cnn.py": b"1", "ben_2_11_cnn.py": b"2"})
    late = as_zip(tmp_path / "late.zip", {"ada_LATE_1_20_cnn.py": b"3", "cleo_3_12_cnn.py": b"4"})
    for paths in ([early, late], [late, early]):
        intake = take(*paths)
        found = {one.name: one.path.read_bytes() for one in intake.submissions}
        assert found == {"ada_1": b"3", "ben_2": b"2", "cleo_3": b"4"}
        assert len(intake.set_aside) == 1


def test_only_texts_is_an_error_that_says_so(tmp_path: Path) -> None:
    """Nothing to grade, and the reason."""
    folder = as_folder(tmp_path / "class", {"ada_1_text.html": b"<p>"})
    with pytest.raises(AutograderError, match="is a text entry"):
        take(folder)


def test_names_as_long_as_a_name_may_be(tmp_path: Path) -> None:
    """In a zip a name can be longer than on disk; it is graded all the same."""
    files = {f"{'x' * 200}_1_2_{'ü' * 200}.py": b"x", "ada_2_3_cnn.py": b"y"}
    intake = take(as_zip(tmp_path / "class.zip", files))
    assert [one.origin.id for one in intake.submissions] == ["2", "1"]
    assert all(one.path.suffix == ".py" for one in intake.submissions)


def test_a_student_s_archive_stays_as_it_is(tmp_path: Path) -> None:
    """Only the class's container is unpacked."""
    work = archive({"cnn.py": b"x"})
    (one,) = take(as_zip(tmp_path / "class.zip", {"ada_1_2_cnn.zip": work})).submissions
    assert one.path.read_bytes() == work
