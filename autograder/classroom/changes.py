"""What a regrade changes: for a terminal, a table, a page."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.exports import text_cell
from autograder.classroom.reports import Run
from autograder.grading.results import Student
from autograder.reporting.files import write_whole
from autograder.reporting.pages import asset, environment, policy
from autograder.reporting.text import columns, fitted, number, one_line, plural

COLUMNS = ("submission", "student", "email", "before", "after", "change", "counts", "because")
SHOWN = 40  # submissions on a terminal
ALL = 30_000  # characters; a spreadsheet's cell holds 32,767


@dataclass(frozen=True)
class Change:
    """One submission in two runs; None where a run does not have it."""

    submission: str
    students: tuple[Student, ...]
    before: float | None
    after: float | None
    gained: tuple[str, ...] = ()  # tests that only the later run gives points for
    lost: tuple[str, ...] = ()  # and those that only the earlier one did
    reason: str = ""  # where one of the two could not be graded

    @property
    def difference(self) -> float:
        """In points; 0 where it is in one run only."""
        if self.before is None or self.after is None:
            return 0.0
        return round(self.after - self.before, 6)

    def counting(self, never_lower: bool) -> float:
        """The score that counts in the end."""
        known = [score for score in (self.before, self.after) if score is not None]
        return max(known) if never_lower else known[-1]

    @property
    def because(self) -> str:
        """The tests that make the difference."""
        parts = [f"+{name}" for name in self.gained] + [f"-{name}" for name in self.lost]
        return " ".join([self.reason, *parts]).strip()


def render_changes(changes: Sequence[Change], total: int, width: int = 80) -> str:
    """What a teacher sees: how many go up or down, then each with its reason."""
    lines = [_heading(changes, total)]
    for change in sorted(changes, key=lambda each: each.difference)[:SHOWN]:
        name = fitted(one_line(change.submission), 40)
        scores = f"{_score(change.before)} → {_score(change.after)}"
        sign = f"{change.difference:+g}" if change.difference else ""
        lines.append(f"{name}{' ' * (40 - columns(name))}  {scores:>16}  {sign:>6}")
        if change.because:
            because = one_line(change.because, 400)
            lines += textwrap.wrap(because, width - 4, initial_indent="    ",
                                   subsequent_indent="    ")  # fmt: skip
    if len(changes) > SHOWN:
        lines.append(f"… and {len(changes) - SHOWN} more: --csv and --html have all of them.")
    return "\n".join(lines)


def write_changes_csv(path: Path, changes: Sequence[Change], never_lower: bool) -> None:
    """One line per submission and student; `counts` is the score to enter."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in changes:
        scores = [change.before, change.after, change.difference, change.counting(never_lower)]
        cells = ["" if score is None else number(score) for score in scores]
        for student in change.students or (Student(),):
            about = [text_cell(text) for text in (change.submission, student.name, student.email)]
            writer.writerow([*about, *cells, text_cell(change.because, ALL)])
    write_whole(path, text.getvalue())


def write_changes_page(
    path: Path,
    before: Run,
    after: Run,
    changes: Sequence[Change],
    total: int,
    never_lower: bool,
) -> None:
    """All changes on one page that needs nothing else."""
    rows = [
        {
            "submission": one_line(change.submission),
            "students": one_line("; ".join(student.name for student in change.students)),
            "before": _score(change.before),
            "after": _score(change.after),
            "change": f"{change.difference:+g}" if change.difference else "",
            "counts": number(change.counting(never_lower)),
            "because": one_line(change.because, ALL),
        }
        for change in sorted(changes, key=lambda each: each.difference)
    ]
    style = asset("changes.css")
    page = environment().get_template("changes.html.j2").render(
        before=before,
        after=after,
        rows=rows,
        heading=_heading(changes, total),
        never_lower=never_lower,
        style=style,
        policy=policy(style),
    )  # fmt: skip
    write_whole(path, page)


def _heading(changes: Sequence[Change], total: int) -> str:
    up = sum(change.difference > 0 for change in changes)
    down = sum(change.difference < 0 for change in changes)
    alone = sum(None in (change.before, change.after) for change in changes)
    more = f", {alone} in one run only" if alone else ""
    return f"{plural(total, 'submission')}: {up} up, {down} down{more}"


def _score(score: float | None) -> str:
    return "–" if score is None else number(score)
