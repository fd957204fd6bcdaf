"""A course of nbgrader's with our public tests as its test cells, in an environment of its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from benchmarks.processes import Command, run

PLACE = Path(__file__).parents[1] / ".cache" / "nbgrader"  # next to an editable checkout
WANTED = ("nbgrader>=0.9,<1", "numpy>=1.26,<3")
CONFIGURATION = """c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///" + {root!r} + "/gradebook.db"
"""
HERE = "# the solution"


def install() -> Path:
    """nbgrader's command, installed on first use."""
    done = PLACE / "installed"
    if not done.exists():
        print(f"installing nbgrader into {PLACE} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(PLACE)], check=True)
        pip = [str(PLACE / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *WANTED], check=True)
        done.touch()
    return PLACE / "bin" / "nbgrader"


def make_course(
    root: Path, slug: str, tests: Mapping[str, str], submissions: Mapping[str, Sequence[str]]
) -> Command:
    """Make a course with submissions (student to cells); gives the command that grades them.

    `tests` are files of public tests, by question.
    """
    (root / "jupyter").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIGURATION.format(root=str(root)))
    _write(root / "source" / slug / f"{slug}.ipynb", _assignment(tests, HERE))
    program = install()
    own = {"JUPYTER_DATA_DIR": "data", "JUPYTER_CONFIG_DIR": "config", "IPYTHONDIR": "ipython"}
    environment = {name: str(root / "jupyter" / folder) for name, folder in own.items()}
    environment["PATH"] = f"{program.parent}:{os.environ['PATH']}"  # it calls alembic by name
    run([Command((str(program), "generate_assignment", slug), root, environment)])
    for student, cells in submissions.items():
        path = root / "submitted" / student / slug / f"{slug}.ipynb"
        _write(path, _assignment(tests, "\n\n\n".join(cells)))
    return Command((str(program), "autograde", slug, "--force"), root, environment)


def _assignment(tests: Mapping[str, str], solution: str) -> Any:
    """One cell for the solution; for each question one that defines its tests, then one a test."""
    cells = [_cell("solution", solution, solution=True)]
    for question, text in tests.items():
        cells.append(_cell(f"tests-{question}", text, locked=True))
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                name = f"{question}-{node.name}"
                call = f"{node.name}({question})"
                cells.append(_cell(name, call, grade=True, locked=True, points=1))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(
    name: str,
    source: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    **more: Any,
) -> Any:
    """A code cell with nbgrader's own metadata."""
    about = {
        "grade_id": name.replace("_", "-"),
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
        "schema_version": 3,
        **more,
    }
    identifier = name.replace("_", "-")[:64]
    return nbformat.v4.new_code_cell(source, id=identifier, metadata={"nbgrader": about})


def _write(path: Path, notebook: Any) -> None:
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
