"""The student's notebook, as it comes out of Otter Assign."""

from __future__ import annotations

import json
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
        "# Initialize Otter",
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


@pytest.mark.parametrize("solved", [True, False], ids=["solved", "stub"])
def test_runs_in_jupyter_with_otters_check(tiny_course, tmp_path, solved):
    """In a kernel the solved notebook passes its checks; the stub fails them and says why."""
    assignment = tiny_course.assignment("warmup")
    source = read_source(tiny_course, assignment)
    text = (solved_notebook if solved else student_notebook)(assignment, source)
    (tmp_path / "tests").mkdir()
    for name, test in write_public_tests(tiny_course, assignment).items():
        (tmp_path / "tests" / f"{name}.py").write_text(test, encoding="utf-8")
    # Under another name, too: the set-up cell must not insist on the file's.
    node = nbformat.reads(text, as_version=4)
    Path(tmp_path / "renamed.ipynb").write_text(text, encoding="utf-8")
    NotebookClient(node, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    checks = [c.outputs[0].data["text/plain"] for c in node.cells if c.id.endswith("-check")]
    assert len(checks) == 2
    for name, shown in zip(("double", "total"), checks):
        assert shown.startswith(f"{name} (public tests) results:")
        assert ("All test cases passed!" in shown) is solved
        assert (f"NotImplementedError: Write {name} here." in shown) is not solved
