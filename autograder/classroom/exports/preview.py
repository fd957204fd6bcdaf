"""An export as a person reads it before it is written, or after: at most 80 columns."""

from __future__ import annotations

from autograder.classroom.exports.decimals import to_number
from autograder.classroom.exports.plan import Change, Kind, Plan
from autograder.reporting.text import columns, fitted, one_line, plural

WIDTH = 80


def render_plan(plan: Plan, *, differences: bool) -> str:
    """The plan as text: with `differences` every change, in any case all that is left out."""
    lines = [*_wrap(one_line(plan.title, 400), ""), ""]
    if differences and plan.changes:
        lines += [*map(_change, plan.changes), ""]
    lines += _wrap(_summary(plan), "")
    lines += [line for note in plan.notes for line in _wrap(one_line(note, 400), "! ")]
    for kind in Kind:
        remarks = [remark for remark in plan.remarks if remark.kind is kind]
        if remarks:
            lines += ["", f"{len(remarks):,} {kind}:"]
        for remark in remarks:
            lines += _wrap(f"{one_line(remark.who, 60)}: {one_line(remark.why, 400)}", "  · ")
    return "\n".join(lines)


def _change(change: Change) -> str:
    """Numbers first: a name may be of any width, and be written from right to left."""
    old, new = fitted(one_line(change.old), 10) or "–", fitted(one_line(change.new), 10)
    line = f"{' ' * (12 - columns(old))}{old} → {new}{' ' * (12 - columns(new))}"
    note = f" · {change.note}" if change.note else ""
    return line + fitted(one_line(change.who), WIDTH - columns(line + note)) + note


def _summary(plan: Plan) -> str:
    lower = sum(_is_lower(change) for change in plan.changes)
    parts = [plural(len(plan.changes), "change")]
    if lower:
        parts[0] += f" ({lower:,} lower than before)"
    if plan.same:
        parts.append(f"{plan.same:,} already there")
    if plan.nobody:
        parts.append(f"{plural(plan.nobody, 'row')} without a score of ours")
    return f"{', '.join(parts)}."


def _is_lower(change: Change) -> bool:
    old, new = to_number(change.old), to_number(change.new)
    return old is not None and new is not None and new < old


def _wrap(text: str, sign: str) -> list[str]:
    """Words in lines, hung below their sign; a word that is too long is cut."""
    lines = [sign]
    for word in text.split():
        shown = fitted(word, WIDTH - len(sign))
        begun = lines[-1].strip() and lines[-1] != sign
        if begun and columns(lines[-1]) + 1 + columns(shown) > WIDTH:
            lines.append(" " * len(sign))
            begun = False
        lines[-1] += f" {shown}" if begun else shown
    return lines
