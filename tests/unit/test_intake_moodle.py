"""Moodle's download: folders or flat files, old and new, blind, texts and groups."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.intake import Intake, find_submissions
from autograder.grading.results import Student

from ..exports import as_folder, flat_moodle, moodle
from .taken import class_path, reasons, take

FORMS = ["folder", "zip", "zip with a folder", "folder in a folder", "zip in a zip"]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    """Each form that a download may come in."""
    return str(request.param)


@pytest.fixture(params=["", "_"])
def ending(request: pytest.FixtureRequest) -> str:
    """What follows a folder's name: nothing in new versions of Moodle, `_` in old ones."""
    return str(request.param)


@pytest.fixture
def intake(form: str, ending: str, tmp_path: Path) -> Intake:
    """The same class from a new and an old Moodle, in each form."""
    return take(class_path(tmp_path, form, moodle(ending=ending)))


def test_each_participant_is_one_submission(intake: Intake, ending: str) -> None:
    """With the id of the assignment, and the folder that a feedback file has to repeat."""
    found = {one.name: (one.students[0].name, one.origin) for one in intake.submissions}
    assert {name: (who, origin.id) for name, (who, origin) in found.items()} == {
        "Ada Lovelace_11": ("Ada Lovelace", "11"),
        "Renée Noether_12": ("Renée Noether", "12"),
        "Grace O'Hopper-Murray_13": ("Grace O'Hopper-Murray", "13"),
        "Team A-Emmy Noether_16": ("Team A-Emmy Noether", "16"),
        "Default team": ("Default team", ""),
    }
    for name, (_, origin) in found.items():
        assert origin.platform == "moodle"
        assert origin.folder == f"{name}_assignsubmission_file{ending}"


def test_files_are_chosen_in_folders_of_folders(intake: Intake) -> None:
    """The rule is the one of Gradescope; Moodle doesn't tell which file is later."""
    files = {
        one.origin.id: [path.name for path in (one.path, *one.fallbacks)]
        for one in intake.submissions
    }
    assert files == {
        "11": ["cnn.ipynb", "cnn.py"],
        "12": ["cnn.py"],
        "13": ["cnn.zip"],
        "16": ["cnn.py"],
        "": ["cnn.py"],
    }


def test_texts_empty_folders_and_undecided_ones_are_listed(intake: Intake) -> None:
    """A text is listed even of somebody who handed in a file as well."""
    told = sorted((one.students[0].name, one.why) for one in intake.passed_over)
    text = "is online text, not a file: read it in Moodle, or ask for a file"
    assert told == [
        ("Ada Lovelace", text),
        ("Alan Turing", text),
        (
            "Katherine Johnson",
            "holds several files that could count (a.py, b.py), and nothing tells which",
        ),
        ("Mary Somerville", "holds no notebook, .py file or archive"),
    ]


def test_with_all_each_file_is_graded(tmp_path: Path) -> None:
    """Also where nothing tells which one counts, and under names that last."""
    intake = take(as_folder(tmp_path / "class", moodle()), several="all")
    names = [one.name for one in intake.submissions if one.origin.id == "17"]
    assert names == ["Katherine Johnson_17_a", "Katherine Johnson_17_b"]


@pytest.mark.parametrize("name", ["", "Participant", "Teilnehmer-in"])
def test_flat_files_are_gathered_by_participant(tmp_path: Path, form: str, name: str) -> None:
    """Names may hold the letters of the pattern; blind marking shows numbers only."""
    intake = take(class_path(tmp_path, form, flat_moodle(name=name)))
    first, second = intake.submissions
    assert first.name == f"{name or 'Ada Lovelace'}_11"
    assert first.students[0].name == (f"{name} 11" if name else "Ada Lovelace")
    assert first.path.name.endswith("file_cnn.ipynb")
    assert first.origin.folder == f"{name or 'Ada Lovelace'}_11_assignsubmission_file_"
    assert second.path.name.endswith("file_my_cnn_file.py")
    assert reasons(intake.passed_over) == [
        "is of another kind",
        "is online text, not a file: read it in Moodle, or ask for a file",
    ]


def test_a_name_with_underscores_is_read_where_it_is_certain(tmp_path: Path) -> None:
    """Some tools write them for spaces; a second mark in a name is not believed."""
    files = {
        "Ada_Lovelace_11_assignsubmission_file/cnn.py": b"x",
        "Emmy_12_assignsubmission_file_/cnn.py": b"x",
    }
    intake = take(as_folder(tmp_path / "class", files))
    assert {one.name: one.origin.id for one in intake.submissions} == {
        "Ada_Lovelace_11": "11",
        "Emmy_12": "12",
    }
    flat = "Ada_Lovelace_11_assignsubmission_file_x_7_assignsubmission_file_cnn.py"
    other = "Grace Hopper_7_assignsubmission_file_cnn.py"
    intake = take(as_folder(tmp_path / "flat", {flat: b"x", other: b"x", f"2{other}": b"x"}))
    assert {one.origin.id for one in intake.submissions} == {"", "7"}


def test_links_in_a_class_are_passed_over(tmp_path: Path) -> None:
    """A folder or a file that is a link could be somebody else's work."""
    folder = as_folder(tmp_path / "class", {"Ada_1_assignsubmission_file/cnn.py": b"x"})
    (folder / "Ben_2_assignsubmission_file").symlink_to(folder / "Ada_1_assignsubmission_file")
    (folder / "Cy_3_assignsubmission_file_cnn.py").symlink_to("Ada_1_assignsubmission_file/cnn.py")
    intake = take(folder)
    assert [one.name for one in intake.submissions] == ["Ada_1"]
    assert reasons(intake.passed_over) == ["is a link", "is a link"]


def test_a_flat_text_without_a_name_of_its_own_is_listed(tmp_path: Path) -> None:
    """It is the same text whether `_onlinetext` or `.html` follows, and has its student."""
    files = {
        "Ada_11_assignsubmission_file_cnn.py": b"x",
        "Eve_32_assignsubmission_onlinetext.html": b"<p>",
        "Fay_33_assignsubmission_file.html": b"<p>",
    }
    intake = take(as_folder(tmp_path / "class", files))
    assert [one.name for one in intake.submissions] == ["Ada_11"]
    told = {one.why: (one.students, one.origin.id) for one in intake.passed_over}
    assert told == {
        "is online text, not a file: read it in Moodle, or ask for a file": (
            (Student("Eve"),), "32",
        ),
        "is of another kind": ((), ""),
    }  # fmt: skip


NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="/_\\"),
    min_size=1,
    max_size=40,
).filter(lambda name: not name.startswith("."))


@settings(deadline=None, max_examples=50)
@given(st.lists(NAMES, min_size=2, max_size=5, unique=True), st.booleans(), st.booleans())
def test_names_of_submissions_are_safe_and_stay(people: list[str], flat: bool, old: bool) -> None:
    """Any full name, in a folder or flat: the id is found, and the name is safe and stays."""
    between = "_assignsubmission_file_" if flat or old else "_assignsubmission_file"

    def names_of(form: str, chosen: list[int]) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as place:
            files = {
                unicodedata.normalize(form, f"{people[n]}_{n + 1}{between}")
                + ("cnn.py" if flat else "/cnn.py"): b"x"
                for n in chosen
            }
            intake = find_submissions([as_folder(Path(place), files)], "cnn")
            return {one.origin.id: one.name for one in intake.submissions}

    everybody = names_of("NFC", list(range(len(people))))
    assert everybody.keys() == {str(number + 1) for number in range(len(people))}
    assert names_of("NFD", list(range(len(people)))) == everybody
    for number in range(len(people)):
        assert names_of("NFC", [number]) == {str(number + 1): everybody[str(number + 1)]}
    for name in everybody.values():
        assert len(f"{name}.json".encode()) <= 255
        assert not set(name) & set('/\\\0\n:*?"<>|')


def test_two_people_of_one_name_are_two(tmp_path: Path) -> None:
    """A class of two, both called Kim Lee: that is no word for everybody."""
    files = {f"Kim Lee_{number}_assignsubmission_file/cnn.py": b"x" for number in (14, 15)}
    intake = take(as_folder(tmp_path / "class", files))
    assert [who.name for one in intake.submissions for who in one.students] == ["Kim Lee"] * 2
    assert [one.origin.id for one in intake.submissions] == ["14", "15"]
