"""A class in which every second submission is hostile."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.classroom.intake import find_submissions
from autograder.classroom.outputs import Choices, grade_into
from autograder.classroom.store import Store
from autograder.course import Course

from .catalogue import GROUPS
from .entry import Entry
from .fortress import RIGHT, SLUG, write_course
from .harness import no_orphans

HOSTILE = [
    entry
    for name, group in GROUPS.items()
    if name != "honest"
    for entry in group
    if entry.expected and entry.suffix in (".py", ".ipynb", ".zip")
]
SIZE = 50


def chosen() -> list[Entry]:
    """Fifty hostile entries, evenly from all kinds."""
    return [HOSTILE[number * len(HOSTILE) // SIZE] for number in range(SIZE)]


@pytest.mark.slow
def test_fifty_honest_among_fifty_hostile(tmp_path: Path) -> None:
    """With two sessions at work, all honest ones have full marks and each other its due."""
    course = Course(write_course(tmp_path / "course"))
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    entries = {f"{number:02}-hostile": entry for number, entry in enumerate(chosen())}
    places = {
        "COURSE": str(course.root),
        "FOLDER": str(folder),
        "PEER": str(folder / "00-honest.py"),
        "MARKER": "attack-class",
        "GRADER": "1999999999",
        "KEY": "24301",
        "PORT": "47311",
    }
    for name, entry in entries.items():
        (folder / f"{name}{entry.suffix}").write_bytes(entry.bytes(places))
    for number in range(SIZE):
        (folder / f"{number:02}-honest.py").write_text(RIGHT, encoding="utf-8")
    found = find_submissions([folder])
    assert len(found.submissions) == 2 * SIZE
    with no_orphans() as orphans:
        assignment = course.assignment(SLUG)
        with Store(out) as store:
            choices = Choices(jobs=2)
            graded = grade_into(
                store, course, assignment, found.submissions, choices, lambda progress: None
            )
            reports = {report.submission: report for report in graded.reports}
    assert orphans == []
    assert {name: report.score for name, report in reports.items() if "honest" in name} == {
        f"{number:02}-honest": 20 for number in range(SIZE)
    }
    wrong = {
        entry.name: complaints
        for name, entry in entries.items()
        if (complaints := entry.complaints(reports[name]))
    }
    assert wrong == {}
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    assert {row["score"] for name, row in rows.items() if "honest" in name} == {"20"}
    assert not list(Path("/tmp").glob("attack-class*"))
