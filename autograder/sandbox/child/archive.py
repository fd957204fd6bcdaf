"""Finds and reads the one file in a .zip that is meant to be graded.

Nothing is extracted to disk, so the names inside are only text; one member is read, by
a bounded read that doesn't trust the sizes that the archive states about itself.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

ARCHIVE_BYTES = 50_000_000
DIRECTORY_BYTES = 1_000_000  # the archive's own list of its members
MEMBERS = 2_000
JUNK = {"__MACOSX", "__pycache__", "__zip_filename__", "tests"}  # as are all hidden ones
USUAL = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others can't be unpacked bit by bit
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error, RuntimeError)


class BadArchive(Exception):
    """An archive without one clear, readable file in it: what is wrong and what to do."""

    def __init__(self, what: str, then: str = "Zip your notebook anew and hand it in again."):
        super().__init__(what)
        self.what, self.then = what, then


@dataclass(frozen=True)
class Member:
    """The file in the archive that was chosen."""

    info: zipfile.ZipInfo
    name: str
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.name)

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @property
    def depth(self) -> int:
        return len(self.path.parts)


class _CautiousReader(io.RawIOBase):
    """A file whose reads are bounded: zipfile reads the whole list of members at one go,
    at the size that the archive states, and makes an object of 1 kB from every 46 bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            size = DIRECTORY_BYTES
        if size > DIRECTORY_BYTES:
            raise BadArchive("holds far more files than a submission needs.")
        pieces = []
        while size > 0 and (piece := self._stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def choose(stream: BinaryIO, slug: str | None) -> Member:
    """The one notebook or .py file of an archive; `slug` decides between several."""
    if stream.seek(0, io.SEEK_END) > ARCHIVE_BYTES:
        raise BadArchive(f"is larger than {ARCHIVE_BYTES // 1_000_000} MB.", "Leave data out.")
    with _opened(stream) as archive:
        infos = archive.infolist()
    if len(infos) > MEMBERS:
        raise BadArchive(f"holds more than {MEMBERS:,} files.", "Zip only your notebook.")
    candidates = [Member(info, info.filename.replace("\\", "/")) for info in infos]
    candidates = [member for member in candidates if _is_candidate(member)]
    if not candidates:
        raise BadArchive("holds neither a notebook (.ipynb) nor a .py file.")
    chosen = candidates[0] if len(candidates) == 1 else _preferred(candidates, slug)
    others = [member.name[:60] for member in candidates if member is not chosen]
    notes = (f"Of the archive only {chosen.name[:60]} was graded, not {_listed(others)}.",)
    return Member(chosen.info, chosen.name, notes if others else ())


def read(stream: BinaryIO, member: Member, limit: int) -> bytes:
    """At most `limit` bytes of a member, whatever size the archive states."""
    name = member.name[:60]
    if member.info.flag_bits & 0x1:
        raise BadArchive(f"is locked with a password ({name}).", "Zip it without a password.")
    if member.info.compress_type not in USUAL:
        raise BadArchive(f"packs {name} in an unusual way.", "Zip it in the usual way (deflate).")
    try:
        with _opened(stream) as archive, archive.open(member.info) as file:
            return file.read(limit)
    except ZIP_ERRORS as error:
        raise BadArchive(f"is damaged: {name} can't be unpacked.") from error


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(_CautiousReader(stream))
    except ZIP_ERRORS as error:
        raise BadArchive("is not a readable .zip archive.") from error


def _is_candidate(member: Member) -> bool:
    kind = stat.S_IFMT(member.info.external_attr >> 16)
    if member.suffix not in (".py", ".ipynb") or kind not in (0, stat.S_IFREG):
        return False
    if member.info.is_dir() or member.name.endswith("/"):
        return False
    parts = [part for part in member.path.parts if part != ".."]
    return not any(part in JUNK or part.startswith(".") for part in parts)


def _preferred(candidates: list[Member], slug: str | None) -> Member:
    for wanted in (f"{slug}.ipynb", f"{slug}.py"):
        named = [member for member in candidates if member.path.name == wanted]
        nearest = min((member.depth for member in named), default=0)
        named = [member for member in named if member.depth == nearest]
        if len(named) == 1:
            return named[0]
        if named:
            break
    names = _listed([member.name[:60] for member in candidates])
    advice = f"Zip only {slug}.ipynb or {slug}.py." if slug else "Zip only the one that counts."
    raise BadArchive(f"holds several files that could be graded: {names}.", advice)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
