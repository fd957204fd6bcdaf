"""Reads a submission (.py, .ipynb or .zip) as cells of source; runs and parses no Python.

Whatever a student hands in ends either in a `Submission` or in an `Unreadable` that says
what is wrong, where, and what to do next. Every size is checked before it is used.
"""

from __future__ import annotations

import codecs
import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from autograder import archive
from autograder.errors import AutograderError
from autograder.reporting.text import one_line

PYTHON_BYTES = 1_000_000
NOTEBOOK_BYTES = 20_000_000
CELL_BYTES = 200_000
SOURCE_BYTES = 1_000_000  # all code cells together
CELLS = 5_000
BRACKETS = 1_000_000  # a file of nothing but `[],[],…` would become thirty times its size


class Unreadable(AutograderError):
    """A submission that can't be read: what, where and what next, for the student's eyes."""


@dataclass(frozen=True)
class Cell:
    """A piece of source; `number` is its place among all cells, from 1 (None for a .py file)."""

    number: int | None
    source: str


@dataclass(frozen=True)
class Submission:
    """The source of one submission; `notes` tell what was done to read it."""

    file: str
    kind: Literal["py", "ipynb"]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


def read_submission(path: Path, slug: str | None = None) -> Submission:
    """Read one file; in an archive `slug` decides between several candidates."""
    file = one_line(path.name)
    suffix = path.suffix.lower()
    if suffix not in (".py", ".ipynb", ".zip"):
        raise Unreadable(
            "is neither a .py file, nor a notebook (.ipynb), nor a .zip.",
            file,
            "Hand in the notebook or the .py file of the assignment.",
        )
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable("is not a file.", file, "Hand in a .py file or a notebook.")
        with path.open("rb", buffering=0) as stream:
            if suffix == ".zip":
                return _read_zip(stream, file, slug)
            return _read_text(_bounded(stream, suffix, file), file, suffix)
    except OSError as error:
        reason = error.strerror or "the system refused it"
        raise Unreadable(f"can't be opened: {reason}.", file, "Hand it in again.") from error


def _read_zip(stream: BinaryIO, file: str, slug: str | None) -> Submission:
    try:
        member = archive.choose(stream, slug)
        inner = one_line(member.name)
        limit = PYTHON_BYTES if member.suffix == ".py" else NOTEBOOK_BYTES
        data = archive.read(stream, member, limit + 1)
    except archive.BadArchive as error:
        raise Unreadable(error.what, file, error.then) from error
    shown = f"{file} → {inner}"
    _check_size(data, member.suffix, shown)
    submission = _read_text(data, shown, member.suffix)
    notes = (*submission.notes, *member.notes)
    return Submission(submission.file, submission.kind, submission.cells, notes)


def _bounded(stream: BinaryIO, suffix: str, file: str) -> bytes:
    limit = PYTHON_BYTES if suffix == ".py" else NOTEBOOK_BYTES
    data = b""
    while len(data) <= limit and (piece := stream.read(limit + 1 - len(data))):
        data += piece
    _check_size(data, suffix, file)
    return data


def _check_size(data: bytes, suffix: str, file: str) -> None:
    limit = PYTHON_BYTES if suffix == ".py" else NOTEBOOK_BYTES
    if len(data) > limit:
        advice = "Keep data out of it." if suffix == ".py" else "Clear its outputs and save it."
        raise Unreadable(f"is larger than {limit // 1_000_000} MB.", file, advice)
    if not data.strip():
        raise Unreadable("is empty.", file, "Save your work, look into the file, hand it in again.")


def _read_text(data: bytes, file: str, suffix: str) -> Submission:
    text, notes = _decode(data, file)
    if suffix == ".ipynb":
        return _read_notebook(text, file, notes)
    _refuse_null(text, file)
    if not text.strip():
        raise Unreadable("is empty.", file, "Save your work, look into the file, hand it in again.")
    return Submission(file, "py", (Cell(None, _line_ends(text)),), notes)


def _decode(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    encoding = "utf-8-sig"
    notes: tuple[str, ...] = ()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
        notes = ("The file is UTF-16 text; UTF-8 is the usual form.",)
    try:
        return data.decode(encoding), notes
    except UnicodeDecodeError as error:
        at = error.start
        line = data.count(b"\n", 0, at) + 1
        raise Unreadable(
            f"is not UTF-8 text (byte 0x{data[at]:02x} in line {line}).",
            file,
            "Save it with the encoding UTF-8 and hand it in again.",
        ) from error


def _read_notebook(text: str, file: str, notes: tuple[str, ...]) -> Submission:
    notebook = _parse(text, file)
    if not isinstance(notebook, dict):
        raise _no_notebook(file, "it holds JSON of another kind")
    _refuse_other_languages(notebook.get("metadata"), file)
    entries = notebook.get("cells")
    if entries is None and isinstance(notebook.get("worksheets"), list):
        notes = (*notes, "The notebook has the old format 3; saving it anew updates it.")
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        entries = [cell for sheet in sheets for cell in _list(sheet.get("cells"), file)]
    entries = _list(entries, file)
    if len(entries) > CELLS:
        raise Unreadable(f"has more than {CELLS:,} cells.", file, "Remove those you don't need.")
    cells = []
    total = 0
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise _no_notebook(file, f"cell {number} is not a cell")
        if entry.get("cell_type") != "code":
            continue
        source, broken = _source(entry, number, file)
        if broken:
            notes = (*notes, f"Cell {number} holds a broken character; it was replaced by �.")
        total += len(source.encode())
        if total > SOURCE_BYTES:
            raise Unreadable(
                f"holds more than {SOURCE_BYTES // 1_000_000} MB of code.",
                file,
                "Keep data out of the cells.",
            )
        if source.strip():
            cells.append(Cell(number, source))
    if not cells:
        raise Unreadable("has no code cell with anything in it.", file, "Is it the right notebook?")
    return Submission(file, "ipynb", tuple(cells), notes)


def _parse(text: str, file: str) -> Any:
    if text.count("[") + text.count("{") > BRACKETS:
        raise Unreadable("is too intricate to be read.", file, "Clear its outputs and save it.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_notebook(file, f"broken at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise _no_notebook(file, "its lists are nested too deeply") from error
    except ValueError as error:  # a number of more digits than Python converts
        raise _no_notebook(file, "it holds a number without end") from error


def _no_notebook(file: str, reason: str) -> Unreadable:
    return Unreadable(
        f"is not a readable notebook: {reason}.",
        file,
        "Open it in Jupyter; if that works, save it and hand it in again.",
    )


def _list(value: Any, file: str) -> list[Any]:
    if not isinstance(value, list):
        raise _no_notebook(file, "it has no list of cells")
    return value


def _source(entry: dict[str, Any], number: int, file: str) -> tuple[str, bool]:
    """A code cell's source, and whether broken characters had to be replaced in it."""
    source = entry.get("source", entry.get("input", ""))  # `input`: format 3
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _no_notebook(file, f"the source of cell {number} is not text")
    whole = source.encode("utf-8", "replace")  # half of a surrogate pair can't be written
    broken = len(whole) != len(source.encode("utf-8", "surrogatepass"))
    if broken:
        source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(whole) > CELL_BYTES:
        raise Unreadable(
            f"cell {number} holds more than {CELL_BYTES // 1000} kB of code.",
            file,
            "Keep data out of the cell.",
        )
    _refuse_null(source, file, f"cell {number}, ")
    return _line_ends(source), broken


def _refuse_null(text: str, file: str, cell: str = "") -> None:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise Unreadable(
            f"holds a null character ({cell}line {line}), which Python can't read.",
            file,
            "Remove it, or copy your code into a new file.",
        )


def _refuse_other_languages(metadata: Any, file: str) -> None:
    if not isinstance(metadata, dict):
        return
    for part, field in (("kernelspec", "language"), ("language_info", "name")):
        entry = metadata.get(part)
        language = entry.get(field) if isinstance(entry, dict) else None
        if not isinstance(language, str) or not language.strip():
            continue
        if "python" not in language.lower():
            raise Unreadable(
                f"is written for {one_line(language, 40)}; this course is graded in Python.",
                file,
                "Choose a Python kernel in Jupyter, run the notebook, and hand it in again.",
            )
        return  # the kernel decides; language_info may be left from another one


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
