"""Gradescope's submission_metadata.yml, read as a stream of events.

Nothing is constructed from it but texts: no Ruby object, no number of an id with zeros in
front, no date. What isn't wanted (results, history) is skipped, and what an alias repeats is
shared, so that neither a large class nor a hostile file takes much memory.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

import yaml

from autograder.grading.results import Student

SUBMISSION = re.compile(r"submission_[0-9]{1,20}")
WANTED = {"submitters", "created_at", "name", "sid", "email"}
DEPTH = 150
TEXT_LENGTH = 300
NULL = {"", "~", "null", "Null", "NULL"}
BINARY = {"!binary", "tag:yaml.org,2002:binary"}  # how Ruby writes text that may not be UTF-8
TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]+(\d\d:\d\d:\d\d)(\.\d{1,6})?\d*\s*(?:Z|UTC|([+-]\d\d):?(\d\d))?",
    re.ASCII,
)
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is


@dataclass(frozen=True)
class Described:
    """What the file tells of one submission."""

    students: tuple[Student, ...] = ()
    created: datetime | None = None


class BadMetadata(Exception):
    """The file can't be read any further; the text says why."""


def descriptions(stream: BinaryIO) -> Iterator[tuple[str, Described]]:
    """Each submission's folder and description, up to where the file is broken."""
    try:
        yield from _Reader(stream).submissions()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1:,}" if mark else ""
        raise BadMetadata(f"is not readable YAML{place}") from error
    except (UnicodeError, ValueError, RecursionError) as error:
        raise BadMetadata("is not readable YAML") from error


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self._events = yaml.parse(stream, Loader=LOADER)
        self._anchored: dict[str, Any] = {}

    def submissions(self) -> Iterator[tuple[str, Described]]:
        for event in self._events:
            if isinstance(event, yaml.MappingStartEvent):
                break
            if isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent):
                raise BadMetadata("holds no table of submissions")
        else:
            return
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            folder = self._value(event, True, 0)
            wanted = isinstance(folder, str) and bool(SUBMISSION.fullmatch(folder))
            about = self._value(next(self._events), wanted, 0)
            if wanted:
                yield folder, _described(about)

    def _value(self, event: Any, wanted: bool, depth: int) -> Any:
        """The value that begins with `event`; None for what isn't wanted."""
        if depth > DEPTH:
            raise BadMetadata("is nested too deeply")
        if isinstance(event, yaml.AliasEvent):
            return self._anchored.get(event.anchor)
        wanted = wanted or event.anchor is not None
        value: Any = None
        if isinstance(event, yaml.ScalarEvent):
            value = _text(event) if wanted else None
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
            while not isinstance(part := next(self._events), yaml.SequenceEndEvent):
                found = self._value(part, wanted, depth + 1)
                if wanted:
                    value.append(found)
        else:
            value = {}
            while not isinstance(part := next(self._events), yaml.MappingEndEvent):
                key = self._value(part, True, depth + 1)
                key = key.removeprefix(":") if isinstance(key, str) else ""
                found = self._value(next(self._events), wanted and key in WANTED, depth + 1)
                if wanted and key in WANTED:
                    value[key] = found
        if event.anchor is not None:
            self._anchored[event.anchor] = value
        return value


def _text(event: Any) -> str | None:
    if event.implicit[0] and event.value in NULL:
        return None
    if event.tag in BINARY:
        try:
            return base64.b64decode(event.value).decode("utf-8", "replace")
        except binascii.Error:
            return ""
    return str(event.value)


def _described(about: Any) -> Described:
    if not isinstance(about, dict):
        return Described()
    people = about.get("submitters")
    students = [
        Student(_field(person, "name"), _field(person, "sid"), _field(person, "email"))
        for person in (people if isinstance(people, list) else [])
        if isinstance(person, dict)
    ]
    known = tuple(student for student in students if student != Student())
    return Described(known, time_of(_field(about, "created_at")))


def _field(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    text = value if isinstance(value, str) else ""
    return " ".join(unicodedata.normalize("NFC", text[:TEXT_LENGTH]).split())


def time_of(text: str) -> datetime | None:
    """A time as Ruby writes it: 2024-10-01 03:22:11.123456000 Z, or with an offset."""
    match = TIME.fullmatch(text)
    if match is None:
        return None
    day, clock, fraction, hours, minutes = match.groups()
    offset = f"{hours}:{minutes}" if hours else "+00:00"
    try:
        time = datetime.fromisoformat(f"{day}T{clock}{fraction or ''}{offset}")
        return time.astimezone(UTC) if time.year > 1 else None
    except (ValueError, OverflowError):
        return None
