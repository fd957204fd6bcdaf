"""The members of a .zip, listed and read within bounds.

Nothing is extracted to disk, so the names inside are only text; one member is read, by
a bounded read that doesn't trust the sizes that the archive states about itself.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from .archive import BadArchive, Member

DIRECTORY_BYTES = 1_000_000  # the archive's own list of its members
USUAL = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others can't be unpacked bit by bit
ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error, RuntimeError)


class CautiousReader(io.RawIOBase):
    """A file whose reads are bounded: zipfile reads the whole list of members at one go,
    at the size that the archive states, and makes an object of 1 kB from every 46 bytes."""

    def __init__(self, stream: BinaryIO, most: int = DIRECTORY_BYTES) -> None:
        self._stream, self._most = stream, most

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            size = self._most
        if size > self._most:
            raise BadArchive("holds far more files than a submission needs.")
        pieces = []
        while size > 0 and (piece := self._stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def members(stream: BinaryIO) -> list[Member]:
    """Everything that the archive says it holds."""
    with _opened(stream) as archive:
        return [
            Member(info.filename.replace("\\", "/"), _is_regular(info), info)
            for info in archive.infolist()
        ]


def read(stream: BinaryIO, member: Member, limit: int) -> bytes:
    """At most `limit` bytes of a member, whatever size the archive states."""
    name, info = member.name[:60], member.place
    if info.flag_bits & 0x1:
        raise BadArchive(f"is locked with a password ({name}).", "Zip it without a password.")
    if info.compress_type not in USUAL:
        raise BadArchive(f"packs {name} in an unusual way.", "Zip it in the usual way (deflate).")
    try:
        with _opened(stream) as archive, archive.open(info) as file:
            return file.read(limit)
    except ERRORS as error:
        raise BadArchive(f"is damaged: {name} can't be unpacked.") from error


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(CautiousReader(stream))
    except ERRORS as error:
        raise BadArchive("is not a readable .zip archive.") from error


def _is_regular(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind in (0, stat.S_IFREG) and not info.is_dir()
