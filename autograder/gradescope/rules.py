"""What the time of a submission means for its score: late days, and how many a day count.

Everything is reckoned from `created_at` in Gradescope's submission_metadata.json and never
from the clock, so that a regrade a year later comes to the same result. Both rules are off
unless the assignment sets them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.course import GradescopeSettings
from autograder.reporting.text import number, plural

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Metadata:
    """What Gradescope tells of a submission, as far as it could be read."""

    created: datetime | None = None
    due: datetime | None = None
    earlier: tuple[tuple[datetime, float], ...] = ()  # when, and with which score
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """What the rules make of a score: multiplied by `factor`, or replaced by `instead`."""

    factor: float = 1.0
    instead: float | None = None
    notes: tuple[str, ...] = field(default_factory=tuple)

    def apply(self, score: float) -> float:
        """The score that counts."""
        return self.instead if self.instead is not None else round(score * self.factor, 4)


def read_metadata(path: Path) -> Metadata:
    """Read submission_metadata.json; what is missing or malformed there is left out."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Metadata()
    if not isinstance(data, dict):
        return Metadata()
    earlier = []
    for entry in _list(data.get("previous_submissions")):
        when, score = _time(_of(entry, "submission_time")), _of(entry, "score")
        if when is not None:
            earlier.append((when, _number(score)))
    people = [str(_of(user, "name") or "") for user in _list(data.get("users"))]
    assignment = data.get("assignment")
    return Metadata(
        created=_time(data.get("created_at")),
        due=_time(_of(assignment, "due_date")),
        earlier=tuple(sorted(earlier)),
        people=tuple(filter(None, people)),
    )


def rule(settings: GradescopeSettings, metadata: Metadata) -> Ruling:
    """What the assignment's rules say of a submission."""
    if metadata.created is None:
        return Ruling()
    most, zone = settings.submissions_per_day, metadata.created.tzinfo
    day = metadata.created.date()
    before = [entry for entry in metadata.earlier if entry[0] < metadata.created]
    today = [entry for entry in before if entry[0].astimezone(zone).date() == day]
    if most and len(today) >= most:
        note = (
            f"{plural(most, 'submission')} a day can be graded, and this is number "
            f"{len(today) + 1} of {day.isoformat()}. Your score stays what it was; hand it in "
            "again tomorrow."
        )
        return Ruling(instead=before[-1][1], notes=(note,))
    return _late(settings, metadata)


def _late(settings: GradescopeSettings, metadata: Metadata) -> Ruling:
    if metadata.due is None or metadata.created is None or metadata.created <= metadata.due:
        return Ruling()
    if not settings.late_percent_per_day and not settings.late_days:
        return Ruling()
    days = math.ceil((metadata.created - metadata.due) / DAY)
    if settings.late_days and days > settings.late_days:
        after = plural(settings.late_days, "day")
        return Ruling(0.0, notes=(f"Handed in {plural(days, 'day')} late; after {after} "
                                  "nothing counts any more.",))  # fmt: skip
    factor = max(0.0, 1 - days * settings.late_percent_per_day / 100)
    counted = f"{number(100 * factor, 2)} % of the points count"
    return Ruling(factor, notes=(f"Handed in {plural(days, 'day')} late: {counted}.",))


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def _time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None
