"""The student's notebook, as it comes out of Otter Assign."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.notebook import solved_notebook, student_notebook
from autograder.authoring.public_tests import write_public_tests
from autograder.authoring.source import read_source
from autograder.course import Course
from autograder.errors import AutograderError


def notebook(course: Course, change: tuple[str, str] = ("", "")) -> nbformat.NotebookNode:
    """The tiny course's student notebook after one replacement in its source."""
    path = course.source("warmup")
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1) if change[0] else text, encoding="utf-8")
    assignment = course.assignment("warmup")
    text = student_notebook(assignment, read_source(course, assignment))
    return nbformat.reads(text, as_version=4)


def test_cells_of_the_student_notebook(tiny_course):
    """Title, set-up cell, then stub and check for each question, and what to hand in."""
    cells = notebook(tiny_course).cells
    assert [cell.source.split("\n")[0] for cell in cells] == [
        "# Warming up",
        "# What checks your work: the course's own package if it is installed, otherwise Otter.",
        "import numpy as np",
        "## Twice as much (`double`: 4 points)",
        "def double(x):",
        'grader.check("double")',
        "## The sum (`total`: 6 points)",
        "def total(x):",
        'grader.check("total")',
        "## Hand in",
    ]
    answers = [cell.source for cell in cells if cell.id.endswith("-answer")]
    assert [answer.split("\n")[-1] for answer in answers] == [
        '    raise NotImplementedError("Write double here.")',
        '    raise NotImplementedError("Write total here.")',
    ]


def test_same_bytes_every_time(tiny_course):
    """Two builds give the same text, with valid, unique ids and nothing of a run in it."""
    assignment = tiny_course.assignment("warmup")
    source = read_source(tiny_course, assignment)
    first = student_notebook(assignment, source)
    assert first == student_notebook(assignment, source)
    data = json.loads(first)
    nbformat.validate(data)
    assert (data["nbformat"], data["nbformat_minor"]) == (4, 5)
    assert data["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in data["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in data["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert set(cell["metadata"]) <= {"deletable", "editable"}


def test_no_solution_in_it(tiny_course):
    """No line of a solution and no marker is left in the notebook."""
    text = nbformat.writes(notebook(tiny_course))
    for secret in ("SOLUTION", "2.0 * np.asarray", "np.sum(double", "PROMPT"):
        assert secret not in text


def test_one_heading_for_two_questions(tiny_course):
    """Two questions below one heading share it, and both tell their points."""
    cells = notebook(tiny_course, ("# %% [markdown]\n# ## The sum\n", "")).cells
    assert "## Twice as much (`double`: 4 points, `total`: 6 points)" in [c.source for c in cells]


def test_heading_for_a_question_without_one(tiny_course):
    """A question below the title alone gets a heading; a # in a code block is none."""
    cells = notebook(tiny_course, ("# ## Twice as much", "# ```\n# ## no heading\n# ```")).cells
    assert "## double (4 points)" in [cell.source for cell in cells]
    assert "```\n## no heading\n```" in [cell.source for cell in cells]


@pytest.mark.parametrize(
    "change",
    [
        ("import numpy as np\n", "import numpy as np\nx = 1  # IGNORE\n"),
        ("# # Warming up", "# # Ignore this at first"),
        ("    return 2.0", "    x = x  # END IGNORE\n    return 2.0"),
    ],
    ids=["a line", "a cell", "in a solution"],
)
def test_special_comments_of_otter(tiny_course, change):
    """What Otter would drop or change without a word is refused."""
    with pytest.raises(AutograderError, match="Otter Assign"):
        notebook(tiny_course, change)


def test_nothing_temporary_is_left(tiny_course, tmp_path, monkeypatch):
    """Otter's temporary folders are gone after the build."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    notebook(tiny_course)
    assert list(place.iterdir()) == []
    assert tempfile.gettempdir() == str(place)


def checks(course: Course, folder: Path, solved: bool, first: str = "") -> list[dict[str, str]]:
    """What the check cells of a notebook show in a kernel, where `first` is run first."""
    assignment = course.assignment("warmup")
    source = read_source(course, assignment)
    text = (solved_notebook if solved else student_notebook)(assignment, source)
    (folder / "tests").mkdir()
    for name, test in write_public_tests(course, assignment).items():
        (folder / "tests" / f"{name}.py").write_text(test, encoding="utf-8")
    shutil.copy(assignment.folder / "assignment.toml", folder)
    # Under another name, too: the set-up cell must not insist on the file's.
    node = nbformat.reads(text, as_version=4)
    node.cells.insert(0, nbformat.v4.new_code_cell(first))
    (folder / "renamed.ipynb").write_text(text, encoding="utf-8")
    NotebookClient(node, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    return [c.outputs[0].data for c in node.cells if c.id.endswith("-check")]


@pytest.mark.parametrize("solved", [True, False], ids=["solved", "stub"])
def test_runs_in_jupyter_with_otters_check(tiny_course, tmp_path, solved):
    """Without our package the set-up cell takes Otter, whose checks pass on the solution and
    fail on the stub, and say why.
    """
    without = "import sys\nsys.modules['autograder'] = None"
    shown = [data["text/plain"] for data in checks(tiny_course, tmp_path, solved, without)]
    for name, text in zip(("double", "total"), shown, strict=True):
        assert text.startswith(f"{name} (public tests) results:")
        assert ("All test cases passed!" in text) is solved
        assert (f"NotImplementedError: Write {name} here." in text) is not solved


@pytest.mark.parametrize("solved", [True, False], ids=["solved", "stub"])
def test_runs_in_jupyter_with_our_check(tiny_course, tmp_path, solved):
    """With our package the same cells show our block, as HTML and as plain text."""
    for name, data in zip(("double", "total"), checks(tiny_course, tmp_path, solved), strict=True):
        words = f"all public tests of {name} passed" if solved else "not written yet"
        assert words in data["text/plain"]
        assert f'aria-label="Check of {name}"' in data["text/html"]
        assert "http" not in data["text/html"]
