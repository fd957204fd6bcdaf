"""A class's zip as a container: listed and unpacked within bounds, a file when it is taken.

Names inside are only text: what is unpacked goes, under a cleaned name, to a numbered folder
in the caller's work folder, so that no name can lead out of it and no two can meet. Sizes
that an archive states are not believed, but counted while it is unpacked.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograder.choice import DEPTH, ENTRIES, Candidate, is_gradable, is_ignored
from autograder.classroom.intake.containers import Container, Entry, Kind, NotTaken, is_junk
from autograder.classroom.intake.names import natural, safe_name
from autograder.classroom.intake.submissions import Remark
from autograder.errors import AutograderError
from autograder.reporting.text import plural
from autograder.sandbox.child.archive import BadArchive
from autograder.sandbox.child.ingest import LIMITS
from autograder.sandbox.child.zip_archive import ERRORS, USUAL, CautiousReader
from autograder.submission import split_name

DIRECTORY_BYTES = 16_000_000  # the archive's own list of its members
HEADER_BYTES = 30  # before each member, with its name behind
MEMBERS = 60_000
NAME_LENGTH = 1_000  # of a member, with its folders
MEMBER_DEPTH = 20
CONTAINER_BYTES = 2_000_000_000  # of an archive in the archive, and of Gradescope's metadata
UNPACKED_BYTES = 8_000_000_000  # of all that is taken
BOMB_BYTES, BOMB_RATIO = 100_000_000, 300  # students' own files are cut long before that
PIECE = 1 << 18

Tree = dict[str, Any]  # a folder: of trees, and of zipfile.ZipInfo for files


class Workplace:
    """The caller's folder for what is unpacked, and how much may still go there."""

    def __init__(self, folder: Path) -> None:
        self.left = UNPACKED_BYTES
        self.opened = ExitStack()
        self._folder, self._used = folder, Counter[str]()

    def new_file(self, name: str) -> Path:
        """A path for a file of this name that no other file has."""
        stem, kind = split_name(name)
        safe = safe_name(stem) + name[len(stem) :] if kind else safe_name(name)
        self._used[safe.casefold()] += 1
        place = self._folder / str(self._used[safe.casefold()])
        place.mkdir(exist_ok=True)
        return place / safe


class Untrusted(NotTaken):
    """An archive that no platform would make, or a larger one than is taken."""


class Archive:
    """An opened zip. Raises NotTaken where it is none."""

    def __init__(self, path: Path, where: str, work: Workplace) -> None:
        self.where, self._work = where, work
        self.refused: list[Remark] = []
        self._opened = ExitStack()
        work.opened.callback(self.close)
        try:
            stream = self._opened.enter_context(path.open("rb"))
            reader = CautiousReader(stream, DIRECTORY_BYTES)
            self._zip = self._opened.enter_context(zipfile.ZipFile(reader))
        except BadArchive:
            raise Untrusted(f"holds more than {MEMBERS:,} files") from None
        except (*ERRORS, OSError):
            raise NotTaken("is not a readable .zip archive") from None
        members = self._zip.infolist()
        if len(members) > MEMBERS:
            raise Untrusted(f"holds more than {MEMBERS:,} files")
        if _overlap(members, self._zip.start_dir):
            raise Untrusted("is not an honest archive: files in it overlap")
        self._tree = self._planted(members)
        self.root = ZipFolder(self, self._tree, "")

    def close(self) -> None:
        self._opened.close()

    def candidates(self) -> Iterable[Candidate]:
        """All files in it that could be graded."""
        return _candidates(self._tree, "", 0, [ENTRIES])

    def label(self, name: str) -> str:
        return f"{self.where} → {name}"

    def _planted(self, members: Iterable[zipfile.ZipInfo]) -> Tree:
        root: Tree = {}
        for info in members:
            name = member_name(info)
            *folders, last = parts = [part for part in name.split("/") if part != "."]
            if reason := _why_refused(name, parts):
                self.refused.append(Remark(self.label(name[:NAME_LENGTH]), reason))
                continue
            tree = root
            for folder in folders:
                tree = tree.setdefault(folder, {}) if isinstance(tree, dict) else tree
            if not isinstance(tree, dict) or isinstance(tree.get(last), dict):
                self.refused.append(Remark(self.label(name), "is a file and a folder at once"))
            elif last:
                if last in tree:
                    why = "is in the archive twice; the later one counts, as when unpacking it"
                    self.refused.append(Remark(self.label(name), why))
                tree[last] = info
        return root

    def unpack(self, info: zipfile.ZipInfo, most: int = CONTAINER_BYTES) -> Path:
        """Write one member to the work folder, cut after `most` bytes and one."""
        name = member_name(info).rpartition("/")[2]
        if info.flag_bits & 0x1:
            raise NotTaken("is locked with a password")
        if info.compress_type not in USUAL:
            raise NotTaken("is packed in an unusual way")
        try:
            path = self._work.new_file(name)
            with open(path, "xb") as file:
                for piece in self._pieces(info, most + 1):
                    file.write(piece)
        except OSError as error:
            raise AutograderError(
                f"can't be unpacked: {error.strerror or error}.",
                self.where,
                "Free some space, or set TMPDIR to a folder with more.",
            ) from error
        return path

    def unpack_archive(self, info: zipfile.ZipInfo, where: str) -> Archive:
        """The archive that a member is."""
        archive = Archive(self.unpack(info), where, self._work)
        archive.refused = self.refused  # one list, whatever lies in what
        return archive

    def _pieces(self, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        bomb = max(BOMB_BYTES, BOMB_RATIO * info.compress_size)
        taken = 0
        try:
            with self._zip.open(info) as source:
                while taken < most and (piece := source.read(min(PIECE, most - taken))):
                    taken += len(piece)
                    self._work.left -= len(piece)
                    if taken > bomb:
                        raise NotTaken("is a zip bomb: it unfolds to far more than it is")
                    if self._work.left < 0:
                        limit = plural(UNPACKED_BYTES // 1_000_000_000, "GB")
                        raise NotTaken(f"is not unpacked: the archive unfolds to over {limit}")
                    yield piece
        except ERRORS:
            raise NotTaken("is damaged and can't be unpacked") from None


class ZipFolder:
    """A folder in a zip."""

    def __init__(self, archive: Archive, tree: Tree, above: str) -> None:
        self.where = archive.label(above.rstrip("/")) if above else archive.where
        self._archive, self._tree, self._above = archive, tree, above

    def entries(self) -> Sequence[Entry]:
        found = [
            Entry(name, _kind(node), node) for name, node in self._tree.items() if not is_junk(name)
        ]
        return sorted(found, key=lambda entry: natural(entry.name))

    def label(self, entry: Entry) -> str:
        return self._archive.label(self._above + entry.name)

    def opens(self, entry: Entry) -> bool:
        is_archive = entry.kind is Kind.FILE and split_name(entry.name)[1] == ".zip"
        return is_archive or entry.kind is Kind.FOLDER

    def inside(self, entry: Entry) -> Container:
        if entry.kind is Kind.FILE:
            return self._archive.unpack_archive(entry.place, self.label(entry)).root
        return ZipFolder(self._archive, entry.place, f"{self._above}{entry.name}/")

    def candidates(self, entry: Entry) -> Iterable[Candidate]:
        return _candidates(entry.place, "", 0, [ENTRIES])

    def path(self, place: zipfile.ZipInfo) -> Path:
        kind = split_name(place.filename)[1]
        # What is cut is too large for its reader, who says so.
        return self._archive.unpack(place, LIMITS.get(kind, CONTAINER_BYTES))


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; where the archive doesn't say which letters it means, UTF-8 if it fits.

    Old tools write UTF-8 without saying so, and zipfile takes it for the letters of DOS.
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass  # really the letters of DOS
    return name.replace("\\", "/")


def _why_refused(name: str, parts: Sequence[str]) -> str:
    if len(name) > NAME_LENGTH or len(parts) > MEMBER_DEPTH:
        return "has a name that is too long, or lies too deep"
    if ".." in parts or name.startswith("/") or re.match("[A-Za-z]:/", name):
        return "has a name that leads out of the archive"
    return "has a broken name" if "\0" in name or not all(parts[:-1]) else ""


def _overlap(members: Iterable[zipfile.ZipInfo], end: int) -> bool:
    """Whether two members share bytes, by which few bytes could become very many."""
    start = end
    for info in sorted(members, key=lambda info: info.header_offset, reverse=True):
        if info.header_offset + HEADER_BYTES + info.compress_size > start:
            return True
        start = info.header_offset
    return False


def _kind(node: Tree | zipfile.ZipInfo) -> Kind:
    if isinstance(node, dict):
        return Kind.FOLDER
    form = stat.S_IFMT(node.external_attr >> 16)
    if form == stat.S_IFLNK:
        return Kind.LINK
    return Kind.FILE if form in (0, stat.S_IFREG) else Kind.OTHER


def _candidates(tree: Tree, above: str, depth: int, left: list[int]) -> Iterator[Candidate]:
    for last, node in sorted(tree.items()):
        left[0] -= 1
        if left[0] < 0:
            return
        if is_ignored(last):
            continue
        name, kind = above + last, _kind(node)
        if kind is Kind.FOLDER:
            if depth < DEPTH:
                yield from _candidates(node, f"{name}/", depth + 1, left)
        elif kind is Kind.FILE and is_gradable(last):
            yield Candidate(name, node)
