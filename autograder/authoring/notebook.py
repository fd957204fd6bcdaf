"""Makes the student's notebook: a master notebook, Otter Assign, and a tidy, stable result.

Otter Assign takes the solutions out and puts in what students use: the set-up cell and a
`grader.check` cell after each question. What comes back is compared, cell by cell, with what
it should be, so that a surprise in Otter can't become a leak.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.authoring.source import BEGIN, END, Cell, Source, stub_line
from autograder.course import Assignment
from autograder.errors import AutograderError

# `jupyterlite` makes the set-up cell name no file, so that a renamed notebook still works.
CONFIG = """\
# ASSIGNMENT CONFIG
init_cell: true
check_all_cell: false
export_cell: false
run_tests: false
generate: false
runs_on: jupyterlite
tests:
    files: true
    ok_format: false
"""
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
OTTERS_WORDS = (
    "Look for Otter's special comments: # IGNORE, # BEGIN IGNORE, # SEED, # BEGIN PROMPT."
)
# In place of Otter's own set-up cell: with or without Otter, and the clearer block where it can be.
SET_UP = """\
# What checks your work: the course's own package if it is installed, otherwise Otter.
try:
    from autograder.notebook import grader
except ImportError:
    import otter

    grader = otter.Notebook()"""
HEADING = re.compile(r"(#{2,6}) +(.+?)\s*\Z")
LAST_CELL = """\
## Hand in

Save this notebook and hand in the file `{slug}.ipynb` as it is. If you worked in `{slug}.py`, hand
that in instead: one of the two, not both. Nothing has to be exported or zipped.

Before you do: *Kernel → Restart & Run All*, and look at each check once more. Passing them all is
a good sign; hidden tests decide the rest of the grade."""


def student_notebook(assignment: Assignment, source: Source) -> str:
    """The text of <slug>.ipynb as a student gets it: stubs, no outputs, stable byte by byte."""
    return _as_text(_assigned(assignment, source))


def solved_notebook(assignment: Assignment, source: Source) -> str:
    """The same notebook with the solutions filled in, to be run by the author only."""
    notebook = _assigned(assignment, source)
    answers = source.answers
    for cell in notebook.cells:
        name = cell.id.removesuffix("-answer")
        if cell.id.endswith("-answer") and name in answers:
            cell.source = answers[name].solved
        for carried in source.carried.values():
            if cell.source == carried.stub:
                cell.source = carried.solved
    return _as_text(notebook)


def _assigned(assignment: Assignment, source: Source) -> NotebookNode:
    """The student's notebook, out of Otter Assign, checked and tidied up."""
    cells = [*_with_points(assignment, source.cells), _last_cell(assignment)]
    master = _master(assignment, cells)
    try:
        notebook = _run_otter_assign(assignment.slug, master)
    except Exception as error:  # Otter uses assertions and exceptions of many kinds
        what = f"Otter Assign can't take this source: {error}"
        raise AutograderError(what, source.path, OTTERS_WORDS) from error
    _check_result(notebook, cells, source.path)
    return _tidy(notebook, list(source.answers))


def _last_cell(assignment: Assignment) -> Cell:
    return Cell("markdown", LAST_CELL.format(slug=assignment.slug))


def _with_points(assignment: Assignment, cells: tuple[Cell, ...]) -> list[Cell]:
    """The cells, with each question's points at the heading it stands under."""
    worth: dict[int, list[str]] = {}  # heading cell -> its questions
    result: list[Cell] = []
    heading: int | None = None
    for cell in cells:
        if _heading_line(cell) is not None:
            heading = len(result)
        if cell.question is not None:
            points = _points(assignment.question(cell.question).points)
            if heading is None:  # a question under the title alone gets a heading of its own
                result.append(Cell("markdown", f"## {cell.question} ({points})"))
            else:
                worth.setdefault(heading, []).append(f"`{cell.question}`: {points}")
        result.append(cell)
    for number, questions in worth.items():
        lines = result[number].text.split("\n")
        line = _heading_line(result[number]) or 0
        lines[line] = f"{lines[line].rstrip()} ({', '.join(questions)})"
        result[number] = Cell("markdown", "\n".join(lines))
    return result


def _heading_line(cell: Cell) -> int | None:
    """The line of a cell's last heading below the title, outside of code blocks."""
    if cell.kind != "markdown":
        return None
    found, fenced = None, False
    for number, line in enumerate(cell.text.split("\n")):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and HEADING.match(line):
            found = number
    return found


def _points(number: float) -> str:
    return "1 point" if number == 1 else f"{number:g} points"


def _master(assignment: Assignment, cells: list[Cell]) -> NotebookNode:
    """The notebook in the form that Otter Assign reads."""
    notebook = new_notebook(metadata=METADATA, cells=[new_raw_cell(CONFIG)])
    for cell in cells:
        if cell.kind == "markdown":
            notebook.cells.append(new_markdown_cell(cell.text))
        elif cell.question is None:
            notebook.cells.append(new_code_cell(cell.stub))
        else:
            points = assignment.question(cell.question).points
            notebook.cells += [
                new_raw_cell(f"# BEGIN QUESTION\nname: {cell.question}\npoints: {points:g}"),
                new_raw_cell("# BEGIN SOLUTION"),
                new_code_cell(_for_otter(cell)),
                new_raw_cell("# END SOLUTION"),
                new_raw_cell("# BEGIN TESTS"),  # only so that Otter adds its check cell
                new_code_cell(f"def test_{cell.question}({cell.question}):\n    pass"),
                new_raw_cell("# END TESTS"),
                new_raw_cell("# END QUESTION"),
            ]
    return notebook


def _for_otter(cell: Cell) -> str:
    """The answer cell with Otter's own marks, which leave a NotImplementedError behind."""
    lines = []
    for line in cell.text.split("\n"):
        indent = line[: -len(line.lstrip())] if line.strip() else ""
        if line.strip() == BEGIN:
            lines.append(f"{line} NO PROMPT")
        elif line.strip() == END:
            prompt = f"{indent}{stub_line(cell.question or '')}"
            lines += [line, f'{indent}"""  # BEGIN PROMPT', prompt, f'{indent}"""  # END PROMPT']
        else:
            lines.append(line)
    return "\n".join(lines)


def _run_otter_assign(slug: str, master: NotebookNode) -> NotebookNode:
    from otter.assign import main as otter_assign  # takes a second: only when it is used

    with _temporary_folder() as folder:
        path = folder / f"{slug}.ipynb"
        nbformat.write(master, path)
        otter_assign(str(path), str(folder / "out"), no_pdfs=True, no_run_tests=True)
        return nbformat.read(folder / "out" / "student" / path.name, as_version=4)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """A folder for everything temporary: Otter makes further ones and leaves them behind."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        tempfile.tempdir = folder
        try:
            yield Path(folder).resolve()
        finally:
            tempfile.tempdir = before


def _check_result(notebook: NotebookNode, cells: list[Cell], path: Path) -> None:
    """Otter's notebook must be what we asked for: its set-up cell, our cells, its checks."""
    wanted = [""]  # the set-up cell
    for cell in cells:
        wanted += [cell.stub, f'grader.check("{cell.question}")'] if cell.question else [cell.stub]
    got = ["", *(cell.source for cell in notebook.cells[1:])]
    for ours, otters in zip(wanted, got):
        if ours != otters:
            raise AutograderError(
                f"Otter Assign changed a cell that begins with {ours.lstrip()[:60]!r}.",
                path,
                OTTERS_WORDS,
            )
    if len(wanted) != len(got):
        raise AutograderError(
            f"Otter Assign made {len(got)} cells of {len(wanted)}.",
            path,
            "Look for a cell that begins with `# ignore`: Otter drops it.",
        )


def _tidy(notebook: NotebookNode, questions: list[str]) -> NotebookNode:
    """Stable ids, little metadata, no outputs; the title before the set-up cell."""
    cells = notebook.cells
    cells[0].source = SET_UP
    if len(cells) > 1 and cells[1].cell_type == "markdown":
        cells[0], cells[1] = cells[1], cells[0]
    taken: set[str] = set()
    checks = {f'grader.check("{question}")': f"{question}-check" for question in questions}
    waiting = iter(questions)
    tidied = []
    for cell in cells:
        is_answer = "otter_answer_cell" in cell.metadata.get("tags", [])
        if is_answer:
            name = f"{next(waiting)}-answer"
        elif cell.source in checks:
            name = checks[cell.source]
        else:
            name = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        while name in taken:
            name += "-again"
        taken.add(name)
        keep = {
            key: cell.metadata[key] for key in ("deletable", "editable") if key in cell.metadata
        }
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        tidied.append(make(cell.source, id=name, metadata={} if is_answer else keep))
    return new_notebook(cells=tidied, metadata=METADATA, nbformat_minor=5)


def _as_text(notebook: NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"
