"""`import-otter`: master notebooks of several styles become suites; what can't be is listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.authoring.build import build_assignment
from autograder.authoring.lint import lint
from autograder.authoring.otter_import import import_notebook
from autograder.authoring.otter_import.answers import as_question, take_apart
from autograder.authoring.otter_import.master import MasterTest, read_master
from autograder.authoring.otter_import.translation import shares
from autograder.authoring.verify import verify
from autograder.cli import cli
from autograder.course import Course
from autograder.errors import AutograderError

from . import otter_masters as masters

Cells = Sequence[NotebookNode]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """An empty course."""
    return Course(tmp_path / "course")


def taken(course: Course, cells: Cells, slug: str = "imported") -> list[str]:
    """Import a notebook of these cells; what is listed as left, each on one line."""
    path = masters.save(course.root.parent / f"{slug}.ipynb", cells)
    _, _, left = import_notebook(course, path)
    return [" ".join(str(error).split()) for error in left]


def read(course: Course, name: str, slug: str = "imported") -> str:
    """A file that was written: the source, or one of the suite."""
    folder = (
        course.suite(slug) if name.startswith(("test_", "mist")) else course.source(slug).parent
    )
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("build", "functions", "points"),
    [
        (masters.exception_based, ("scale", "length"), [4, 3]),
        (masters.ok_format, ("evens", "half"), [1, 3]),
        (masters.old_style, ("square",), [2]),
    ],
)
def test_each_style_runs(
    course: Course, build: Callable[[], Cells], functions: tuple[str, ...], points: list[float]
) -> None:
    """All functions with points and tests; verify misses the TODOs and the mistakes only."""
    taken(course, build())
    assignment = Course(course.root).assignment("imported")
    assert assignment.names == functions
    assert [question.points for question in assignment.questions] == points
    verdict = verify(course, assignment, jobs=1)
    rest = {re.sub(r"to do: .*", "to do", problem.what) for problem in verdict.problems}
    assert rest == {"to do", *(f"{name} has no known mistakes." for name in functions)}
    assert all(verdict.tests.values())


@pytest.mark.parametrize("build", [masters.exception_based, masters.ok_format])
def test_otter_takes_them_too(
    tmp_path: Path, build: Callable[[], Cells], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notebooks of these tests are masters in Otter's own eyes."""
    from otter.assign import main as otter_assign

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # Otter leaves folders behind
    path = masters.save(tmp_path / "master.ipynb", build())
    otter_assign(str(path), str(tmp_path / "out"), no_pdfs=True, no_run_tests=True)
    assert (tmp_path / "out" / "student" / "master.ipynb").is_file()


def test_exception_based_tests_word_for_word(course: Course) -> None:
    """Arguments that are no functions give way to definitions, other functions to `reference`."""
    assert taken(course, masters.exception_based()) == []
    scale, length = read(course, "test_scale.py"), read(course, "test_length.py")
    assert "@public\n@points(1)\ndef test_small(scale):\n" in scale
    assert '    """Three times one and two."""\n' in scale
    assert "test_small(scale, np)" not in scale  # the call was for Otter to ignore
    assert "\n\n@points(3)\ndef test_large(scale):\n" in scale
    assert "UNIT = np.array([1.0, 0.0])" in length
    assert "def test_scaled(length, reference):" in length
    assert "    scale = reference.scale\n" in length
    assert "def test_unit_2(length):" in length  # a second test of that name


def test_ok_tests_expect_their_output(course: Course) -> None:
    """What a test cell showed is what its function has to return."""
    left = taken(course, masters.ok_format())
    evens, half = read(course, "test_evens.py"), read(course, "test_half.py")
    for line in (
        "check(evens(5), np.array([0, 2, 4]))",
        "assert len(evens(10)) == 5",
        "check(int(numbers.sum()), 12)",
        "check(evens(1).tolist(), [0])",
    ):
        assert f"    {line}\n" in evens
    assert "np" not in half
    assert "@public\n@points(0.75)" in half
    assert "@points(2.25)" in half
    assert len(left) == 1
    assert "a test had no points, and shares 0.75 of 3 now" in left[0]


def test_answers_become_stubs(course: Course) -> None:
    """The whole body is the solution; what students were given of it moves into the prose."""
    taken(course, masters.ok_format())
    source = read(course, "imported.py")
    assert "# BEGIN PROMPT" not in source
    assert "# You may begin with:" in source
    assert "#     result = np.array([])" in source
    assert "# def half(x):\n#     'half of x'\n# ```" in source
    assert "matplotlib" not in source
    assert "    # BEGIN SOLUTION\n    return x / 2\n    # END SOLUTION\n" in source
    assert ast.parse(source)


def test_an_imported_assignment_can_be_finished(course: Course) -> None:
    """With sentences and mistakes written, an imported suite stands like any other."""
    taken(course, masters.exception_based())
    for path in (*course.suite("imported").glob("*.py"), course.source("imported")):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'"""TODO[^"]*"""', '"""As the text says."""', text), "utf-8")
    mistakes = course.suite("imported") / "mistakes.py"
    mistakes.write_text(
        mistakes.read_text(encoding="utf-8")
        + '\n\n@mistake("scale", "Times the factor, not plus it.")\n'
        "def added(values, factor):\n    return np.asarray(values) + factor\n"
        '\n\n@mistake("length", "Squares are added up, then comes the root.")\n'
        "def root_left_out(vector):\n    return float(np.sum(np.square(vector)))\n",
        encoding="utf-8",
    )
    verdict = verify(course, Course(course.root).assignment("imported"), jobs=1)
    assert verdict.problems == []


LISTED = [
    "cell 1: the setting `files` has no counterpart here. → Student code opens no files",
    "cell 1: the setting `seed` has no counterpart here. → Tests draw from `rng`",
    "cell 2: the cell imports pandas. → Student code has NumPy",
    "cell 3: a raw cell was left out.",
    "cell 4: the cell is not Python but %%sql, and was left out.",
    "cell 5: a seed was left out.",
    "cell 7: “q1” asks for `x`, which is no function. → Ask for a function that returns it",
    "cell 16: “q2” is graded by hand. → Ask for a function instead",
    "cell 22: “q3” is graded by hand.",
    "cell 31: “q4” asks for a class, Stack.",
    "cell 40: “q5” is all or nothing in Otter. → Put what belongs together into one test.",
    "cell 43: “q5” also asks for `eight`",
    "cell 47: “q5”: a test was left out: it calls no function of a student",
    "cell 48: “q5”: a test was left out: its output is no number or array: a",
    "cell 49: “q5”: a test was left out: it has no output: run the notebook",
    "cell 50: “q5”: test_q5_5 needs `import pandas as pd`, which a public test can't",
    "cell 54: “q6” has no function to write.",
    "cell 66: “q7” defines cube a second time; it was left out.",
    "cell 72: “q8” has a # BEGIN without its # END.",
    "cell 75: the cell has a # BEGIN without its # END, and was left out. → Mend the marks.",
]


def test_what_could_not_be_is_listed(course: Course) -> None:
    """Each thing that has no counterpart is named with its cell, in order, and what to do."""
    left = taken(course, masters.a_bit_of_everything())
    assert len(left) == len(LISTED)
    for line, wanted in zip(left, LISTED, strict=True):
        assert line.startswith(f"imported.ipynb, {wanted}"), line
        assert "→ " in line


def test_what_is_left_stays_a_todo(course: Course) -> None:
    """A question or test that was left out is a TODO where it stood, and its test is kept."""
    taken(course, masters.a_bit_of_everything())
    source, suite = read(course, "imported.py"), read(course, "test_cube.py")
    for name in ("q1", "q2", "q3", "q4", "q6", "q8"):
        assert f"# TODO: “{name}” " in source
    assert "# TODO: rewrite this test, once worth 1 / 6 points: its output is no number" in suite
    assert "#     pd.DataFrame({'a': [cube(2)]})\n# its output:\n#        a\n#     0  8" in suite


def test_no_solution_slips_through(course: Course) -> None:
    """Of answers that are not graded students get what Otter would have given them."""
    taken(course, masters.a_bit_of_everything())
    assignment = Course(course.root).assignment("imported")
    assert lint(course, assignment) == []
    files = build_assignment(course, assignment)
    for secret in (b"271828", b"314159", b"161803", b"173205", b"141421", b"x**3", b"secrets"):
        assert not [name for name, content in files.items() if secret in content]
    source = read(course, "imported.py")
    assert "x = ...\n" in source
    assert "for staff" not in source
    assert "grader" not in source
    assert "# _Write here._" in source


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([masters.MARKDOWN("# Nothing")], "has no question"),
        ([masters.RAW("# BEGIN QUESTION\nname: q")], "“q” has no end"),
        ([masters.RAW("# END QUESTION")], "cell 1 ends a question out of order"),
        (2 * [masters.RAW("# BEGIN QUESTION\nname: q")], "cell 2 begins a question out of order"),
        ([masters.RAW("# BEGIN QUESTION\nname: [")], "the settings in cell 1 are not YAML"),
        (
            masters.question("name: q\nmanual: true", "Why?", [masters.MARKDOWN("Because.")]),
            "“q” is graded by hand",
        ),
    ],
)
def test_a_notebook_that_is_no_master(course: Course, cells: Cells, says: str) -> None:
    """A notebook without anything to import is refused by name, and nothing is written."""
    with pytest.raises(AutograderError, match=re.escape("imported.ipynb")) as caught:
        taken(course, cells)
    assert says in str(caught.value)
    assert not course.root.exists()


def test_files_of_another_kind(tmp_path: Path) -> None:
    """No notebook, another language and a missing file are said so."""
    path = tmp_path / "exam.ipynb"
    with pytest.raises(AutograderError, match="can't be read"):
        read_master(path)
    path.write_text("none of your business", encoding="utf-8")
    with pytest.raises(AutograderError, match="is not a notebook"):
        read_master(path)
    masters.save(path, masters.ok_format(), language="R")
    with pytest.raises(AutograderError, match="is written in r"):
        read_master(path)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what was written, what is left, and what comes next; a second time it refuses."""
    monkeypatch.chdir(tmp_path)
    masters.save(tmp_path / "HW 03.ipynb", masters.old_style())
    run = ["import-otter", "HW 03.ipynb", "--course", "there", "--title", "Squares"]
    done = CliRunner().invoke(cli, run)
    assert done.exit_code == 1, done.output
    assert "written: there/solutions/hw_03/hw_03.py" in done.output
    assert "· HW 03.ipynb, cell 9: “q2” is graded by hand." in done.output
    assert "`autograder --course there verify hw_03`" in done.output
    assert all(len(line) <= 80 for line in done.output.split("\n"))
    assert Course(tmp_path / "there").assignment("hw_03").title == "Squares"
    again = CliRunner().invoke(cli, run)
    assert "There is an assignment “hw_03” already." in str(again.exception)


@pytest.mark.parametrize(
    ("points", "own", "wanted"),
    [
        (None, [None, None], [0.5, 0.5]),
        (6, [None, None, None], [2, 2, 2]),
        (6, [2, 2, None, None], [2, 2, 1, 1]),
        (None, [2, None], [1.5, 0.5]),
        ([0, 1, 3], [None] * 3, [1, 0.75, 2.25]),
        ({"each": 2}, [None, None], [2, 2]),
        (0, [None], [1]),
    ],
)
def test_points_by_the_rules_of_otter(
    points: object, own: list[float | None], wanted: list[float]
) -> None:
    """Points of the question and of the tests are shared out; none of the tests gets nothing."""
    tests = [MasterTest(n, "", "", False, value) for n, value in enumerate(own)]
    assert shares(points, tests)[0] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("function", "wanted"),
    [
        ("def f(x): return 2 * x", "    return 2 * x\n"),
        ('def f(x):\n    """Twice."""\n\n    return 2 * x', '    """Twice."""\n    # BEGIN'),
        (
            "def f(\n    x,\n):\n    # a remark\n    return 2 * x",
            "    # a remark\n    return 2 * x",
        ),
        ("@decorated\ndef f(x) -> int:\n  return 2 * x", "  # BEGIN SOLUTION\n  return 2 * x"),
    ],
)
def test_functions_of_all_shapes(function: str, wanted: str) -> None:
    """However a function is written, its body after the docstring is the solution."""
    text = as_question(function)
    assert wanted in text
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert ast.get_docstring(node)
    assert text.index("# BEGIN SOLUTION") > text.index('"""')


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["line", "block", "whole"]), min_size=1, max_size=4))
def test_nothing_of_an_answer_is_given(kinds: list[str]) -> None:
    """Whichever of Otter's marks an answer uses, what is given holds nothing of it."""
    shapes = {
        "line": "def f{0}(x):\n    return x + 9000{0} # SOLUTION",
        "block": "def f{0}(x):\n    # BEGIN SOLUTION\n    return x + 9000{0}\n    # END SOLUTION",
        "whole": "# BEGIN SOLUTION\ndef f{0}(x):\n    return x + 9000{0}\n# END SOLUTION",
    }
    cell = "\n\n".join(shapes[kind].format(n) for n, kind in enumerate(kinds))
    answer = take_apart(cell)
    assert sorted(answer.functions) == [f"f{n}" for n in range(len(kinds))]
    assert not [part for part in answer.parts if not part.function and "9000" in part.text]
