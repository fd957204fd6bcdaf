"""The report of a class: one self-contained page that works offline, on paper and on a phone.

Everything that comes from students is cleaned here and escaped by the template; the
page's policy lets nothing else in. The page goes to the disk as it is made: of a
large class no more than one report is held at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.course import Assignment
from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.reporting.alike import alike
from autograder.reporting.details import GRADED, Details
from autograder.reporting.files import write_stream
from autograder.reporting.pages import asset, environment, policy
from autograder.reporting.similarity import Comparison
from autograder.reporting.summary import BINS, Summary, Tally, needs_person, remarks
from autograder.reporting.text import number, one_line

NOTE = 60_000  # characters of one at the top of the page
STATUS_WORDS = {
    SubmissionStatus.GRADED: "graded",
    SubmissionStatus.TIMED_OUT: "timed out",
    SubmissionStatus.UNREADABLE: "unreadable",
    SubmissionStatus.GRADER_ERROR: "grader error",
}


class Counted:
    """What the page tells of the whole class, counted while its reports pass by."""

    def __init__(self, assignment: Assignment, shipped: Collection[str] = ()) -> None:
        """`shipped` are the lines of code that the assignment came with."""
        self.shipped = shipped
        self._tally, self.comparison = Tally(assignment), Comparison(shipped)

    def passing(self, reports: Iterable[GradeReport]) -> Iterator[GradeReport]:
        """The same reports, each counted as it is asked for."""
        for report in reports:
            self._tally.add(report)
            self.comparison.add(report.source)
            yield report

    def summary(self) -> Summary:
        """All that passed by so far."""
        return self._tally.summary()


def write_report(
    path: Path,
    assignment: Assignment,
    reports: Iterable[GradeReport],
    notes: Sequence[str] = (),
    when: datetime | None = None,
    *,
    shipped: Collection[str] = (),
    counted: Counted | None = None,
) -> None:
    """Write the page, whole or not at all.

    `reports` is gone through several times, so it may be a list or anything else that can
    start anew. `notes` stand at the top of the page, `when` (default: now) is the time
    shown. `shipped` are the lines of code that the assignment came with. `counted` has seen
    all reports already; without it they are gone through once more.
    """
    if counted is None:
        counted = count(assignment, reports, shipped)
    pieces = render_report(assignment, reports, notes, when or datetime.now(), counted)
    write_stream(path, pieces)


def count(
    assignment: Assignment, reports: Iterable[GradeReport], shipped: Collection[str] = ()
) -> Counted:
    """Count all of them."""
    counted = Counted(assignment, shipped)
    for _ in counted.passing(reports):
        pass
    return counted


def render_report(
    assignment: Assignment,
    reports: Iterable[GradeReport],
    notes: Sequence[str],
    when: datetime,
    counted: Counted,
) -> Iterator[str]:
    """The page, piece by piece."""
    summary, comparison = counted.summary(), counted.comparison
    details = Details(summary.submissions)
    style = asset("report.css")
    script = Markup("\n").join(map(asset, ("details.js", "report.js")))
    return environment().get_template("report.html.j2").generate(
        assignment=assignment,
        summary=summary,
        rows=(_row(place, report, details) for place, report in enumerate(reports)),
        texts=details.texts,
        alike=alike(comparison, reports, counted.shipped),
        compared=comparison.compared,
        notes=[one_line(note, NOTE) for note in notes],
        when=f"{when.day} {when:%B %Y, %H:%M}",
        chart=_chart(summary),
        style=style,
        script=script,
        policy=policy(style, script),
    )  # fmt: skip


def _chart(summary: Summary) -> dict[str, Any]:
    """The histogram's geometry: per cent across, so that letters keep their size; pixels down."""
    top, bottom, left, width = 22.0, 190.0, 7.0, 9.1
    most = max(summary.bins)
    step = max(1, -(-most // 4))
    ceiling = step * max(1, -(-most // step))
    edge = summary.max_score / BINS
    bars = []
    for place, count in enumerate(summary.bins):
        height = (bottom - top) * count / ceiling
        bars.append(
            {
                "x": round(left + width * place + 0.35, 2),
                "middle": round(left + width * (place + 0.5), 2),
                "width": round(width - 0.7, 2),
                "y": round(bottom - height, 1),
                "height": round(height, 1),
                "count": count,
                "label": f"{number(place * edge, 1)} to {number((place + 1) * edge, 1)} points",
            }
        )
    ticks = [
        (tick, round(bottom - (bottom - top) * tick / ceiling, 1))
        for tick in range(0, ceiling + 1, step)
    ]
    edges = [(number(place * edge, 1), round(left + width * place, 2)) for place in range(BINS + 1)]
    return {"bars": bars, "ticks": ticks, "edges": edges, "bottom": bottom, "left": left}


def _row(place: int, report: GradeReport, details: Details) -> dict[str, Any]:
    """What stands in the table, and the details that unfold below it."""
    graded = report.status in GRADED
    failing = [question.name for question in report.questions if not question.passed]
    return {
        "place": place + 1,
        "name": one_line(report.submission),
        "student": one_line("; ".join(student.name for student in report.students)),
        "email": one_line("; ".join(student.email for student in report.students)),
        "status": STATUS_WORDS[report.status],
        "graded": graded,
        "score": report.score,
        "full": graded and bool(report.questions) and not failing,
        "lost": failing if graded else [],
        "person": needs_person(report),
        "remarks": remarks(report),
        "mistakes": " ".join(f"{hint.question}:{one_line(hint.mistake)}" for hint in report.hints),
        "details": details.of(report),
    }
