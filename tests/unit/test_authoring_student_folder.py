"""The student's folder, used as a student would: bare pytest, and nothing of ours installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.notebook import solved_notebook
from autograder.authoring.source import read_source
from autograder.authoring.student_folder import student_files

# A pytest that can import neither the grader nor Otter.
PYTEST = "import sys; sys.modules['autograder'] = None; import pytest; sys.exit(pytest.main())"

RIGHT = """
import numpy as np

def double(x):
    return 2 * np.asarray(x)

def total(x):
    return float(np.sum(double(x)))
"""


@pytest.fixture
def folder(tiny_course, tmp_path: Path) -> Path:
    """A student's folder far from the course."""
    assignment = tiny_course.assignment("warmup")
    files = student_files(tiny_course, assignment, read_source(tiny_course, assignment))
    place = tmp_path / "desk"
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
        os.utime(place / name, (1_700_000_000, 1_700_000_000))
    return place


def bare_pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest in a folder as on a machine that has only NumPy and pytest."""
    program = PYTEST.replace("main()", f"main({list(arguments)!r})")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON"))}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return result.returncode, result.stdout + result.stderr


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_what_is_in_it(tiny_course, folder):
    """Notebook, stubs, README, description, tests, and what pytest needs; nothing else."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert names == [
        "README.md",
        "assignment.toml",
        "conftest.py",
        "pytest.ini",
        "tests/double.py",
        "tests/hints.json",
        "tests/total.py",
        "warmup.ipynb",
        "warmup.py",
    ]
    toml = tiny_course.assignment("warmup").folder / "assignment.toml"
    assert (folder / "assignment.toml").read_bytes() == toml.read_bytes()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "| `double` | 4 | Introduction |" in readme
    assert "| **total** | **10** | |" in readme


def test_the_stub_fails_and_says_what_to_write(folder):
    """The untouched folder fails each test with the stub's own words."""
    code, output = bare_pytest(folder)
    assert code == 1
    assert "2 failed" in output
    assert "NotImplementedError: Write double here." in output
    assert "checking warmup.py" in output


def test_right_work_passes(folder):
    """Right functions in the .py file pass all public tests."""
    (folder / "warmup.py").write_text(RIGHT, encoding="utf-8")
    code, output = bare_pytest(folder)
    assert code == 0, output
    assert "2 passed" in output


def test_solved_notebook_passes(tiny_course, folder):
    """The notebook with the solutions passes too, and is taken because it is newer."""
    assignment = tiny_course.assignment("warmup")
    text = solved_notebook(assignment, read_source(tiny_course, assignment))
    (folder / "warmup.ipynb").write_text(text, encoding="utf-8")
    code, output = bare_pytest(folder)
    assert code == 0, output
    assert "checking warmup.ipynb" in output


def test_a_named_file_is_taken(folder):
    """--submission names another file; one that isn't there is said so."""
    (folder / "mine.py").write_text(RIGHT, encoding="utf-8")
    code, output = bare_pytest(folder, "--submission", "mine.py")
    assert code == 0
    assert "checking mine.py" in output
    code, output = bare_pytest(folder, "--submission", "yours.py")
    assert code == 4
    assert "There is no yours.py here." in output


def test_an_error_in_one_cell_leaves_the_others(folder):
    """Magics, checks, exits and a failing cell don't keep later cells from being run."""
    text = notebook(
        "%matplotlib inline\nimport otter\ngrader = otter.Notebook()",
        "%%bash\necho nothing",
        "import numpy as np\n!ls\ndef double(x):\n    return 2 * np.asarray(x)",
        'grader.check("double")',
        "1 / 0",
        "raise SystemExit",
        "def total(x):\n    return float(np.sum(double(x)))",
    )
    (folder / "warmup.ipynb").write_text(text, encoding="utf-8")
    code, output = bare_pytest(folder)
    assert code == 0, output


def test_a_missing_function_is_named(folder):
    """A function that is not there fails its tests with its name and the errors on the way."""
    text = notebook("def double(x):\n    return 2 * x", "total = undefined\n")
    (folder / "warmup.ipynb").write_text(text, encoding="utf-8")
    code, output = bare_pytest(folder)
    assert code == 1
    assert "total is not defined in warmup.ipynb." in output
    assert "warmup.ipynb, cell 2: NameError: name 'undefined' is not defined" in output
    assert "1 failed, 1 passed" in output


def test_a_traceback_shows_the_cells_line(folder):
    """An exception in a notebook's function is shown with its cell and its line."""
    text = notebook("def double(x):\n    return x / nothing", "def total(x):\n    return 6")
    (folder / "warmup.ipynb").write_text(text, encoding="utf-8")
    _, output = bare_pytest(folder)
    assert "warmup.ipynb, cell 1:2: in double" in output
    assert "return x / nothing" in output
