"""Everything that an author gets wrong is said with its file, its line and the next step."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.authoring.build import write_student_folder
from autograder.authoring.lint import lint
from autograder.authoring.verify import verify
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.reporting.verdict import render_problem

TOML = "solutions/warmup/assignment.toml"
SOURCE = "solutions/warmup/warmup.py"
DOUBLE = "tests/suites/warmup/test_double.py"
TOTAL = "tests/suites/warmup/test_total.py"
MISTAKES = "tests/suites/warmup/mistakes.py"
VARIANTS = "tests/suites/warmup/variants.py"


@dataclass(frozen=True)
class Slip:
    """One edit that an author should not have made, and what is said about it."""

    file: str
    old: str
    new: str
    where: str  # as seen from the course's folder; the edited file where it is only a number
    says: str
    then: str


def slip(file: str, old: str, new: str, where: str | int, says: str, then: str) -> Slip:
    """One row of a table."""
    place = f"{file}:{where}" if isinstance(where, int) else where
    return Slip(file, old, new, place, says, then)


def make(course: Course, slip: Slip) -> None:
    """Make the slip in the tiny course; the text that it replaces has to be there."""
    path = course.root / slip.file
    text = path.read_text(encoding="utf-8")
    assert slip.old in text
    path.write_text(text.replace(slip.old, slip.new, 1), encoding="utf-8")


def assert_said(problems: list[AutograderError], slip: Slip, root: Path) -> None:
    """One of the problems names the slip, with place and next step, at 80 columns."""
    told = [" ".join(problem.shown(root).split()) for problem in problems]
    found = [text for text in told if slip.says in text]
    assert found, told
    assert found[0].startswith(f"{slip.where}: ")
    assert slip.then in found[0].partition("→ ")[2]
    for problem in problems:
        assert all(len(line) <= 80 for line in render_problem(problem, root))


IN_TOML = [
    slip(TOML, "order = 1", "ordre = 1", 3, "unknown field “ordre”", "Did you mean “order”?"),
    slip(TOML, "order = 1", "order = one", 3, "is not valid TOML", "Mend that line."),
    slip(TOML, "order = 1", 'order = "1"', 3, "should be a whole number", "Change it."),
    slip(TOML, "order = 1\n", "", TOML, "“order” is missing", "Add a line `order = …`"),
    slip(TOML, "points = 6", "point = 6", 21, "unknown field “point”", "mean “points”?"),
    slip(TOML, "points = 6", "points = 0", 21, "has 0 points", "more than 0"),
    slip(TOML, "points = 6\n", "", 19, "“points” is missing", "Add a line `points = …`"),
    slip(TOML, 'name = "total"', 'name = "double"', 20, "“double” twice", "Remove one."),
    slip(TOML, 'name = "total"', 'name = "in total"', 20, "not the name of a", "Rename it."),
    slip(TOML, 'name = "total"', 'name = "lambda"', 20, "not the name of a", "Rename it."),
    slip(TOML, "memory_mb", "memory", 12, "unknown field “memory”", "mean “memory_mb”?"),
    slip(TOML, "memory_mb = 256", "memory_mb = 0", 12, "not above 0", "Give it more"),
    slip(TOML, "[limits]", "[[limits]]", 7, "should be a table", "Change it."),
    slip(TOML, "[limits]", "[limit]", 7, "unknown field “limit”", "Did you mean “limits”?"),
    slip(TOML, "[[questions]]", "[[question]]", 14, "unknown field “question”", "“questions”?"),
]


@pytest.mark.parametrize("slip", IN_TOML, ids=lambda slip: slip.new)
def test_a_slip_in_assignment_toml(tiny_course: Course, slip: Slip) -> None:
    """A description that says nothing sensible is refused as soon as it is read."""
    make(tiny_course, slip)
    with pytest.raises(AutograderError) as caught:
        assert Course(tiny_course.root).assignments
    assert_said([caught.value], slip, tiny_course.root)


DOCSTRING = '    """Twice the array `x`, as a new array: double([1, 2]) is [2, 4]."""\n'
WORKED = "def test_worked_example(double):"
IN_FILES = [
    slip(SOURCE, DOCSTRING, "", 11, "“double” has no docstring", "Say what goes in"),
    slip(SOURCE, "    # END SOLUTION\n", "", 11, "needs one `# BEGIN", "Put the two comment"),
    slip(
        SOURCE,
        "    # BEGIN SOLUTION",
        "    y = x\n    # BEGIN SOLUTION",
        13,
        "a statement of “double” lies outside the solution block",
        "Keep everything after the docstring between",
    ),
    slip(
        SOURCE,
        "    return 2.0 * np.asarray(x, dtype=float)\n",
        "",
        11,
        "“double” has no solution",
        "Write it.",
    ),
    slip(SOURCE, "def total(x):", "def totals(x):", SOURCE, "no cell defines", "Add a cell with"),
    slip(SOURCE, "def total(x):", "def total(x:", 21, "not valid Python", "Mend that line."),
    slip(SOURCE, "def total(x):", "ZERO = 0\ndef total(x):", 21, "holds more than", "a cell of"),
    slip(SOURCE, "# %% [markdown]\n# ## The", "# %% [raw]\n# ## The", 18, "a raw cell", "Mark"),
    slip(DOUBLE, "@points(2)\n", "", 14, "test_values has 0 points markers", "@points(2)"),
    slip(DOUBLE, "@points(2)", '@points("2")', 15, "is not a number of points", "@points(2)"),
    slip(DOUBLE, '    """Every entry is doubled."""\n', "", 15, "has no docstring", "one sentence"),
    slip(DOUBLE, WORKED, "def test_worked_example(x):", 9, "unknown “x”", "function, `reference`"),
    slip(DOUBLE, WORKED, WORKED.replace("double", "doubel"), 9, "unknown “doubel”", "“double”?"),
    slip(DOUBLE, "reference, rng", "refrence, rng", 15, "unknown “refrence”", "“reference”?"),
    slip(
        DOUBLE,
        "def test_values(double,",
        "def test_values(double, total,",
        15,
        "test_values asks for 2 functions of a student",
        "Ask for exactly one",
    ),
    slip(DOUBLE, WORKED, WORKED.replace("double", "total"), 9, "tests total", "to test_total.py"),
    slip(DOUBLE, WORKED, "def test_values(double):", 15, "a second time", "Rename one of them"),
    slip(DOUBLE, WORKED, f"{WORKED}:", 9, "is not valid Python", "Mend that line."),
    slip(DOUBLE, "@public\n", "", DOUBLE, "no test of double is public", "Mark at least one"),
    slip(
        DOUBLE,
        "import numpy as np\n",
        "import numpy as np\nimport math\n\nONE = math.exp(0)\n",
        3,
        "needs `import math`",
        "Public tests use `import numpy as np`",
    ),
    slip(
        DOUBLE,
        "    check(double(np.array([1.0",
        "    import os\n    check(double(np.array([1.0",
        11,
        "needs `import os`",
        "Public tests use `import numpy as np`",
    ),
    slip(
        MISTAKES,
        "def in_place(x):",
        "def adds_two(x):",
        13,
        "adds_two is defined a second time (first in line 8)",
        "Rename one of them",
    ),
    slip(MISTAKES, '@mistake("total"', '@mistake("totl"', 19, "names no question", "“total”?"),
    slip(MISTAKES, '"Every entry counts twice."', '""', 19, "hint of plain_sum", "one sentence"),
    slip(MISTAKES, ', "Every entry counts twice."', "", 19, "plain_sum is marked", "A hint"),
    slip(MISTAKES, "def plain_sum(x):", "def plain_sum(x)", 19, "not valid Python", "Mend"),
    slip(
        MISTAKES,
        '@mistake("total", "Every entry counts twice.")\n',
        "",
        18,
        "plain_sum is no mistake and nothing uses it",
        "Mark it with @mistake(",
    ),
    slip(VARIANTS, '@variant("total")', '@variant("sum")', 13, "names no question", "Questions:"),
]


@pytest.mark.parametrize("slip", IN_FILES, ids=lambda slip: slip.says)
def test_a_slip_in_a_file(tiny_course: Course, slip: Slip) -> None:
    """What a file says wrong is found without running anything."""
    make(tiny_course, slip)
    if slip.says == "needs `import math`":
        make(tiny_course, Slip(DOUBLE, "[2.0, 4.0]", "[2.0, 4.0 * ONE]", "", "", ""))
    assert_said(lint(tiny_course, warmup(tiny_course)), slip, tiny_course.root)


def test_a_file_that_is_missing_or_extra(tiny_course: Course) -> None:
    """A question without tests and a test file without a question are named."""
    suite = tiny_course.suite("warmup")
    (suite / "test_double.py").rename(suite / "test_doubel.py")
    told = [problem.shown(tiny_course.root) for problem in lint(tiny_course, warmup(tiny_course))]
    assert told[0].startswith("tests/suites/warmup/test_doubel.py: There is no question “doubel”.")
    assert "Did you mean “double”?" in told[0]
    assert told[1].startswith("tests/suites/warmup/test_double.py: is missing.")


def test_all_files_are_told_of_at_once(tiny_course: Course) -> None:
    """Three broken files give three problems: nobody mends them one run at a time."""
    for row in (IN_FILES[0], IN_FILES[8], IN_FILES[-2]):
        make(tiny_course, row)
    assert len(lint(tiny_course, warmup(tiny_course))) == 3


PICTURE = "# %%\npicture = 1 / 0\n\n"
SCIPY = "import scipy\n    return 2.0 *"
SLOW = "import time\n    time.sleep(2)\n    return 2.0 *"  # twenty times what is allowed below
WHEN_RUN = [
    slip(DOUBLE, "@points(2)", "@points(5)", DOUBLE, "carry 7 points", "add up"),
    slip(DOUBLE, "[3.0, -4.0]", "[3.0, -5.0]", 26, "the solution fails test_arg", "Mend the"),
    slip(DOUBLE, "import numpy", "import nump\nimport numpy", 2, "No module", "Mend that line."),
    slip(DOUBLE, "reference.double(x)", "refer.double(x)", 19, "fails test_values", "Mend the"),
    slip(
        DOUBLE,
        "    check(check_unchanged(double, x), [3.0, -4.0])",
        "    assert double",
        23,
        "the untouched stub passes test_argument_stays",
        "so that it needs an answer",
    ),
    slip(DOUBLE, "check(check_unchanged(double, x), [3.0, -4.0])", "check_unchanged(double, x)", 23,
         "always answers 0.4321 passes test_argument_stays", "Compare the answer, too"),
    slip(MISTAKES, "    x *= 2\n", "    x = 2 * x\n", 12, "no test catches", "Add a test that"),
    slip(MISTAKES, '"total"', '"double"', MISTAKES, "total has no known mistakes", "@mistake("),
    slip(MISTAKES, "import numpy as np", "import nump as np", 2, "No module named", "Mend that"),
    slip(VARIANTS, "+= 2 * value", "+= value", 12, "“one_by_one” loses points", "Loosen what"),
    slip(SOURCE, "# %% [markdown]\n# ## The", f"{PICTURE}# %% [markdown]\n# ## The", 18,
         "raises ZeroDivisionError", "Mend that cell"),
    slip(SOURCE, "return 2.0 *", SCIPY, DOUBLE + ":9", "RefusedImport", "NumPy and the standard"),
]  # fmt: skip


@pytest.mark.parametrize("slip", WHEN_RUN, ids=lambda slip: slip.says)
def test_a_slip_that_shows_when_it_is_run(tiny_course: Course, slip: Slip) -> None:
    """What only a run can tell is a problem of the verdict, placed like the others."""
    make(tiny_course, slip)
    assert_said(verify(tiny_course, warmup(tiny_course)).problems, slip, tiny_course.root)


def test_a_slow_solution(tiny_course: Course) -> None:
    """So is a solution that takes longer than its students may."""
    make(tiny_course, slip(TOML, "call_seconds = 1\nquestion_seconds = 2",
                           "call_seconds = 0.1\nquestion_seconds = 0.2", TOML, "", ""))  # fmt: skip
    slow = slip(SOURCE, "return 2.0 *", SLOW, DOUBLE + ":9", "the reference fails", "call_seconds")
    make(tiny_course, slow)
    verdict = verify(tiny_course, warmup(tiny_course), thorough=False)  # each call is waited for
    assert_said(verdict.problems, slow, tiny_course.root)


def test_a_leak_is_placed_where_it_was_written(tiny_course: Course) -> None:
    """A hidden value that students would get is named by the line that the author wrote."""
    row = slip(
        TOML,
        "[limits]",
        "# check(check_unchanged(double, x), [3.0, -4.0])\n[limits]",
        7,
        "test_double.py has, from line 23: # check(check_unchanged(double, x), [3.0",
        "Take it out of the prose, the examples or the public tests.",
    )
    write_student_folder(tiny_course, warmup(tiny_course))
    make(tiny_course, row)
    with pytest.raises(AutograderError) as caught:
        write_student_folder(tiny_course, warmup(tiny_course))
    assert "solutions/warmup/assignment.toml:7: test_double.py has" in caught.value.shown(
        tiny_course.root
    )
    folder = tiny_course.student_folder("warmup")
    shutil.copy(tiny_course.root / TOML, folder)  # as if it had been built all the same
    verdict = verify(tiny_course, warmup(tiny_course), thorough=False)
    assert_said(verdict.problems, row, tiny_course.root)


def test_a_question_that_is_defined_elsewhere_too(tiny_course: Course) -> None:
    """A helper that holds a function of a question's name would be a solved question."""
    helper = "def four(x):\n    def double(y):\n        return y\n    return 4\n"
    row = slip(
        SOURCE,
        "import numpy as np\n",
        f"import numpy as np\n\n{helper}",
        8,
        "def double(…) is a question, but is defined here as well",
        "Give it another name",
    )
    make(tiny_course, row)
    with pytest.raises(AutograderError) as caught:
        write_student_folder(tiny_course, warmup(tiny_course))
    told = " ".join(caught.value.shown(tiny_course.root).split())
    assert f"{row.where}: {row.says}" in told
    assert row.then in told


def warmup(course: Course) -> Assignment:
    """The assignment, read anew."""
    return Course(course.root).assignment("warmup")
