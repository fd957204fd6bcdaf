"""Moodle's "Download all submissions": a folder a student, or flat files, named alike.

`Ada Lovelace_11_assignsubmission_file_` is the full name, the participant's id and the kind
of submission; older versions have one more `_` than newer ones, and a group's folder has
the group's name and id. The id belongs to the assignment, and is not the user's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from autograder.choice import Candidate
from autograder.classroom.intake import plain
from autograder.classroom.intake.containers import Container, Entry, Kind
from autograder.classroom.intake.names import with_id
from autograder.classroom.intake.submissions import NOTHING, HandedIn, Pile, Remark
from autograder.grading.results import Origin, Student

TITLE = "a Moodle download"
MARK = "_assignsubmission_"
PATTERN = re.compile(
    r"(?P<name>[^_]*?)(?:_(?P<id>[0-9]{1,20}))?_assignsubmission_"
    r"(?P<plugin>file|onlinetext)(?:_(?P<rest>.*)|(?<=onlinetext)\.html?)?",
    re.DOTALL,
)
LOOSE = re.compile(PATTERN.pattern.replace("[^_]*?", ".*?"), re.DOTALL)
TEXT = "is online text, not a file: read it in Moodle, or ask for a file"
BLIND = "Participant"


def recognises(entries: Sequence[Entry]) -> bool:
    """Whether most of what could be a submission is called as Moodle calls it."""
    matches = sum(_match(entry) is not None for entry in entries)
    strangers = sum(entry.is_gradable and _match(entry) is None for entry in entries)
    return matches > strangers


def read(container: Container, passed_over: list[Remark]) -> list[HandedIn]:
    """One submission a participant, of all files of theirs."""
    piles: dict[tuple[str, str], Pile] = {}
    folders: dict[tuple[str, str], str] = {}
    found: list[HandedIn] = []
    for entry in container.entries():
        match = _match(entry)
        if match is None:
            if not entry.is_hidden:
                found += plain.read_entry(container, entry, passed_over)
            continue
        person = unicodedata.normalize("NFC", match["name"]), match["id"] or ""
        pile, label = piles.setdefault(person, Pile()), container.label(entry)
        if match["plugin"] == "onlinetext":
            pile.texts.append((label, TEXT))
        elif entry.kind is Kind.FOLDER:
            folders[person] = entry.name
            inside = list(container.candidates(entry))
            pile.files += inside
            pile.others += [] if inside else [(label, NOTHING)]
        else:
            folders[person] = entry.name[: match.end("plugin")] + "_"
            if entry.is_gradable:
                pile.files.append(Candidate(match["rest"], entry.place))
            else:
                pile.others.append((label, entry.why_not))
    blind = {BLIND} | ({name for name, _ in piles} if _is_one_name(piles) else set())
    for person, pile in piles.items():
        name, number = person
        students = (Student(f"{name} {number}" if name in blind else name),)
        origin = Origin("moodle", number, folders.get(person, ""))
        passed_over += pile.remarks(students, origin)
        if pile.files:
            names = (with_id(name, number) if number else name,)
            where, files = f"{container.where}: {names[0]}", tuple(pile.files)
            found.append(HandedIn(where, container, files, names, students, origin))
    return found


def _match(entry: Entry) -> re.Match[str] | None:
    if entry.kind not in (Kind.FILE, Kind.FOLDER):
        return None
    # A name with a `_` is only believed where nothing else in it could be Moodle's mark.
    loose = LOOSE.fullmatch(entry.name) if entry.name.count(MARK) == 1 else None
    return PATTERN.fullmatch(entry.name) or loose


def _is_one_name(people: Iterable[tuple[str, str]]) -> bool:
    """Whether several participants have one name: Moodle's word for them, in any language. Two
    words are two people of one name.
    """
    names = [name for name, _ in people]
    return len(names) > 1 and len(set(names)) == 1 and len(names[0].split()) == 1
