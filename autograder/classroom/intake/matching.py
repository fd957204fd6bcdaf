"""Finds those who handed in on the roster, and those on the roster who handed in nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from autograder.classroom.intake.gradescope import METADATA
from autograder.classroom.intake.names import with_id
from autograder.classroom.intake.roster import (
    Enrolled,
    Roster,
    comparable,
    endings,
    is_name_of,
    word_for,
    words_of,
)
from autograder.classroom.intake.submissions import HandedIn, Remark
from autograder.grading.results import Origin, Student
from autograder.reporting.text import plural
from autograder.submission import split_name

Key = tuple[str, str]  # what kind of id, and the id


class Matching:
    """Joins what was handed in to a roster; gathers what could not be joined."""

    def __init__(self, roster: Roster) -> None:
        self._unmatched: list[Remark] = list(roster.remarks)
        self._roster = roster
        self._known: dict[Key, list[Enrolled]] = {}
        self._called: dict[str, list[Enrolled]] = {}
        self._seen: set[Enrolled] = set()
        self._maybe: dict[Enrolled, str] = {}  # what is not joined, and may be theirs
        self._joined: dict[str, bool] = {}  # whether anything from a platform was
        self._told = True  # whether a platform has said whose everything is
        for one in roster.enrolled:
            for key in _keys(one.student, one.canvas, one.moodle):
                self._known.setdefault(key, []).append(one)
            for name in _orders(one.student.name):
                self._called.setdefault(name, []).append(one)

    @property
    def missing(self) -> tuple[Student, ...]:
        """Those on the roster who handed in nothing, as far as can be told."""
        if self._is_any_in_doubt:
            return ()
        unseen = (one for one in self._roster.enrolled if one not in self._seen)
        return tuple(one.student for one in unseen if one not in self._maybe)

    @property
    def unmatched(self) -> list[Remark]:
        """What could not be joined, and those on the roster who may have handed it in: in
        remarks that are from no platform. The one on many is first, as lists get cut."""
        unseen = [one for one in self._roster.enrolled if one not in self._seen]
        told = list(self._unmatched)
        for one in unseen:
            if one in self._maybe:
                why = f"may have handed in what is not matched: {self._maybe[one]}"
                told.append(Remark(_shown(one.student), why, (one.student,)))
        rest = tuple(one.student for one in unseen if one not in self._maybe)
        if self._is_any_in_doubt and rest:
            why = "may have handed in something, since some of it could not be matched"
            told.insert(0, Remark(f"{plural(len(rest), 'other')} on the roster", why, rest))
        return told

    @property
    def _is_any_in_doubt(self) -> bool:
        """Whether anybody's work may be among what is not joined: of a platform nothing is.

        Plain files count where there is nothing else: beside an export one may be a teacher's.
        """
        platforms = [platform for platform in self._joined if platform] or list(self._joined)
        return not self._told or not all(self._joined[platform] for platform in platforms)

    def submissions(self, handed_in: Sequence[HandedIn]) -> list[HandedIn]:
        """The same, with what the roster knows of their students."""
        joined = []
        for submission in handed_in:
            self._joined.setdefault(submission.origin.platform, False)
            if not submission.students and not submission.is_plain:
                self._told = False  # it may be anybody's
            if submission.doubt:
                for student in submission.students:
                    self._may_be(submission.where, student, submission.origin)
                joined.append(submission)
                continue
            if not submission.students and not submission.is_plain:
                self._unmatched.append(submission.remark("is anonymous"))
            where, origin = submission.where, submission.origin
            students = self._students(where, submission.students, origin)
            if any(self._is_anothers(student, origin) for student in submission.students):
                # With the number alone an export would find somebody else.
                origin = replace(origin, id=with_id(submission.students[0].name, origin.id))
            joined.append(replace(submission, students=students, origin=origin))
        return self._plain_files(joined)

    def remarks(self, remarks: Iterable[Remark]) -> list[Remark]:
        """What was passed over, joined as well: who handed in something is not missing."""
        remarks = list(remarks)
        for remark in remarks:
            if remark.origin.platform:
                self._joined.setdefault(remark.origin.platform, False)
            elif any(name in remark.what for name in METADATA):
                self._told = False
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
                remark = Remark(where, f"{_shown(student)} {why}", (student,), origin)
                self._unmatched.append(remark)
                self._may_be(where, student, origin)
                found.append(student)
            else:
                self._seen.add(one)
                self._joined[origin.platform] = True
                found.append(_both(one.student, student))
        return tuple(found)

    def _may_be(self, where: str, student: Student, origin: Origin) -> None:
        """Note all on the roster who have an id or the name of somebody that is not joined."""
        like = [one for key in _keys_of(student, origin) for one in self._known.get(key, ())]
        like += [one for name in endings(student.name) for one in self._called.get(name, ())]
        for one in like:
            self._maybe.setdefault(one, where)

    def _match(self, student: Student, origin: Origin) -> tuple[Enrolled | None, str]:
        """Who it is on the roster; or why that can't be said."""
        keys = _keys_of(student, origin)
        found = {key: self._known[key] for key in keys if key in self._known}
        people = {one for several in found.values() for one in several}
        if not keys:
            return None, "has neither a SID nor an email"
        if not people:
            return None, "is not on the roster"
        if any(len(several) > 1 for several in found.values()):
            return None, "shares a SID or an email with somebody else on the roster"
        if len(people) > 1:
            return None, "has the SID of one and the email of another on the roster"
        (one,) = people
        if _differ(one.student.sid, student.sid) and ("sid", comparable(student.sid)) not in found:
            return None, f"has the email of {_shown(one.student)} on the roster, but another SID"
        if self._is_anothers(student, origin):
            return None, f"has the number of {_shown(one.student)} on the roster, but another name"
        return one, ""

    def _is_anothers(self, student: Student, origin: Origin) -> bool:
        """Whether Moodle's number is that of somebody with another name on the roster: a
        group's number is another kind of number than a participant's."""
        numbered = self._known.get(("moodle", comparable(origin.id)), ())
        return origin.platform == "moodle" and any(
            not is_name_of(student.name, one.student.name) and word_for(student.name) != one.word
            for one in numbered
        )

    def _plain_files(self, joined: list[HandedIn]) -> list[HandedIn]:
        """Plain files join where their whole name is a SID or an email, and nobody else's is."""
        claims: dict[Enrolled, list[int]] = {}
        for place, submission in enumerate(joined):
            if submission.is_plain:
                stem = comparable(split_name(submission.names[0])[0])
                fits = self._known.get(("sid", stem)) or self._known.get(("email", stem)) or []
                if len(fits) == 1:
                    claims.setdefault(fits[0], []).append(place)
                else:
                    remark = submission.remark("is not called by a SID or an email")
                    self._unmatched.append(remark)
                    for word in {stem, *re.split(r"[\s_-]+", stem)}:
                        student = Student(stem if word == stem else "", word, word)
                        self._may_be(submission.where, student, submission.origin)
        for one, places in claims.items():
            if len(places) > 1 or one in self._seen:
                why = f"is not the only one that could be by {_shown(one.student)}"
                self._unmatched += [joined[place].remark(why) for place in places]
            else:
                joined[places[0]] = replace(joined[places[0]], students=(one.student,))
        self._seen |= claims.keys()
        if claims:
            self._joined[""] = True
        return joined


def _keys(student: Student, canvas: str = "", moodle: str = "") -> list[Key]:
    ids = {"sid": student.sid, "email": student.email, "canvas": canvas, "moodle": moodle}
    return [(kind, text) for kind, value in ids.items() if (text := comparable(value))]


def _keys_of(student: Student, origin: Origin) -> list[Key]:
    numbers = {origin.platform: origin.id}
    return _keys(student, numbers.get("canvas", ""), numbers.get("moodle", ""))


def _orders(name: str) -> set[str]:
    """A name's letters with the last name last, or first as Canvas has it."""
    words = words_of(name)
    return {"".join([*words[place:], *words[:place]]) for place in range(len(words))}


def _both(known: Student, told: Student) -> Student:
    """The roster's word, and the platform's where the roster says nothing."""
    return Student(known.name or told.name, known.sid or told.sid, known.email or told.email)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and comparable(one) != comparable(other)


def _shown(student: Student) -> str:
    name = student.name or "somebody without a name"
    return f"{name} ({student.sid or student.email})" if student.sid or student.email else name
