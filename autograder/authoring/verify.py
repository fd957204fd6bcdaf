"""Proves that an assignment grades right before anybody is graded by it.

The reference has to get full marks, the untouched stub and a function that always answers
the same nothing, every known mistake has to lose points on its own question, every right
variant none; the notebook has to run with the solutions, and nothing that a student gets may
hold solution or hidden-test text. The result is a matrix of mistakes × tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from autograder.authoring.leaks import find_leaks, leak_problem
from autograder.authoring.lint import lint, unfinished
from autograder.authoring.rehearsal import rehearse
from autograder.authoring.source import Source, read_source
from autograder.authoring.specimens import (
    ALWAYS,
    CONSTANT,
    REFERENCE,
    STUB,
    Variant,
    grade_specimens,
    load_variants,
    specimen_of,
)
from autograder.authoring.suite_index import list_suite
from autograder.authoring.twins import why_no_hint
from autograder.authoring.verdict import Row, Verdict
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.reference import Mistake, line_of, load_mistakes
from autograder.grading.results import GradeReport
from autograder.grading.suite import points_problem

Places = Mapping[tuple[str, str], str]  # question and test -> file and line


def verify(
    course: Course,
    assignment: Assignment,
    jobs: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    thorough: bool = True,
) -> Verdict:
    """Grade the reference, the stub, all mistakes and all variants, and judge the suite.

    Without `thorough` it stays with the reference, the stub, the constant, the points and the
    leaks.
    """
    verdict = Verdict(assignment)
    broken = lint(course, assignment)
    verdict.problems += [*unfinished(course, assignment), *broken]
    if not broken:
        try:
            _judge(verdict, course, jobs, progress, thorough)
        except AutograderError as error:  # what keeps the suite from being run at all
            verdict.problems.append(error)
    return verdict


def _judge(
    verdict: Verdict,
    course: Course,
    jobs: int,
    progress: Callable[[int, int], None],
    thorough: bool,
) -> None:
    assignment = verdict.assignment
    source = read_source(course, assignment)
    mistakes = load_mistakes(course, assignment) if thorough else ()
    variants = load_variants(course, assignment) if thorough else ()
    verdict.variants = len(variants)
    reports = grade_specimens(course, assignment, mistakes, variants, jobs, progress)
    places = {
        (question, test.name): f"{test.path}:{test.line}"
        for question, tests in list_suite(course, assignment).items()
        for test in tests
    }
    _judge_leaks(verdict, course, source)
    _judge_whole(verdict, course, reports, places)
    if thorough:
        catalogue = str(course.suite(assignment.slug) / "mistakes.py")
        _judge_loading(verdict, catalogue, mistakes, variants, reports)
        _judge_mistakes(verdict, course, mistakes, reports, places)
        _judge_variants(verdict, variants, reports)
        if problem := rehearse(assignment, source):
            verdict.problems.append(problem)


def _judge_leaks(verdict: Verdict, course: Course, source: Source) -> None:
    """Scan what students would really get: the folder that is committed."""
    assignment = verdict.assignment
    folder = course.student_folder(assignment.slug)
    if not folder.is_dir():
        verdict.note("is not built yet.", str(folder), "`autograder build` writes it.")
        return
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for leak in find_leaks(course, assignment, source, files):
        verdict.problems.append(leak_problem(leak, course, assignment, source))


def _judge_whole(
    verdict: Verdict, course: Course, reports: Mapping[str, GradeReport], places: Places
) -> None:
    reference = reports[REFERENCE]
    for question in verdict.assignment.questions:
        name, score = question.name, reference.question(question.name)
        verdict.tests[name] = [outcome.test for outcome in score.outcomes]
        folder = course.suite(verdict.assignment.slug)
        if problem := points_problem(question, score.max_score, folder):
            verdict.problems.append(problem)
        for outcome in score.outcomes:
            if not outcome.passed:
                verdict.problem(
                    f"{name}: the reference fails {outcome.test}: "
                    f"{outcome.detail or outcome.status}",
                    _place(places, name, outcome.test),
                    f"Mend the test or the solution. {NOT_HERE.get(outcome.status, '')}".strip(),
                )
        told: set[str] = set()
        for specimen, (who, then) in WORTH_NOTHING.items():
            for outcome in reports[specimen].question(name).outcomes:
                if outcome.passed and outcome.test not in told:
                    told.add(outcome.test)
                    what = f"{name}: {who} passes {outcome.test}."
                    verdict.problem(what, _place(places, name, outcome.test), then)


# What must pass no test: who it is, and what helps.
WORTH_NOTHING = {
    STUB: ("the untouched stub", "Write the test so that it needs an answer."),
    CONSTANT: (
        f"a function that always answers {ALWAYS}",
        "Compare the answer, too, as in check(check_unchanged(function, …), expected).",
    ),
}


# What the reference may do among the tests, but no submission.
NOT_HERE = {
    "refused": "Solutions use NumPy and the standard library only.",
    "timed_out": "Or give it time: `call_seconds` under [limits], or `seconds` of the question.",
    "out_of_memory": "Or give it memory: `memory_mb` under [limits].",
}


def _judge_loading(
    verdict: Verdict,
    catalogue: str,
    mistakes: Sequence[Mistake],
    variants: Sequence[Variant],
    reports: Mapping[str, GradeReport],
) -> None:
    """Each of a catalogue has to get as far as its function, or the solution's is graded."""
    places = {specimen_of(each): f"{catalogue}:{line_of(each.function)}" for each in mistakes}
    places |= {each.specimen: each.place for each in variants}
    for specimen, place in places.items():
        for error in reports[specimen].load_errors[:1]:
            verdict.problem(
                f"“{specimen.partition(' ')[2]}” can't be tried: {error.kind}: {error.message}",
                place,
                "It is cut out with all it uses; NumPy and the standard library is what it gets.",
            )


def _judge_mistakes(
    verdict: Verdict,
    course: Course,
    mistakes: Sequence[Mistake],
    reports: Mapping[str, GradeReport],
    places: Places,
) -> None:
    catalogue = course.suite(verdict.assignment.slug) / "mistakes.py"
    hintless = []
    for mistake in mistakes:
        score = reports[specimen_of(mistake)].question(mistake.question)
        row = Row(mistake, score)
        verdict.rows.append(row)
        place = f"{catalogue}:{line_of(mistake.function)}"
        if not row.killers:
            verdict.problem(
                f"{mistake.question}: no test catches “{mistake.id}”.",
                place,
                "Add a test that tells it from the right answer, or remove the mistake.",
            )
        elif score.hint is None:
            hintless.append(mistake)
        elif score.hint.mistake != mistake.id:
            verdict.problem(
                f"{mistake.question}: “{mistake.id}” would get the hint of “{score.hint.mistake}”.",
                place,
                "Add a test whose inputs tell the two apart.",
            )
    verdict.notes += why_no_hint(course, verdict.assignment, mistakes, hintless)
    _judge_matrix(verdict, catalogue, places)


def _judge_matrix(verdict: Verdict, catalogue: Path, places: Places) -> None:
    for question, tests in verdict.tests.items():
        rows = verdict.of(question)
        if not rows:
            verdict.problem(
                f"{question} has no known mistakes.",
                str(catalogue),
                f'Write a wrong answer or two, each marked @mistake("{question}", "A hint.").',
            )
        for test in tests:
            if rows and not any(test in row.killers for row in rows):
                verdict.note(
                    f"{question}: {test} is idle: no known mistake fails it.",
                    _place(places, question, test),
                    "Add the mistake that it is there for.",
                )


def _judge_variants(
    verdict: Verdict, variants: Sequence[Variant], reports: Mapping[str, GradeReport]
) -> None:
    for variant in variants:
        outcomes = reports[variant.specimen].question(variant.question).outcomes
        lost = [outcome.test for outcome in outcomes if not outcome.passed]
        if lost:
            verdict.problem(
                f"{variant.question}: the right variant “{variant.id}” loses points on "
                f"{', '.join(lost)}.",
                variant.place,
                "Loosen what these tests ask beyond the exercise.",
            )


def _place(places: Places, question: str, test: str) -> str:
    return places.get((question, test.split("[")[0]), "")
