"""Reads the author's source, solutions/<slug>/<slug>.py, and checks how it is built.

The file is py:percent: valid Python whose `# %%` lines begin cells. A question is one cell
that holds nothing but its function: a docstring, then the solution between
`# BEGIN SOLUTION` and `# END SOLUTION`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import jupytext

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.extract import extract, pieces

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
# Also a misspelt marker, and Otter's short form, which would not be taken out here.
MARKER = re.compile(r"#\s*(?i:BEGIN|END)\s+(?i:SOLUTION)\b|# ?SOLUTION\b")
PERCENT = re.compile(r"# %%( |$)", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One notebook cell.

    `question` names the function if it is a question's answer cell, `carried` if students
    bring that function along from an earlier assignment; of both they get a stub.
    """

    kind: str  # "markdown" or "code"
    text: str
    question: str | None = None
    carried: str | None = None
    line: int = 1  # of the source, where it begins

    @property
    def stub(self) -> str:
        """What a student gets: the solution block replaced by a NotImplementedError."""
        if self.carried:
            return self._with_block(
                [f'raise NotImplementedError("Paste your {self.carried} here.")']
            )
        return self._with_block([stub_line(self.question)] if self.question else [])

    @property
    def solved(self) -> str:
        """The author's code without the marker lines."""
        lines = self.text.split("\n")
        return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))

    @property
    def solution(self) -> list[str]:
        """The lines between the markers."""
        begin, end = self.block
        return self.text.split("\n")[begin + 1 : end]

    def _with_block(self, replacement: list[str]) -> str:
        if not (self.question or self.carried):
            return self.text
        lines = self.text.split("\n")
        begin, end = self.block
        indent = lines[begin][: -len(lines[begin].lstrip())]
        return "\n".join([*lines[:begin], *(indent + r for r in replacement), *lines[end + 1 :]])

    @property
    def block(self) -> tuple[int, int]:
        """The lines of the two markers, counted from 0 within the cell."""
        stripped = [line.strip() for line in self.text.split("\n")]
        if not (self.question or self.carried):
            return 0, 0
        return stripped.index(BEGIN), stripped.index(END)


@dataclass(frozen=True)
class Source:
    """The author's source of one assignment, checked."""

    path: Path
    text: str
    cells: tuple[Cell, ...]

    @property
    def answers(self) -> dict[str, Cell]:
        """Each question's answer cell, in the order of the file."""
        return {cell.question: cell for cell in self.cells if cell.question}

    @property
    def carried(self) -> dict[str, Cell]:
        """The cells of functions that students bring along."""
        return {cell.carried: cell for cell in self.cells if cell.carried}

    def stub_module(self, headings: Mapping[str, str] | None = None) -> str:
        """All questions as one plain module: imports, helpers that solutions use, stubs.

        `headings` gives the lines of comment that stand above a question's function.
        """
        imports, rest = ["import numpy as np"], []
        for node, piece in pieces(extract(self.text, self.answers, where=self.path)):
            name = getattr(node, "name", "")
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports += [piece] if piece not in imports else []
            elif name in self.answers:
                above = [headings[name]] if headings and name in headings else []
                rest.append("\n".join([*above, self.answers[name].stub]))
            elif name in self.carried:
                rest.append(self.carried[name].stub)
            else:
                rest.append(piece)
        imports.sort(key=lambda line: ("numpy" in line, line.startswith("from"), line))
        return "\n\n\n".join(["\n".join(imports), *rest]) + "\n"


def stub_line(name: str) -> str:
    """The one statement of a function that a student has yet to write."""
    return f'raise NotImplementedError("Write {name} here.")'


def read_source(course: Course, assignment: Assignment) -> Source:
    """Read and check an assignment's source; every complaint names file and line."""
    path = course.source(assignment.slug)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise AutograderError("is missing.", path, "The source has the folder's name.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", path, "Save it as UTF-8.") from error
    functions = _check_file(text, (*assignment.names, *assignment.carried), path)
    if not PERCENT.search(text):
        raise AutograderError(
            "has no cells.", path, "Begin each cell with a line `# %%` or `# %% [markdown]`."
        )
    # With the format named: guessing it from an incomplete header has led to solutions in
    # student notebooks.
    notebook = jupytext.reads(text, fmt="py:percent")
    written = [cell for cell in notebook.cells if cell.source.strip()]
    lines = _first_lines(text, [cell.source for cell in written])
    found = [_cell(cell, line, functions, path) for cell, line in zip(written, lines)]
    cells = tuple(
        replace(cell, question=None, carried=cell.question)
        if cell.question in assignment.carried
        else cell
        for cell in found
    )
    return Source(path, text, cells)


def _check_file(text: str, names: tuple[str, ...], path: Path) -> dict[str, ast.FunctionDef]:
    """Check the file as plain Python, where lines are known, and find the questions."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AutograderError(
            f"is not valid Python: {error.msg}.", f"{path}:{error.lineno}", "Mend that line."
        ) from error
    functions: dict[str, ast.FunctionDef] = {}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name not in names:
            continue
        if node.name in functions:
            raise AutograderError(
                f"“{node.name}” is defined a second time (first in line "
                f"{functions[node.name].lineno}).",
                f"{path}:{node.lineno}",
                "Keep one answer cell for each question.",
            )
        functions[node.name] = node
    for name in names:
        if name not in functions:
            raise AutograderError(
                f"no cell defines the question “{name}” of assignment.toml.",
                path,
                f"Add a cell with `def {name}(…):`, or take the question out.",
            )
    lines = text.split("\n")
    inside: set[int] = set()
    for function in functions.values():
        body = _lines_of(function, lines)
        _check_function(function, body, lines, path)
        inside |= set(body)
    for number, line in enumerate(lines, start=1):
        if number not in inside and MARKER.search(line):
            raise AutograderError(
                "a solution marker stands outside a question's function.",
                f"{path}:{number}",
                "Move it into the function, or list the function in assignment.toml.",
            )
    return functions


def _lines_of(function: ast.FunctionDef, lines: list[str]) -> range:
    """The function's lines, with the comments behind its last statement, counted from 1."""
    last = function.end_lineno or function.lineno
    while last < len(lines) and (not lines[last].strip() or lines[last].startswith(" ")):
        last += 1
    return range(function.lineno, last + 1)


def _check_function(function: ast.FunctionDef, body: range, lines: list[str], path: Path) -> None:
    place = f"{path}:{function.lineno}"
    if not ast.get_docstring(function):
        raise AutograderError(
            f"“{function.name}” has no docstring.",
            place,
            "Say what goes in (shapes, meaning), what comes out, and give one example.",
        )
    marked = [number for number in body if MARKER.search(lines[number - 1])]
    kinds = [lines[number - 1].strip() for number in marked]
    if kinds != [BEGIN, END]:
        found = ", ".join(f"line {n}: {k}" for n, k in zip(marked, kinds)) or "no marker at all"
        raise AutograderError(
            f"“{function.name}” needs one `{BEGIN}` and then one `{END}`; found {found}.",
            place,
            "Put the two comment lines around the whole body after the docstring.",
        )
    begin, end = marked
    for statement in function.body[1:]:
        if not begin < statement.lineno <= (statement.end_lineno or 0) < end:
            raise AutograderError(
                f"a statement of “{function.name}” lies outside the solution block.",
                f"{path}:{statement.lineno}",
                f"Keep everything after the docstring between `{BEGIN}` and `{END}`.",
            )
    if len(function.body) == 1:
        raise AutograderError(f"“{function.name}” has no solution.", place, "Write it.")


def _first_lines(text: str, cells: Iterable[str]) -> Iterator[int]:
    """The line where each cell begins; Markdown and magics are commented out in the source."""
    lines = text.split("\n")
    bare = [line.removeprefix("#").removeprefix(" ") for line in lines]
    place = 0
    for cell in cells:
        first = cell.split("\n")[0]
        found = (n for n in range(place, len(lines)) if first in (lines[n], bare[n]))
        place = next(found, place)
        yield place + 1
        place += cell.count("\n")


def _cell(
    cell: dict[str, str], line: int, functions: dict[str, ast.FunctionDef], path: Path
) -> Cell:
    kind, text = cell["cell_type"], cell["source"]
    if kind == "raw" or (kind == "markdown" and "```otter" in text):
        raise AutograderError(
            "a raw cell, or an ```otter block, would give orders to Otter.",
            f"{path}:{line}",
            "Write it as Markdown or code; the build adds what Otter needs.",
        )
    defined = [name for name in functions if re.search(rf"^def {name}\b", text, re.MULTILINE)]
    if kind != "code" or not defined:
        return Cell(kind, text, line=line)
    function = functions[defined[0]]
    try:
        body = ast.parse(text).body
    except SyntaxError:  # a magic
        body = []
    others = [node for node in body if getattr(node, "name", None) != function.name]
    if others or not body:
        first = function.lineno - text[: text.index(f"def {function.name}")].count("\n")
        raise AutograderError(
            f"the answer cell of “{function.name}” holds more than its function.",
            f"{path}:{first + others[0].lineno - 1 if others else first}",
            "Move that statement into a cell of its own (begin it with `# %%`).",
        )
    return Cell(kind, text, function.name, line=line)
