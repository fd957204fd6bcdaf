"""The outcome of a check as a small block for a notebook: HTML, and the same as plain text.

All styles and pictures are inline. The colour of the line at the side says nothing that the
sign and the words beside it don't say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from autograder.grading.results import Outcome, QuestionScore, Status
from autograder.reporting.arrays_html import picture, side_by_side
from autograder.reporting.check_view import (
    write_failure,
    write_missing,
    write_notes,
    write_question,
)
from autograder.reporting.messages import (
    OURS_HERE,
    first_failure,
    outcome_message,
    sentence,
    untested,
)
from autograder.reporting.pen import Pen
from autograder.reporting.picture import is_picture
from autograder.reporting.text import clean, number, one_line, plural, plural_points

HIDDEN_TESTS = "Hidden tests, with other numbers and shapes, decide the rest."
BOX = "border-left:4px solid {};padding:2px 0 2px 14px;margin:4px 0;max-width:60em"
LINE = "margin:4px 0"
PRE = "margin:4px 0;padding:0;background:transparent;color:inherit;white-space:pre-wrap"
GOOD, BAD, OPEN = "#2e7d4f", "#b3372f", "#8a6d1a"


@dataclass(frozen=True)
class Seen:
    """The values of the first failing call, as far as they are known."""

    inputs: Mapping[str, Any] = field(default_factory=dict)
    expected: Any = None
    got: Any = None


def render_block(score: QuestionScore, section: str = "", seen: Seen | None = None) -> str:
    """One question as HTML; `section` is the lecture's."""
    first = first_failure(score)
    name, points = (
        escape(score.name),
        f"{number(score.score, 2)} of {plural_points(score.max_score)}",
    )
    if not score.outcomes:
        return _box(OPEN, name, [_line(f"<strong>{name}</strong>: not tested.")])
    if first is None:
        head = f"<strong>✓ {name}</strong>: all public tests passed, {points}."
        return _box(GOOD, name, [_line(head), _line(HIDDEN_TESTS), *_notes(score)])
    if first.status is Status.GRADER_ERROR:
        parts = [_line(f"<strong>! {name}</strong>: {escape(OURS_HERE)}")]
        return _box(OPEN, name, parts)
    if first.status is Status.NOT_STARTED or untested(first):
        parts = [_line(f"<strong>· {name}</strong>: {escape(outcome_message(first))}")]
        return _box(OPEN, name, [*parts, *_lecture(section)])
    passed = sum(outcome.passed for outcome in score.outcomes)
    tests = f"{passed} of {plural(len(score.outcomes), 'public test')} passed, {points}."
    parts = [_line(f"<strong>✗ {name}</strong>: {tests}")]
    parts += _failure(first, seen or Seen())
    if score.hint:
        parts.append(_line(f"<strong>Hint:</strong> {escape(clean(score.hint.text, 600))}"))
    parts += _notes(score)
    others = len(score.outcomes) - passed - 1
    if others:
        parts.append(_line(f"(and {plural(others, 'more failing test')})"))
    return _box(BAD, name, [*parts, *_lecture(section)])


def render_plain(score: QuestionScore, section: str = "", width: int = 80) -> str:
    """The same where no HTML is shown."""
    pen = Pen(width, color=False)
    first = first_failure(score)
    write_question(pen, score)
    if not write_failure(pen, score):
        write_notes(pen, score)
        write_missing(pen, [score])
    if score.outcomes and first is None:
        pen.prose(f"all public tests of {score.name} passed", "✓ ")
        pen.prose(HIDDEN_TESTS, "  ")
    elif section:
        pen.prose(section, "  Lecture: ")
    return pen.text.rstrip("\n")


def _failure(first: Outcome, seen: Seen) -> list[str]:
    parts = [_line(f"<strong>{escape(sentence(first))}</strong>")]
    if first.call:
        parts.append(_pre("called", first.call))
    parts += [picture(v, name) for name, v in seen.inputs.items() if is_picture(v)]
    if _is_numbers(seen.expected) and _is_numbers(seen.got):
        parts.append(side_by_side(seen.expected, seen.got))
    else:
        parts += [
            _pre(label, text)
            for label, text in (("expected", first.expected), ("got", first.got))
            if text
        ]
    parts += [_line(escape(line)) for line in outcome_message(first).splitlines()]
    return parts


def _box(colour: str, name: str, parts: list[str]) -> str:
    style = BOX.format(colour)
    return f'<div role="group" aria-label="Check of {name}" style="{style}">{"".join(parts)}</div>'


def _line(inner: str) -> str:
    return f'<p style="{LINE}">{inner}</p>'


def _pre(label: str, text: str) -> str:
    shown = escape(clean(text, 4000).rstrip())
    return f'{_line(label)}<pre style="{PRE}">{shown}</pre>'


def _lecture(section: str) -> list[str]:
    return [_line(f"Lecture: {escape(section)}")] if section else []


def _notes(score: QuestionScore) -> list[str]:
    notes = dict.fromkeys(note for outcome in score.outcomes for note in outcome.notes)
    return [_line(f"Note: {escape(one_line(note, 300))}") for note in notes]


def _is_numbers(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value).dtype.kind in "biuf" and np.asarray(value).size > 0
    return isinstance(value, int | float)
