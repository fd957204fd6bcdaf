"""Canvas's bulk download: a folder of files whose names tell whose they are.

`lovelaceada_LATE_123_456_warmup-1.ipynb` is the name (its letters only), the user's id
and the attachment's. Names can't be split back and may be missing: the id is the key. An
attachment with a larger number was handed in later.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from autograder.choice import Candidate
from autograder.classroom.intake import plain
from autograder.classroom.intake.containers import Container, Entry, Kind
from autograder.classroom.intake.names import with_id
from autograder.classroom.intake.submissions import HandedIn, Pile, Remark
from autograder.grading.results import Origin, Student

TITLE = "a Canvas download"
PATTERN = re.compile(
    r"(?:(?!LATE_|anon_)(?P<name>.*?)_)?(?P<late>LATE_)?(?P<user>[0-9]{1,20}|anon_[^_]+)_"
    r"(?:(?P<attachment>[0-9]{1,20})_(?P<file>.+)|(?P<entry>text|link)\.html)",
    re.DOTALL,
)
NOT_IN_NAMES = re.compile(r"[\s!-/:-@\[-^`{-~]")  # the letters that Canvas leaves out
COPY = re.compile(r"-[0-9]{1,3}(?=\.[^.]*\Z)")  # what it adds to a name that was there before
TEXTS = {
    "text": "is a text entry, not a file: read it in Canvas, or ask for a file",
    "link": "is a link to a web page, not a file: open it in Canvas, or ask for a file",
}

# Somebody's name looks like Canvas's numbers, or somebody changed it: a person has to look.
TWO_NAMES = "is one of several names with Canvas's number {}"


def recognises(entries: Sequence[Entry]) -> bool:
    """Whether most files are called as Canvas calls them, most with a number of their own."""
    files = [entry for entry in entries if entry.kind is Kind.FILE and not entry.is_hidden]
    matches = [match for entry in files if (match := _match(entry))]
    strangers = sum(entry.is_gradable and not _match(entry) for entry in files)
    numbers = [match["attachment"] for match in matches if match["attachment"]]
    repeated = len(numbers) - len(set(numbers))
    return len(matches) > strangers and (not numbers or 2 * repeated < len(numbers))


def _match(entry: Entry) -> re.Match[str] | None:
    """Its parts, if its name has the letters that Canvas would give it."""
    match = PATTERN.fullmatch(entry.name)
    name = match["name"] or "" if match else ""
    return None if NOT_IN_NAMES.search(name) or name != name.lower() else match


def read(container: Container, passed_over: list[Remark]) -> list[HandedIn]:
    """One submission a user, of all files of theirs."""
    piles: dict[tuple[str, str], Pile] = {}
    late: set[str] = set()
    found: list[HandedIn] = []
    for entry in container.entries():
        match = PATTERN.fullmatch(entry.name) if entry.kind is Kind.FILE else None
        if match is None:
            if not entry.is_hidden:
                found += plain.read_entry(container, entry, passed_over)
            continue
        name = unicodedata.normalize("NFC", match["name"] or "")
        pile = piles.setdefault((match["user"], name), Pile())
        if match["late"]:
            late.add(match["user"])
        if match["entry"]:
            pile.texts.append((container.label(entry), TEXTS[match["entry"]]))
        elif entry.is_gradable:
            original, number = COPY.sub("", match["file"]), match["attachment"]
            called = f"{number}_{match['file']}"
            pile.files.append(Candidate(original, entry.place, int(number), called))
        else:
            pile.others.append((container.label(entry), entry.why_not))
    names_of = Counter(user for user, _ in piles)
    for (user, name), pile in piles.items():
        doubt = TWO_NAMES.format(user) if names_of[user] > 1 else ""
        origin = Origin("canvas", "" if doubt else user, late=user in late)
        students = () if user.startswith("anon_") else (Student(name),)
        passed_over += pile.remarks(students, origin)
        if pile.files:
            label = with_id(name, user) if name else user
            where, files = f"{container.where}: {label}", tuple(pile.files)
            order = (max(file.number for file in files),)
            found.append(
                HandedIn(where, container, files, (label,), students, origin, order, doubt)
            )
    return found
