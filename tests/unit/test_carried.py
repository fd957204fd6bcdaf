"""Functions of earlier assignments, which students bring along and nobody pays for twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.authoring.build import build_assignment
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.session import grade_file

TOTAL = "import numpy as np\n\ndef total(x):\n    return float(np.sum(double(x)))\n"


@pytest.fixture
def course(tiny_course: Course) -> Course:
    """The small course, where `double` belongs to an earlier assignment."""
    toml = tiny_course.root / "solutions" / "warmup" / "assignment.toml"
    head, _, rest = toml.read_text().partition('[[questions]]\nname = "double"')
    toml.write_text('carried = ["double"]\n' + head + rest[rest.index("[[questions]]") :])
    suite = tiny_course.suite("warmup")
    (suite / "test_double.py").unlink()
    for name in ("mistakes.py", "variants.py"):
        text = (suite / name).read_text()
        parts = text.split("\n\n\n@")
        (suite / name).write_text("\n\n\n@".join(p for p in parts if '("double"' not in p))
    return Course(tiny_course.root)


@pytest.mark.parametrize(
    "brought",
    [
        "",
        "def double(x):\n    return 3 * x\n",
        "def double(x):\n    raise NotImplementedError('Paste your double here.')\n",
        "def double(x):\n    return 2 * np.asarray(x)\n",
    ],
)
def test_what_is_brought_along_costs_nothing(course: Course, tmp_path: Path, brought: str) -> None:
    """Missing, wrong, a stub or right: the question is judged by itself."""
    path = tmp_path / "work.py"
    path.write_text(TOTAL + brought, encoding="utf-8")
    report = grade_file(course, course.assignment("warmup"), path, "work")
    assert (report.score, report.max_score) == (6, 6)


def test_a_wrong_answer_stays_wrong(course: Course, tmp_path: Path) -> None:
    """The stand-in helps nobody whose own function is wrong."""
    path = tmp_path / "work.py"
    path.write_text(TOTAL.replace("np.sum", "np.mean"), encoding="utf-8")
    assert grade_file(course, course.assignment("warmup"), path, "work").score == 0


def test_students_get_a_stub_of_it(course: Course) -> None:
    """Notebook and script say where to paste it; the solution is in neither."""
    files = build_assignment(course, course.assignment("warmup"))
    cells = json.loads(files["warmup.ipynb"])["cells"]
    (cell,) = [c for c in cells if "def double" in "".join(c["source"])]
    assert 'raise NotImplementedError("Paste your double here.")' in "".join(cell["source"])
    assert b"Paste your double here" in files["warmup.py"]
    assert all(b"return 2.0 * np.asarray" not in content for content in files.values())
    assert not any('grader.check("double")' in "".join(c["source"]) for c in cells)


def test_one_notebook_must_not_solve_another(course: Course) -> None:
    """Given code that is the solution of another assignment is a leak."""
    other = course.root / "solutions" / "later"
    other.mkdir()
    toml = (course.root / "solutions" / "warmup" / "assignment.toml").read_text()
    (other / "assignment.toml").write_text(
        toml.replace('carried = ["double"]\n', "").replace('"total"', '"mean"')
    )
    solution = "    smallest = min(float(value) for value in x)\n"
    solution += "    return sum(float(value) - smallest for value in x) / len(x) + smallest\n"
    (other / "later.py").write_text(
        '# %%\ndef mean(x):\n    """The mean of x: mean([1, 3]) is 2."""\n'
        f"    # BEGIN SOLUTION\n{solution}    # END SOLUTION\n"
    )
    source = course.source("warmup")
    source.write_text(source.read_text() + f"\n# %%\ndef average(x):\n{solution}")
    with pytest.raises(AutograderError, match="the solution of mean in later"):
        build_assignment(course, course.assignment("warmup"))
