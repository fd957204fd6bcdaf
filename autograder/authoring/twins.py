"""Why a mistake that is caught gets no hint: too few inputs show it, or another is its twin."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.collecting import collect
from autograder.grading.hints import Answer, agree, answer, without_extras
from autograder.grading.reference import Mistake, line_of, load_reference
from autograder.grading.suite import Suite

APART = "Add a test whose inputs tell the two apart, or keep one of them."
SHOWN = "Let a test call the function with a second input that shows it."


def why_no_hint(
    course: Course,
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    hintless: Sequence[Mistake],
) -> list[AutograderError]:
    """A reason for each of `hintless`, found by sending all through what the suite asks."""
    found: list[AutograderError] = []
    if not hintless:
        return found
    suite_folder = course.suite(assignment.slug)
    reference = load_reference(course, assignment)
    reference.lend(mistake.function for mistake in mistakes)

    def look(suite: Suite) -> None:
        for mistake in hintless:
            others = [m for m in mistakes if m.question == mistake.question and m is not mistake]
            what, then = _reason(suite, mistake, others)
            place = f"{suite_folder / 'mistakes.py'}:{line_of(mistake.function)}"
            text = f"{mistake.question}: “{mistake.id}” is caught, but gets no hint: {what}"
            found.append(AutograderError(text, place, then))

    collect(assignment, sorted(suite_folder.glob("test_*.py")), reference, look)
    return found


def _reason(suite: Suite, mistake: Mistake, others: Sequence[Mistake]) -> tuple[str, str]:
    calls = {call.key: call for call in suite.calls(mistake.question)}.values()
    right = getattr(suite.reference, mistake.question)
    expected = [answer(right, call) for call in calls]

    def answers(of: Mistake) -> list[Answer]:
        return [without_extras(answer(of.function, c), e) for c, e in zip(calls, expected)]

    given = answers(mistake)
    wrong = sum(not agree(e, g) for e, g in zip(expected, given))
    if wrong < 2:
        return "one input shows it, and a hint needs two.", SHOWN
    twins = [other.id for other in others if all(map(agree, given, answers(other)))]
    if twins:
        return f"“{twins[0]}” gives the same answers to all that the tests ask.", APART
    return "its answers leave more than one mistake open.", APART
