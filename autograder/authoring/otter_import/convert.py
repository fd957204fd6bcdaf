"""Puts an imported assignment together: description, source, suite, and what is left to do."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring.otter_import.answers import MAGIC, Answer, student_version, take_apart
from autograder.authoring.otter_import.master import Master, MasterCell, MasterQuestion
from autograder.authoring.otter_import.suites import SuiteText
from autograder.authoring.scaffold import plain
from autograder.course import Course
from autograder.errors import AutograderError

OTTERS = re.compile(r"^\s*(import otter\b|grader\s*=|grader\.).*$\n?", re.MULTILINE)
CELL_MAGIC = re.compile(r"^%%(\w+)", re.MULTILINE)
TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)
HEADING = re.compile(r"^#{2,6}\s+(.+)$", re.MULTILINE)
BEGIN_WITH = "You may begin with:\n\n```python"
ALLOWED = {*sys.stdlib_module_names, "numpy", "matplotlib"}
SETTINGS = {
    "files": "Student code opens no files while it is graded: put the data into a cell or a test.",
    "autograder_files": "Put what the tests need into the suite.",
    "requirements": "Student code has NumPy and the standard library, nothing else.",
    "environment": "Student code has NumPy and the standard library, nothing else.",
    "seed": "Tests draw from `rng`, which has a seed of its own.",
    "plugins": "Otter's plugins don't run here.",
    "config_file": "Look into that file for settings that you still want.",
}


@dataclass
class Conversion:
    """What becomes of a master notebook, collected on one walk through it."""

    master: Master
    slug: str
    title: str
    cells: list[tuple[str, str]] = field(default_factory=list)  # kind and text
    given: list[str] = field(default_factory=list)  # code that students are given
    sections: dict[str, str] = field(default_factory=dict)  # function -> the heading above it
    suites: dict[str, SuiteText] = field(default_factory=dict)  # function -> its test file
    _left: list[tuple[int, str, str]] = field(default_factory=list)

    def leave(self, number: int, what: str, then: str) -> None:
        """Note something of a cell that could not be converted, with what to do."""
        self._left.append((number, what, then))

    @property
    def left(self) -> list[AutograderError]:
        """All that could not be converted, in the order of the notebook."""
        name = self.master.path.name
        noted = sorted(self._left, key=lambda note: note[0])
        return [AutograderError(what, f"{name}, cell {n}", then) for n, what, then in noted]


def convert(master: Master, slug: str, title: str = "") -> Conversion:
    """The whole assignment, in memory."""
    prose = "\n".join(cell.text for cell in _all_cells(master) if cell.kind == "markdown")
    found = TITLE.search(prose)
    heading = found[1] if found else slug.replace("_", " ").capitalize()
    written = plain(title) or plain(heading)
    conversion = Conversion(master, slug, written)
    if not found:
        conversion.cells.append(("markdown", f"# {written}"))
    for number in master.dropped:
        conversion.leave(number, "a raw cell was left out.", "Write it as Markdown, or forget it.")
    for key, advice in SETTINGS.items():
        if master.config.get(key):
            conversion.leave(1, f"the setting `{key}` has no counterpart here.", advice)
    answers = {
        cell.number: take_apart(cell.text)
        for question in master.questions
        for cell in question.cells
        if cell.kind == "code" and cell.part == "solution"
    }
    section = written
    for item in master.items:
        if isinstance(item, MasterCell):
            section = _heading(item.text, section) if item.kind == "markdown" else section
            _plain_cell(conversion, item)
        else:
            section = _question(conversion, item, answers, section)
    _write_suites(conversion)
    return conversion


def _all_cells(master: Master) -> Iterator[MasterCell]:
    for item in master.items:
        yield from [item] if isinstance(item, MasterCell) else item.cells


def _heading(text: str, before: str) -> str:
    found = HEADING.findall(text)
    return plain(found[-1]) if found else before


def _plain_cell(conversion: Conversion, cell: MasterCell) -> None:
    if cell.kind == "markdown":
        conversion.cells.append(("markdown", cell.text))
        return
    if found := CELL_MAGIC.search(cell.text):
        what = f"the cell is not Python but %%{found[1]}, and was left out."
        conversion.leave(cell.number, what, "Write it in Python, or as Markdown.")
        return
    if "# SEED" in cell.text:
        conversion.leave(cell.number, "a seed was left out.", SETTINGS["seed"])
    _show_student_version(conversion, cell)


def _show_student_version(conversion: Conversion, cell: MasterCell) -> None:
    try:
        _give(conversion, cell.number, student_version(cell.text))
    except AssertionError:  # Otter's word for marks that don't fit together
        what = "the cell has a # BEGIN without its # END, and was left out."
        conversion.leave(cell.number, what, "Mend the marks.")


def _give(conversion: Conversion, number: int, text: str) -> None:
    """A cell of code that students get as it is."""
    text = OTTERS.sub("", text).strip("\n")
    if text.strip():
        conversion.cells.append(("code", text))
        conversion.given.append(MAGIC.sub("", text))
        _check_imports(conversion, number, text)


def _question(
    conversion: Conversion, question: MasterQuestion, answers: dict[int, Answer], section: str
) -> str:
    """Its cells, where they can be ours; else what students would see, and a TODO."""
    mine = [(cell, answers[cell.number]) for cell in question.cells if cell.number in answers]
    reason, advice = _why_not(question, [answer for _, answer in mine])
    for cell in question.cells:
        if cell.kind == "markdown" and cell.part == "prose":
            section = _heading(cell.text, section)
            conversion.cells.append(("markdown", cell.text))
        elif reason and cell.part in ("prompt", "solution"):
            _show_prompt(conversion, cell)
        elif cell.number in answers:
            _answer(conversion, question, cell, answers[cell.number], section)
        elif cell.kind == "code" and cell.part == "prompt":
            conversion.cells.append(("markdown", f"{BEGIN_WITH}\n{cell.text}\n```"))
        elif cell.kind == "code" and cell.part == "prose":
            _plain_cell(conversion, cell)
    if reason:
        conversion.leave(question.number, f"“{question.name}” {reason}", advice)
        conversion.cells.append(("markdown", f"TODO: “{question.name}” {reason} {advice}"))
    return section


def _why_not(question: MasterQuestion, answers: list[Answer]) -> tuple[str, str]:
    """Why a question can't be one of ours, and what to do; empty where it can."""
    functions = [name for answer in answers for name in answer.functions]
    variables = [name for answer in answers for name in answer.variables]
    if question.manual:
        return "is graded by hand.", "Ask for a function instead, or grade it by hand elsewhere."
    for answer in answers:
        if answer.why_not:
            return f"{answer.why_not}.", "Ask for a function instead."
    if functions:
        return "", ""
    if variables:
        asked = ", ".join(f"`{name}`" for name in variables)
        advice = f"Ask for a function that returns it: `def {variables[0]}():`."
        return f"asks for {asked}, which is no function.", advice
    return "has no function to write.", "Take it out, or ask for a function."


def _show_prompt(conversion: Conversion, cell: MasterCell) -> None:
    """What a student gets where a question is not graded: never the solution."""
    if cell.kind == "code" and cell.part == "prompt":
        conversion.cells.append(("code", cell.text))
    elif cell.kind == "code":
        _show_student_version(conversion, cell)
    elif cell.part == "prompt":
        conversion.cells.append(("markdown", cell.text))


def _answer(
    conversion: Conversion, question: MasterQuestion, cell: MasterCell, answer: Answer, section: str
) -> None:
    for part in answer.parts:
        if not part.function:
            _give(conversion, cell.number, part.text)
        elif part.function in conversion.sections:
            what = f"“{question.name}” defines {part.function} a second time; it was left out."
            conversion.leave(cell.number, what, "Give the second function a name of its own.")
        else:
            if part.scaffold:
                conversion.cells.append(("markdown", f"{BEGIN_WITH}\n{part.scaffold}\n```"))
            conversion.cells.append(("code", part.text))
            conversion.sections[part.function] = section
            _check_imports(conversion, cell.number, part.text)
    if answer.variables:
        asked = ", ".join(f"`{name}`" for name in answer.variables)
        what = f"“{question.name}” also asks for {asked}; students get a gap that nobody grades."
        conversion.leave(cell.number, what, "Ask for a function, or take the gap out.")
    if question.config.get("all_or_nothing"):
        what = f"“{question.name}” is all or nothing in Otter."
        conversion.leave(question.number, what, "Put what belongs together into one test.")


def _check_imports(conversion: Conversion, number: int, text: str) -> None:
    text = MAGIC.sub("", text)
    found = set()
    for node in ast.walk(ast.parse(text)) if _parses(text) else ():
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    for module in sorted(found - ALLOWED):
        conversion.leave(number, f"the cell imports {module}.", SETTINGS["requirements"])


def _write_suites(conversion: Conversion) -> None:
    """The tests of all questions, sorted by the function that each asks for."""
    asked = list(conversion.sections)
    given = "\n\n".join(text for text in conversion.given if _parses(text))
    conversion.suites = {name: SuiteText(name, conversion.master.path.name) for name in asked}
    for question in conversion.master.questions:
        texts = [cell.text for cell in question.cells if cell.part == "solution"]
        own = [name for name in asked if any(f"def {name}(" in text for text in texts)]
        if own and not question.manual:
            notes = SuiteText.add(conversion.suites, question, own, asked, given)
            for number, what, then in notes:
                conversion.leave(number, f"“{question.name}”: {what}", then)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def texts(conversion: Conversion, course: Course, order: int) -> dict[Path, str]:
    """Everything that is written, by path."""
    slug = conversion.slug
    source, suite = course.source(slug), course.suite(slug)
    return {
        source.parent / "assignment.toml": _description(conversion, order),
        source: _source(conversion),
        **{suite / f"test_{name}.py": each.text() for name, each in conversion.suites.items()},
    }


def _source(conversion: Conversion) -> str:
    make = {"markdown": new_markdown_cell, "code": new_code_cell}
    notebook = new_notebook(cells=[make[kind](text) for kind, text in conversion.cells])
    bare = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "-all"}
    notebook.metadata["jupytext"] = bare
    return str(jupytext.writes(notebook, fmt="py:percent"))


def _description(conversion: Conversion, order: int) -> str:
    title = json.dumps(conversion.title, ensure_ascii=False)
    lines = [f"title = {title}", f"order = {order}", f"section = {title}"]
    for name, suite in conversion.suites.items():
        section = json.dumps(conversion.sections[name], ensure_ascii=False)
        lines += ["", "[[questions]]", f'name = "{name}"']
        lines += [f"points = {suite.total}", f"section = {section}"]
    return "\n".join(lines) + "\n"
