"""Finds each person's row by ids, never by name; what is not clear is told and not written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.classroom.exports.people import Key, Person
from autograder.classroom.exports.plan import Kind, Remark
from autograder.reporting.text import listed

WORDS = {
    "canvas": "Canvas id",
    "moodle": "participant id",
    "sid": "student id",
    "email": "e-mail address",
}


def match(
    people: Iterable[Person], rows: Mapping[int, Iterable[Key]], *, unfinished: bool = False
) -> tuple[dict[int, Person], list[Remark]]:
    """The person of each row, by row, and a remark for everybody who gets none.

    `unfinished` takes scores too that a person should look at first.
    """
    index: dict[Key, dict[int, None]] = {}
    for row, keys in rows.items():
        for key in keys:
            index.setdefault(key, {})[row] = None
    kinds = {kind for kind, _ in index}
    claims: dict[int, list[Person]] = {}
    remarks = []
    for person in people:
        if person.unfinished and not unfinished:
            remarks.append(Remark(Kind.UNFINISHED, person.label, person.unfinished))
            continue
        keys = [key for key in person.keys if key[0] in kinds]
        found = list(dict.fromkeys(row for key in keys for row in index.get(key, ())))
        if not found:
            remarks.append(Remark(Kind.UNMATCHED, person.label, _nobody(keys)))
        elif len(found) > 1:
            why = f"{len(found)} rows fit {_named(keys)}"
            remarks.append(Remark(Kind.AMBIGUOUS, person.label, why))
        else:
            claims.setdefault(found[0], []).append(person)
    matched = {}
    for row, claimed in claims.items():
        submissions = list(dict.fromkeys(person.submission for person in claimed))
        if len(submissions) == 1:
            matched[row] = claimed[0]
        else:
            why = f"one row fits {len(submissions)} submissions: {listed(submissions)}"
            remarks += [Remark(Kind.AMBIGUOUS, person.label, why) for person in claimed]
    return matched, remarks


def _nobody(keys: list[Key]) -> str:
    if not keys:
        return "it has no id or address that this file knows, and a name proves nothing"
    return f"no row has the {_named(keys)}"


def _named(keys: list[Key]) -> str:
    return " or the ".join(f"{WORDS[kind]} {value}" for kind, value in keys)
