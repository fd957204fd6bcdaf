"""The engine a student's check uses, `autograder grade` and `otter run` on the zip agree."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.build import write_bundle
from autograder.authoring.sample import as_notebook
from autograder.authoring.specimens import REFERENCE, STUB, specimens
from autograder.course import Course
from autograder.grading.collecting import collect
from autograder.grading.grade import Grader
from autograder.grading.hints import Catalogue
from autograder.grading.reference import load_mistakes, load_reference
from autograder.grading.results import GradeReport
from autograder.grading.suite import Suite
from autograder.sandbox.workers import Zygote

from .conftest import Run

SLUG = "cnn_layers"
MISTAKES = 10


@pytest.fixture(scope="module")
def submissions(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reference, the stub, and mistakes spread over the questions; every other a notebook."""
    assignment = course.assignment(SLUG)
    mistakes = load_mistakes(course, assignment)
    chosen = mistakes[:: max(1, len(mistakes) // MISTAKES)][:MISTAKES]
    texts = specimens(course, assignment, chosen, ())
    folder = tmp_path_factory.mktemp("submissions")
    files = {}
    for number, (name, text) in enumerate(texts.items()):
        name = name.replace(" ", "-")
        suffix = ".ipynb" if number % 2 else ".py"
        files[name] = folder / f"{name}{suffix}"
        files[name].write_text(as_notebook([text]) if number % 2 else text, encoding="utf-8")
    assert len(files) >= MISTAKES + 2
    return files


@pytest.fixture(scope="module")
def engine(course: Course, submissions: dict[str, Path]) -> Iterator[dict[str, GradeReport]]:
    """What the engine says when it is called directly, as `autograder check` does."""
    assignment = course.assignment(SLUG)
    zygote = Zygote()
    reports: dict[str, GradeReport] = {}

    def grade(suite: Suite) -> None:
        assert suite.reference is not None
        diagnosis = Catalogue(load_mistakes(course, assignment), suite.reference)
        grader = Grader(suite, diagnosis, zygote)
        reports.update({name: grader.grade(path, name) for name, path in submissions.items()})

    files = sorted(course.suite(SLUG).glob("test_*.py"))
    collect(assignment, files, load_reference(course, assignment), grade)
    yield reports
    zygote.close()


def test_the_class_run_agrees(
    autograder: Run,
    submissions: dict[str, Path],
    engine: dict[str, GradeReport],
    tmp_path: Path,
) -> None:
    """Every question of every submission has the score that the engine gives."""
    out = tmp_path / "out"
    assert autograder("grade", SLUG, *submissions.values(), "--out", out).returncode == 0
    for name, report in engine.items():
        result = json.loads((out / "results" / f"{name}.json").read_text(encoding="utf-8"))
        scores = {test["name"]: test["score"] for test in result["tests"]}
        assert scores == {score.name: score.score for score in report.questions}, name
        mistakes = [m for test in result["tests"] for m in test["extra_data"]["mistakes"]]
        assert mistakes == [hint.mistake for hint in report.hints], name
    assert engine[REFERENCE].score == engine[REFERENCE].max_score
    assert engine[STUB].score == 0
    assert all(r.score < r.max_score for name, r in engine.items() if name.startswith("wrong"))


def test_otter_run_agrees(
    course: Course,
    submissions: dict[str, Path],
    engine: dict[str, GradeReport],
    tmp_path: Path,
) -> None:
    """Otter, with our zip, gives the same points for every question of every submission."""
    zip_path = tmp_path / "bundle.zip"
    write_bundle(course, course.assignment(SLUG), zip_path)
    for name, path in submissions.items():
        out = tmp_path / name
        out.mkdir()
        command = ["-m", "otter", "run", "-a", str(zip_path), "-o", str(out), str(path)]
        subprocess.run([sys.executable, "-P", *command], cwd=out, check=True, capture_output=True)
        result = json.loads((out / "results.json").read_text(encoding="utf-8"))
        scores = {t["name"]: t["score"] for t in result["tests"] if "max_score" in t}
        assert scores == {score.name: score.score for score in engine[name].questions}, name
