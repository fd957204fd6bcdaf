"""Reads a master notebook: its questions with prose, answers and tests, in their order.

Two styles are in use. In the newer one raw cells (or Markdown fenced as ```otter) stand around
the parts of a question; in the older one a fenced block in a question's Markdown begins it, and
test cells begin with a comment.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from autograder.errors import AutograderError

BOUNDARY = re.compile(r"#\s+(begin|end)\s+(question|prompt|solution|tests)\b", re.IGNORECASE)
CONFIG = re.compile(r"#\s+assignment\s+config\b", re.IGNORECASE)
OTTER_FENCE = re.compile(r"^```otter\s*\n(.*?)^```\s*$\n?", re.MULTILINE | re.DOTALL)
OLD_FENCE = re.compile(r"^```\s*\n\s*BEGIN (QUESTION|ASSIGN\w*)\s*\n(.*?)^```\s*$\n?", re.M | re.S)
OLD_TEST = re.compile(r"\s*#+\s*(hidden\s+)?test\b", re.IGNORECASE)
WRITTEN_ANSWER = re.compile(r"\s*\**\s*(#+\s*)?solution\b", re.IGNORECASE)
IGNORED = re.compile(r"\s*(##\s*ignore\s*##|#\s*ignore\b)", re.IGNORECASE)
TEST_CONFIG = re.compile(
    r"\A\s*(?:\w+\s*=\s*)?\"{3}\s*#\s*BEGIN TEST CONFIG\s*\n"
    r"(.*?)\"{3}\s*;?\s*#\s*END TEST CONFIG[^\n]*\n?",
    re.IGNORECASE | re.DOTALL,
)
HIDDEN = re.compile(r"\A\s*#.*\bhidden\b", re.IGNORECASE)


@dataclass(frozen=True)
class MasterCell:
    """A cell that students are to see in one form or another; `part` says which."""

    number: int  # in the notebook, counted from 1
    kind: str  # "markdown" or "code"
    text: str
    part: str = ""  # "", "prose", "prompt" or "solution"


@dataclass(frozen=True)
class MasterTest:
    """One test cell."""

    number: int
    code: str
    output: str  # what it printed or showed when the notebook was saved
    hidden: bool
    points: float | None


@dataclass
class MasterQuestion:
    """One question with all that belongs to it."""

    number: int
    name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    cells: list[MasterCell] = field(default_factory=list)
    tests: list[MasterTest] = field(default_factory=list)

    @property
    def manual(self) -> bool:
        return bool(self.config.get("manual"))


@dataclass
class Master:
    """The notebook as a whole: cells and questions in their order."""

    path: Path
    config: dict[str, Any] = field(default_factory=dict)
    items: list[MasterCell | MasterQuestion] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)  # raw cells that mean nothing to us

    @property
    def questions(self) -> list[MasterQuestion]:
        return [item for item in self.items if isinstance(item, MasterQuestion)]


def read_master(path: Path) -> Master:
    """Read a master notebook of either style; it is not run."""
    try:
        with warnings.catch_warnings():  # what it lacks for the newest form is no obstacle
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", path, "Check the name.") from error
    except Exception as error:  # nbformat raises exceptions of many kinds
        raise AutograderError("is not a notebook.", path, "Name an .ipynb file.") from error
    language = notebook.metadata.get("kernelspec", {}).get("language", "python").lower()
    if language not in ("python", ""):
        raise AutograderError(f"is written in {language}.", path, "Only Python can be graded.")
    master = Master(path)
    old = any(OLD_FENCE.search(cell.source) for cell in notebook.cells)
    reader = _old_style if old else _new_style
    reader(master, [cell for cell in enumerate(notebook.cells, 1) if cell[1].source.strip()])
    if not master.questions:
        raise AutograderError(
            "has no question.", path, "Name the master notebook, not what Otter made of it."
        )
    return master


def _new_style(master: Master, cells: list[tuple[int, NotebookNode]]) -> None:
    question: MasterQuestion | None = None
    part = "prose"
    for number, cell in _unfenced(cells):
        if IGNORED.match(cell.source):
            continue
        if cell.cell_type == "raw" and CONFIG.match(cell.source):
            master.config |= _yaml(cell.source, master.path, number)
            continue
        boundary = BOUNDARY.match(cell.source) if cell.cell_type == "raw" else None
        if boundary:
            begins, name = boundary[1].lower() == "begin", boundary[2].lower()
            inside = question is not None
            if inside == begins if name == "question" else not inside:
                what = f"cell {number} {'begins' if begins else 'ends'} a {name} out of order."
                raise AutograderError(what, master.path, "Mend the notebook.")
            if name != "question":
                part = name if begins else "prose"
            elif begins:
                question = _question(master, number, _yaml(cell.source, master.path, number))
            else:
                question, part = None, "prose"
        elif cell.cell_type == "raw":
            master.dropped.append(number)
        elif question is None:
            master.items.append(MasterCell(number, cell.cell_type, cell.source))
        elif part == "tests":
            question.tests.append(_test(number, cell, master.path))
        else:
            question.cells.append(MasterCell(number, cell.cell_type, cell.source, part))
    if question is not None:
        raise AutograderError(f"“{question.name}” has no end.", master.path, "Mend the notebook.")


def _unfenced(cells: list[tuple[int, NotebookNode]]) -> Iterator[tuple[int, NotebookNode]]:
    """Blocks of Markdown fenced as ```otter, as the raw cells that they stand for."""
    for number, cell in cells:
        if cell.cell_type != "markdown" or not OTTER_FENCE.search(cell.source):
            yield number, cell
            continue
        for place, text in enumerate(OTTER_FENCE.split(cell.source)):
            if text.strip():
                kind = "raw" if place % 2 else "markdown"
                yield number, NotebookNode(cell_type=kind, source=text.strip("\n"))


def _old_style(master: Master, cells: list[tuple[int, NotebookNode]]) -> None:
    question: MasterQuestion | None = None
    for number, cell in cells:
        text = cell.source
        fence = OLD_FENCE.search(text) if cell.cell_type == "markdown" else None
        if IGNORED.match(text):
            continue
        if fence and fence[1] != "QUESTION":
            master.config |= _yaml(fence[2], master.path, number)
        elif fence:
            question = _question(master, number, _yaml(fence[2], master.path, number))
            prose = OLD_FENCE.sub("", text).strip()
            question.cells.append(MasterCell(number, "markdown", prose, "prose"))
        elif cell.cell_type == "raw":
            master.dropped.append(number)
        elif question and cell.cell_type == "code" and OLD_TEST.match(text):
            question.tests.append(_test(number, cell, master.path))
        elif question and _answers(question, cell):
            question.cells.append(MasterCell(number, cell.cell_type, text, "solution"))
        else:
            question = None
            master.items.append(MasterCell(number, cell.cell_type, text))


def _answers(question: MasterQuestion, cell: NotebookNode) -> bool:
    """Whether a cell of the old style is an answer: the first of its kind after the prose."""
    if question.tests or any(each.part == "solution" for each in question.cells):
        return False
    return cell.cell_type == "code" or bool(WRITTEN_ANSWER.match(cell.source))


def _question(master: Master, number: int, config: dict[str, Any]) -> MasterQuestion:
    question = MasterQuestion(number, str(config.get("name", f"q{number}")), config)
    master.items.append(question)
    return question


def _test(number: int, cell: NotebookNode, path: Path) -> MasterTest:
    code = cell.source
    hidden = bool(HIDDEN.match(code))
    config: dict[str, Any] = {}
    if found := TEST_CONFIG.match(code):
        config = _yaml(found[1], path, number)
        code = code[found.end() :]
    points = config.get("points")
    output = "".join(_shown(each) for each in cell.get("outputs", []))
    return MasterTest(
        number,
        code,
        output.strip("\n"),
        bool(config.get("hidden", hidden)),
        float(points) if isinstance(points, int | float) else None,
    )


def _shown(output: NotebookNode) -> str:
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return "".join(text)


def _yaml(text: str, path: Path, number: int) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise AutograderError(
            f"the settings in cell {number} are not YAML: {error}", path, "Mend that cell."
        ) from error
    return data if isinstance(data, dict) else {}
