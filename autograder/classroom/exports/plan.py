"""What an export would write, what it would not, and why: the same for a dry run and a real one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from autograder.classroom.absent import Absence, Absent


class Kind(StrEnum):
    """Why something is not written; each reads as the heading of a list."""

    UNFINISHED = "not written, since a person has to look first"
    UNMATCHED = "not written, since nobody fits"
    AMBIGUOUS = "not written, since it is not clear whose it is"
    REFUSED = "not written, since it would not be taken"
    KEPT = "left as it is, on purpose"


@dataclass(frozen=True)
class Remark:
    """Somebody who gets nothing written."""

    kind: Kind
    who: str
    why: str


@dataclass(frozen=True)
class Change:
    """What is written for one person; `old` is empty where nothing stood."""

    who: str
    old: str
    new: str
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """An export, ready to be written."""

    title: str
    content: bytes
    changes: tuple[Change, ...]
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()
    same: int = 0  # people for whom it already stands there
    nobody: int = 0  # rows for which nothing was handed in

    @property
    def complete(self) -> bool:
        """Whether everything that was handed in is written, or left out on purpose."""
        return all(remark.kind is Kind.KEPT for remark in self.remarks)

    def with_absent(self, absent: Iterable[Absent]) -> Plan:
        """The same, with those of whom something was handed in that could not be graded."""
        remarks = [
            Remark(Kind.UNFINISHED, one.student.name or one.submission, one.why)
            for one in absent
            if one.status is Absence.NOT_GRADED
        ]
        return replace(self, remarks=(*self.remarks, *remarks))
