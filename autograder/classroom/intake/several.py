"""Which submission of a student counts, and which file of it: the rule for several."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.choice import Candidate, Choice, choose
from autograder.classroom.intake.names import with_id
from autograder.classroom.intake.submissions import HandedIn, Remark
from autograder.grading.results import Origin, Student
from autograder.reporting.text import listed


class Several(StrEnum):
    """What counts of several that a student handed in, where nothing else decides."""

    LATEST = "latest"
    FIRST = "first"
    ALL = "all"


@dataclass(frozen=True)
class Picked:
    """A submission and the files of it that count, best first."""

    handed_in: HandedIn
    name: str  # not yet safe, nor unique
    files: tuple[Candidate, ...]


def pick(
    handed_in: Sequence[HandedIn],
    slug: str,
    several: Several,
    passed_over: list[Remark],
    set_aside: list[Remark],
) -> list[Picked]:
    """The submissions that count, and the files of each; with a reason for all others."""
    if several is Several.ALL:
        return [one for submission in handed_in for one in _each_file(submission)]
    first = several is Several.FIRST
    picked = []
    for submission in _by_student(handed_in, first, set_aside):
        choice = choose(submission.files, slug, first=first)
        if choice.files:
            picked.append(Picked(submission, submission.names[0], choice.files))
            set_aside += _others(submission, choice)
        else:
            names = listed([file.shown for file in choice.alike])
            why = f"holds several files that could count ({names}), and nothing tells which"
            passed_over.append(submission.remark(why))
    return picked


def _each_file(submission: HandedIn) -> list[Picked]:
    if submission.is_plain:
        return [Picked(submission, submission.names[0], submission.files)]
    return [
        Picked(submission, with_id(submission.names[0], _detail(submission, file)), (file,))
        for file in submission.files
    ]


def _detail(submission: HandedIn, file: Candidate) -> str:
    """What tells this file from others of the same student, on every run."""
    if file.number:
        return str(file.number)
    several = submission.origin.platform == "gradescope"
    return f"{submission.origin.id}_{file.stem}" if several else file.stem


def _by_student(
    handed_in: Sequence[HandedIn], first: bool, set_aside: list[Remark]
) -> Iterator[HandedIn]:
    """Each submission for those of its students for whom it is the one that counts."""
    counts: dict[Hashable, HandedIn] = {}
    for submission in handed_in:
        for person in _people_of(submission):
            other = counts.setdefault(person, submission)
            earlier, later = sorted((other, submission), key=lambda one: one.order)
            if earlier.order != later.order:
                counts[person] = earlier if first else later
    for submission in handed_in:
        persons = _people_of(submission)
        mine = [place for place, one in enumerate(persons) if counts[one] is submission]
        if len(mine) == len(persons):
            yield submission
        elif mine:
            yield submission.only(mine)
        else:
            other = counts[persons[0]]
            when = "the same" if other.order == submission.order else "another"
            why = f"{when} submission of the same student counts: {other.where}"
            set_aside.append(submission.remark(why))


def people(students: Sequence[Student], origin: Origin, where: str) -> list[Hashable]:
    """Who handed something in, as keys; of a plain file nobody knows."""
    if not origin.platform:
        return []
    if not students:
        return [(origin.platform, origin.id or where)]
    return [
        (
            origin.platform,
            (who.sid, who.email.casefold()) if who.sid or who.email else (origin.id, who.name),
        )
        for who in students
    ]


def _people_of(submission: HandedIn) -> list[Hashable]:
    return people(submission.students, submission.origin, submission.where)


def _others(submission: HandedIn, choice: Choice) -> Iterator[Remark]:
    best, *fallbacks = choice.files
    others = [file for file in choice.found if file not in choice.files]
    if fallbacks:
        names = listed([file.shown for file in fallbacks])
        yield submission.remark(f"{names} counts only if nothing is written in {best.shown}")
    if others:
        names = listed([file.shown for file in others])
        yield submission.remark(f"{best.shown} counts, not {names}")
