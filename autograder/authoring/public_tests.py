"""Writes tests/<question>.py for students: the suite's public tests, complete in one file.

The same file serves Otter (`grader.check`), bare pytest and the grader itself, so it needs
nothing but NumPy: the comparison helpers are cut out of the grader and come along.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping, Sequence

from autograder.authoring.suite_index import SuiteTest, list_question, parameters
from autograder.course import Assignment, Course, Question
from autograder.errors import AutograderError
from autograder.extract import bound_names, extract, names_used, pieces
from autograder.grading import compare

HELPERS = frozenset({"CheckFailure", "check", "check_unchanged", "expect", "formula"})
MARKS = frozenset({"points", "public"})
NUMPY = "import numpy as np"
RESERVED = frozenset({"OK_FORMAT", "name", "points", "test_case"})

HEADER = '''"""Public tests of {question}: {public:g} of its {total:g} points.

In the notebook:  grader.check("{question}")
In a terminal:    pytest tests/{question}.py

These tests show what is asked for. Hidden tests decide the rest of the grade: other numbers,
other shapes, the same behaviour. So write what the exercise says rather than what passes here.

Generated from the course's source; a change here is lost with the next build.
"""'''

OTTER = """# What grader.check in the notebook reads.
OK_FORMAT = False
name = {title}
points = {points}
try:
    from otter.test_files import test_case
except ImportError:  # pytest alone is enough
    pass
else:
"""


def write_public_tests(course: Course, assignment: Assignment) -> dict[str, str]:
    """The text of tests/<question>.py for each question of an assignment."""
    return {name: write_public_test(course, assignment, name) for name in assignment.names}


def write_public_test(course: Course, assignment: Assignment, question: str) -> str:
    """The text of tests/<question>.py."""
    public = [test for test in list_question(course, assignment, question) if test.public]
    if not public:
        raise AutograderError(
            f"no test of {question} is public.",
            course.suite(assignment.slug) / f"test_{question}.py",
            "Mark at least one with @public: students need something to check against.",
        )
    return public_test_file(assignment.question(question), public)


def public_test_file(question: Question, tests: Sequence[SuiteTest]) -> str:
    """One self-contained test file, from the public tests of one question."""
    path = tests[0].path
    suite = path.read_text(encoding="utf-8")
    helpers = _helpers_of(suite)

    def cut_out(names: list[str]) -> str:
        left_out = helpers | MARKS
        return extract(suite, names, where=path, keep_decorators=False, leave_out=left_out)

    lines = {ast.unparse(node): node.lineno for node in ast.parse(suite).body}
    for test in tests:
        imports = _split(cut_out([test.name]))[0]
        _check_needs(test, {line: lines.get(line, test.line) for line in imports})
    names = [test.name for test in tests]
    own = cut_out(names)
    _, own_tests, own_rest = _split(own, names)
    used = sorted(helpers & names_used(ast.parse(own)))
    imports, _, helper_code = _split(extract(inspect.getsource(compare), used))
    _check_clashes(tests[0], own_rest, helper_code)
    if helper_code:
        helper_code[0] = f"# The grader's own comparison, word for word.\n{helper_code[0]}"
    # Constants stay near the tests, unless they are made with one of the helpers.
    made_with_helpers = any(
        names_used(ast.parse(piece)) & helpers
        for piece in own_rest
        if not piece.startswith(("def ", "class "))
    )
    rest = [*helper_code, *own_rest] if made_with_helpers else [*own_rest, *helper_code]
    public = sum(test.points for test in tests)
    header = HEADER.format(question=question.name, public=public, total=question.points)
    top = "\n\n".join([header, *_import_blocks(imports)])
    return "\n\n\n".join([top, *own_tests, *rest, _otter_part(question, tests)])


def _import_blocks(imports: Sequence[str]) -> list[str]:
    standard = sorted(set(imports) - {NUMPY}, key=lambda line: (line.startswith("from"), line))
    return ["from __future__ import annotations", *["\n".join(standard)] * bool(standard), NUMPY]


def _otter_part(question: Question, tests: Sequence[SuiteTest]) -> str:
    points = [int(p) if p == int(p) else p for p in (test.points for test in tests)]
    cases = [
        f"    case_{number} = test_case({_quoted(test.sentence)})({test.name})\n"
        for number, test in enumerate(tests, start=1)
    ]
    # Otter says “<name> passed!”, which must not sound like the whole grade.
    title = f"{question.name} (public tests)"
    return OTTER.format(title=_quoted(title), points=points) + "".join(cases)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _helpers_of(suite: str) -> frozenset[str]:
    """What a suite file imports from autograder.suite and may take along to students."""
    imported = {
        alias.asname or alias.name
        for node in ast.parse(suite).body
        if isinstance(node, ast.ImportFrom) and node.module == "autograder.suite"
        for alias in node.names
    }
    return HELPERS & imported


def _check_needs(test: SuiteTest, imports: Mapping[str, int]) -> None:
    """A public test has to work in a notebook, so it may not need what only the grader has.

    `imports` are the lines of its file that import what it uses, with their numbers.
    """
    if test.parametrised:
        test.refuse("is public and parametrised.", "Loop over the cases inside the test.")
    others = [name for name in parameters(test.node) if name != test.question]
    if others:
        test.refuse(
            f"is public and asks for {', '.join(others)}.",
            f"A public test gets `{test.question}` alone: write the expected values down.",
        )
    for decorator in test.node.decorator_list:
        text = ast.unparse(decorator)
        if text != "public" and not text.startswith("points("):
            test.refuse(f"is public and marked @{text}.", "Leave only @public and @points.")
    inner = [n for n in ast.walk(test.node) if isinstance(n, ast.Import | ast.ImportFrom)]
    for text, line in {**imports, **{ast.unparse(n): n.lineno for n in inner}}.items():
        if text != NUMPY:
            test.refuse(
                f"is public and needs `{text}`.",
                f"Public tests use `{NUMPY}` and the helpers of autograder.suite, nothing else.",
                line,
            )


def _split(text: str, tests: Sequence[str] = ()) -> tuple[list[str], list[str], list[str]]:
    """Imports, the test functions, and everything else, each piece word for word."""
    imports, functions, rest = [], [], []
    for node, piece in pieces(text):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(piece)
        elif bound_names(node) & set(tests):
            functions.append(piece)
        else:
            rest.append(piece)
    return imports, functions, rest


def _check_clashes(test: SuiteTest, own: list[str], helpers: list[str]) -> None:
    def bound(pieces: list[str]) -> set[str]:
        return {
            name for piece in pieces for node in ast.parse(piece).body for name in bound_names(node)
        }

    for name in bound(own) & (bound(helpers) | RESERVED):
        test.refuse(f"needs a “{name}”, a name that the test file has a use for.", "Rename it.")
