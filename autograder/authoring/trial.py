"""One file at the whole suite, for its author: every call beside the reference's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.collecting import collect
from autograder.grading.grade import Grader
from autograder.grading.hints import Answer, Catalogue, agree, answer, given_by, without_extras
from autograder.grading.reference import Mistake, load_mistakes, load_reference
from autograder.grading.results import GradeReport, Outcome
from autograder.grading.suite import Suite, SuiteTest
from autograder.names import did_you_mean
from autograder.sandbox.calibration import slowness
from autograder.sandbox.calls import Call
from autograder.sandbox.workers import Zygote


@dataclass(frozen=True)
class TriedCall:
    """One call that a test made, and what the reference answers to it."""

    call: Call
    expected: Answer
    given: Answer
    agrees: bool


@dataclass(frozen=True)
class TriedTest:
    """One test: what came of it, how long it took, and its calls."""

    outcome: Outcome
    seconds: float
    calls: tuple[TriedCall, ...]


@dataclass(frozen=True)
class Match:
    """A known mistake, and the wrong answers that it gives too: test and number of the call."""

    mistake: Mistake
    explained: tuple[tuple[str, int], ...]
    contradicted: int  # calls that it answers otherwise


@dataclass(frozen=True)
class Trial:
    """What came of a file: the report that grading gives, and what is behind it."""

    report: GradeReport
    tests: dict[str, tuple[TriedTest, ...]]  # by question
    matches: dict[str, tuple[Match, ...]]


def try_file(
    course: Course, assignment: Assignment, path: Path, question: str = "", test: str = ""
) -> Trial:
    """Grade a file as `grade` does, and keep what it keeps to itself.

    `question` and `test` leave the others out.
    """
    _check_known(question, assignment.names, "question")
    if not path.is_file():
        raise AutograderError("There is no such file.", path, "Check the name.")
    mistakes = load_mistakes(course, assignment)
    reference = load_reference(course, assignment)
    diagnosis = Catalogue(mistakes, reference)
    runs: list[tuple[Outcome, Sequence[Call], float]] = []
    trials: list[Trial] = []

    def observe(test: SuiteTest, outcome: Outcome, calls: Sequence[Call], seconds: float) -> None:
        runs.append((outcome, list(calls), seconds))

    def look(suite: Suite) -> None:
        _narrow(suite, question, test)
        zygote = Zygote()
        try:
            only = frozenset([question] if question else ())
            factor = slowness(zygote)
            grader = Grader(suite, diagnosis, zygote, only, factor, observer=observe)
            report = grader.grade(path, path.stem)
        finally:
            zygote.close()
        tests = {
            score.name: tuple(_tried(suite, outcome, runs) for outcome in score.outcomes)
            for score in report.questions
        }
        matches = {name: _matches(suite, name, tests[name], mistakes) for name in tests}
        trials.append(Trial(report, tests, matches))

    collect(assignment, sorted(course.suite(assignment.slug).glob("test_*.py")), reference, look)
    return trials[0]


def _narrow(suite: Suite, question: str, test: str) -> None:
    """Leave one test, or the cases of a parametrised one."""
    if test:
        among = suite.of(question) if question else suite.tests
        _check_known(test, [name for each in among for name in _names(each)], "test")
        suite.tests = tuple(each for each in among if test in _names(each))


def _names(test: SuiteTest) -> tuple[str, ...]:
    """What a test may be called: also without its parameters."""
    bare = test.name.split("[")[0]
    return (bare,) if bare == test.name else (bare, test.name)


def _check_known(name: str, known: Sequence[str], kind: str) -> None:
    if name and name not in known:
        advice = did_you_mean(name, known) or f"Known: {', '.join(dict.fromkeys(known))}."
        raise AutograderError(f"There is no {kind} “{name}”.", then=advice)


def _tried(
    suite: Suite, outcome: Outcome, runs: Sequence[tuple[Outcome, Sequence[Call], float]]
) -> TriedTest:
    """A test with the calls of the run that decided: it may have been run again."""
    mine = [run for run in runs if _same_test(run[0], outcome)]
    decided = [run for run in mine if run[0].status is outcome.status] or mine
    if not decided:
        return TriedTest(outcome, 0.0, ())
    _, calls, seconds = decided[-1]
    return TriedTest(outcome, seconds, tuple(_compared(suite, call) for call in calls))


def _same_test(one: Outcome, other: Outcome) -> bool:
    return (one.question, one.test) == (other.question, other.test)


def _compared(suite: Suite, call: Call) -> TriedCall:
    expected = answer(getattr(suite.reference, call.name), call)
    given = without_extras(given_by(call), expected)
    return TriedCall(call, expected, given, agree(expected, given))


def _matches(
    suite: Suite, question: str, tests: Sequence[TriedTest], mistakes: Sequence[Mistake]
) -> tuple[Match, ...]:
    """The mistakes that give at least one of the wrong answers, the best first."""
    calls = [
        (test.outcome.test, number, tried)
        for test in tests
        for number, tried in enumerate(test.calls, start=1)
    ]
    if all(tried.agrees for _, _, tried in calls):
        return ()
    found = []
    for mistake in mistakes:
        if mistake.question != question:
            continue
        explained, contradicted = [], 0
        for test, number, tried in calls:
            theirs = without_extras(answer(mistake.function, tried.call), tried.expected)
            if not agree(theirs, tried.given):
                contradicted += 1
            elif not tried.agrees:
                explained.append((test, number))
        if explained:
            found.append(Match(mistake, tuple(explained), contradicted))
    return tuple(sorted(found, key=lambda match: (match.contradicted, -len(match.explained))))
