"""Gradescope's submission_metadata.yml, cut into its submissions where it isn't all YAML.

Ruby writes a submission's name at the margin and its fields at one indentation below, and
whatever else there is deeper than that. So the lines tell where a submission begins, and
which of its fields say whose it is; the others are dropped, since it is they that break:
Ruby reads `[{:id: 1}]`, and YAML doesn't.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

LINE_BYTES = 65_536  # of a longer line, so much at a time
ENTRY_BYTES = 1_000_000  # of what is kept of one submission: a group has a few hundred bytes
TELLING = {b"submitters", b"created_at"}
HEADER = re.compile(
    rb"""(["']?)(?P<name>submission_[0-9]{1,20})\1[ \t]*:(?=\s|\Z)"""
    rb"""(?P<bare>(?:[ \t]+[&!]\S*)*[ \t]*(?:\#.*)?\r?\n?\Z)?"""  # tags at most: fields follow
)
FIELD = re.compile(rb"""(["']?):?(?P<key>\w+)\1[ \t]*:(?=\s|\Z)""")
BOM = b"\xef\xbb\xbf"


def entries(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Each submission's name, and the YAML of it that tells whose it is; without a text where
    that is too long. Without a name: something else stands at the margin.
    """
    name, kept, bare, indent = "", True, True, 0
    text = bytearray()
    for line, begins in _lines(stream):
        header = HEADER.match(line) if begins else None
        if header:
            if name:
                yield name, _whole(text)
            name, text = header["name"].decode(), bytearray()
            kept, bare, indent = True, header["bare"] is not None, 0
        elif begins and bare and line.strip() and not line.lstrip().startswith(b"#"):
            depth = len(line) - len(line.lstrip(b" "))
            if depth == 0 and not line.startswith((b"---", b"...")):
                yield "", b""
            indent = indent or depth
            if depth == indent and not line.startswith(b"-", depth):  # a list may lie as deep
                field = FIELD.match(line, depth)
                kept = field is not None and field["key"] in TELLING
        if name and kept and len(text) <= ENTRY_BYTES:
            text += line
    if name:
        yield name, _whole(text)


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Lines, and parts of long ones; and whether a line begins there."""
    begins = True
    line = stream.readline(LINE_BYTES).removeprefix(BOM)
    while line:
        yield line, begins
        begins = line.endswith(b"\n")
        line = stream.readline(LINE_BYTES)


def _whole(text: bytearray) -> bytes:
    return bytes(text) if len(text) <= ENTRY_BYTES else b""
