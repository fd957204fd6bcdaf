"""What a class could be graded with instead: Otter, nbgrader, pytest, and no grader at all.

Each is made ready for some submissions of a class and gives the commands that grade them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.authoring.public_tests import write_public_tests
from autograder.authoring.sample import as_notebook
from autograder.course import Course
from autograder.extract import extract
from autograder.submission import read_submission
from benchmarks import nbgrader
from benchmarks.processes import Command, python

ROOT = Path(__file__).parents[1]
BARE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}


def otter_runs(
    course: Course, slug: str, files: Sequence[Path], folder: Path
) -> tuple[Command, ...]:
    """`otter run` for each submission, as a notebook, on a plain zip of the public tests."""
    plain = plain_otter_zip(course, slug, folder)
    commands = []
    for number, cells in enumerate(_cells(files).values()):
        place = folder / f"otter-{number}"
        place.mkdir()
        (place / "submission.ipynb").write_text(as_notebook(cells), encoding="utf-8")
        words = ("-m", "otter", "run", "--no-logo", "-a", plain, "submission.ipynb")
        commands.append(python(*words, folder=place))
    return tuple(commands)


def nbgrader_runs(
    course: Course, slug: str, files: Sequence[Path], folder: Path, jobs: int
) -> tuple[Command, ...]:
    """`nbgrader autograde` for each of `jobs` courses with a part of the submissions.

    It grades one after the other, and two of it would wait for each other's gradebook.
    """
    tests = write_public_tests(course, course.assignment(slug))
    tests = {Path(name).stem: text for name, text in tests.items()}
    cells = list(_cells(files).items())
    parts = [dict(cells[start::jobs]) for start in range(min(jobs, len(cells)))]
    return tuple(
        nbgrader.make_course(folder / f"nbgrader-{number}", slug, tests, part)
        for number, part in enumerate(parts)
    )


def pytest_runs(
    course: Course, slug: str, files: Sequence[Path], folder: Path
) -> tuple[Command, ...]:
    """A bare pytest for each submission, with the whole suite in the student's process.

    The suite is a copy, so that pytest can keep its compiled files.
    """
    names = course.assignment(slug).names
    source = course.source(slug).read_text(encoding="utf-8")
    suite, reference = folder / "suite", folder / "reference.py"
    reference.write_text(extract(source, names), encoding="utf-8")
    suite.mkdir()
    for file in course.suite(slug).glob("test_*.py"):
        shutil.copy(file, suite)
    plugin = ("-p", "benchmarks.bare_pytest", "-p", "no:cacheprovider")
    given = ("--reference", reference, "--questions", ",".join(names))
    words = ("-m", "pytest", "-q", "--tb=short", *plugin, *given, suite, "--submission")
    return tuple(python(*words, file, folder=folder, good=(0, 1), **BARE) for file in files)


def floor_runs(slug: str, files: Sequence[Path], folder: Path, jobs: int) -> tuple[Command, ...]:
    """`benchmarks.floor` for a part of the submissions on each of `jobs` processors."""
    commands = []
    for number in range(min(jobs, len(files))):
        place = folder / f"floor-{number}"
        place.mkdir()
        for file in files[number::jobs]:
            shutil.copy(file, place)
        commands.append(python("-m", "benchmarks.floor", place, "--slug", slug, folder=ROOT))
    return tuple(commands)


def plain_otter_zip(course: Course, slug: str, folder: Path) -> Path:
    """What Otter makes of the public tests, without anything of ours."""
    tests = folder / "tests"
    tests.mkdir()
    for name, text in write_public_tests(course, course.assignment(slug)).items():
        (tests / f"{Path(name).stem}.py").write_text(text, encoding="utf-8")
    path = folder / "plain.zip"
    command = [sys.executable, "-m", "otter", "generate", "-t", "tests", "-o", str(path)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return path


def _cells(files: Sequence[Path]) -> Mapping[str, list[str]]:
    """The cells of each submission, by its name."""
    return {file.stem: [cell.source for cell in read_submission(file).cells] for file in files}
