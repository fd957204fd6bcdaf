"""A graded submission in Gradescope's results schema, as students get to see it.

Built from what an outcome allows a student to read; an outcome's `detail` and what the
student's code printed stay out, since both can carry hidden inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from autograder.grading.results import (
    GradeReport,
    LoadError,
    Outcome,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.reporting.messages import (
    load_message,
    next_step,
    outcome_message,
    sentence,
    submission_message,
    to_mend,
    waiting_message,
)
from autograder.reporting.text import clean, number, one_line, plural, plural_points

SHOWN = 12  # failing tests of one question that are explained; the rest is counted


def to_gradescope(
    report: GradeReport,
    visibility: str = "visible",
    notes: Sequence[str] = (),
    *,
    leaderboard: bool = False,
    staff: bool = False,
    running: bool = False,
) -> dict[str, Any]:
    """The results.json of one submission: one entry in `tests` per question, in order.

    Where `visibility` shows hidden tests only later, each question has a second entry for
    them. `notes` are told at the top; `staff` adds the whole record for them; `running` is
    for a report that is not complete yet.
    """
    shows_all = visibility == "visible"
    tests = [_question(question) for question in report.questions]
    if not shows_all:
        tests = [entry for question in report.questions for entry in _halves(question, visibility)]
    result: dict[str, Any] = {
        "score": report.score,
        "execution_time": round(report.seconds, 3),
        "output": _overview(report, shows_all, notes, running),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {
            "submission": report.submission,
            "assignment": report.assignment,
            "file": one_line(report.file, 200),
            "status": str(report.status),
            "reason": clean(report.reason, 4000),
            "load_errors": [_load_error(error) for error in report.load_errors],
            "isolation": report.isolation,
        },
    }
    if staff:
        result["extra_data"]["record"] = report.to_dict()
    if leaderboard:
        passed = sum(question.passed for question in report.questions)
        result["leaderboard"] = [
            {"name": "Points", "value": report.score, "order": "desc"},
            {"name": "Questions", "value": passed, "order": "desc"},
        ]
    return result


def _overview(report: GradeReport, shows_all: bool, notes: Sequence[str], running: bool) -> str:
    graded = one_line(report.file or report.submission, 200)
    parts = [f"Graded: {graded} ({one_line(report.assignment)})."]
    if report.isolation:
        parts[0] += f" Isolation: {one_line(report.isolation, 200)}."
    if running:
        parts = [
            "Your work is being graded. If this is still here in the end, time ran out, and "
            "what had been graded by then counts."
        ]
    parts += notes
    if message := submission_message(report):
        parts.append(message)
    if errors := to_mend(report):
        told = "\n".join(f"  {load_message(error)}" for error in errors[:SHOWN])
        parts.append(
            f"While your code was loaded:\n{told}\nWhat it had defined by then was graded."
        )
    if waiting := waiting_message(report):
        parts.append(waiting)
    passed = sum(question.passed for question in report.questions)
    complete = report.status is SubmissionStatus.GRADED and passed == len(report.questions) > 0
    if running or report.status is SubmissionStatus.GRADER_ERROR:
        pass
    elif not shows_all:
        outcomes = [o for q in report.questions for o in q.outcomes if o.public]
        right = sum(outcome.passed for outcome in outcomes)
        tests = plural(len(outcomes), "public test")
        parts.append(f"{right} of {tests} passed. What the hidden tests say is shown later.")
    elif complete and not to_mend(report):
        parts.append("Everything is right: well done, full marks!")
    else:
        parts.append(f"{passed} of {plural(len(report.questions), 'question')} passed.")
        if step := next_step(report):
            parts.append(f"Next: {step}")
    return "\n\n".join(parts)


def _question(question: QuestionScore) -> dict[str, Any]:
    return {
        "name": question.name,
        "score": question.score,
        "max_score": question.max_score,
        "status": "passed" if question.passed else "failed",
        "output": _explain(question),
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {
            "outcomes": [
                {
                    "test": outcome.test,
                    "status": str(outcome.status),
                    "points": outcome.points,
                    "max_points": outcome.max_points,
                }
                for outcome in question.outcomes
            ],
            "mistakes": [question.hint.mistake] if question.hint else [],
        },
    }


def _halves(question: QuestionScore, visibility: str) -> Iterator[dict[str, Any]]:
    """An entry for the public tests, and one that students see later; hints come with it."""
    for public, label in ((True, "public"), (False, "hidden")):
        outcomes = tuple(o for o in question.outcomes if o.public == public)
        if outcomes:
            half = replace(
                question,
                name=f"{question.name} ({label} tests)",
                score=round(sum(outcome.points for outcome in outcomes), 6),
                max_score=round(sum(outcome.max_points for outcome in outcomes), 6),
                outcomes=outcomes,
                hint=None if public else question.hint,
            )
            yield {**_question(half), "visibility": "visible" if public else visibility}


def _explain(question: QuestionScore) -> str:
    failing = [outcome for outcome in question.outcomes if not outcome.passed]
    passed = len(question.outcomes) - len(failing)
    parts = [f"{passed} of {plural(len(question.outcomes), 'test')} passed."]
    same = {(outcome.status, outcome.message) for outcome in failing}
    if len(failing) > 1 and len(same) == 1 and failing[0].status is not Status.WRONG:
        # Left out, out of time and the like: said once, it is clearer than for every test.
        parts.append(outcome_message(failing[0]))
    else:
        parts += [_failure(outcome) for outcome in failing[:SHOWN]]
        if len(failing) > SHOWN:
            parts.append(f"… and {plural(len(failing) - SHOWN, 'more failing test')}.")
    if question.hint:
        parts.append(f"Hint: {clean(question.hint.text, 600).strip()}")
    notes = dict.fromkeys(note for outcome in question.outcomes for note in outcome.notes)
    parts += [f"Note: {one_line(note, 300)}" for note in list(notes)[:3]]
    return "\n\n".join(parts)


def _failure(outcome: Outcome) -> str:
    points = f"{number(outcome.points, 2)} of {plural_points(outcome.max_points)}"
    lines = [f"✗ {sentence(outcome)} ({points})"]
    lines += [f"  {line}" for line in outcome_message(outcome).splitlines()]
    if outcome.public:
        for label, text in (
            ("called", outcome.call),
            ("expected", outcome.expected),
            ("got", outcome.got),
        ):
            shown = clean(text, 1500).rstrip("\n").splitlines()
            if len(shown) == 1:
                lines.append(f"  {label}: {shown[0].strip()}")
            elif shown:
                lines += [f"  {label}:", *(f"    {line}" for line in shown)]
    return "\n".join(lines)


def _load_error(error: LoadError) -> dict[str, Any]:
    return {
        "cell": error.cell,
        "line": error.line,
        "kind": one_line(error.kind),
        "message": clean(error.message, 1000),
    }
