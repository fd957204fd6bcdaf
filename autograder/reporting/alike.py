"""The similar submissions of a class, made ready for the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from autograder.grading.results import GradeReport
from autograder.reporting.similarity import Comparison, Piece, compare
from autograder.reporting.text import clean, one_line

NAMES = 12  # of equal submissions; the rest is counted
PIECES = 8
LINES = 40  # of a piece


def alike(
    comparison: Comparison, reports: Iterable[GradeReport], shipped: Collection[str]
) -> list[dict[str, Any]]:
    """The pairs to look at; of the reports only those that are in one are gone back to."""
    candidates = comparison.candidates()
    compared = {side[0] for each in candidates for side in (each.left, each.right)}
    named = {
        place for each in candidates for side in (each.left, each.right) for place in side[:NAMES]
    }
    sources: dict[int, str] = {}
    names: dict[int, str] = {}
    for place, report in enumerate(reports) if named else ():
        if place in compared:
            sources[place] = report.source
        if place in named:
            names[place] = _name(report)
        if len(names) == len(named):
            break
    return [
        {
            "left": _side(pair.left, names),
            "right": _side(pair.right, names),
            "pieces": [_piece(piece) for piece in pair.pieces[:PIECES]],
            "more": max(0, len(pair.pieces) - PIECES),
            "equal": pair.equal,
        }
        for pair in compare(candidates, sources, shipped)
    ]


def _name(report: GradeReport) -> str:
    """Of the student, where it is known."""
    students = ", ".join(student.name for student in report.students if student.name)
    return one_line(students or report.submission, 80)


def _side(places: Sequence[int], names: dict[int, str]) -> dict[str, Any]:
    shown = [{"place": place + 1, "name": names[place]} for place in places[:NAMES]]
    return {"names": shown, "more": len(places) - len(shown)}


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "name": one_line(piece.name, 60),
        "share": piece.share,
        "sides": [_lines(side) for side in (piece.left, piece.right)],
    }


def _lines(lines: Sequence[tuple[int, str, bool]]) -> dict[str, Any]:
    shown = [(number, clean(text, 300), same) for number, text, same in lines[:LINES]]
    return {"lines": shown, "more": len(lines) - len(shown)}
