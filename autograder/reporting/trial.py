"""What `autograder try` prints: each test with its calls, expected beside got."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.authoring.trial import Match, Trial, TriedCall, TriedTest
from autograder.course import Assignment
from autograder.grading.feedback import show, show_call
from autograder.grading.hints import Answer
from autograder.grading.results import QuestionScore, Status
from autograder.reporting.messages import load_message, outcome_message
from autograder.reporting.text import clean, number, one_line, plural

WRONG_CALLS = 2  # of a test, where not all are asked for
MATCHES = 4
LINES = 20  # of one value or call


def render_trial(
    trial: Trial, assignment: Assignment, *, every_call: bool = False, width: int = 80
) -> str:
    """One line a test; of what fails the calls; then the mistakes that answer alike."""
    report = trial.report
    lines = [
        f"{assignment.title} · {one_line(report.file, 40)}: "
        f"{number(report.score)} of {number(report.max_score)} points"
    ]
    if report.reason:
        lines += _prose(clean(report.reason, 1000), "! ", width)
    for error in report.load_errors[:5]:
        lines += _prose(f"{load_message(error)}.", "! ", width)
    for score in report.questions:
        points = f"{number(score.score)} / {number(score.max_score)}"
        lines += ["", f"{score.name:<{width - len(points) - 1}} {points}"]
        for test in trial.tests[score.name]:
            lines += _test(test, every_call, width)
        lines += _question(score, trial.matches[score.name], width)
    return "\n".join(line.rstrip() for line in lines)


def _test(test: TriedTest, every_call: bool, width: int) -> Iterator[str]:
    outcome = test.outcome
    sign = "✓" if outcome.passed else "✗"
    kind = "public" if outcome.public else "hidden"
    points = f"{number(outcome.points)}/{number(outcome.max_points)}"
    facts = f"{points:>7} {kind} {plural(len(test.calls), 'call'):>9} {_time(test.seconds):>8}"
    room = width - len(facts) - 5
    yield f"  {sign} {one_line(outcome.test, room):<{room}} {facts}"
    if not outcome.passed:
        yield from _prose(outcome.sentence, "      ", width)
        yield from _prose(f"{outcome.status}: {outcome_message(outcome)}", "      ", width)
    for note in outcome.notes:
        yield from _prose(one_line(note, 300), "      · ", width)
    if outcome.status is Status.NOT_STARTED:
        return
    numbered = list(enumerate(test.calls, start=1))
    wrong = [(place, call) for place, call in numbered if not call.agrees]
    shown = numbered if every_call else ([] if outcome.passed else wrong[:WRONG_CALLS])
    if not outcome.passed and not shown:  # a property of several answers, maybe
        shown = numbered[-1:]
    for place, call in shown:
        yield from _call(place, len(numbered), call, width)
    if len(wrong) > len(shown) > 0:
        yield f"      … and {plural(len(wrong) - len(shown), 'more wrong answer')}"


def _call(place: int, of: int, tried: TriedCall, width: int) -> Iterator[str]:
    yield f"      call {place} of {of}: {'the same' if tried.agrees else 'differs'}"
    with np.printoptions(linewidth=width - 24):  # as deep as an argument stands
        yield from _indented("\n".join(_cut(clean(show_call(tried.call), 4000))), 8, width)
        expected, got = _answer(tried.expected), _given(tried)
    yield from _side_by_side(expected, got, 8, width)


def _given(tried: TriedCall) -> list[str]:
    failure = tried.call.failure
    if failure is None:
        return _answer(tried.given)
    return _cut(clean(f"{failure.kind}: {failure.text}", 600))


def _answer(answer: Answer) -> list[str]:
    """An answer as lines: the value or the exception, and which arguments were changed."""
    if answer.raised:
        return [f"raises {one_line(answer.raised)}"]
    value = answer.value
    text = "None" if value is None else clean(_parts(value), 3000)
    names = [str(int(name) + 1) if name.isdigit() else one_line(name) for name in answer.changed]
    changes = [f"(argument {name} was changed)" for name in names]
    return [*_cut(text), *changes]


def _parts(value: object) -> str:
    """Tuples and dicts part by part, so that arrays in them are shortened too."""
    if isinstance(value, dict):
        return "\n".join(f"{key!r}:\n{show(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return "\n".join(f"[{place}]:\n{show(part)}" for place, part in enumerate(value))
    return show(value) or repr(value)


def _cut(text: str) -> list[str]:
    lines = text.splitlines() or [""]
    if len(lines) > LINES:
        return [*lines[: LINES - 1], f"… ({len(lines) - LINES + 1} more lines)"]
    return lines


def _side_by_side(left: Sequence[str], right: Sequence[str], indent: int, width: int) -> list[str]:
    """Two columns where both fit, else one below the other."""
    column = (width - indent - 3) // 2
    left, right = ["expected", *left], ["got", *right]
    if max(map(len, [*left, *right])) > column:
        return [
            *_indented("\n".join([f"{left[0]}:", *(f"  {line}" for line in left[1:])]), 8, width),
            *_indented("\n".join([f"{right[0]}:", *(f"  {line}" for line in right[1:])]), 8, width),
        ]
    pairs = itertools.zip_longest(left, right, fillvalue="")
    return [f"{' ' * indent}{one:<{column}} │ {other}" for one, other in pairs]


def _question(score: QuestionScore, matches: Sequence[Match], width: int) -> Iterator[str]:
    if score.output:
        yield from _prose(f"printed: {one_line(score.output, 200)}", "  ", width)
    for match in matches[:MATCHES]:
        tests = {test: [n for t, n in match.explained if t == test] for test, _ in match.explained}
        where = "; ".join(f"{t} {', '.join(map(str, n))}" for t, n in tests.items())
        count = len(match.explained)
        same = "the same wrong answer" if count == 1 else f"the same {count} wrong answers"
        others = "and the same right ones"
        if match.contradicted:
            others = f"but another one to {plural(match.contradicted, 'call')}"
        text = f"{match.mistake.id}: {same}, {others} (calls of {where})"
        yield from _prose(text, "  ≈ ", width)
    if len(matches) > MATCHES:
        yield f"    … and {plural(len(matches) - MATCHES, 'mistake')} less alike"
    if score.hint:
        yield from _prose(f"hint of {score.hint.mistake}: {score.hint.text}", "  → ", width)
    elif matches:
        yield "  → no hint would be given"


def _prose(text: str, sign: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        begin = " " * len(sign) if lines else sign
        lines += textwrap.wrap(
            paragraph, width, initial_indent=begin, subsequent_indent=" " * len(sign)
        )
    return lines


def _indented(text: str, indent: int, width: int) -> list[str]:
    """Lines as they are, those too long broken anywhere: numbers have no words."""
    room = width - indent
    return [
        " " * indent + line[start : start + room]
        for line in text.splitlines()
        for start in range(0, max(len(line), 1), room)
    ]


def _time(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
