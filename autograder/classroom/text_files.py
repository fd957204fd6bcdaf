"""Reads text files that other programs have written, in whatever encoding they chose."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
SEPARATOR = re.compile(r"sep=(.)(?:\r\n|\r|\n)")  # a spreadsheet's note to itself, before all else


class Decoded(NamedTuple):
    """A text; `mark + text.encode(encoding)` are the bytes that it was read from."""

    text: str
    encoding: str
    mark: bytes = b""  # the byte order mark


def decoded(data: bytes) -> Decoded:
    """The text of a file; ValueError where it is none."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding), encoding, mark)
    for encoding in _encodings(data):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeError:
            continue
    raise ValueError("it is not text")


def _encodings(data: bytes) -> tuple[str, ...]:
    """What it may be without a mark, which some programs leave out of UTF-16, too."""
    # There one of two bytes is zero in each letter that a header begins with.
    if data[:6:2] == b"\0\0\0":
        return ("utf-16-be",)
    if data[1:6:2] == b"\0\0\0":
        return ("utf-16-le",)
    return ("utf-8", "cp1252")  # spreadsheets on Windows still write the second
