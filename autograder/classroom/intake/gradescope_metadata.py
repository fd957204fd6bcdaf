"""Gradescope's submission_metadata.yml, read as a stream of events.

Nothing is constructed from it but texts: no Ruby object, no number of an id with zeros in
front, no date. What isn't wanted (results, history) is skipped, and what an alias repeats is
shared, so that neither a large class nor a hostile file takes much memory. Where the file is
broken, the submissions from there on are read one by one.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

import yaml

from autograder.classroom.intake.gradescope_entries import entries
from autograder.grading.results import Student
from autograder.reporting.text import listed

SUBMISSION = re.compile(r"submission_[0-9]{1,20}")
WANTED = {"submitters", "created_at", "name", "sid", "email"}
DEPTH = 150
TEXT_LENGTH = 300
SHOWN = 20
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
    """Some of the file can't be read; the text says why, and what follows from it."""


ERRORS = (yaml.YAMLError, UnicodeError, ValueError, RecursionError, BadMetadata)


def descriptions(stream: BinaryIO) -> Iterator[tuple[str, Described]]:
    """Each submission's folder and description; it is empty where it can't be read.

    Raises BadMetadata in the end, if anything was lost that may tell whose a submission is.
    """
    reader = _Reader()
    told: set[str] = set()
    try:
        for folder, about in reader.submissions(stream):
            told.add(folder)
            yield folder, about
        return
    except ERRORS as error:
        reason, cause = _reason(error), error
    stream.seek(0)
    lost: list[str] = []
    found, strangers = 0, False
    for folder, text in entries(stream):
        strangers = strangers or not folder
        if folder and folder not in told:
            one = reader.alone(folder, text)
            found += one is not None
            lost += [folder] if one is None else []
            yield folder, one or Described()
    if lost:
        raise BadMetadata(f"{reason}: nothing tells whose {listed(lost, SHOWN)} is") from cause
    if not found:
        why = f"{reason}: after that nothing tells whose the submissions are"
        raise BadMetadata(why) from cause
    if strangers:
        raise BadMetadata(f"{reason}: what belongs to no submission was left out") from cause


def _reason(error: Exception) -> str:
    if isinstance(error, BadMetadata):
        return str(error)
    mark = getattr(error, "problem_mark", None)
    return f"is not readable YAML at line {mark.line + 1:,}" if mark else "is not readable YAML"


class _Reader:
    """Reads a file, or parts of it one after the other, which share what aliases repeat."""

    def __init__(self) -> None:
        self._events: Iterator[Any] = iter(())
        self._anchored: dict[str, Any] = {}

    def alone(self, folder: str, text: bytes) -> Described | None:
        """The description of one submission, from its part of the file; None if that fails."""
        try:
            return dict(self.submissions(io.BytesIO(text))).get(folder)
        except ERRORS:
            return None

    def submissions(self, stream: BinaryIO) -> Iterator[tuple[str, Described]]:
        self._events = yaml.parse(stream, Loader=LOADER)
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
