"""Makes the zip for Gradescope: Otter's own, plus our course folder and our wheel.

Otter packages and runs; our plugin grades. What Otter copies into the student's folder at
grading time (tests/, files/) holds no secret: the placeholder tests know a question's name
and points and always fail, so that nothing is awarded but by the plugin. Otter's setup.sh,
which installs conda and a browser, gives way to one that takes a minute.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.authoring.wheel import build_wheel
from autograder.course import Assignment, Course
from autograder.stable_zip import stable_zip

PLUGIN = "autograder.otter_plugin.GradePlugin"
EXECUTABLE = {"run_autograder", "setup.sh"}
OURS = Path(__file__).parent / "templates" / "gradescope"
LITTER = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache"}

PLACEHOLDER = '''\
"""Holds the place of {name} for Otter. The grader fills in the result."""

from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}


@test_case(points={points}, hidden=True)
def test_result():
    raise AssertionError("The grader has not filled in this result.")
'''


def bundle_bytes(course: Course, assignment: Assignment) -> bytes:
    """The content of dist/<slug>-autograder.zip, the same bytes for the same sources."""
    wheel_name, wheel = build_wheel()
    contents = _otter_files(assignment)
    del contents["environment.yml"]  # conda's
    for name in (*EXECUTABLE, "requirements.txt"):
        contents[name] = (OURS / name).read_bytes()
    contents[f"wheels/{wheel_name}"] = wheel
    for folder in (assignment.folder, course.suite(assignment.slug)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not LITTER & set(path.parts):
                contents[f"course/{path.relative_to(course.root).as_posix()}"] = path.read_bytes()
    return stable_zip(sorted(contents.items()), EXECUTABLE)


def _otter_files(assignment: Assignment) -> dict[str, bytes]:
    """What `otter generate` puts into the zip."""
    from otter.generate import main as otter_generate  # takes a second: only when it is used

    config = {
        "plugins": [{PLUGIN: {"assignment": assignment.slug}}],
        # Our outcomes are made for students' eyes; with a hidden one they would not even see
        # their total. The public summary would say “All test cases passed!”.
        "show_hidden": True,
        "show_all_public": True,
        "force_public_test_summary": False,
        "logo": False,
    }
    with tempfile.TemporaryDirectory(prefix="autograder-") as name, _inside(Path(name)):
        tests = Path("tests")
        tests.mkdir()
        for question in assignment.questions:
            text = PLACEHOLDER.format(name=question.name, points=f"{question.points:g}")
            (tests / f"{question.name}.py").write_text(text, encoding="utf-8")
        Path("otter_config.json").write_text(json.dumps(config), encoding="utf-8")
        otter_generate(
            tests_dir="tests",
            output_path="autograder.zip",
            config="otter_config.json",
            no_environment=True,
        )
        with zipfile.ZipFile("autograder.zip") as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder: Otter looks for its files in the current one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
