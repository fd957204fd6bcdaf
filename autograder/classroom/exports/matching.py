"""Finds each person's row by ids, never by name; what is not clear is told and not written.

A row is not a person's either where another id of the same kind stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from autograder.classroom.exports.people import Key, Person
from autograder.classroom.exports.plan import Kind, Remark
from autograder.classroom.intake.roster import comparable
from autograder.reporting.text import listed

WORDS = {
    "canvas": "Canvas id",
    "moodle": "participant id",
    "sid": "student id",
    "email": "e-mail address",
}
TWO_ADDRESSES = "where people have two addresses, --other-addresses takes such rows"
LOGIN = "login"  # a row's, by which a student id may be found; as another one it proves nothing


def match(
    people: Iterable[Person],
    rows: Mapping[int, Iterable[Key]],
    doubt: Callable[[Person, int], str] = lambda person, row: "",
    *,
    unfinished: bool = False,
    other_addresses: bool = False,
) -> tuple[dict[int, Person], list[Remark]]:
    """The person of each row, by row, and a remark for everybody who gets none.

    `doubt` may tell why a row that was found is not surely the person's. `unfinished` takes
    scores too that a person should look at first; `other_addresses` rows that an id has found
    and that only have another address.
    """
    index: dict[Key, dict[int, None]] = {}
    for row, keys in rows.items():
        for kind, value in keys:
            index.setdefault(("sid" if kind == LOGIN else kind, value), {})[row] = None
    kinds = {kind for kind, _ in index}
    claims: dict[int, list[Person]] = {}
    remarks = []
    for person in people:
        if person.unfinished and not unfinished:
            remarks.append(Remark(Kind.UNFINISHED, person.label, person.unfinished))
            continue
        keys = [key for key in person.keys if key[0] in kinds]
        found = list(dict.fromkeys(row for key in keys for row in index.get(key, ())))
        if not found and person.doubt:
            remarks.append(Remark(Kind.AMBIGUOUS, person.label, person.doubt))
        elif not found:
            remarks.append(Remark(Kind.UNMATCHED, person.label, _nobody(keys)))
        elif len(found) > 1:
            why = f"{len(found)} rows fit {_named(keys)}"
            remarks.append(Remark(Kind.AMBIGUOUS, person.label, why))
        elif why := _contradiction(
            [key for key in keys if key[0] != "email" or not other_addresses],
            list(rows[found[0]]),
        ) or doubt(person, found[0]):
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


def _contradiction(ours: list[Key], row: list[Key]) -> str:
    """Why a row is somebody else's: an id in it is another one than ours of that kind."""
    logins = [("sid", value) for kind, value in row if kind == LOGIN]
    theirs = [key for key in row if key[0] != "email" or "@" in key[1]]
    for kind, value in ours:
        others = [other for what, other in theirs if what == kind]
        known = [comparable(other) for what, other in [*theirs, *logins] if what == kind]
        told = kind != "email" or "@" in value
        if told and others and comparable(value) not in known:
            more = f"; {TWO_ADDRESSES}" if kind == "email" else ""
            return (
                f"the row that fits has the {WORDS[kind]} {others[0]}, not {value}: see which is "
                f"right, and enter the score by hand{more}"
            )
    return ""


def _nobody(keys: list[Key]) -> str:
    if not keys:
        return "it has no id or address that this file knows, and a name proves nothing"
    return f"no row has the {_named(keys)}"


def _named(keys: list[Key]) -> str:
    return " or the ".join(f"{WORDS[kind]} {value}" for kind, value in keys)
