"""What one submission got and why, as compact data that the page's script unfolds on demand.

Texts that a class has in common (a test's sentence, its call, a hint) are kept once for the
whole page; the others are cut to a size, so that the page of a large class still opens.
"""

from __future__ import annotations

import json
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from autograder.grading.results import (
    Difference,
    GradeReport,
    Outcome,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.reporting.gradescope import sentence
from autograder.reporting.messages import load_message, outcome_message, submission_message
from autograder.reporting.text import clean, number, one_line

EXPLAINED = 3  # failing tests shown per question of a submission; the rest is counted
SHORT = 16  # characters that are not worth a number in their place
COMMON_CHARACTERS = 2_000_000  # of texts that are kept once
PAGE_CHARACTERS = 12_000_000  # of all submissions together
LEAST, MOST = 1_000, 24_000  # of one
GRADED = (SubmissionStatus.GRADED, SubmissionStatus.TIMED_OUT)
UNWRITTEN = {Status.NOT_STARTED, Status.NOT_DEFINED}
NEVER_RAN = {Status.TIMED_OUT, Status.CRASHED, Status.OUT_OF_MEMORY}  # where the file didn't

Shown = str | int  # a text, or its number among the common ones


class CommonTexts:
    """Texts that come again and again, each with its number, in the order of first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._characters = 0

    def of(self, text: str) -> Shown:
        """The number of a text, or the text itself where it is short or there are too many."""
        if len(text) < SHORT:
            return text
        if text not in self._numbers:
            if self._characters + len(text) > COMMON_CHARACTERS:
                return text
            self._characters += len(text)
            self._numbers[text] = len(self._numbers)
        return self._numbers[text]

    def to_json(self) -> Markup:
        """All of them, to stand in a page."""
        return as_json(list(self._numbers))


def as_json(value: Any) -> Markup:
    """JSON that can stand inside a script element."""
    return htmlsafe_json_dumps(value, dumps=json.dumps, ensure_ascii=False, separators=(",", ":"))


class Details:
    """Makes the details of one submission after the other, for a class of a known size."""

    def __init__(self, submissions: int) -> None:
        self.texts = CommonTexts()
        self._most = max(LEAST, min(MOST, PAGE_CHARACTERS // max(1, submissions)))

    def of(self, report: GradeReport) -> dict[str, Any]:
        """Everything that unfolds below a submission's row; what is empty is left out."""
        room = self._most
        questions = []
        for question in report.questions if report.status in GRADED else ():
            once = UNWRITTEN | (NEVER_RAN if report.reason else set())
            entry, used = self._question(question, once, room)
            room -= used
            questions.append(entry)
        return _filled(
            file=one_line(report.file or report.submission),
            seconds=number(report.seconds, 2),
            reason=reason(report),
            errors=[load_message(error) for error in report.load_errors[:10]],
            questions=questions,
        )

    def _question(
        self, question: QuestionScore, once: set[Status], room: int
    ) -> tuple[dict[str, Any], int]:
        """A question, and how much of the `room` it took.

        A status among `once` is told once, and not for each test.
        """
        failing = [outcome for outcome in question.outcomes if not outcome.passed]
        statuses = {outcome.status for outcome in failing}
        alike = len(statuses) == 1 and statuses <= once
        tests: list[dict[str, Any]] = []
        used = 0
        for outcome in [] if alike else failing[:EXPLAINED]:
            entry = self._outcome(outcome)
            size = len(as_json(entry))
            if used + size > room:
                if tests:
                    break
                entry, size = self._brief(outcome), 0
            tests.append(entry)
            used += size
        printed = clean(question.output, 600).strip() if failing and used < room else ""
        notes = dict.fromkeys(note for outcome in question.outcomes for note in outcome.notes)
        entry = _filled(
            name=question.name,
            score=number(question.score, 2),
            max=number(question.max_score, 2),
            passed=question.passed or None,
            hint=self.texts.of(clean(question.hint.text, 600)) if question.hint else "",
            summary=self.texts.of(outcome_message(failing[0])) if alike else "",
            tests=tests,
            more=None if alike else len(failing) - len(tests) or None,
            notes=[self.texts.of(one_line(note, 300)) for note in list(notes)[:3]],
            printed=printed,
        )
        return entry, used + len(printed)

    def _brief(self, outcome: Outcome) -> dict[str, Any]:
        return _filled(
            sentence=self.texts.of(sentence(outcome)),
            status=str(outcome.status).replace("_", " "),
            lost=number(outcome.max_points - outcome.points, 2),
        )

    def _outcome(self, outcome: Outcome) -> dict[str, Any]:
        of = self.texts.of
        message, detail = outcome_message(outcome, 800), clean(outcome.detail, 800).strip()
        return self._brief(outcome) | _filled(
            test=of(one_line(outcome.test)),
            message=of(message),
            call=of(clean(outcome.call, 400).strip()),
            expected=of(clean(outcome.expected, 600).strip("\n")),
            got=clean(outcome.got, 600).strip("\n"),
            detail="" if outcome.expected or detail in message else detail,
            picture=_picture(outcome.difference) if outcome.difference else None,
        )


def reason(report: GradeReport) -> str:
    """Why a submission was not graded as it should be; staff get that of our errors, too."""
    return clean(report.reason, 1000).strip() or submission_message(report)


def _picture(difference: Difference) -> dict[str, Any]:
    size = 1
    for length in difference.shape:
        size *= length
    axes = [length for length in difference.shape if length > 1]
    return {
        "rows": list(difference.rows),
        "wrong": difference.wrong,
        "of": size,
        "shape": str(difference.shape),
        "largest": f"{difference.largest:.4g}",
        # A square stands for several entries: of axes that are too long, or that have no place.
        "whole": len(axes) <= 2 and size == sum(map(len, difference.rows)),
    }


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], None)}
