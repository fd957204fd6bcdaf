"""A roster: a CSV of the class, whatever program it comes from.

Its columns are found by the names that such programs give them. Somebody on it is found
again by SID or email, or by the number that Canvas or Moodle gave them: never by name.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom.intake.submissions import Remark
from autograder.classroom.text_files import SEPARATOR, decoded
from autograder.errors import AutograderError
from autograder.grading.results import Student

ROSTER_BYTES = 50_000_000
DELIMITERS = ",;\t"
# By what their names come to without spaces and signs; the first one that is there counts.
TITLES = {
    "sid": (
        "sid", "sisuserid", "studentid", "studentnumber", "studentno", "matrikelnummer",
        "matrikelnr", "matrikel", "matriculationnumber", "matrnr", "idnumber",
    ),
    "email": ("email", "emailaddress", "mail", "emailadresse", "mailadresse", "sisloginid"),
    "name": (
        "name", "fullname", "student", "studentname", "vollständigername", "nomcomplet",
        "nombrecompleto", "nomecompleto", "volledigenaam",
    ),
    "first": ("firstname", "givenname", "forename", "first", "vorname"),
    "last": ("lastname", "surname", "familyname", "last", "nachname", "name"),
}  # fmt: skip
ID = ("id", "identifier")  # of the school, unless Canvas or Moodle wrote the file
CANVAS = ("sisuserid", "sisloginid")
PARTICIPANT = re.compile(r"(?:\D{6,}|[^\x00-\x7f\d]{2,})([0-9]{1,20})")  # “Participant 11”
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
TEST_STUDENT = {"Student, Test", "Test Student"}  # Canvas's own, whom it puts into each class
# Moodle's words for somebody whose name is not shown, as `words_of` gives them.
BLIND = {
    "participant", "teilnehmer", "teilnehmerin", "participante", "partecipante", "deelnemer",
    "uczestnik", "deltager", "deltagare", "deltaker", "osallistuja", "účastník",
}  # fmt: skip
Row = tuple[int, list[str]]  # the line it ends in, and its cells


@dataclass(frozen=True)
class Enrolled:
    """Somebody on the roster."""

    student: Student
    canvas: str = ""  # Canvas's number for the user
    moodle: str = ""  # Moodle's for the participant
    word: str = field(default="", compare=False)  # and its word for one, in that language


@dataclass(frozen=True)
class Roster:
    """All on it, in its order, and the lines with which nothing can be done."""

    enrolled: tuple[Enrolled, ...]
    remarks: tuple[Remark, ...] = ()


def read_roster(path: Path) -> Roster:
    """Everybody on a CSV with a header. Raises AutograderError where it has no ids."""
    header, rows = _read(path)
    columns = _columns(header, rows)
    if not columns.keys() & {"sid", "email", "canvas", "moodle"}:
        raise AutograderError(
            "has no column for a SID or an email.",
            path,
            "Name the columns in its first line, for example Name,SID,Email.",
        )
    enrolled: dict[Enrolled, None] = {}  # a set in its order: nobody is there twice
    remarks = []
    for line, cells in rows:
        one = _enrolled({key: _cell(cells, place) for key, place in columns.items()})
        if "canvas" in columns and one.student.name in TEST_STUDENT:
            continue
        if one.canvas or one.moodle or one.student.sid or one.student.email:
            enrolled[one] = None
        elif "canvas" not in columns and any(cells):  # Canvas has lines that are nobody
            remarks.append(Remark(f"{path}, line {line}", "has neither a SID nor an email"))
    return Roster(tuple(enrolled), tuple(remarks))


def comparable(text: str) -> str:
    """What is compared of an id, an email or the name of a column."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def words_of(name: str) -> list[str]:
    """The words of a name, without signs and in one case."""
    return re.findall(r"[^\W_]+", comparable(name))


def endings(name: str) -> list[str]:
    """A name's letters, from each of its words on: Moodle puts a group before the name."""
    words = words_of(name)
    return ["".join(words[place:]) for place in range(len(words))]


def word_for(text: str) -> str:
    """What Moodle calls somebody, without the number: its word for a participant, perhaps."""
    return "".join(words_of(text)).rstrip("0123456789")


def is_name_of(told: str, name: str) -> bool:
    """Whether what Moodle calls somebody may be `name`: “Group-Ada Lovelace” is Ada Lovelace.

    Where there is no name told, it may: “Participant 11” is what blind marking shows. A group
    may be called “1”, and where the other name is not known, nothing tells that it is the one.
    """
    if not told.strip() or word_for(told) in BLIND:
        return True
    whole = "".join(words_of(name))
    return whole in endings(told) if whole else bool(name) and comparable(name) == comparable(told)


def _enrolled(cells: dict[str, str]) -> Enrolled:
    parts = [cells.get("first", ""), cells.get("last", "")] if cells.get("first") else []
    name = " ".join(filter(None, parts)) or cells.get("name", "") or cells.get("last", "")
    email = cells.get("email", "")
    participant = PARTICIPANT.fullmatch(cells.get("moodle", ""))
    return Enrolled(
        Student(name, cells.get("sid", ""), email if "@" in email else ""),
        cells.get("canvas", ""),
        participant[1] if participant else "",
        word_for(participant[0]) if participant else "",
    )


def _columns(header: Sequence[str], rows: Sequence[Row]) -> dict[str, int]:
    """Where what stands."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        places.setdefault(re.sub(r"[\W_]", "", comparable(title)), place)
    found: dict[str, int] = {}
    for key, titles in TITLES.items():
        known = [places[title] for title in titles if title in places]
        if known:
            found[key] = known[0]
    number = next((places[title] for title in ID if title in places), None)
    first = 0 if number is None else number  # its title in Moodle may be in another language
    if any(title in places for title in CANVAS):
        found |= {"canvas": number} if number is not None else {}
    elif first not in found.values() and _is_all(PARTICIPANT, first, rows):
        found["moodle"] = first
        after = [text for _, cells in rows if words_of(text := _cell(cells, first + 1))]
        if "name" not in found and 2 * len(set(after)) > len(after):
            found["name"] = first + 1  # in a language that we know nothing of; or a status
    elif number is not None:
        found.setdefault("sid", number)
    if "email" not in found:  # its title may be in another language
        addresses = [place for place in range(len(header)) if _is_all(ADDRESS, place, rows)]
        found |= {"email": addresses[0]} if addresses else {}
    return found


def _is_all(form: re.Pattern[str], place: int, rows: Iterable[Row]) -> bool:
    """Whether all cells of a column that aren't empty have a form."""
    values = [value for _, cells in rows if (value := _cell(cells, place))]
    return bool(values) and all(form.fullmatch(value) for value in values)


def _cell(cells: Sequence[str], place: int) -> str:
    text = cells[place] if place < len(cells) else ""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _read(path: Path) -> tuple[list[str], list[Row]]:
    text = _text(path)
    if noted := SEPARATOR.match(text):
        text = text[noted.end() :]
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
        _check_end(text, delimiter)
    except csv.Error as error:
        raise AutograderError(
            f"is not readable in line {reader.line_num}: {error}.", path, "Export it again as CSV."
        ) from error
    if not rows:
        raise AutograderError("is empty.", path, "It needs a header and a line a student.")
    return rows[0][1], rows[1:]


def _check_end(text: str, delimiter: str) -> None:
    """Raises csv.Error where the last cell has a quote that never closes: all lines from there
    on would be one cell of somebody's."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise csv.Error("a quote opens before the end and never closes") from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(ROSTER_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AutograderError(f"can't be read: {reason}.", path, "Check the path.") from error
    if len(data) > ROSTER_BYTES:
        raise AutograderError("is too large for a roster.", path, "Is it the right file?")
    try:
        text = decoded(data).text
    except ValueError:
        text = "\0"
    if "\0" in text:
        raise AutograderError("is not text.", path, "Export it as CSV with the encoding UTF-8.")
    return text
