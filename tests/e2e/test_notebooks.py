"""Every notebook runs from top to bottom with the solutions, and shows its pictures."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.notebook import solved_notebook
from autograder.authoring.source import read_source
from autograder.course import Course

from .conftest import ROOT

SLUGS = [assignment.slug for assignment in Course(ROOT).assignments]


@pytest.mark.parametrize("slug", SLUGS)
def test_solved_notebook_runs(course: Course, slug: str, tmp_path: Path) -> None:
    """No cell raises, and there are pictures, each with a title."""
    assignment = course.assignment(slug)
    text = solved_notebook(assignment, read_source(course, assignment))
    notebook = nbformat.reads(text, as_version=4)
    # Otter's own cells are looked at elsewhere; here the material itself has to run.
    notebook.cells = [cell for cell in notebook.cells if "grader" not in cell.source]
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    pictures = [
        output.data["image/png"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "display_data" and "image/png" in output.data
    ]
    assert len(pictures) >= 2
    assert all(len(picture) > 5_000 for picture in pictures)


@pytest.mark.parametrize("slug", SLUGS)
def test_student_notebook_is_clean(course: Course, slug: str) -> None:
    """What is committed opens without a stored output or error."""
    path = course.student_folder(slug) / f"{slug}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_worked_convolution_is_a_picture(course: Course) -> None:
    """The lecture's 5×5 example is drawn in the notebook of the first assignment."""
    assignment = course.assignment("cnn_layers")
    cells = read_source(course, assignment).cells
    drawing = [cell.text for cell in cells if "conv2d(" in cell.text and "imshow" in cell.text]
    assert drawing
