"""Two runs of a class beside each other: who goes up or down, and because of which tests."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.classroom.changes import Change
from autograder.classroom.reports import Run
from autograder.classroom.store import Store
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport


def compare(store: Store, before: Run, after: Run) -> Iterator[Change]:
    """Every submission whose grade is another one, or that only one of the runs has."""
    if before.assignment != after.assignment:
        raise AutograderError(
            f"Run {before.id} is of {before.assignment}, run {after.id} of {after.assignment}.",
            store.path,
            "Compare two runs of one assignment.",
        )
    old, new = store.keys(before), store.keys(after)
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            reports = [
                store.reports(run).named(name) if name in keys else None
                for run, keys in ((before, old), (after, new))
            ]
            change = _change(name, *reports)
            if change.difference or change.because or None in (change.before, change.after):
                yield change


def last_two(store: Store, before: int | None, after: int | None) -> tuple[Run, Run]:
    """The runs of these numbers; where none is given, the last one (perhaps a trial) and the
    one before it that counts.
    """
    known = store.runs()
    if not known:
        raise AutograderError("holds no run.", store.path, "Grade a class first.")
    second = store.run(after) if after is not None else known[-1]
    earlier = [run for run in store.runs(second.assignment) if run.id < second.id and not run.trial]
    if before is not None:
        return store.run(before), second
    if not earlier:
        raise AutograderError(
            "holds one run only.", store.path, "Grade again, or with --trial, and compare then."
        )
    return earlier[-1], second


def _change(name: str, before: GradeReport | None, after: GradeReport | None) -> Change:
    students = next((r.students for r in (after, before) if r is not None and r.students), ())
    if before is None or after is None:
        return Change(
            name, students, before.score if before else None, after.score if after else None
        )
    won, kept = _points(before), _points(after)
    names = [*won, *(test for test in kept if test not in won)]
    reason = ""
    if before.status != after.status:
        reason = f"{before.status} before, {after.status} now:"
    return Change(
        name,
        students,
        before.score,
        after.score,
        tuple(test for test in names if kept.get(test, 0) > won.get(test, 0)),
        tuple(test for test in names if kept.get(test, 0) < won.get(test, 0)),
        reason,
    )


def _points(report: GradeReport) -> dict[str, float]:
    return {
        f"{question.name}:{outcome.test}": outcome.points
        for question in report.questions
        for outcome in question.outcomes
    }
