"""Lists the tests of a suite without importing it: names, sentences, points, what is public."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.course import Assignment, Course
from autograder.errors import AutograderError


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
    tests = {}
    for question in assignment.names:
        path = course.suite(assignment.slug) / f"test_{question}.py"
        tests[question] = list_tests(path, assignment.names)
        for test in tests[question]:
            if test.question != question:
                test.refuse(
                    f"tests {test.question}, but this is the file of {question}.",
                    f"Move it to test_{test.question}.py.",
                )
    return tests


def list_tests(path: Path, questions: Collection[str]) -> tuple[SuiteTest, ...]:
    """The tests of one suite file, in their order; every complaint names file and line."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", path, "Write its tests.") from error
    except SyntaxError as error:
        raise AutograderError(
            f"is not valid Python: {error.msg}.", f"{path}:{error.lineno}", "Mend that line."
        ) from error
    return tuple(
        _test(node, path, questions)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    )


def parameters(node: ast.FunctionDef) -> list[str]:
    """The names that a test asks for: a student's function and other fixtures."""
    return [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _test(node: ast.FunctionDef, path: Path, questions: Collection[str]) -> SuiteTest:
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
    asked = [name for name in parameters(node) if name in questions]
    if len(asked) != 1:
        raise AutograderError(
            f"{node.name} asks for {len(asked)} functions of a student.",
            place,
            "Ask for exactly one; others come from `reference`.",
        )
    return SuiteTest(
        name=node.name,
        sentence=sentence,
        question=asked[0],
        points=_number(points[0], place),
        public="public" in marks,
        parametrised=any("parametrize" in mark for mark in marks),
        path=path,
        line=node.lineno,
        node=node,
    )


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
