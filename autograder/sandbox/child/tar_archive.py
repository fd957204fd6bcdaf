"""The members of a .tar, packed or not, listed and read within bounds.

A packed tar says nothing of what it unfolds to, so the unfolded stream is read front to
back, never further than a fixed number of bytes, and never kept.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from .archive import MEMBERS, BadArchive, Member

UNFOLDED_BYTES = 100_000_000
UNPACK: dict[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
ERRORS = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
          OverflowError, RecursionError, struct.error)  # fmt: skip


class _Bounded(io.RawIOBase):
    """The unfolded stream, which ends in a refusal where it goes on for too long."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._left = stream, UNFOLDED_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise BadArchive(
                f"unfolds to more than {UNFOLDED_BYTES // 1_000_000} MB.", "Leave data out."
            )
        return data


def members(stream: BinaryIO) -> list[Member]:
    """What the archive holds, up to one more than is allowed."""
    found: list[Member] = []
    try:
        with _opened(stream) as archive:
            for info in archive:
                found.append(Member(info.name, info.isreg() and not info.issparse(), len(found)))
                if len(found) > MEMBERS:
                    break
    except ERRORS as error:
        raise BadArchive("is not a readable .tar archive.") from error
    return found


def read(stream: BinaryIO, member: Member, limit: int) -> bytes:
    """At most `limit` bytes of a member."""
    try:
        with _opened(stream) as archive:
            for number, info in enumerate(archive):
                if number == member.place:
                    file = archive.extractfile(info)
                    return file.read(limit) if file else b""
    except ERRORS as error:
        raise BadArchive(f"is damaged: {member.name[:60]} can't be unpacked.") from error
    return b""


def _opened(stream: BinaryIO) -> tarfile.TarFile:
    stream.seek(0)
    start = stream.read(8)
    stream.seek(0)
    for sign, unpack in UNPACK.items():
        if start.startswith(sign):
            stream = unpack(stream)
            break
    return tarfile.open(fileobj=_Bounded(stream), mode="r|")
