"""Proves that an assignment grades right before anybody is graded by it.

The reference has to get full marks, the untouched stub nothing, every known mistake has to
lose points on its own question, every right variant none; and nothing that a student gets
may hold solution or hidden-test text. The result is a matrix of mistakes × tests.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.leaks import find_leaks
from autograder.authoring.source import read_source
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.runner import grade_class
from autograder.course import Assignment, Course
from autograder.extract import extract
from autograder.grading.reference import Mistake, load_mistakes, marked_functions
from autograder.grading.results import GradeReport, QuestionScore

REFERENCE, STUB = "reference", "stub"


@dataclass(frozen=True)
class Row:
    """One mistake: which tests of its question it fails, and the hint that it got."""

    mistake: Mistake
    score: QuestionScore

    @property
    def killers(self) -> tuple[str, ...]:
        return tuple(outcome.test for outcome in self.score.outcomes if not outcome.passed)


@dataclass
class Verdict:
    """What `verify` found out about one assignment; it stands if `problems` is empty."""

    assignment: Assignment
    rows: list[Row] = field(default_factory=list)
    tests: dict[str, list[str]] = field(default_factory=dict)  # question -> its tests' names
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    variants: int = 0

    def of(self, question: str) -> list[Row]:
        """The mistakes of one question."""
        return [row for row in self.rows if row.mistake.question == question]


def verify(
    course: Course,
    assignment: Assignment,
    jobs: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    thorough: bool = True,
) -> Verdict:
    """Grade the reference, the stub, all mistakes and all variants, and judge the suite.

    Without `thorough` it stays with the reference, the stub, the points and the leaks.
    """
    verdict = Verdict(assignment)
    mistakes = load_mistakes(course, assignment) if thorough else ()
    variants = dict(_variants(course, assignment)) if thorough else {}
    verdict.variants = len(variants)
    texts = specimens(course, assignment, mistakes, variants)
    only = {f"wrong {mistake.id}": (mistake.question,) for mistake in mistakes}
    only |= {f"right {name}": (question,) for name, question in variants.items()}
    reports = _grade(course, assignment, texts, only, jobs, progress)
    _judge_leaks(verdict, course)
    _judge_whole(verdict, reports)
    if thorough:
        _judge_mistakes(verdict, mistakes, reports)
    for name, question in variants.items():
        lost = [
            o.test for o in reports[f"right {name}"].question(question).outcomes if not o.passed
        ]
        if lost:
            verdict.problems.append(
                f"{question}: the right variant “{name}” loses points on {', '.join(lost)}. "
                "Loosen what these tests ask beyond the exercise."
            )
    return verdict


def specimens(
    course: Course, assignment: Assignment, mistakes: Sequence[Mistake], variants: dict[str, str]
) -> dict[str, str]:
    """Submissions as source text: the reference, the stub, and one for each known answer."""
    file = course.source(assignment.slug)
    solution = extract(file.read_text(encoding="utf-8"), assignment.names, where=file)
    answers = read_source(course, assignment).answers.values()
    texts = {REFERENCE: solution, STUB: "\n\n\n".join(cell.stub for cell in answers)}
    for mistake in mistakes:
        texts[f"wrong {mistake.id}"] = solution + replacement(course, assignment, mistake)
    catalogue = course.suite(assignment.slug) / "variants.py"
    for name, question in variants.items():
        texts[f"right {name}"] = solution + _replacement(catalogue, name, question)
    return texts


def replacement(course: Course, assignment: Assignment, mistake: Mistake) -> str:
    """Source that replaces a question's function by a mistake when it is run last."""
    catalogue = course.suite(assignment.slug) / "mistakes.py"
    return _replacement(catalogue, mistake.id, mistake.question)


def _replacement(catalogue: Path, name: str, question: str) -> str:
    text = catalogue.read_text(encoding="utf-8")
    function = extract(text, [name], where=catalogue, keep_decorators=False)
    return f"\n\n{function}\n\n{question} = {name}\n"


def _variants(course: Course, assignment: Assignment) -> list[tuple[str, str]]:
    file = course.suite(assignment.slug) / "variants.py"
    return [(name, f.__variant__) for name, f in marked_functions(file, "__variant__")]


def _grade(
    course: Course,
    assignment: Assignment,
    texts: dict[str, str],
    only: dict[str, tuple[str]],
    jobs: int,
    progress: Callable[[int, int], None],
) -> dict[str, GradeReport]:
    reports = {}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for place, (name, text) in enumerate(texts.items()):
            path = Path(folder) / f"{place}.py"
            path.write_text(text, encoding="utf-8")
            files.append(SubmissionFile(name, path, questions=only.get(name, ())))
        progress(0, len(files))
        for _, report in grade_class(course, assignment, files, jobs, uncontained=True):
            reports[report.submission] = report
            progress(len(reports), len(files))
    return reports


def _judge_leaks(verdict: Verdict, course: Course) -> None:
    """Scan what students would really get: the folder that is committed."""
    assignment = verdict.assignment
    folder = course.student_folder(assignment.slug)
    if not folder.is_dir():
        verdict.notes.append("Not built yet: `autograder build` writes what students get.")
        return
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for leak in find_leaks(course, assignment, read_source(course, assignment), files):
        verdict.problems.append(f"assignments/{assignment.slug}: {leak} Run `autograder build`.")


def _judge_whole(verdict: Verdict, reports: dict[str, GradeReport]) -> None:
    reference, stub = reports[REFERENCE], reports[STUB]
    for question in verdict.assignment.questions:
        name = question.name
        scores = {score.name: score for score in reference.questions}
        if name not in scores:
            verdict.problems.append(f"{name} has no tests. Write test_{name}.py.")
            continue
        outcomes = scores[name].outcomes
        verdict.tests[name] = [outcome.test for outcome in outcomes]
        total = scores[name].max_score
        if abs(total - question.points) > 1e-9:
            verdict.problems.append(
                f"{name}: its tests carry {total:g} points, assignment.toml says "
                f"{question.points:g}. Make them add up."
            )
        if not any(outcome.public for outcome in outcomes):
            verdict.problems.append(f"{name} has no public test. Mark one with @public.")
        for outcome in outcomes:
            if not outcome.passed:
                why = outcome.detail or outcome.status
                verdict.problems.append(f"{name}: the reference fails {outcome.test}: {why}")
        if stub.question(name).score:
            passed = [o.test for o in stub.question(name).outcomes if o.passed]
            verdict.problems.append(
                f"{name}: the untouched stub passes {', '.join(passed)}. "
                "A test has to need an answer."
            )


def _judge_mistakes(
    verdict: Verdict, mistakes: Sequence[Mistake], reports: dict[str, GradeReport]
) -> None:
    for mistake in mistakes:
        score = reports[f"wrong {mistake.id}"].question(mistake.question)
        row = Row(mistake, score)
        verdict.rows.append(row)
        if not row.killers:
            verdict.problems.append(
                f"{mistake.question}: no test catches “{mistake.id}”. Add a test that tells it "
                "from the right answer, or remove the mistake."
            )
        elif score.hint is not None and score.hint.mistake != mistake.id:
            verdict.problems.append(
                f"{mistake.question}: “{mistake.id}” would get the hint of "
                f"“{score.hint.mistake}”. Add a test whose inputs tell the two apart."
            )
        elif score.hint is None:
            verdict.notes.append(
                f"{mistake.question}: “{mistake.id}” is caught, but gets no hint: fewer than two "
                "inputs show it, or another mistake answers alike."
            )
    for question, tests in verdict.tests.items():
        rows = verdict.of(question)
        if not rows:
            verdict.problems.append(f"{question} has no known mistakes. Add some to mistakes.py.")
        for test in tests:
            if rows and not any(test in row.killers for row in rows):
                verdict.notes.append(f"{question}: {test} is idle: no known mistake fails it.")
