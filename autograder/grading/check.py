"""What a student runs: the public tests beside the file, in the same engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from autograder.course import SLUG, Assignment, read_assignment
from autograder.errors import AutograderError
from autograder.grading.grade import Diagnosis, Grader
from autograder.grading.hints import Ask, given_by
from autograder.grading.results import GradeReport, Progress
from autograder.grading.sealed import FILE, signature, unseal
from autograder.grading.suite import Suite, collect
from autograder.sandbox.calls import Call
from autograder.sandbox.workers import Zygote


def find_file(named: Path | None) -> Path:
    """The file to check: the one that was named, or the newer of notebook and script here."""
    if named is not None:
        if not named.is_file():
            raise AutograderError("There is no such file.", named, "Check the name.")
        return named
    here = Path.cwd()
    candidates = [path for path in here.glob("*") if path.suffix in (".py", ".ipynb")]
    candidates = [path for path in candidates if path.stem != "conftest" and path.is_file()]
    if not candidates:
        raise AutograderError(
            "There is no notebook and no .py file here.",
            here,
            "Change into the assignment's folder, or name the file: autograder check FILE",
        )
    return max(candidates, key=lambda path: (path.stat().st_mtime, path.suffix == ".py"))


def find_assignment(file: Path) -> Assignment:
    """The assignment whose folder the file lies in, or the one we stand in."""
    for folder in (file.absolute().parent, Path.cwd()):
        description = folder / "assignment.toml"
        if description.is_file() and (folder / "tests").is_dir():
            sources = sorted(folder.glob("*.ipynb"))
            slug = next((p.stem for p in (file, *sources) if SLUG.match(p.stem)), folder.name)
            return read_assignment(description, slug)
    raise AutograderError(
        "No assignment.toml and tests/ lie beside this file.",
        file,
        "Keep your file in the assignment's folder, or run the check from there.",
    )


def _sealed_hints(assignment: Assignment) -> Diagnosis:
    """A diagnosis from the hints that lie sealed beside the public tests, if any do."""
    try:
        text = (assignment.folder / "tests" / FILE).read_text(encoding="utf-8")
        sealed = json.loads(text)
    except (OSError, ValueError):
        sealed = {}

    def diagnosis(
        question: str, calls: Sequence[Call], more: Sequence[Call], ask: Ask
    ) -> tuple[str, str] | None:
        if any(call.failure and call.failure.kind != "raised" for call in calls):
            return None
        key = signature((call, given_by(call)) for call in calls)
        return unseal(key, sealed.get(question, {}))

    return diagnosis


def check_file(
    file: Path,
    question: str | None = None,
    progress: Progress = lambda score: None,
) -> tuple[Assignment, GradeReport]:
    """Run the public tests of one question, or of all, on a student's file."""
    assignment = find_assignment(file)
    files = sorted((assignment.folder / "tests").glob("*.py"))
    if question is not None:
        if question not in assignment.names:
            names = ", ".join(assignment.names)
            raise AutograderError(f"There is no question “{question}”.", then=f"Known: {names}.")
        files = [path for path in files if path.stem == question]
    reports: list[GradeReport] = []
    zygote = Zygote()

    def grade(suite: Suite) -> None:
        grader = Grader(suite, _sealed_hints(assignment), zygote)
        reports.append(grader.grade(file, file.stem, progress))

    try:
        collect(assignment, files, None, grade)
    finally:
        zygote.close()
    return assignment, reports[0]
