"""`verify` stands for a suite: what falls short is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.verdict import Verdict
from autograder.authoring.verify import verify
from autograder.course import Course
from autograder.reporting.verdict import render_verdict, summary_line


def judge(course: Course) -> Verdict:
    """The verdict on the small course."""
    return verify(course, Course(course.root).assignment("warmup"), jobs=2)


def edit(path: Path, old: str, new: str) -> None:
    """Replace text that has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_assignment_stands(tiny_course: Course) -> None:
    """Every mistake is caught and gets its own hint; the matrix shows which test did it."""
    verdict = judge(tiny_course)
    assert verdict.problems == []
    killers = {row.mistake.id: row.killers for row in verdict.rows}
    assert killers["in_place"] == ("test_argument_stays",)
    assert all(row.score.hint and row.score.hint.mistake == row.mistake.id for row in verdict.rows)
    text = render_verdict(verdict, tiny_course.root)
    assert "✓ stands (5 tests, 3 mistakes, 2 right variants, 10 points)" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_mistake_that_survives_is_named(tiny_course: Course) -> None:
    """Without the test of the argument, the in-place mistake gets through: by its name."""
    suite = tiny_course.suite("warmup") / "test_double.py"
    text = suite.read_text()
    shorter = text[: text.index("@points(1)\ndef test_argument_stays")]
    suite.write_text(shorter.replace("@points(2)", "@points(3)"))
    problems = judge(tiny_course).problems
    assert [problem.what for problem in problems] == ["double: no test catches “in_place”."]
    assert problems[0].where == f"{tiny_course.suite('warmup') / 'mistakes.py'}:12"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("test_double.py", "@points(2)", "@points(5)", "double: its tests carry 7 points"),
        ("test_total.py", "@public\n", "", "no test of total is public"),
        (
            "test_double.py",
            "    check(check_unchanged(double, x), [3.0, -4.0])\n",
            "    try:\n        double(x)\n    except Exception:\n        pass\n",
            "the untouched stub passes test_argument_stays",
        ),
        (
            "test_double.py",
            "check(check_unchanged(double, x), [3.0, -4.0])",
            "check_unchanged(double, x)",
            "double: a function that always answers 0.4321 passes test_argument_stays",
        ),
        ("variants.py", "result += 2 * value", "result += value", "variant “one_by_one” loses"),
        ("mistakes.py", '"total"', '"double"', "total has no known mistakes"),
    ],
)
def test_what_falls_short_is_said(
    tiny_course: Course, file: str, old: str, new: str, problem: str
) -> None:
    """Points, public tests, stubs, variants and missing mistakes are each a problem."""
    edit(tiny_course.suite("warmup") / file, old, new)
    verdict = judge(tiny_course)
    assert any(problem in str(line) for line in verdict.problems), verdict.problems
    assert "✗" in summary_line(verdict)


@pytest.mark.parametrize(
    ("catalogue", "extra", "problem"),
    [
        (
            "variants.py",
            '@variant("double")\ndef negated(x):\n    return -added(x)\n',
            "variant “negated” loses points",
        ),
        (
            "variants.py",
            'import sqlite3\nimport pytest\n\n@variant("double")\ndef odd(x):\n'
            "    return pytest.approx(x)\n",
            "“odd” can't be tried: RefusedImport",
        ),
        (
            "mistakes.py",
            '@mistake("double", "Nothing is negated.")\ndef negated(x):\n    return -adds_two(x)\n',
            "",
        ),
    ],
)
def test_a_catalogue_s_function_is_what_is_tried(
    tiny_course: Course, catalogue: str, extra: str, problem: str
) -> None:
    """Also one that uses another of them, or can't be used: the solution does not stand in."""
    file = tiny_course.suite("warmup") / catalogue
    file.write_text(f"{file.read_text()}\n\n{extra}")
    problems = [str(each) for each in judge(tiny_course).problems]
    assert len(problems) == bool(problem), problems
    assert not problem or problem in problems[0]


def test_two_mistakes_that_look_alike_are_pointed_out(tiny_course: Course) -> None:
    """Mistakes whose answers agree on every input can't be told apart: no hint, and a note."""
    catalogue = tiny_course.suite("warmup") / "mistakes.py"
    copy = (
        '\n\n@mistake("double", "Two is added once again.")\n'
        "def adds_two_again(x):\n    return np.asarray(x) + 2\n"
    )
    catalogue.write_text(catalogue.read_text() + copy)
    verdict = judge(tiny_course)
    assert [row.score.hint for row in verdict.rows if row.mistake.id == "adds_two"] == [None]
    one, other = (note for note in verdict.notes if "caught, but gets no hint" in note.what)
    assert str(one.where).endswith("mistakes.py:7")
    assert "“adds_two_again” gives the same answers" in one.what
    assert "“adds_two” gives the same answers" in other.what


def test_an_idle_test_is_named(tiny_course: Course) -> None:
    """A test that no known mistake fails is listed."""
    suite = tiny_course.suite("warmup") / "test_total.py"
    extra = '\n\n@points(1)\ndef test_nothing(total):\n    """Zeros sum up to zero."""\n'
    suite.write_text(
        suite.read_text().replace("@points(4)", "@points(3)")
        + extra
        + "    check(total(np.zeros(2)), 0.0)\n"
    )
    verdict = judge(tiny_course)
    assert verdict.problems == []
    assert any("test_nothing is idle" in note.what for note in verdict.notes)


def test_a_leak_is_a_problem(tiny_course: Course) -> None:
    """Solution text in a student's folder is found, with file and line."""
    folder = tiny_course.student_folder("warmup")
    folder.mkdir(parents=True)
    text = "import numpy as np\n\n# return 2.0 * np.asarray(x, dtype=float)\n"
    (folder / "warmup.py").write_text(text, encoding="utf-8")
    problems = judge(tiny_course).problems
    assert len(problems) == 1
    assert "warmup.py, line 3" in problems[0].what
