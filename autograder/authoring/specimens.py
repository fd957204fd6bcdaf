"""Submissions whose grade is known: the reference, the stub, one that always answers the
same, each mistake, each variant.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.source import read_source
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.runner import grade_class
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.reference import (
    Mistake,
    line_of,
    marked_functions,
    replacement,
    replacing,
    solution_text,
)
from autograder.grading.results import GradeReport

REFERENCE, STUB, CONSTANT = "reference", "stub", "constant"
# Nobody's right answer to anything, so no test should be content with it.
ALWAYS = 0.4321


@dataclass(frozen=True)
class Variant:
    """A right but unusual answer to a question, from variants.py."""

    id: str
    question: str
    place: str  # file and line

    @property
    def specimen(self) -> str:
        """The name of the submission that is made of it."""
        return f"right {self.id}"


def specimen_of(mistake: Mistake) -> str:
    """The name of the submission that is made of a mistake."""
    return f"wrong {mistake.id}"


def load_variants(course: Course, assignment: Assignment) -> tuple[Variant, ...]:
    """The catalogue in the suite's variants.py; empty where there is none."""
    file = course.suite(assignment.slug) / "variants.py"
    found = []
    for name, function in marked_functions(file, "__variant__"):
        question, place = function.__variant__, f"{file}:{line_of(function)}"
        if question not in assignment.names:
            raise AutograderError(f"“{name}” names no question: {question}.", place, "Mend it.")
        found.append(Variant(name, question, place))
    return tuple(found)


def specimens(
    course: Course,
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    variants: Sequence[Variant],
) -> dict[str, str]:
    """Each submission as source text."""
    solution = solution_text(course, assignment)
    answers = read_source(course, assignment).answers.values()
    texts = {REFERENCE: solution, STUB: "\n\n\n".join(cell.stub for cell in answers)}
    texts[CONSTANT] = "\n\n\n".join(
        f"def {name}(*arguments, **options):\n    return {ALWAYS}\n" for name in assignment.names
    )
    for mistake in mistakes:
        texts[specimen_of(mistake)] = solution + replacement(course, assignment, mistake)
    catalogue = course.suite(assignment.slug) / "variants.py"
    for variant in variants:
        texts[variant.specimen] = solution + replacing(catalogue, variant.id, variant.question)
    return texts


def grade_specimens(
    course: Course,
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    variants: Sequence[Variant],
    jobs: int,
    progress: Callable[[int, int], None],
) -> dict[str, GradeReport]:
    """The report on each; a mistake and a variant are graded in their own question only."""
    only = {specimen_of(mistake): (mistake.question,) for mistake in mistakes}
    only |= {variant.specimen: (variant.question,) for variant in variants}
    reports = {}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        texts = specimens(course, assignment, mistakes, variants)
        for place, (name, text) in enumerate(texts.items()):
            path = Path(folder) / f"{place}.py"
            path.write_text(text, encoding="utf-8")
            files.append(SubmissionFile(name, path, questions=only.get(name, ())))
        progress(0, len(files))
        for _, report in grade_class(course, assignment, files, jobs, uncontained=True):
            reports[report.submission] = report
            progress(len(reports), len(files))
    return reports
