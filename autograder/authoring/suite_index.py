"""Lists the tests of a suite without importing it: names, sentences, points, what is public."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.suite import OURS
from autograder.names import did_you_mean

# The fixtures of pytest that are there in a grading session.
BUILT_IN = ("request", "tmp_path", "monkeypatch", "capsys")


@dataclass(frozen=True)
class SuiteTest:
    """One test function of a suite; a parametrised one stands for several tests."""

    name: str
    sentence: str  # the docstring, on one line
    question: str
    points: float  # of each case, where the test is parametrised
    public: bool
    parametrised: bool
    path: Path
    line: int
    node: ast.FunctionDef

    def refuse(self, what: str, then: str, line: int | None = None) -> NoReturn:
        """Raise an AutograderError that names this test, its file and its line."""
        raise AutograderError(f"{self.name} {what}", f"{self.path}:{line or self.line}", then)


def list_suite(course: Course, assignment: Assignment) -> dict[str, tuple[SuiteTest, ...]]:
    """The tests of each question, from the files test_<question>.py of its suite."""
    return {name: list_question(course, assignment, name) for name in assignment.names}


def list_question(course: Course, assignment: Assignment, question: str) -> tuple[SuiteTest, ...]:
    """The tests of one question; every complaint names file and line."""
    path = course.suite(assignment.slug) / f"test_{question}.py"
    tests = list_tests(path, assignment.names)
    for test in tests:
        if test.question != question:
            test.refuse(
                f"tests {test.question}, but this is the file of {question}.",
                f"Move it to test_{test.question}.py.",
            )
    if not tests:
        raise AutograderError(
            f"has no tests of {question}.", path, "Write some: functions called test_…"
        )
    return tests


def check_file_names(course: Course, assignment: Assignment) -> None:
    """Refuse a test file that belongs to no question: pytest would run it all the same."""
    for path in sorted(course.suite(assignment.slug).glob("test_*.py")):
        name = path.stem.removeprefix("test_")
        if name not in assignment.names:
            advice = did_you_mean(name, assignment.names) or "Rename it to test_<question>.py."
            raise AutograderError(f"There is no question “{name}”.", path, advice)


def list_tests(path: Path, questions: Collection[str]) -> tuple[SuiteTest, ...]:
    """The tests of one suite file, in their order; every complaint names file and line."""
    tree = parse_file(path)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    check_named_once(functions, path)
    fixtures = {
        f.name for f in functions if any("fixture" in ast.unparse(d) for d in f.decorator_list)
    }
    return tuple(
        _test(node, path, questions, fixtures) for node in functions if node.name.startswith("test")
    )


def parse_file(path: Path) -> ast.Module:
    """A file of a suite as a tree."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AutograderError("is missing.", path, "Write it: each question has one.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", path, "Save it as UTF-8.") from error
    except SyntaxError as error:
        raise AutograderError(
            f"is not valid Python: {error.msg}.", f"{path}:{error.lineno}", "Mend that line."
        ) from error


def check_named_once(functions: Iterable[ast.FunctionDef], path: Path) -> None:
    """Refuse a second function of one name: it would silently take the place of the first."""
    lines: dict[str, int] = {}
    for node in functions:
        if node.name in lines:
            raise AutograderError(
                f"{node.name} is defined a second time (first in line {lines[node.name]}).",
                f"{path}:{node.lineno}",
                "Rename one of them: only the last one counts.",
            )
        lines[node.name] = node.lineno


def parameters(node: ast.FunctionDef) -> list[str]:
    """The names that a test asks for: a student's function and other fixtures."""
    return [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _test(
    node: ast.FunctionDef, path: Path, questions: Collection[str], fixtures: set[str]
) -> SuiteTest:
    place = f"{path}:{node.lineno}"
    marks = [ast.unparse(decorator) for decorator in node.decorator_list]
    points = [d for d in node.decorator_list if ast.unparse(d).startswith("points(")]
    if len(points) != 1:
        raise AutograderError(
            f"{node.name} has {len(points)} points markers.", place, "Give it one: @points(2)."
        )
    sentence = " ".join((ast.get_docstring(node) or "").split())
    if not sentence:
        raise AutograderError(
            f"{node.name} has no docstring.", place, "Say in one sentence what it expects."
        )
    cases = [mark for mark in marks if "parametrize" in mark]
    if not cases:
        _check_parameters(node, place, {*questions, *fixtures, *OURS, *BUILT_IN})
    asked = [name for name in parameters(node) if name in questions]
    if len(asked) != 1:
        advice = "Ask for exactly one, as an argument; others come from `reference`."
        raise AutograderError(
            f"{node.name} asks for {len(asked)} functions of a student.", place, advice
        )
    return SuiteTest(
        name=node.name,
        sentence=sentence,
        question=asked[0],
        points=_number(points[0], place),
        public="public" in marks,
        parametrised=bool(cases),
        path=path,
        line=node.lineno,
        node=node,
    )


def _check_parameters(node: ast.FunctionDef, place: str, known: Collection[str]) -> None:
    for name in parameters(node):
        if name not in known:
            advice = did_you_mean(name, known) or (
                "A test can ask for its question's function, `reference`, `rng`, and fixtures."
            )
            raise AutograderError(f"{node.name} asks for an unknown “{name}”.", place, advice)


def _number(decorator: ast.expr, place: str) -> float:
    """The number in points(2), points(2.5) or points(1 / 3)."""
    inside = decorator.args if isinstance(decorator, ast.Call) else []
    plain = (ast.Constant, ast.BinOp, ast.Div, ast.Mult)
    if len(inside) == 1 and all(isinstance(node, plain) for node in ast.walk(inside[0])):
        number = eval(ast.unparse(inside[0]), {"__builtins__": {}})  # only numbers, * and /
        if isinstance(number, int | float) and number > 0:
            return number
    raise AutograderError(
        f"`{ast.unparse(decorator)}` is not a number of points.", place, "Write @points(2)."
    )
