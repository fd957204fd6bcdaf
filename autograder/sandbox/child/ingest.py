"""Turns the bytes of a submission (.py, .ipynb, .zip, .tar) into cells of source.

Runs and parses no Python, but JSON and archives that somebody hostile may have made, so it
belongs on the student's side of the boundary. Whatever was handed in ends either in an
`Ingested` or in a `Refused` that says what is wrong, where, and what to do next. Every size
is checked before it is used; names in messages are as they were, for the reader to clean.
"""

from __future__ import annotations

import codecs
import io
import json
from typing import Any, BinaryIO, NamedTuple

from . import archive
from .wire import whole_text

PYTHON_BYTES = 1_000_000
NOTEBOOK_BYTES = 20_000_000
ARCHIVES = (".zip", ".tar")
TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
LIMITS = {".py": PYTHON_BYTES, ".ipynb": NOTEBOOK_BYTES}
LIMITS |= dict.fromkeys(ARCHIVES, archive.ARCHIVE_BYTES)
ENDINGS = (*sorted(TAR_ENDINGS, key=len, reverse=True), *LIMITS)
CELL_BYTES = 200_000
SOURCE_BYTES = 1_000_000  # all code cells together
CELLS = 5_000
BRACKETS = 1_000_000  # a file of nothing but `[],[],…` would become thirty times its size


class Refused(Exception):
    """A submission that can't be read: what, where and what next, for the student's eyes."""

    def __init__(self, what: str, where: str, then: str) -> None:
        super().__init__(what)
        self.what, self.where, self.then = what, where, then


class Ingested(NamedTuple):
    """The source of a submission: pairs of a cell's number and its text.

    The number counts all cells of a notebook from 1; it is None for a .py file, which is
    one cell. `notes` tell what was done to read it.
    """

    file: str
    kind: str  # "py" or "ipynb"
    cells: list[tuple[int | None, str]]
    notes: tuple[str, ...] = ()


def split_name(file: str) -> tuple[str, str]:
    """The stem and the kind of a file: ".py", ".ipynb", ".zip", ".tar", or "" for another."""
    lowered = file.lower()
    for ending in ENDINGS:
        if lowered.endswith(ending):
            return file[: -len(ending)], ".tar" if ending in TAR_ENDINGS else ending
    return file, ""


def ingest(data: bytes, file: str, suffix: str, slug: str | None) -> Ingested:
    """Read one file of the kind `suffix`; in an archive `slug` decides between candidates."""
    try:
        check_size(data, suffix, file)
        if suffix in ARCHIVES:
            return _read_archive(io.BytesIO(data), suffix, file, slug)
        return _read_text(data, file, suffix)
    except MemoryError:
        raise Refused(
            "takes more memory to be read than there is.", file, "Clear its outputs and save it."
        ) from None


def _read_archive(stream: BinaryIO, suffix: str, file: str, slug: str | None) -> Ingested:
    reader = _reader(suffix)
    try:
        member = archive.choose(reader.members(stream), slug)
        inner = member.name[:120]
        limit = LIMITS[member.suffix]
        data = reader.read(stream, member, limit + 1)
    except archive.BadArchive as error:
        raise Refused(error.what, file, error.then) from error
    shown = f"{file} → {inner}"
    check_size(data, member.suffix, shown)
    submission = _read_text(data, shown, member.suffix)
    notes = (*submission.notes, *member.notes)
    return Ingested(submission.file, submission.kind, submission.cells, notes)


def _reader(suffix: str) -> Any:
    """What reads archives of a kind. A student's check, which sees none, starts without."""
    if suffix == ".zip":
        from . import zip_archive

        return zip_archive
    from . import tar_archive

    return tar_archive


def check_size(data: bytes, suffix: str, file: str) -> None:
    """Refuse a file that is too large or empty."""
    limit = LIMITS[suffix]
    if len(data) > limit:
        advice = "Clear its outputs and save it." if suffix == ".ipynb" else "Keep data out of it."
        raise Refused(f"is larger than {limit // 1_000_000} MB.", file, advice)
    if not data.strip():
        raise Refused("is empty.", file, "Save your work, look into the file, hand it in again.")


def _read_text(data: bytes, file: str, suffix: str) -> Ingested:
    text, notes = _decode(data, file)
    if suffix == ".ipynb":
        return _read_notebook(text, file, notes)
    _refuse_null(text, file)
    if not text.strip():
        raise Refused("is empty.", file, "Save your work, look into the file, hand it in again.")
    return Ingested(file, "py", [(None, _line_ends(text))], notes)


def _decode(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    encoding = "utf-8"
    notes: tuple[str, ...] = ()
    if data.startswith(codecs.BOM_UTF8):
        data = data.removeprefix(codecs.BOM_UTF8)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
        notes = ("The file is UTF-16 text; UTF-8 is the usual form.",)
    try:
        return data.decode(encoding), notes
    except UnicodeDecodeError as error:
        at = error.start
        line = data.count(b"\n", 0, at) + 1
        raise Refused(
            f"is not UTF-8 text (byte 0x{data[at]:02x} in line {line}).",
            file,
            "Save it with the encoding UTF-8 and hand it in again.",
        ) from error


def _read_notebook(text: str, file: str, notes: tuple[str, ...]) -> Ingested:
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
        raise Refused(f"has more than {CELLS:,} cells.", file, "Remove those you don't need.")
    cells: list[tuple[int | None, str]] = []
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
            raise Refused(
                f"holds more than {SOURCE_BYTES // 1_000_000} MB of code.",
                file,
                "Keep data out of the cells.",
            )
        if source.strip():
            cells.append((number, source))
    if not cells:
        raise Refused("has no code cell with anything in it.", file, "Is it the right notebook?")
    return Ingested(file, "ipynb", cells, notes)


def _parse(text: str, file: str) -> Any:
    if text.count("[") + text.count("{") > BRACKETS:
        raise Refused("is too intricate to be read.", file, "Clear its outputs and save it.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_notebook(file, f"broken at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise _no_notebook(file, "its lists are nested too deeply") from error
    except ValueError as error:  # a number of more digits than Python converts
        raise _no_notebook(file, "it holds a number without end") from error


def _no_notebook(file: str, reason: str) -> Refused:
    return Refused(
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
        source = whole_text(source)
    if len(whole) > CELL_BYTES:
        raise Refused(
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
        raise Refused(
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
            raise Refused(
                f"is written for {language[:40]}; this course is graded in Python.",
                file,
                "Choose a Python kernel in Jupyter, run the notebook, and hand it in again.",
            )
        return  # the kernel decides; language_info may be left from another one


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
