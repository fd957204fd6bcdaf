"""Everything that a student gets to see of a report, and what must not be in it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator

from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.reporting.gradescope import to_gradescope

from .entry import Entry
from .fortress import SECRETS

LONGEST = 40_000  # characters of a whole results.json
CONTROL = {chr(number) for number in range(32)} - {"\n"} | {"\x7f", "\x9b", "\u202e"}
OURS = ("Traceback (most recent", "autograder/", "site-packages")


def shown_texts(report: GradeReport) -> list[str]:
    """The texts of results.json, which is what Gradescope shows."""
    return list(_texts(to_gradescope(report)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from (*_texts(key), *_texts(part))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, int | float):
        yield str(value)


def leaks(report: GradeReport, entry: Entry, paths: Iterable[str] = ()) -> list[str]:
    """Secrets in what a student sees, as they are or slightly disguised."""
    whole = "\n".join(shown_texts(report))
    found = []
    for secret in (*SECRETS, *entry.hides, *paths):
        raw = secret.encode()
        disguises = {secret, secret[::-1], raw.hex(), base64.b64encode(raw).decode().rstrip("=")}
        found += [secret for disguise in disguises if disguise in whole]
    return found


def unrest(report: GradeReport) -> list[str]:
    """What would alarm or confuse a student, or break a display."""
    found = []
    texts = shown_texts(report)
    whole = "\n".join(texts)
    if len(whole) > LONGEST:
        found.append(f"{len(whole)} characters are shown")
    found += [f"control character {sign!r}" for sign in CONTROL if sign in whole]
    found += [f"internals: {text}" for text in OURS if text in whole]
    try:
        json.dumps(to_gradescope(report), allow_nan=False).encode("ascii")
        whole.encode()
    except ValueError as error:
        found.append(f"not strict JSON or UTF-8: {error}")
    for question in report.questions:
        for outcome in question.outcomes:
            if not outcome.passed and not outcome.message:
                found.append(f"{outcome.test} says nothing")
            if not outcome.public and len(outcome.message) > 400:
                found.append(f"{outcome.test} says too much")
            if not outcome.public and (outcome.call or outcome.expected or outcome.got):
                found.append(f"{outcome.test} shows values")
    if report.status is not SubmissionStatus.GRADED and not report.reason:
        found.append("no reason is given")
    return found
