"""Finds the columns of a Moodle grading worksheet, whose headers are in any language.

By their names in languages that we know, else by what stands in them, else as the teacher
says. A column that is not certain is not written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.exports.csv_cells import Table
from autograder.classroom.exports.decimals import to_number
from autograder.errors import AutograderError
from autograder.reporting.text import one_line

# English, German, French, Spanish, Italian, Portuguese, Dutch, Catalan and Galician
GRADE = {"grade", "bewertung", "note", "calificación", "valutazione", "nota", "avaliação",
         "cijfer", "qualificació", "cualificación"}  # fmt: skip
MAXIMUM = {"maximum grade", "bestwertung", "note maximale", "calificación máxima",
           "valutazione massima", "nota máxima", "avaliação máxima", "maximumcijfer",
           "qualificació màxima", "cualificación máxima"}  # fmt: skip
SCALE = {"scale", "skala", "barème", "échelle", "escala", "scala", "schaal"}
COMMENT = {"feedback comments", "feedback als kommentar", "feedback par commentaires",
           "comentarios de retroalimentación", "commenti", "comentários de feedback",
           "feedback", "comentaris de retroacció"}  # fmt: skip
NAME = {"full name", "vollständiger name", "nom complet", "nombre completo", "nome completo",
        "volledige naam"}  # fmt: skip
NUMBER = {"id number", "id-nummer", "numéro d'identification", "número de id"}
OPEN = {"grade can be changed", "bewertung kann geändert werden", "la note peut être modifiée"}
NO = {"no", "nein", "non"}
PARTICIPANT = re.compile(r"(?P<word>[^0-9]*[^\W\d_][^0-9]*)(?P<id>[0-9]+)")  # Teilnehmer/in123
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
DASH = {"-", "–"}  # how an empty grade may look


@dataclass(frozen=True)
class Columns:
    """Where things stand in a worksheet; None where a file has no such column."""

    identifier: int
    grade: int
    maximum: int | None
    comment: int | None
    address: int | None
    number: int | None  # the school's own id
    name: int | None
    open: int | None  # whether Moodle lets a grade be changed


def find_columns(table: Table, path: Path, grade: str = "", comment: str = "") -> Columns:
    """The columns of a worksheet; `grade` and `comment` are headers that the teacher names."""
    identifier = _identifier(table, path)
    place = _named(table, path, grade) if grade else _grade(table, path, identifier)
    after = place + 1
    header = table.header[after].casefold() if after < len(table.header) else ""
    words = [text for text in table.values(place) if text not in DASH and to_number(text) is None]
    if header in SCALE or words:
        example = f", such as “{one_line(words[0], 30)}”" if words else ""
        raise AutograderError(
            f"grades in words{example}: column “{one_line(table.header[place], 60)}” has a "
            "scale, and a score is a number.",
            path,
            "Set the assignment in Moodle to points, then download the worksheet again.",
        )
    maxima = [i for i, name in enumerate(table.header) if name.casefold() in MAXIMUM]
    return Columns(
        identifier,
        place,
        maxima[0] if len(maxima) == 1 else after if _is_constant(table, after) else None,
        _named(table, path, comment) if comment else _comment(table, path),
        _address(table),
        _known(table, NUMBER),
        _name(table, identifier, place),
        _known(table, OPEN),
    )


def participant(text: str) -> str:
    """The id in “Participant 12345”, in any language; empty where there is none."""
    match = PARTICIPANT.fullmatch(text)
    return match["id"] if match else ""


def _identifier(table: Table, path: Path) -> int:
    """Moodle writes it first; somebody may have moved it."""
    fits = [place for place in range(len(table.header)) if _holds_participants(table, place)]
    if 0 in fits or len(fits) == 1:
        return fits[0]
    raise AutograderError(
        "is not a grading worksheet of Moodle: no column holds “Participant 12345”, in any "
        "language, for every student.",
        path,
        "Allow offline grading worksheets in the assignment's feedback types; then its list of "
        "submissions offers one for download.",
    )


def _holds_participants(table: Table, place: int) -> bool:
    found = [PARTICIPANT.fullmatch(table.value(row, place)) for row in table.body]
    words = {match["word"] if match else "" for match in found}
    return len(words) == 1 and "" not in words


def _grade(table: Table, path: Path, identifier: int) -> int:
    fits = [place for place, name in enumerate(table.header) if name.casefold() in GRADE]
    if not fits:  # nothing but numbers, and next to it the same number for everybody
        fits = [
            place
            for place in range(identifier + 1, len(table.header) - 1)
            if _is_constant(table, place + 1) and _holds_grades(table, place)
        ]
    if len(fits) == 1:
        return fits[0]
    raise AutograderError(
        f"has {len(fits) or 'no'} columns that look like the grade. {_listing(table)}",
        path,
        "Name it with --grade-column.",
    )


def _holds_grades(table: Table, place: int) -> bool:
    return all(text in DASH or to_number(text) is not None for text in table.values(place))


def _is_constant(table: Table, place: int) -> bool:
    if place >= len(table.header):
        return False
    numbers = {to_number(table.value(row, place)) for row in table.body}
    return len(numbers) == 1 and None not in numbers


def _comment(table: Table, path: Path) -> int | None:
    fits = [place for place, name in enumerate(table.header) if name.casefold() in COMMENT]
    if len(fits) > 1:
        raise AutograderError(
            f"has {len(fits)} columns that look like the comment. {_listing(table)}",
            path,
            "Name it with --feedback-column, or pass --no-feedback.",
        )
    return fits[0] if fits else None


def _address(table: Table) -> int | None:
    """Students can't fill a column of addresses with other things: all of it has to fit."""
    fits = [
        place
        for place in range(len(table.header))
        if (values := table.values(place)) and all(map(ADDRESS.fullmatch, values))
    ]
    return fits[0] if len(fits) == 1 else None


def _name(table: Table, identifier: int, grade: int) -> int | None:
    """The full name. In a language that we know nothing of, it stands after the identifier,
    where blind marking has a status, which is the same for many."""
    known, after = _known(table, NAME), identifier + 1
    if known is not None:
        return known
    names = table.values(after) if after < grade and after != _address(table) else []
    return after if 2 * len(set(names)) > len(names) else None


def _known(table: Table, titles: set[str]) -> int | None:
    fits = [place for place, name in enumerate(table.header) if name.casefold() in titles]
    return fits[0] if len(fits) == 1 else None


def _named(table: Table, path: Path, wanted: str) -> int:
    fits = [place for place, name in enumerate(table.header) if name == wanted.strip()]
    if len(fits) == 1:
        return fits[0]
    raise AutograderError(
        f"has {len(fits) or 'no'} columns called “{one_line(wanted, 60)}”. {_listing(table)}",
        path,
        "Name one as it stands in the first line.",
    )


def _listing(table: Table) -> str:
    return "It has:" + "".join(f"\n  {one_line(name, 74)}" for name in table.header)
