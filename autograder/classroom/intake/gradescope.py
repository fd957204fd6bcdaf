"""Gradescope's "Export submissions": a folder a submission, and a YAML file that tells whose.

Whoever is named in submission_metadata.yml handed in, alone or as a group; a folder that is
missing there is graded all the same, and a folder that is missing on disk is told. So is a
description that can't be read: it costs its submission the names, and no other one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.choice import Candidate
from autograder.classroom.intake import plain
from autograder.classroom.intake.containers import Container, Entry, Kind, NotTaken
from autograder.classroom.intake.gradescope_metadata import BadMetadata, Described, descriptions
from autograder.classroom.intake.names import with_id
from autograder.classroom.intake.submissions import NOTHING, HandedIn, Remark
from autograder.grading.results import Origin

TITLE = "a Gradescope export"
METADATA = ("submission_metadata.yml", "submission_metadata.yaml")
FOLDER = re.compile(r"submission_([0-9]{1,20})")
ABSENT = "has no folder in the export: nothing was handed in, or it was left out"
Descriptions = dict[str, Described]


def recognises(entries: Sequence[Entry]) -> bool:
    """Whether there are more folders of submissions than plain files, or the metadata alone."""
    folders = sum(bool(_number(entry)) for entry in entries)
    strangers = sum(entry.is_gradable for entry in entries)
    return folders > strangers or (not strangers and any(map(_is_metadata, entries)))


def read(container: Container, passed_over: list[Remark]) -> list[HandedIn]:
    """One submission a folder, with its students as the metadata has them."""
    described: Descriptions = {}
    folders: list[Entry] = []
    found: list[HandedIn] = []
    for entry in container.entries():
        if _number(entry):
            folders.append(entry)
        elif _is_metadata(entry):
            described |= _read_metadata(container, entry, passed_over)
        elif not entry.is_hidden:
            found += plain.read_entry(container, entry, passed_over)
    for entry in folders:
        about = described.pop(entry.name, Described())
        files = tuple(container.candidates(entry))
        one = _handed_in(container, container.label(entry), _number(entry), files, about)
        if files:
            found.append(one)
        else:
            passed_over.append(one.remark(NOTHING))
    for name, about in described.items():
        number = name.removeprefix("submission_")
        one = _handed_in(container, f"{container.where}: {name}", number, (), about)
        passed_over.append(one.remark(ABSENT))
    return found


def _handed_in(
    container: Container, where: str, number: str, files: tuple[Candidate, ...], about: Described
) -> HandedIn:
    # In an order of their own: the first one gives the submission its name, in every export.
    students = tuple(sorted(about.students, key=lambda who: (who.sid, who.email, who.name)))
    names = tuple(
        with_id(student.name, student.sid or student.email or number) for student in students
    )
    submitted = about.created.isoformat() if about.created else ""
    return HandedIn(
        where,
        container,
        files,
        names or (f"submission_{number}",),
        students,
        Origin("gradescope", number, submitted=submitted),
        (about.created.timestamp() if about.created else 0.0, float(number)),
        "" if students else "has nobody named as its student",
    )


def _read_metadata(container: Container, entry: Entry, passed_over: list[Remark]) -> Descriptions:
    """As much of it as can be read: a submission without a description is graded as well."""
    found: Descriptions = {}
    try:
        with container.path(entry.place).open("rb") as stream:
            for name, about in descriptions(stream):
                found[name] = about
    except BadMetadata as error:
        passed_over.append(Remark(container.label(entry), str(error)))
    except (NotTaken, OSError) as error:
        reason = (error.strerror or "") if isinstance(error, OSError) else str(error)
        why = f"{reason}: after that nothing tells whose the submissions are"
        passed_over.append(Remark(container.label(entry), why))
    return found


def _number(entry: Entry) -> str:
    match = FOLDER.fullmatch(entry.name) if entry.kind is Kind.FOLDER else None
    return match[1] if match else ""


def _is_metadata(entry: Entry) -> bool:
    return entry.kind is Kind.FILE and entry.name in METADATA
