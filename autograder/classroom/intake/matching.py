"""Finds those who handed in on the roster, and those on the roster who handed in nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from autograder.classroom.intake.roster import Enrolled, Roster, comparable
from autograder.classroom.intake.submissions import HandedIn, Remark
from autograder.grading.results import Origin, Student
from autograder.submission import split_name

Key = tuple[str, str]  # what kind of id, and the id


class Matching:
    """Joins what was handed in to a roster; gathers what could not be joined."""

    def __init__(self, roster: Roster) -> None:
        self.unmatched: list[Remark] = list(roster.remarks)
        self._roster = roster
        self._known: dict[Key, Enrolled | None] = {}  # None: stands there more than once
        self._seen: set[Enrolled] = set()
        for one in roster.enrolled:
            for key in _keys(one.student, one.canvas, one.moodle):
                self._known[key] = None if key in self._known else one

    @property
    def missing(self) -> tuple[Student, ...]:
        """Those on the roster of whom nothing was seen."""
        return tuple(one.student for one in self._roster.enrolled if one not in self._seen)

    def submissions(self, handed_in: Sequence[HandedIn]) -> list[HandedIn]:
        """The same, with what the roster knows of their students."""
        joined = []
        for submission in handed_in:
            if submission.doubt:
                joined.append(submission)
                continue
            if not submission.students and not submission.is_plain:
                self.unmatched.append(submission.remark("is anonymous"))
            students = self._students(submission.where, submission.students, submission.origin)
            joined.append(replace(submission, students=students))
        return self._plain_files(joined)

    def remarks(self, remarks: Iterable[Remark]) -> list[Remark]:
        """What was passed over, joined as well: who handed in something is not missing."""
        return [
            replace(remark, students=self._students(remark.what, remark.students, remark.origin))
            for remark in remarks
        ]

    def _students(
        self, where: str, students: Iterable[Student], origin: Origin
    ) -> tuple[Student, ...]:
        found = []
        for student in students:
            one, why = self._match(student, origin)
            if one is None:
                self.unmatched.append(Remark(where, f"{_shown(student)} {why}", (student,), origin))
                found.append(student)
            else:
                self._seen.add(one)
                found.append(_both(one.student, student))
        return tuple(found)

    def _match(self, student: Student, origin: Origin) -> tuple[Enrolled | None, str]:
        """Who it is on the roster; or why that can't be said."""
        numbers = {origin.platform: origin.id}
        keys = _keys(student, numbers.get("canvas", ""), numbers.get("moodle", ""))
        found = {key: self._known[key] for key in keys if key in self._known}
        people = set(found.values())
        if not keys:
            return None, "has neither a SID nor an email"
        if not people:
            return None, "is not on the roster"
        if None in people:
            return None, "shares a SID or an email with somebody else on the roster"
        if len(people) > 1:
            return None, "has the SID of one and the email of another on the roster"
        (one,) = people
        assert one is not None
        if _differ(one.student.sid, student.sid) and ("sid", comparable(student.sid)) not in found:
            return None, f"has the email of {_shown(one.student)} on the roster, but another SID"
        if origin.platform == "moodle" and not _is_name_of(student.name, one.student.name):
            # A group's number is another kind of number than a participant's.
            return None, f"has the number of {_shown(one.student)} on the roster, but another name"
        return one, ""

    def _plain_files(self, joined: list[HandedIn]) -> list[HandedIn]:
        """Plain files join where their whole name is a SID or an email, and nobody else's is."""
        claims: dict[Enrolled, list[int]] = {}
        for place, submission in enumerate(joined):
            if submission.is_plain:
                stem = comparable(split_name(submission.names[0])[0])
                one = self._known.get(("sid", stem)) or self._known.get(("email", stem))
                if one is None:
                    self.unmatched.append(submission.remark("is not called by a SID or an email"))
                else:
                    claims.setdefault(one, []).append(place)
        for one, places in claims.items():
            if len(places) > 1 or one in self._seen:
                why = f"is not the only one that could be by {_shown(one.student)}"
                self.unmatched += [joined[place].remark(why) for place in places]
            else:
                joined[places[0]] = replace(joined[places[0]], students=(one.student,))
        self._seen |= claims.keys()
        return joined


def _keys(student: Student, canvas: str = "", moodle: str = "") -> list[Key]:
    ids = {"sid": student.sid, "email": student.email, "canvas": canvas, "moodle": moodle}
    return [(kind, text) for kind, value in ids.items() if (text := comparable(value))]


def _both(known: Student, told: Student) -> Student:
    """The roster's word, and the platform's where the roster says nothing."""
    return Student(known.name or told.name, known.sid or told.sid, known.email or told.email)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and comparable(one) != comparable(other)


def _is_name_of(folder: str, name: str) -> bool:
    """Whether Moodle's folder may be somebody's: “Group-Ada Lovelace” is Ada Lovelace's."""
    letters = [re.sub(r"[\W_]", "", comparable(text)) for text in (folder, name)]
    return letters[0].endswith(letters[1])


def _shown(student: Student) -> str:
    name = student.name or "somebody without a name"
    return f"{name} ({student.sid or student.email})" if student.sid or student.email else name
