"""Plain files: each is a submission of its own, and its name is all that is known of it."""

from __future__ import annotations

from autograder.choice import Candidate
from autograder.classroom.intake.containers import Container, Entry
from autograder.classroom.intake.submissions import HandedIn, Remark


def read(container: Container, passed_over: list[Remark]) -> list[HandedIn]:
    """Every file directly in it that could be graded; the rest is passed over."""
    return [
        handed_in
        for entry in container.entries()
        if not entry.is_hidden
        for handed_in in read_entry(container, entry, passed_over)
    ]


def read_entry(container: Container, entry: Entry, passed_over: list[Remark]) -> list[HandedIn]:
    """One of them, or none where it is passed over."""
    where = container.label(entry)
    if entry.is_gradable:
        return [HandedIn(where, container, (Candidate(entry.name, entry.place),), (entry.name,))]
    passed_over.append(Remark(where, entry.why_not))
    return []
