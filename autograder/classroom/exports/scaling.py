"""Two maxima: what the autograder counts out of, and what the teacher's table does."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.reporting.text import number


def factor_of(
    maximum: float | None, assignment: Assignment, scale: bool, where: str, path: Path
) -> tuple[float, list[str]]:
    """What a score is multiplied by, and what the teacher should know about it."""
    ours = assignment.max_score
    if scale and not maximum:
        raise AutograderError(
            "says nothing of the points that are possible, so nothing can be scaled.",
            path,
            "Leave --scale out, or set the points and export it again.",
        )
    if maximum is None or maximum == ours:
        return 1.0, []
    counts = f"{where} counts out of {number(maximum)} points, the autograder out of {number(ours)}"
    if scale:
        return maximum / ours, [f"{counts}: scores are scaled."]
    return 1.0, [f"{counts}: scores are written as they are (--scale changes that)."]
