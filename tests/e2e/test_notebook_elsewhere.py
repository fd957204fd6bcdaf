"""The notebook where our package is missing: with Otter alone, and with NumPy alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.notebook import solved_notebook
from autograder.authoring.source import read_source
from autograder.course import Course
from autograder.extract import extract

from .conftest import ROOT
from .elsewhere import ONLY_NUMPY, environment

SLUGS = [assignment.slug for assignment in Course(ROOT).assignments]
# Public tests as a student runs them where there is no Otter: by calling them.
DIRECTLY = """
import json, pathlib, sys

names = {}
exec(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), names)
outcomes = {}
for path in sorted(pathlib.Path("tests").glob("*.py")):
    test_file = {}
    exec(path.read_text(encoding="utf-8"), test_file)
    for name, test in test_file.items():
        if name.startswith("test_"):
            try:
                test(names[path.stem])
                outcomes[f"{path.stem}.{name}"] = "passed"
            except Exception as error:
                outcomes[f"{path.stem}.{name}"] = f"{type(error).__name__}: {error}"
print(json.dumps(outcomes))
"""
WITH_OURS = """
import json, pathlib, sys

sys.path.insert(0, sys.argv[2])
from autograder.notebook import grader

exec(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), globals())
print(json.dumps([repr(grader.check_all()), grader.check_all()._repr_html_()]))
"""
# A notebook's cells, one by one, without a server; what its checks show goes to stdout.
CELLS = """
import json, os, sys

os.environ["MPLBACKEND"] = "Agg"
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
shown = {}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        done = shell.run_cell(source)
        if source.startswith("grader.check"):
            shown[source] = [repr(done.result), done.result._repr_html_()]
print(json.dumps(shown), file=sys.__stdout__)
"""


def desk(course: Course, slug: str, folder: Path) -> tuple[Path, Path]:
    """A student's folder far from everything, with the solution in two files: .py and .ipynb."""
    assignment = course.assignment(slug)
    place = folder / slug
    shutil.copytree(course.student_folder(slug), place)
    text = course.source(slug).read_text(encoding="utf-8")
    names = (*assignment.names, *assignment.carried)
    (place / "solved.py").write_text(extract(text, names), encoding="utf-8")
    notebook = solved_notebook(assignment, read_source(course, assignment))
    (place / "solved.ipynb").write_text(notebook, encoding="utf-8")
    return place / "solved.py", place / "solved.ipynb"


def run(program: str, *arguments: object, cwd: Path, folder: Path) -> str:
    """What a program prints in a Python that has NumPy and the standard library, no processes,
    no network.
    """
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=cwd,
        env=environment(folder, ONLY_NUMPY),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("slug", SLUGS)
def test_public_tests_need_numpy_only(course: Course, slug: str, tmp_path: Path) -> None:
    """As on JupyterLite: called directly, they pass on the solution and fail on the stub."""
    solved, _ = desk(course, slug, tmp_path)
    for file, right in ((solved.name, True), (f"{slug}.py", False)):
        outcomes = json.loads(run(DIRECTLY, file, cwd=solved.parent, folder=tmp_path / "site"))
        assert len(outcomes) >= len(course.assignment(slug).names)
        for name, outcome in outcomes.items():
            assert (outcome == "passed") is right, (name, outcome)
            assert right or outcome.startswith("NotImplementedError: Write "), (name, outcome)


def test_our_notebook_check_needs_numpy_only(course: Course, tmp_path: Path) -> None:
    """autograder.notebook starts no process, opens no socket, and imports nothing else."""
    solved, _ = desk(course, "cnn_layers", tmp_path)
    printed = run(WITH_OURS, solved.name, ROOT, cwd=solved.parent, folder=tmp_path / "site")
    plain, html = json.loads(printed)
    assert plain.count("all public tests of") == 10
    assert html.count("all public tests passed") == 10


@pytest.fixture(scope="session")
def otter_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with Otter, and with Matplotlib for the pictures."""
    folder = tmp_path_factory.mktemp("otter")
    uv = Path(sys.executable).with_name("uv")
    try:
        subprocess.run([uv, "venv", "--python", sys.executable, folder / "venv"], check=True)
        python = folder / "venv" / "bin" / "python"
        wanted = ["otter-grader>=7,<8", "matplotlib"]
        command = [uv, "pip", "install", "--quiet", "--python", python, *wanted]
        subprocess.run(command, check=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no fresh environment could be made: {error}")
    return python


@pytest.mark.parametrize("slug", ["cnn_layers", "rnn_cell"])
def test_the_notebook_works_with_otter_alone(
    course: Course, slug: str, otter_alone: Path, tmp_path: Path
) -> None:
    """In a fresh environment without our package every check runs, with Otter's own words."""
    solved, notebook = desk(course, slug, tmp_path)
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    for name, right in ((notebook.name, True), (f"{slug}.ipynb", False)):
        done = subprocess.run(
            [otter_alone, "-c", CELLS, name],
            cwd=solved.parent,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        shown = json.loads(done.stdout.splitlines()[-1])
        assert len(shown) == len(course.assignment(slug).names)
        for plain, html in shown.values():
            assert ("All test cases passed!" in plain) is right
            assert ("NotImplementedError: Write" in plain) is not right
            assert "(public tests)" in html
