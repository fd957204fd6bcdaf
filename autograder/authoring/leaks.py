"""Looks through everything that a student gets for what a student must not get.

Secret are the solutions, the hidden tests, and the catalogues of mistakes and variants. A
leak is a telling line of these, or a run of short ones, compared without any white space. A line
that the author shows anyway (in prose, examples, stubs, public tests, the comparison helpers) is
no secret; two in a row of a solution, a hidden test or a catalogue's function always are.
"""

from __future__ import annotations

import ast
import bisect
import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.public_tests import write_public_tests
from autograder.authoring.source import Cell, Source, read_source, stub_line
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading import compare

TELLING = 25  # characters, white space not counted
TELLING_ELSEWHERE = 60  # of another assignment's solution: alike lines are no surprise
TAKE_OUT = "Students would get this. Take it out of the prose, the examples or the public tests."
NO_STUB = "is more than the question's stub"
RUN = 5  # lines that are looked at together, at most
TOGETHER = 2  # lines of one function that nobody shows by accident


@dataclass(frozen=True)
class Leak:
    """Something that a student must not get, and where it was found."""

    file: str
    place: str  # "line 12", "cell 3, line 2"
    text: str
    origin: str  # where it belongs

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.origin}: {self.text.strip()[:80]}"


@dataclass(frozen=True)
class _Line:
    place: str
    text: str

    @property
    def squeezed(self) -> str:
        return "".join(self.text.split())


def find_leaks(
    course: Course, assignment: Assignment, source: Source, contents: Mapping[str, bytes]
) -> list[Leak]:
    """All leaks in a student's files (relative path -> bytes); none is what we want."""
    public = _public(course, assignment)
    shown = public + "".join("".join(cell.stub for cell in source.cells).split())
    passages: dict[str, str] = {}  # squeezed secret text -> where it comes from
    for origin, lines, is_answer in _secrets(course, assignment, source):
        found = [each for each in _telling_passages(lines, TELLING) if each not in shown]
        if is_answer:
            more = _telling_passages(lines, TELLING, TOGETHER)
            found += [each for each in more if each not in public]
        for passage in found:
            passages.setdefault(passage, origin)
    for origin, lines in _solved_elsewhere(course, assignment):
        for passage in _telling_passages(lines, TELLING_ELSEWHERE):
            passages.setdefault(passage, origin)
    leaks = []
    for file, content in sorted(contents.items()):
        leaks += _search(file, list(_lines_of(file, content)), passages)
        leaks += _unfinished_stubs(file, content, assignment)
    return leaks


def leak_problem(
    leak: Leak, course: Course, assignment: Assignment, source: Source
) -> AutograderError:
    """A leak as its author can mend it: with the line that brings it to the students."""
    folder = course.student_folder(assignment.slug)
    wanted = "".join(leak.text.split()).lstrip("#")
    solved = {line for cell in source.answers.values() for line in _lines_between(cell)}
    for path in (source.path, assignment.folder / "assignment.toml"):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            hidden = path == source.path and number in solved
            if not hidden and "".join(line.split()).lstrip("#") == wanted:
                place = f"{path}:{number}"
                return AutograderError(f"{leak.origin}: {line.strip()[:60]}", place, TAKE_OUT)
            begin = leak.text.removesuffix("…)")
            if leak.origin == NO_STUB and not hidden and line.lstrip().startswith(begin):
                what = f"{leak.text} is a question, but is defined here as well."
                return AutograderError(what, f"{path}:{number}", "Give it another name.")
    return AutograderError(str(leak), folder, f"{TAKE_OUT} Then run `autograder build`.")


def _lines_between(cell: Cell) -> range:
    begin, end = cell.block
    return range(cell.line + begin, cell.line + end + 1)


def _search(file: str, lines: Sequence[_Line], passages: Mapping[str, str]) -> list[Leak]:
    starts, text = [], ""
    for line in lines:
        starts.append(len(text))
        text += line.squeezed
    leaks: dict[str, Leak] = {}  # the first find on each line is enough
    for passage, origin in passages.items():
        found = text.find(passage)
        if found >= 0:
            line = lines[bisect.bisect_right(starts, found) - 1]
            leaks.setdefault(line.place, Leak(file, line.place, line.text, origin))
    return list(leaks.values())


def _telling_passages(lines: Sequence[str], telling: int, least: int = 1) -> Iterator[str]:
    """Each telling line, or so many at `least`; short ones with as many more as it takes."""
    squeezed = [text for text in ("".join(line.split()) for line in lines) if text]
    for start in range(len(squeezed)):
        run = ""
        for count, text in enumerate(squeezed[start : start + RUN], start=1):
            run += text
            if len(run) >= telling and count >= least:
                yield run
                break


def _secrets(
    course: Course, assignment: Assignment, source: Source
) -> Iterator[tuple[str, list[str], bool]]:
    """Each secret text as lines, with a name for it, and whether it answers something: a
    solution, a hidden test, a function of a catalogue. What tests are made of is only theirs.
    """
    for name, cell in {**source.answers, **source.carried}.items():
        yield f"the solution of {name} has", cell.solution, True
    for path in sorted(course.suite(assignment.slug).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
                continue
            origin = f"{path.name} has, from line {node.lineno}"
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            is_answer = is_test or path.name in ("mistakes.py", "variants.py")
            yield origin, _code_lines(node, text.split("\n")), is_answer


def _solved_elsewhere(course: Course, assignment: Assignment) -> Iterator[tuple[str, list[str]]]:
    """The solutions of all other assignments: one notebook must not solve another."""
    for other in course.assignments:
        if other.slug == assignment.slug:
            continue
        try:
            answers = read_source(course, other).answers
        except AutograderError:
            continue  # its own build says what is wrong with it
        for name, cell in answers.items():
            yield f"the solution of {name} in {other.slug} has", cell.solution


def _code_lines(node: ast.stmt, lines: Sequence[str]) -> list[str]:
    """A statement's lines; of a function the body, without the docstring: that is feedback."""
    first = node.lineno
    if isinstance(node, ast.FunctionDef):
        body = node.body[1:] if ast.get_docstring(node) else node.body
        first = body[0].lineno if body else (node.end_lineno or 0) + 1
    return list(lines[first - 1 : node.end_lineno])


def _public(course: Course, assignment: Assignment) -> str:
    """The tests that students get, and what these compare with, squeezed."""
    tests = write_public_tests(course, assignment).values()
    return "".join("".join([*tests, inspect.getsource(compare)]).split())


def _lines_of(file: str, content: bytes) -> Iterator[_Line]:
    """All text of a file: its lines, or every string in a notebook, metadata and all."""
    text = content.decode("utf-8", errors="replace")
    if Path(file).suffix == ".ipynb":
        notebook = json.loads(text)
        for number, cell in enumerate(notebook.pop("cells"), start=1):
            cell_source = "".join(cell.pop("source"))
            for line_number, line in enumerate(cell_source.split("\n"), start=1):
                yield _Line(f"cell {number}, line {line_number}", line)
            for line in _strings(cell):
                yield _Line(f"cell {number}, outputs or metadata", line)
        for line in _strings(notebook):
            yield _Line("the notebook's metadata", line)
    else:
        for number, line in enumerate(text.split("\n"), start=1):
            yield _Line(f"line {number}", line)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _unfinished_stubs(file: str, content: bytes, assignment: Assignment) -> list[Leak]:
    """Each question's function in a student's file has to be a docstring and a raise."""
    text = content.decode("utf-8", errors="replace")
    pieces = [("", text)] if file.endswith(".py") else []
    if file.endswith(".ipynb"):
        pieces = [
            (f"cell {number}, ", "".join(cell["source"]))
            for number, cell in enumerate(json.loads(text)["cells"], start=1)
            if cell["cell_type"] == "code"
        ]
    leaks = []
    for where, piece in pieces:
        try:
            tree = ast.parse(piece)
        except SyntaxError:  # a magic: no cell of a question, those were checked
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in assignment.names:
                rest = [ast.unparse(part) for part in node.body[1:]]
                wanted = [ast.unparse(ast.parse(stub_line(node.name)))]
                if not ast.get_docstring(node) or rest != wanted:
                    place = f"{where}line {node.lineno}"
                    leaks.append(Leak(file, place, f"def {node.name}(…)", NO_STUB))
    return leaks
