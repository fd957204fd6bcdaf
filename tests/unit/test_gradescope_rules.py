"""Late days and daily limits come from the metadata alone, so that a regrade agrees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.course import GradescopeSettings, read_assignment
from autograder.errors import AutograderError
from autograder.gradescope.rules import Metadata, read_metadata, rule

DUE = "2026-11-20T23:59:00.000000-08:00"


def metadata(
    tmp_path: Path, created: Any, earlier: list[Any] | None = None, **more: Any
) -> Metadata:
    data = {
        "id": 7,
        "created_at": created,
        "assignment": {"due_date": DUE, "total_points": "100.0"},
        "users": [{"email": "ada@example.edu", "id": 1, "name": "Ada"}],
        "previous_submissions": earlier or [],
        **more,
    }
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return read_metadata(path)


LATE = GradescopeSettings(late_percent_per_day=10, late_days=3)


@pytest.mark.parametrize(
    ("created", "score"),
    [
        ("2026-11-20T23:59:00.000000-08:00", 80),
        ("2026-11-21T07:59:01.000000+00:00", 72),  # two seconds late, written in another zone
        ("2026-11-21T23:59:00.000000-08:00", 72),
        ("2026-11-22T00:00:00.000000-08:00", 64),
        ("2026-11-23T23:00:00.000000-08:00", 56),
        ("2026-11-24T00:00:00.000000-08:00", 0),
    ],
)
def test_late_days(tmp_path: Path, created: str, score: float) -> None:
    """Each day begun costs its share; after the last late day nothing counts."""
    assert rule(LATE, metadata(tmp_path, created)).apply(80) == score


def test_rules_are_off_unless_they_are_set(tmp_path: Path) -> None:
    """By default neither lateness nor number of submissions matters."""
    many = [{"submission_time": "2026-12-01T10:00:00.000000-08:00", "score": 1}] * 50
    ruling = rule(GradescopeSettings(), metadata(tmp_path, "2026-12-01T11:00:00-08:00", many))
    assert (ruling.apply(80), ruling.notes) == (80, ())


def test_a_daily_limit_keeps_the_last_score(tmp_path: Path) -> None:
    """The third of two allowed submissions of one day is not graded; the score stays."""
    settings = GradescopeSettings(submissions_per_day=2)
    earlier = [
        {"submission_time": "2026-11-18T23:50:00.000000-08:00", "score": 90},
        {"submission_time": "2026-11-19T08:00:00.000000-08:00", "score": "41.5"},
        {"submission_time": "2026-11-19T09:00:00.000000-08:00", "score": 60},
    ]
    third = rule(settings, metadata(tmp_path, "2026-11-19T10:00:00.000000-08:00", earlier))
    assert third.apply(0) == 60
    assert "number 3 of 2026-11-19" in third.notes[0]
    second = rule(settings, metadata(tmp_path, "2026-11-19T08:30:00.000000-08:00", earlier))
    assert second.instead is None  # a regrade of an earlier one: what came later doesn't count
    tomorrow = rule(settings, metadata(tmp_path, "2026-11-20T00:00:01.000000-08:00", earlier))
    assert tomorrow.instead is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"created_at": 5}', '{"created_at": "yesterday"}', "{" * 1000,
     '{"created_at": "2026-11-25T00:00:00", "assignment": [], "previous_submissions": {"a": 1}}',
     '{"created_at": "2026-11-25T00:00:00+00:00", "users": [3, null]}'],
)  # fmt: skip
def test_odd_metadata_costs_nothing(tmp_path: Path, text: str) -> None:
    """What can't be read counts as not said."""
    path = tmp_path / "submission_metadata.json"
    path.write_text(text, encoding="utf-8")
    settings = GradescopeSettings(submissions_per_day=1, late_percent_per_day=50)
    assert rule(settings, read_metadata(path)).apply(80) == 80


@pytest.mark.parametrize(
    "line",
    ['visibility = "never"', "minutes = 50", "minutes = 0", "late_days = -1", "late_days = 1.5",
     'leaderboard = "yes"', "leaderboard = 1", "submissions_per_day = true", "colour = 3"],
)  # fmt: skip
def test_settings_are_checked(tiny_course, line: str) -> None:
    """A setting that Gradescope would not take is refused with file and name."""
    toml = tiny_course.root / "solutions" / "warmup" / "assignment.toml"
    toml.write_text(toml.read_text() + f"\n[gradescope]\n{line}\n", encoding="utf-8")
    with pytest.raises(AutograderError, match=line.split(" = ")[0]):
        read_assignment(toml)


def test_settings_are_read(tiny_course) -> None:
    """What assignment.toml says is what the run does."""
    toml = tiny_course.root / "solutions" / "warmup" / "assignment.toml"
    lines = 'visibility = "after_published"\nminutes = 20\nleaderboard = true\nlate_days = 2'
    toml.write_text(toml.read_text() + f"\n[gradescope]\n{lines}\n", encoding="utf-8")
    settings = read_assignment(toml).gradescope
    assert settings == GradescopeSettings("after_published", 20, True, late_days=2)
