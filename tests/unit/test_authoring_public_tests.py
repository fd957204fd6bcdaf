"""Public test files: complete in themselves, word for word, and refused where they can't be."""

from __future__ import annotations

import ast
import types

import pytest
from otter.test_files import ExceptionTestFile

from autograder.authoring.public_tests import write_public_tests
from autograder.authoring.suite_index import list_suite, list_tests
from autograder.errors import AutograderError

HEAD = """
import numpy as np

from autograder.suite import check, expect, formula, points, public

"""


@pytest.fixture
def write(tiny_course):
    """Writes test_double.py of the tiny course and builds its public tests."""

    def write_suite(text: str) -> str:
        path = tiny_course.suite("warmup") / "test_double.py"
        path.write_text(HEAD + text, encoding="utf-8")
        return write_public_tests(tiny_course, tiny_course.assignment("warmup"))["double"]

    return write_suite


def run_under_otter(text: str, **names: object) -> ExceptionTestFile:
    test_file = ExceptionTestFile.from_string(text, "double.py")
    test_file.run(names)
    return test_file


def test_listing_a_suite_runs_nothing(tiny_course):
    """Names, sentences, points and publicity are read from the text alone."""
    path = tiny_course.suite("warmup") / "test_double.py"
    path.write_text("raise SystemExit\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    tests = list_tests(path, ["double", "total"])
    assert [(t.name, t.points, t.public) for t in tests] == [
        ("test_worked_example", 1, True),
        ("test_values", 2, False),
        ("test_argument_stays", 1, False),
    ]
    assert tests[1].sentence == "Every entry is doubled."
    assert {test.question for test in tests} == {"double"}


@pytest.mark.parametrize("number", ["1 / 4", "0.25"])
def test_fractions_of_points(tiny_course, number):
    """Points may be fractions, written either way."""
    path = tiny_course.suite("warmup") / "test_double.py"
    text = path.read_text(encoding="utf-8").replace("@points(1)", f"@points({number})", 1)
    path.write_text(text, encoding="utf-8")
    assert list_tests(path, ["double"])[0].points == 0.25


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("@points(1)\n", ""), "0 points markers"),
        (("@points(1)", "@points(open('x'))"), "not a number of points"),
        (("@points(1)", "@points(-1)"), "not a number of points"),
        (('    """One and two become two and four."""\n', ""), "no docstring"),
        (("test_worked_example(double)", "test_worked_example()"), "0 functions of a student"),
        (("test_worked_example(double)", "test_worked_example(double, total)"), "2 functions"),
    ],
)
def test_listing_complains(tiny_course, change, says):
    """A test without points, sentence or function is named with its line."""
    path = tiny_course.suite("warmup") / "test_double.py"
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(AutograderError, match=says) as caught:
        list_suite(tiny_course, tiny_course.assignment("warmup"))
    assert str(caught.value.where).startswith(f"{path}:")


def test_a_test_in_the_wrong_file(tiny_course):
    """A test of another question's function is sent to that question's file."""
    path = tiny_course.suite("warmup") / "test_double.py"
    text = path.read_text(encoding="utf-8").replace("(double)", "(total)", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AutograderError, match="Move it to test_total"):
        list_suite(tiny_course, tiny_course.assignment("warmup"))


def test_otter_runs_it(tiny_course):
    """Otter's own test file class passes the right answer and fails a wrong one."""
    text = write_public_tests(tiny_course, tiny_course.assignment("warmup"))["double"]
    assert run_under_otter(text, double=lambda x: 2 * x).passed_all
    wrong = run_under_otter(text, double=lambda x: x + 2)
    assert not wrong.passed_all
    assert wrong.possible == 1
    assert wrong.test_cases[0].name == "One and two become two and four."
    assert "expected 2, got 3" in wrong.test_case_results[0].message


def test_word_for_word_and_nothing_hidden(tiny_course):
    """The public test is there as the author wrote it, the hidden ones are not."""
    text = write_public_tests(tiny_course, tiny_course.assignment("warmup"))["double"]
    assert (
        "def test_worked_example(double):\n"
        '    """One and two become two and four."""\n'
        "    check(double(np.array([1.0, 2.0])), np.array([2.0, 4.0]))\n"
    ) in text
    assert "test_values" not in text
    assert "test_argument_stays" not in text
    assert "check_unchanged" not in text  # a helper that only a hidden test uses


def test_needs_numpy_only(tiny_course):
    """The file imports NumPy, the standard library, and Otter only where there is one."""
    text = write_public_tests(tiny_course, tiny_course.assignment("warmup"))["double"]
    roots = {
        alias.name.split(".")[0] if isinstance(node, ast.Import) else str(node.module).split(".")[0]
        for node in ast.parse(text).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert roots <= {"__future__", "numpy", "copy", "operator", "collections", "typing"}


def test_constants_come_along(write):
    """Constants and helpers of the suite that a public test uses are in its file."""
    text = write(
        "TABLE = np.array([1.0, 2.0])\nSECRET = 1234567\n\n\n"
        "def twice(x):\n    return x + x\n\n\n"
        '@public\n@points(4)\ndef test_table(double):\n    """The table is doubled."""\n'
        "    check(double(TABLE), twice(TABLE))\n"
    )
    assert run_under_otter(text, double=lambda x: 2 * x).passed_all
    assert "SECRET" not in text


def test_constants_made_with_helpers(write):
    """A constant that is made with a helper comes after it, so that the file can be run."""
    text = write(
        'SQUARE = formula("x ** 2")\n\n\n'
        '@public\n@points(4)\ndef test_square(double):\n    """A sentence."""\n'
        "    check(double(SQUARE(np.ones(2))), np.array([2.0, 2.0]))\n"
    )
    assert run_under_otter(text, double=lambda x: 2 * x).passed_all


BODY = '\n    """A sentence."""\n    check(double(1), 2.0)\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"@public\n@points(4)\ndef test_it(double, reference):{BODY}", "asks for reference"),
        (f"@public\n@points(4)\ndef test_it(double, rng):{BODY}", "asks for rng"),
        (
            "import pytest\n\n\n@public\n@points(4)\n"
            f"@pytest.mark.parametrize('n', [1, 2])\ndef test_it(double, n):{BODY}",
            "parametrised",
        ),
        (
            f"import math\n\n\n@public\n@points(4)\ndef test_it(double):{BODY}    math.sqrt(2)\n",
            "needs `import math`",
        ),
        (f"@public\n@points(4)\ndef test_it(double):{BODY}    import os\n", "needs `import os`"),
        (f"@public\n@points(4)\n@slow\ndef test_it(double):{BODY}", "marked @slow"),
        (
            "from autograder.suite import check as look\n\n\n@public\n@points(4)\n"
            f"def test_it(double):{BODY}    look(1, 1)\n",
            "needs `from autograder.suite",
        ),
        (
            "def _kind(x):\n    return x\n\n\n@public\n@points(4)\n"
            f"def test_it(double):{BODY}    _kind(1)\n",
            "“_kind”",
        ),
        (f"@points(4)\ndef test_it(double):{BODY}", "no test of double is public"),
    ],
)
def test_what_a_public_test_may_not_need(write, text, says):
    """A public test that could not run at a student's desk is refused by name."""
    with pytest.raises(AutograderError, match=says) as caught:
        write(text)
    assert "test_double.py" in str(caught.value.where)


def test_same_tests_without_otter(tiny_course, monkeypatch):
    """Without Otter the file still loads, and its tests are plain functions."""
    monkeypatch.setitem(__import__("sys").modules, "otter.test_files", None)
    text = write_public_tests(tiny_course, tiny_course.assignment("warmup"))["total"]
    module = types.ModuleType("total")
    exec(compile(text, "total.py", "exec"), module.__dict__)
    module.test_worked_example(lambda x: 2 * sum(x))
    with pytest.raises(AssertionError, match="should be 6"):
        module.test_worked_example(sum)
