"""Reading submissions: every file ends in source cells or in a clear refusal."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.sandbox.child import zip_archive
from autograder.sandbox.child.ingest import CELLS
from autograder.submission import Cell, Submission, Unreadable, read_submission

SOURCE = "def relu(x):\n    return x\n"


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def notebook(*cells: Any, **more: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": list(cells), **more})


@pytest.fixture
def read(tmp_path: Path):
    """Writes content to a file of the given name and reads it as a submission."""

    def write_and_read(name: str, content: str | bytes, slug: str | None = None) -> Submission:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return read_submission(tmp_path / name, slug)

    return write_and_read


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


def tarred(*members: tuple[str, str], packing: str = "") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{packing}") as file:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            file.addfile(info, io.BytesIO(content.encode()))
    return buffer.getvalue()


def test_a_python_file_is_one_cell_without_a_number(read):
    """A .py file comes back word for word as a single cell."""
    assert read("ada.py", SOURCE) == Submission("ada.py", "py", (Cell(None, SOURCE),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", ["py", "ipynb"])
def test_the_usual_encodings_are_read(read, encoding, kind):
    """UTF-8 with and without a mark and UTF-16 give the same source."""
    text = "# größer\n" if kind == "py" else notebook(code("# größer\n"))
    assert read(f"ada.{kind}", text.encode(encoding)).cells[0].source == "# größer\n"


def test_another_encoding_is_refused_with_its_place(read):
    """A Latin-1 file is refused with the byte, the line and the way out."""
    with pytest.raises(Unreadable, match=r"0xf6 in line 2") as caught:
        read("ada.py", "x = 1\n# größer".encode("latin-1"))
    assert "UTF-8" in caught.value.then


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.py", b"", "is empty"),
        ("a.py", b"\xef\xbb\xbf \n", "is empty"),
        ("a.py", b"x = 1\ny = '\0'\n", r"null character \(line 2\)"),
        ("a.py", b"#" * 1_000_001, "larger than 1 MB"),
        ("a.ipynb", b" ", "is empty"),
        ("a.ipynb", b"print('no json')", "broken at line 1"),
        ("a.ipynb", b"[1, 2]", "JSON of another kind"),
        ("a.ipynb", b"[" * 200_000, "nested too deeply"),
        ("a.ipynb", b"[" + b"[]," * 1_000_001, "too intricate"),
        ("a.ipynb", b"{" + b'"a":' + b"1" * 5000 + b"}", "a number without end"),
        ("a.ipynb", b"{}", "no list of cells"),
        ("a.ipynb", notebook("x"), "cell 1 is not a cell"),
        ("a.ipynb", notebook(code(7)), "source of cell 1 is not text"),
        ("a.ipynb", notebook(code("x"), code(["x", 7])), "source of cell 2 is not text"),
        ("a.ipynb", notebook(code("x\n\0")), r"null character \(cell 1, line 2\)"),
        ("a.ipynb", notebook(code("x" * 200_001)), "cell 1 holds more than 200 kB"),
        ("a.ipynb", notebook(*[code("x" * 190_000)] * 6), "more than 1 MB of code"),
        ("a.ipynb", notebook(*[code("")] * (CELLS + 1)), "more than 5,000 cells"),
        ("a.ipynb", notebook({"cell_type": "markdown", "source": "x"}), "no code cell"),
        ("a.txt", b"x", "neither a .py file"),
        ("a.zip", b"PK\x03\x04 no archive", "not a readable .zip"),
    ],
)
def test_what_cant_be_read_is_refused_by_name(read, name, content, words):
    """Each way to be unreadable has its own message, which names the file."""
    with pytest.raises(Unreadable, match=words) as caught:
        read(name, content)
    assert caught.value.where == name
    assert caught.value.then


def test_cells_are_numbered_among_all_cells(read):
    """A code cell's number counts the Markdown and the empty cells before it."""
    text = notebook({"cell_type": "markdown", "source": "# T"}, code(" "), code(["x = 1\n", "y"]))
    assert read("ada.ipynb", text).cells == (Cell(3, "x = 1\ny"),)


def test_large_outputs_cost_nothing(read):
    """Fifteen megabytes of outputs don't make a notebook unreadable."""
    text = notebook(code("x", outputs=[{"data": {"image/png": "A" * 15_000_000}}]))
    assert read("ada.ipynb", text).cells == (Cell(1, "x"),)


def test_the_old_notebook_format_is_read(read):
    """A notebook of format 3, with worksheets and inputs, gives its code."""
    cell = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python"}
    old = read("ada.ipynb", json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}))
    assert old.cells == (Cell(1, "x = 1\ny = 2"),)
    assert "format 3" in old.notes[0]


@pytest.mark.parametrize(
    ("metadata", "refused"),
    [
        ({"kernelspec": {"language": "R", "name": "ir"}}, True),
        ({"language_info": {"name": "julia"}}, True),
        ({"kernelspec": {"language": "python"}, "language_info": {"name": "R"}}, False),
        ({"kernelspec": {"name": "python3"}, "language_info": {"name": "ipython"}}, False),
        ({"kernelspec": 7, "language_info": None}, False),
        ([], False),
    ],
)
def test_only_python_notebooks_are_taken(read, metadata, refused):
    """The kernel's language decides; odd metadata alone doesn't refuse anybody."""
    text = notebook(code("x"), metadata=metadata)
    if refused:
        with pytest.raises(Unreadable, match="graded in Python"):
            read("ada.ipynb", text)
    else:
        assert read("ada.ipynb", text).cells == (Cell(1, "x"),)


def test_half_a_character_is_replaced_and_told(read):
    """A lone surrogate can't be written to the worker, so it becomes � with a note."""
    submission = read("ada.ipynb", notebook(code("s = '\ud83d 😀'\r\n")))
    assert submission.cells == (Cell(1, "s = '� 😀'\n"),)
    assert "Cell 1" in submission.notes[0]


def test_the_one_file_of_an_archive_is_read(read):
    """What Otter, macOS and Jupyter leave in an archive is passed over."""
    junk = ["__MACOSX/._a.py", ".OTTER_LOG", "tests/q1.py", "a.pdf", ".ipynb_checkpoints/a.ipynb"]
    data = zipped(*((name, "junk") for name in junk), ("work/a.py", SOURCE))
    submission = read("ada.zip", data)
    assert submission == Submission("ada.zip → work/a.py", "py", (Cell(None, SOURCE),))


def test_the_assignments_name_decides_between_several(read):
    """The notebook named like the assignment comes first, then the .py, the nearest to the top."""
    members = [("deep/cnn.ipynb", notebook(code("deep"))), ("cnn.py", "flat"), ("other.py", "x")]
    assert read("ada.zip", zipped(*members), "cnn").cells == (Cell(1, "deep"),)
    submission = read("ada.zip", zipped(*members[1:], ("deep/cnn.py", "deep")), "cnn")
    assert submission.cells == (Cell(None, "flat"),)
    assert "other.py" in submission.notes[0]


def test_an_unclear_archive_names_its_candidates(read):
    """Several files without the assignment's name are not guessed among."""
    with pytest.raises(Unreadable, match=r"a\.py, b\.ipynb") as caught:
        read("ada.zip", zipped(("a.py", "x"), ("b.ipynb", "{}")), "cnn")
    assert "cnn.ipynb" in caught.value.then
    with pytest.raises(Unreadable, match="several files"):  # two that are equally near
        read("ada.zip", zipped(("one/cnn.py", "x"), ("two/cnn.py", "y")), "cnn")


def locked(data: bytes) -> bytes:
    """Sets the bit that says “encrypted” in both headers of a one-member archive."""
    central = data.index(b"PK\x01\x02")
    changed = bytearray(data)
    changed[6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped(("a.txt", "x")), "neither a notebook"),
        (zipped(*((f"{n}.txt", "") for n in range(2001))), "more than 2,000 files"),
        (zipped(*((f"{n:060}", "") for n in range(12_000))), "far more files"),
        (zipped(("a.py", b"#" * 5_000_000)), "larger than 1 MB"),
        (zipped(("a.py", "x" * 99), method=zipfile.ZIP_BZIP2), "unusual way"),
        (locked(zipped(("a.py", "x"))), "password"),
        (zipped(("a.py", "x = 1"), method=0).replace(b"x = 1", b"x = 2"), "damaged"),
        (zipped(("a.py", SOURCE))[:-40], "not a readable .zip"),
        (zipped(("a.py", "")), "is empty"),
    ],
)
def test_hostile_and_broken_archives_are_refused(read, data, words):
    """Bombs, locks, damage and floods of members end in a message."""
    with pytest.raises(Unreadable, match=words):
        read("ada.zip", data)


def test_names_in_an_archive_can_neither_write_nor_steer(read, tmp_path):
    """A climbing, colourful name is only text, and shown without its tricks."""
    submission = read("ada.zip", zipped(("../../\x1b[31mevil\u202e.py", SOURCE)))
    assert submission.file == "ada.zip → ../../evil.py"
    assert [path.name for path in tmp_path.iterdir()] == ["ada.zip"]


def test_an_archive_that_lies_about_its_size_is_read_with_a_bound(read, monkeypatch):
    """The stated size of a member is not what bounds the reading of it."""
    limits = []
    real = zip_archive.read
    monkeypatch.setattr(zip_archive, "read", lambda *args: limits.append(args[-1]) or real(*args))
    read("ada.zip", zipped(("a.py", SOURCE)))
    assert limits == [1_000_001]


@pytest.mark.parametrize(
    ("ending", "packing"),
    [(".tar", ""), (".tar.gz", "gz"), (".TGZ", "gz"), (".tar.bz2", "bz2"), (".tar.xz", "xz")],
)
def test_a_tar_is_read_however_it_is_packed(read, ending, packing):
    """The one file that counts is found in a tar, packed or not."""
    data = tarred(("notes.txt", "x"), ("../../folder/a.py", SOURCE), packing=packing)
    expected = Submission(f"ada{ending} → ../../folder/a.py", "py", (Cell(None, SOURCE),))
    assert read(f"ada{ending}", data) == expected


def special(kind: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        info = tarfile.TarInfo("a.py")
        info.type, info.linkname = kind, "/etc/passwd"
        file.addfile(info)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (tarred(("a.txt", "x")), "neither a notebook"),
        (tarred(*((f"{n}.txt", "") for n in range(2001))), "more than 2,000 files"),
        (tarred(("a.py", "#" * 5_000_000), packing="gz"), "larger than 1 MB"),
        (tarred(("a.txt", "x" * 101_000_000), packing="gz"), "more than 100 MB"),
        (tarred(("a.py", SOURCE), packing="gz")[:60], "not a readable .tar"),
        (tarred(("a.py", SOURCE), packing="xz")[:-40], "not a readable .tar"),
        (b"\x1f\x8b" + bytes(100), "not a readable .tar"),
        (SOURCE.encode(), "not a readable .tar"),
        (special(tarfile.SYMTYPE), "neither a notebook"),
        (special(tarfile.LNKTYPE), "neither a notebook"),
        (special(tarfile.FIFOTYPE), "neither a notebook"),
        (special(tarfile.CHRTYPE), "neither a notebook"),
        (tarred(("a.py", "")), "is empty"),
        (b"", "is empty"),
    ],
)
def test_hostile_and_broken_tars_are_refused(read, data, words):
    """Bombs, links, devices, damage and floods of members end in a message."""
    with pytest.raises(Unreadable, match=words):
        read("ada.tar.gz", data)


def test_a_tar_of_headers_without_end_is_refused(read):
    """Headers that announce headers, or a name of many megabytes, end in a message."""
    with tarfile.open(fileobj=(buffer := io.BytesIO()), mode="w", format=tarfile.GNU_FORMAT) as f:
        f.addfile(tarfile.TarInfo("n" * 200))
    header = buffer.getvalue()[:512]  # says: the next block is a long name
    for data in (header * 3000, header[:124] + b"77777777777\0" + header[136:]):
        with pytest.raises(Unreadable):
            read("ada.tar", data)


def test_folders_and_missing_files_are_refused(tmp_path):
    """A folder named like a notebook, and no file at all, are refused kindly."""
    (tmp_path / "a.ipynb").mkdir()
    with pytest.raises(Unreadable, match="is not a file"):
        read_submission(tmp_path / "a.ipynb")
    with pytest.raises(Unreadable, match="can't be opened"):
        read_submission(tmp_path / "b.py")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "kernelspec", "worksheets"]
            )
            | st.text(max_size=3),
            inner | st.just("code"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=JSON | st.fixed_dictionaries({"cells": st.lists(JSON, max_size=3)}))
def test_any_json_is_read_or_refused(tmp_path, value):
    """No JSON whatever makes the reader fail in another way than by its own message."""
    (tmp_path / "any.ipynb").write_text(json.dumps(value))
    try:
        submission = read_submission(tmp_path / "any.ipynb")
    except Unreadable:
        return
    assert all(isinstance(cell.source, str) and cell.number for cell in submission.cells)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=200), suffix=st.sampled_from([".py", ".ipynb", ".zip", ".tgz"]))
def test_any_bytes_are_read_or_refused(tmp_path, data, suffix):
    """No bytes whatever make the reader fail in another way than by its own message."""
    packed = {".zip": zipped(("a.py", SOURCE)), ".tgz": tarred(("a.py", SOURCE), packing="gz")}
    content = data
    if whole := packed.get(suffix):
        middle = len(data) % len(whole)
        content = whole[:middle] + data + whole[middle + len(data) // 2 :]
    (tmp_path / f"any{suffix}").write_bytes(content)
    try:
        submission = read_submission(tmp_path / f"any{suffix}")
    except Unreadable:
        return
    assert all("\0" not in cell.source for cell in submission.cells)
