"""The report of a class: one self-contained page that works offline, on paper and on a phone.

Everything that comes from students is cleaned here and escaped by the template; the
page's policy lets only its own style and script in, known by their hashes, so that a text
which slipped through could still do nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course import Assignment
from autograder.grading.results import (
    GradeReport,
    Outcome,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.reporting.files import write_whole
from autograder.reporting.gradescope import sentence
from autograder.reporting.messages import load_message, outcome_message, submission_message
from autograder.reporting.summary import BINS, Summary, needs_person, remarks, summarise
from autograder.reporting.text import clean, number, one_line, plural

TEMPLATES = Path(__file__).parent / "templates"
EXPLAINED = 3  # failing tests shown per question of a submission; the rest is counted
STATUS_WORDS = {
    SubmissionStatus.GRADED: "graded",
    SubmissionStatus.TIMED_OUT: "timed out",
    SubmissionStatus.UNREADABLE: "unreadable",
    SubmissionStatus.GRADER_ERROR: "grader error",
}


def write_report(
    path: Path,
    assignment: Assignment,
    reports: Collection[GradeReport],
    notes: Sequence[str] = (),
    when: datetime | None = None,
) -> None:
    """Write the page; `notes` stand at its top, `when` (default: now) is the time shown."""
    write_whole(path, render_report(assignment, reports, notes, when or datetime.now()))


def render_report(
    assignment: Assignment,
    reports: Collection[GradeReport],
    notes: Sequence[str],
    when: datetime,
) -> str:
    """The page as text."""
    summary = summarise(assignment, reports)
    style, script = _asset("report.css"), _asset("report.js")
    return _environment().get_template("report.html.j2").render(
        assignment=assignment,
        summary=summary,
        submissions=[_submission(report) for report in reports],
        has_students=any(report.students for report in reports),
        notes=[one_line(note, 500) for note in notes],
        when=f"{when.day} {when:%B %Y, %H:%M}",
        isolation=_isolation(reports),
        chart=_chart(summary),
        style=style,
        script=script,
        policy="; ".join(
            [
                "default-src 'none'",
                f"style-src '{_hash(style)}'",
                f"script-src '{_hash(script)}'",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        ),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, plural=plural, code=_code)
    return environment


def _code(text: str) -> Markup:
    """Escaped text in which `names` between backticks are set as code."""
    pieces = re.split(r"`([^`\n]{1,80})`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else piece
        for place, piece in enumerate(pieces)
    )


@cache
def _asset(name: str) -> Markup:
    """Our own style or script, to be inserted as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _isolation(reports: Collection[GradeReport]) -> str:
    """In which isolation the class ran; where it differed, how often each."""
    levels = Counter(one_line(report.isolation, 200) for report in reports if report.isolation)
    if len(levels) == 1:
        return next(iter(levels))
    return "; ".join(f"{level} ({count}×)" for level, count in levels.most_common())


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


def _submission(report: GradeReport) -> dict[str, Any]:
    failing = [question for question in report.questions if not question.passed]
    graded = report.status in (SubmissionStatus.GRADED, SubmissionStatus.TIMED_OUT)
    person = needs_person(report)
    return {
        "name": one_line(report.submission),
        "file": one_line(report.file),
        "student": one_line("; ".join(student.name for student in report.students)),
        "email": one_line("; ".join(student.email for student in report.students)),
        "status": STATUS_WORDS[report.status],
        "score": report.score,
        "share": report.score / report.max_score if report.max_score else 0.0,
        "full": graded and bool(report.questions) and not failing,
        "lost": [question.name for question in failing] if graded else [],
        "person": person,
        "remarks": remarks(report),
        "mistakes": " ".join(f"{hint.question}:{hint.mistake}" for hint in report.hints),
        "reason": _reason(report),
        "load_errors": [load_message(error) for error in report.load_errors[:10]],
        "questions": [_question(question) for question in failing] if graded else [],
        "seconds": report.seconds,
    }


def _reason(report: GradeReport) -> str:
    """Staff get the reason of an error on our side, too."""
    return clean(report.reason, 1000).strip() or submission_message(report)


def _question(question: QuestionScore) -> dict[str, Any]:
    failing = [outcome for outcome in question.outcomes if not outcome.passed]
    statuses = {outcome.status for outcome in failing}
    once = len(statuses) == 1 and statuses <= {Status.NOT_STARTED, Status.NOT_DEFINED}
    shown = [] if once else failing[:EXPLAINED]
    return {
        "name": question.name,
        "score": question.score,
        "max_score": question.max_score,
        "hint": clean(question.hint.text, 600) if question.hint else "",
        "summary": outcome_message(failing[0]) if once else "",
        "outcomes": [_outcome(outcome) for outcome in shown],
        "more": 0 if once else len(failing) - len(shown),
        "printed": clean(question.output, 600).strip(),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    message, detail = outcome_message(outcome, 800), clean(outcome.detail, 800).strip()
    return {
        "sentence": sentence(outcome),
        "test": one_line(outcome.test),
        "status": str(outcome.status).replace("_", " "),
        "message": message,
        "call": clean(outcome.call, 400).strip(),
        "expected": clean(outcome.expected, 600).strip("\n"),
        "got": clean(outcome.got, 600).strip("\n"),
        "detail": "" if outcome.expected or detail in message else detail,
    }
