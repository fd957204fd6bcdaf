"""Runs the notebook with the solutions from top to bottom, as no student ever will."""

from __future__ import annotations

import re
import tempfile

import nbformat

from autograder.authoring.notebook import solved_notebook
from autograder.authoring.source import Source
from autograder.course import Assignment
from autograder.errors import AutograderError

CELL_SECONDS = 300
PLACE = re.compile(r"Cell In\s*\[\d+\], line (\d+)")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
THEN = "Mend that cell: `verify` runs the notebook from top to bottom with the solutions filled in."


def rehearse(assignment: Assignment, source: Source) -> AutograderError | None:
    """What went wrong on the way, with the line of the source; None if nothing did."""
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.reads(solved_notebook(assignment, source), as_version=4)
    # Otter's own cells ask for its files; here the author's have to run.
    notebook.cells = [cell for cell in notebook.cells if "grader" not in cell.source]
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],
        )
        try:
            client.execute()
        except CellExecutionError as error:
            return AutograderError(
                f"a cell of the notebook raises {error.ename}: {error.evalue}",
                f"{source.path}:{_line_of_error(notebook, source)}",
                THEN,
            )
        except CellTimeoutError:
            what = f"a cell of the notebook takes longer than {CELL_SECONDS} seconds."
            return AutograderError(what, source.path, THEN)
        except NoSuchKernel:
            what = "the notebook can't be run: there is no kernel for Python."
            return AutograderError(what, source.path, "pip install ipykernel")
        except DeadKernelError:
            what = "a cell of the notebook ends Python itself."
            return AutograderError(what, source.path, THEN)
    return None


def _line_of_error(notebook: nbformat.NotebookNode, source: Source) -> int:
    """The line of the source that corresponds to the first cell with an error."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found = PLACE.search(ESCAPES.sub("", "\n".join(output.traceback)))
                return _first_line(cell, source) + (int(found[1]) - 1 if found else 0)
    return 1


def _first_line(cell: nbformat.NotebookNode, source: Source) -> int:
    lines = (each.line for each in source.cells if cell.source in (each.text, each.solved))
    return next(lines, 1)
