"""Reads what a run of a class has saved: one report per line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import AutograderError
from autograder.grading.results import GradeReport


def saved_reports(out: Path) -> Sequence[GradeReport]:
    """The reports in `out`, in the order of the class."""
    path = out / "reports.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        return [GradeReport.from_dict(json.loads(line)) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AutograderError(
            f"holds no results that can be read: {error}",
            out,
            "Name the folder that `autograder grade … --out` wrote.",
        ) from error
