"""What intake finds: submissions to grade, and remarks on all that was not taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.choice import Candidate
from autograder.classroom.intake.containers import Container
from autograder.grading.results import UNKNOWN, Origin, Student

NOTHING = "holds no notebook, .py file or archive"


@dataclass(frozen=True)
class SubmissionFile:
    """One submission; `name` is unique in its class and safe as a file name."""

    name: str
    path: Path
    students: tuple[Student, ...] = ()
    origin: Origin = UNKNOWN
    questions: tuple[str, ...] = ()  # to grade; all where it is empty
    fallbacks: tuple[Path, ...] = ()  # count where nothing is written in the ones before


@dataclass(frozen=True)
class Remark:
    """Something for a person to look at. Its texts may hold names that students chose."""

    what: str  # where it lies, or whom it is about
    why: str
    students: tuple[Student, ...] = ()
    origin: Origin = UNKNOWN


@dataclass(frozen=True)
class Intake:
    """What was found; what was handed in is in one of the first three."""

    submissions: tuple[SubmissionFile, ...]
    passed_over: tuple[Remark, ...] = ()  # nothing of it is graded
    set_aside: tuple[Remark, ...] = ()  # something else of the same student counts
    unmatched: tuple[Remark, ...] = ()  # what the roster does not tell, or not surely
    missing: tuple[Student, ...] = ()  # on the roster, and nothing was handed in
    sources: tuple[Remark, ...] = ()  # what each path was taken for, if not for plain files


@dataclass(frozen=True)
class HandedIn:
    """What one student, or a group, handed in at one time, before a file of it is chosen.

    `names` are the submission's name as each of the students would have it, by the
    platform's own ids only, so that they don't depend on who else is in the class.
    """

    where: str  # for remarks
    container: Container
    files: tuple[Candidate, ...]
    names: tuple[str, ...]
    students: tuple[Student, ...] = ()
    origin: Origin = UNKNOWN
    order: tuple[float, ...] = ()  # larger: handed in later by the same student
    doubt: str = ""  # why nothing tells for certain whose it is

    @property
    def is_plain(self) -> bool:
        """Whether it is a file of which no platform tells anything."""
        return not self.origin.platform

    def remark(self, why: str) -> Remark:
        return Remark(self.where, why, self.students, self.origin)

    def only(self, places: Sequence[int]) -> HandedIn:
        """The same, as the submission of some of its students."""
        students = tuple(self.students[place] for place in places)
        names = tuple(self.names[place] for place in places)
        return replace(self, students=students, names=names)


@dataclass
class Pile:
    """The files of one person, gathered from a folder that holds everybody's."""

    files: list[Candidate] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)  # no files: where, and what
    others: list[tuple[str, str]] = field(default_factory=list)  # not gradable: where, and why

    def remarks(self, students: tuple[Student, ...], origin: Origin) -> list[Remark]:
        """On all that was handed in as a text; on the rest only if no file can be graded."""
        told = self.texts if self.files else [*self.texts, *self.others]
        return [Remark(where, why, students, origin) for where, why in told]
