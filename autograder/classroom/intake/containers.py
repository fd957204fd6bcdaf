"""A folder of a class, on disk or in an archive, as the formats look at it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from autograder.choice import Candidate, candidates
from autograder.classroom.intake.names import natural
from autograder.errors import AutograderError
from autograder.submission import split_name

JUNK = {"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini", ".DS_Store"}  # and `._anything`


class Kind(StrEnum):
    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True)
class Entry:
    """What lies directly in a container; `place` is how the container finds it again."""

    name: str
    kind: Kind
    place: Any

    @property
    def is_hidden(self) -> bool:
        return self.name.startswith((".", "~"))

    @property
    def is_gradable(self) -> bool:
        return self.kind is Kind.FILE and bool(split_name(self.name)[1])

    @property
    def why_not(self) -> str:
        """Why it is no submission by itself."""
        if self.kind is Kind.FOLDER:
            return "is a folder"
        if self.kind is Kind.LINK:  # it could lead to the work of somebody else in the class
            return "is a link"
        return "is of another kind" if self.kind is Kind.FILE else "is not a file"


def is_junk(name: str) -> bool:
    """Whether a system left it behind, and nobody handed it in."""
    return name in JUNK or name.startswith("._")


class NotTaken(Exception):
    """A file that can't be had from its container; the text says why."""


class Container(Protocol):
    """A folder of a class; `where` is what a person calls it."""

    where: str

    def entries(self) -> Sequence[Entry]:
        """What lies directly in it, without the junk that systems leave behind."""

    def label(self, entry: Entry) -> str:
        """What a person calls the entry."""

    def opens(self, entry: Entry) -> bool:
        """Whether an entry is a container: a folder, or in an archive an archive as well."""

    def inside(self, entry: Entry) -> Container:
        """The container that an entry is. Raises NotTaken."""

    def candidates(self, entry: Entry) -> Iterable[Candidate]:
        """The files in a folder that could be graded."""

    def path(self, place: Any) -> Path:
        """Where a file of it, or a candidate, can be read. Raises NotTaken."""


class Folder:
    """A folder on disk. Nothing in it is followed that is a link."""

    def __init__(self, path: Path) -> None:
        self.where, self._path = str(path), path

    def entries(self) -> Sequence[Entry]:
        try:
            with os.scandir(self._path) as found:
                entries = [
                    Entry(entry.name, _kind(entry), Path(entry.path))
                    for entry in found
                    if not is_junk(entry.name)
                ]
        except OSError as error:
            reason = error.strerror or str(error)
            raise AutograderError(
                f"can't be opened: {reason}.", self.where, "Check its rights."
            ) from error
        return sorted(entries, key=lambda entry: natural(entry.name))

    def label(self, entry: Entry) -> str:
        return str(entry.place)

    def opens(self, entry: Entry) -> bool:
        return entry.kind is Kind.FOLDER

    def inside(self, entry: Entry) -> Container:
        return Folder(entry.place)

    def candidates(self, entry: Entry) -> Iterable[Candidate]:
        return candidates(entry.place)

    def path(self, place: Path) -> Path:
        return place


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.OTHER
