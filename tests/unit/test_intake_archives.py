"""A class's zip: unpacked within bounds, nothing outside, and what is refused is listed."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from autograder.classroom.intake import Intake, archives, find_submissions
from autograder.errors import AutograderError
from autograder.submission import read_submission

from ..exports import archive, as_folder, as_zip, canvas, gradescope
from .taken import reasons, take

CLASS = {"ada.py": b"a", "ben.py": b"b"}


def names(intake: Intake) -> list[str]:
    return [one.name for one in intake.submissions]


def refused(intake: Intake) -> list[tuple[str, str]]:
    """What was refused, below the archive, and why."""
    return [(one.what.partition(" → ")[2], one.why) for one in intake.passed_over]


@pytest.mark.parametrize("wrapper", ["", "class/", "a/b/"])
def test_a_zip_of_plain_files_is_a_class(tmp_path: Path, wrapper: str) -> None:
    """Each file is a submission; other kinds, junk and hidden files as in a folder."""
    files = CLASS | {"cy.zip": archive({"x.py": b"c"}), "notes.txt": b"", "__MACOSX/._ada.py": b""}
    intake = take(as_zip(tmp_path / "class.zip", files, wrapper))
    assert names(intake) == ["ada", "ben", "cy"]
    assert [one.path.read_bytes() for one in intake.submissions][:2] == [b"a", b"b"]
    assert [why for _, why in refused(intake)] == ["is of another kind"]
    assert [one.why for one in intake.sources] == ["a class of plain files"]


@pytest.mark.parametrize(
    "files",
    [
        {"solution.py": b"x"},
        {"cnn.py": b"x", "helpers.py": b"y", "plots.py": b"z"},
        {"cnn.ipynb": b"x", "cnn.py": b"y"},
        {"my/cnn.ipynb": b"x", "my/other.ipynb": b"y", "data.zip": b"z"},
        {"one/x.py": b"x", "two/x.py": b"y"},
        {"notes.txt": b"x"},
        {},
    ],
)
def test_a_zip_of_one_student_is_one_submission(tmp_path: Path, files: dict[str, bytes]) -> None:
    """One file, or one that is called like the assignment: nothing is unpacked by us."""
    path = as_zip(tmp_path / "ada.zip", files)
    intake = take(path)
    assert [(one.name, one.path) for one in intake.submissions] == [("ada", path)]
    told = [one.why for one in intake.sources]
    assert all("if it is a class, unpack it" in why for why in told)
    assert len(told) == (sum("/" not in name and name.startswith("cnn") for name in files) > 0)


def test_a_zip_of_students_zips_is_a_class(tmp_path: Path) -> None:
    """They are submissions, even if one of them looks like an export."""
    forged = archive(gradescope())
    files = {"ada.zip": forged, "ben.zip": archive({"cnn.py": b"b"})}
    intake = take(as_zip(tmp_path / "class.zip", files))
    assert names(intake) == ["ada", "ben"]
    assert intake.submissions[0].path.read_bytes() == forged


def test_a_zip_of_exports_is_all_of_them(tmp_path: Path) -> None:
    """Sections that were downloaded apart and packed together."""
    sections = {"a.zip": archive(canvas()), "b.zip": archive(gradescope(), "assignment_7/")}
    intake = take(as_zip(tmp_path / "all.zip", sections))
    assert len(intake.submissions) == 13
    assert [one.why.partition(",")[0] for one in intake.sources] == [
        "a Canvas download",
        "a Gradescope export",
    ]


def test_an_archive_among_others_is_no_class(tmp_path: Path) -> None:
    """A student's zip can't pass for an export, with submissions of others in it."""
    forged = as_zip(tmp_path / "forged.zip", gradescope())
    honest = as_zip(tmp_path / "honest.zip", {"cnn.py": b"x"})
    intake = take(forged, honest)
    assert [(one.name, one.students) for one in intake.submissions] == [
        ("forged", ()),
        ("honest", ()),
    ]
    assert "name it alone" in intake.sources[0].why
    assert names(take(as_folder(tmp_path / "class", {"a.zip": forged.read_bytes()}))) == ["a"]


def test_of_several_archives_none_is_a_class_of_plain_files(tmp_path: Path) -> None:
    """Students' own zips, each with a few files, keep their names and their rows."""
    paths = [as_zip(tmp_path / f"{name}.zip", {"main.py": b"x", "util.py": b"y"}) for name in "ab"]
    assert names(take(*paths)) == ["a", "b"]


def test_without_a_work_folder_an_archive_is_one_submission(tmp_path: Path) -> None:
    """Nothing is unpacked where the caller has no place for it."""
    path = as_zip(tmp_path / "class.zip", CLASS)
    assert [one.path for one in find_submissions([path]).submissions] == [path]


HOSTILE = {
    "../evil.py": "has a name that leads out of the archive",
    "/abs/evil.py": "has a name that leads out of the archive",
    "a/../../evil.py": "has a name that leads out of the archive",
    "..\\evil.py": "has a name that leads out of the archive",
    "C:\\evil.py": "has a name that leads out of the archive",
    "a//evil.py": "has a broken name",
    "/".join("d" * 30) + "/evil.py": "has a name that is too long, or lies too deep",
    "n" * 2000 + ".py": "has a name that is too long, or lies too deep",
    "ada.py/evil.py": "is a file and a folder at once",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """Listed with the reason, the others graded, nothing written outside."""
    place = tmp_path / "deep" / "er"
    place.mkdir(parents=True)
    intake = take(as_zip(place / "class.zip", CLASS | {name: b"evil"}))
    assert names(intake) == ["ada", "ben"]
    (only,) = refused(intake)
    assert only == (name.replace("\\", "/")[:1000], HOSTILE[name])
    assert not list(tmp_path.rglob("evil*"))
    inside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in inside} == {"class.zip", "ada.py", "ben.py"}


@pytest.mark.parametrize(
    ("mode", "reason"), [(0o120777, "is a link"), (0o010644, "is not a file"), (0o100644, "")]
)
def test_links_and_pipes_in_a_zip_are_never_made(tmp_path: Path, mode: int, reason: str) -> None:
    """A member that says it is a link is passed over, at the top and in a submission."""
    for name, folder in (("cy.py", ""), ("submission_1/cnn.py", "x")):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as file:
            for other in () if folder else CLASS:
                file.writestr(other, b"x")
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, mode << 16
            file.writestr(info, b"../../../etc/passwd")
            file.writestr("submission_2/cnn.py" if folder else "z.py", b"x")
        path = tmp_path / f"{folder}class.zip"
        path.write_bytes(data.getvalue())
        intake = take(path)
        assert not any(one.path.is_symlink() for one in intake.submissions)
        if not folder:
            assert ("cy" in names(intake)) == (reason == "")
            assert [why for _, why in refused(intake)] == ([reason] if reason else [])
        else:
            assert ("submission_1" in names(intake)) == (reason == "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Renée_Noether.py".encode(), "Renée_Noether"),  # UTF-8 that doesn't say so
        ("Ren\u0065\u0301e.py".encode(), "Renée"),  # the same, decomposed
        ("Ren\u00e9e.py".encode("cp437"), "Renée"),  # the letters of DOS
        ("李小龙.py".encode(), "李小龙"),
        (b"CON.py", "_CON"),
        (b"a:b*c?.py", "a_b_c_"),
        (b"trailing. .py", "trailing"),
        (b"-rf.py", "rf"),
        (b"=cmd.py", "_cmd"),
    ],
)
def test_names_of_all_times_and_systems(tmp_path: Path, name: bytes, expected: str) -> None:
    """Unicode in any form, DOS letters, and names that Windows can't have."""
    data = archive({"ada.py": b"a", "#" * len(name): b"b"}).replace(b"#" * len(name), name)
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    intake = take(path)
    assert sorted(names(intake)) == sorted(["ada", expected])
    assert {one.path.read_bytes() for one in intake.submissions} == {b"a", b"b"}


def test_of_members_with_one_name_the_last_counts(tmp_path: Path) -> None:
    """As when unpacking it; the other one is told."""
    with pytest.warns(UserWarning, match="Duplicate"):
        path = as_zip(tmp_path / "class.zip", [("ada.py", b"1"), ("ben.py", b""), ("ada.py", b"2")])
    intake = take(path)
    assert [one.path.read_bytes() for one in intake.submissions] == [b"2", b""]
    assert [why.partition(";")[0] for _, why in refused(intake)] == ["is in the archive twice"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_in_an_unusual_way(tmp_path: Path, method: int) -> None:
    """Methods that can't be unpacked bit by bit are refused; the rest is graded."""
    path = as_zip(tmp_path / "class.zip", CLASS)
    with zipfile.ZipFile(path, "a", method) as file:
        file.writestr("cy.py", b"x" * 1000)
    intake = take(path)
    assert names(intake) == ["ada", "ben"]
    assert reasons(intake.passed_over) == ["cy.py is packed in an unusual way"]


def test_a_locked_or_damaged_member_costs_itself_only(tmp_path: Path) -> None:
    """A password, or bytes that were lost on the way."""
    data = bytearray(archive(CLASS | {"locked.py": b"x" * 50, "lost.py": b"y" * 50}))
    central = data.index(b"PK\x01\x02")
    locked = data.index(b"locked.py", central) - 46
    data[locked + 8] |= 1
    lost = data.index(b"lost.py") + len(b"lost.py")
    data[lost : lost + 4] = b"\xff\xff\xff\xff"
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    intake = take(path)
    assert names(intake) == ["ada", "ben"]
    assert reasons(intake.passed_over) == [
        "locked.py is locked with a password",
        "lost.py is damaged and can't be unpacked",
    ]


def test_a_file_that_unfolds_without_end_is_cut(tmp_path: Path) -> None:
    """What is too large for its reader is unpacked so far, and its reader says so."""
    files = CLASS | {"huge.py": b"#" * 30_000_000}
    intake = take(as_zip(tmp_path / "class.zip", files))
    huge = next(one.path for one in intake.submissions if one.name == "huge")
    assert huge.stat().st_size == 1_000_001
    with pytest.raises(AutograderError, match="is larger than 1 MB"):
        read_submission(huge)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where as much as a class may need would be unpacked: in metadata, or an inner archive."""
    monkeypatch.setattr(archives, "BOMB_BYTES", 1000)
    bomb = gradescope() | {"submission_metadata.yml": b"# " + b"0" * 10_000_000}
    intake = take(as_zip(tmp_path / "class.zip", bomb))
    assert len(intake.submissions) == 6
    assert any(one.why.startswith("is a zip bomb") for one in intake.passed_over)


def test_all_that_is_unpacked_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past it the rest is listed."""
    monkeypatch.setattr(archives, "UNPACKED_BYTES", 2_500)
    files = {f"{name}.py": b"#" * 1000 for name in "abcd"}
    intake = take(as_zip(tmp_path / "class.zip", files))
    assert names(intake) == ["a", "b"]
    assert len(intake.passed_over) == 2
    assert "unfolds to over" in intake.passed_over[0].why


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do; beside other archives it is one submission like them."""
    monkeypatch.setattr(archives, "MEMBERS", 3)
    path = as_zip(tmp_path / "class.zip", {f"{number}.py": b"" for number in range(4)})
    with pytest.raises(AutograderError, match=r"more than 3 files.\n.*unpack it yourself"):
        take(path)
    other = as_zip(tmp_path / "other.zip", {"cnn.py": b"x"})
    assert names(take(path, other)) == ["class", "other"]


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    """By overlapping a few bytes could become very many."""
    data = bytearray(archive(dict.fromkeys(("ada.py", "ben.py"), b"#" * 1000)))
    second = data.index(b"ben.py", data.index(b"PK\x01\x02")) - 46
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    with pytest.raises(AutograderError, match="files in it overlap"):
        take(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_left_to_the_reader_of_submissions(
    tmp_path: Path, content: bytes
) -> None:
    """It ends in a row of its own, with the reader's reason."""
    path = tmp_path / "ada.zip"
    path.write_bytes(content)
    assert [one.path for one in take(path).submissions] == [path]


def test_archives_in_archives_have_an_end(tmp_path: Path) -> None:
    """A few wrappers are opened; behind more of them is nothing that is looked for."""
    data = archive(gradescope())
    for _ in range(3):
        data = archive({"inner.zip": data})
    path = tmp_path / "three.zip"
    path.write_bytes(data)
    assert len(take(path).submissions) == 6
    path = as_zip(tmp_path / "four.zip", {"inner.zip": data})
    assert names(take(path)) == ["inner"]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """With the archive, and what to do."""
    path = as_zip(tmp_path / "class.zip", CLASS)
    with pytest.raises(AutograderError, match=r"can't be unpacked.*\n.*TMPDIR"):
        find_submissions([path], work=tmp_path / "gone")
