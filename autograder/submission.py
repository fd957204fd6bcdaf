"""A submitted file as cells of source: read here, taken apart on the student's side.

Whatever a student hands in ends either in a `Submission` or in an `Unreadable` that says
what is wrong, where, and what to do next.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.reporting.text import one_line
from autograder.sandbox.child import ingest
from autograder.sandbox.child.ingest import Ingested, Refused, split_name

__all__ = ["Cell", "Submission", "Unreadable", "read_submission", "split_name"]

# From bytes, name, suffix and slug to cells; raises Refused.
Ingest = Callable[[bytes, str, str, str | None], Ingested]


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
    kind: str  # "py" or "ipynb"
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


def read_submission(
    path: Path, slug: str | None = None, confined: Ingest = ingest.ingest
) -> Submission:
    """Read one file; in an archive `slug` decides between several candidates.

    `confined` takes notebooks and archives apart; a grader gives one that runs in a worker.
    A .py file only has to be decoded, which is done here.
    """
    file, suffix = one_line(path.name), split_name(path.name)[1]
    try:
        data = _read(path, file, suffix)
        take_apart = ingest.ingest if suffix == ".py" else confined
        found = take_apart(data, file, suffix, slug)
    except Refused as refused:
        where = " ".join(one_line(refused.where, 300).split())
        raise Unreadable(one_line(refused.what, 500), where, one_line(refused.then, 300)) from None
    cells = tuple(Cell(number, source) for number, source in found.cells)
    notes = tuple(one_line(note, 500) for note in found.notes)
    return Submission(one_line(found.file, 300), found.kind, cells, notes)


def _read(path: Path, file: str, suffix: str) -> bytes:
    if suffix not in ingest.LIMITS:
        raise Refused(
            "is neither a .py file, nor a notebook (.ipynb), nor an archive (.zip, .tar.gz).",
            file,
            "Hand in the notebook or the .py file of the assignment.",
        )
    limit = ingest.LIMITS[suffix]
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused("is not a file.", file, "Hand in a .py file or a notebook.")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or "the system refused it"
        raise Refused(f"can't be opened: {reason}.", file, "Hand it in again.") from error
    ingest.check_size(data, suffix, file)
    return data
