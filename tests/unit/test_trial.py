"""`try`: one file at the whole suite, each call beside the reference's answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.trial import Trial, try_file
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.session import grade_file
from autograder.reporting.trial import render_trial

RIGHT = "import numpy as np\n\n\ndef double(x):\n    return 2.0 * np.asarray(x)\n"
SUM = "\n\ndef total(x):\n    return float(np.sum(double(x)))\n"
PLUS_TWO = "import numpy as np\n\n\ndef double(x):\n    return np.asarray(x) + 2.0\n"


def attempt(course: Course, text: str, **only: str) -> tuple[Trial, str]:
    """What came of a file with this text, and what is printed of it."""
    path = course.root / "mine.py"
    path.write_text(text, encoding="utf-8")
    assignment = course.assignment("warmup")
    trial = try_file(course, assignment, path, **only)
    shown = render_trial(trial, assignment, every_call=bool(only.get("test")))
    assert all(len(line) <= 80 for line in shown.split("\n"))
    assert "\x1b" not in shown
    return trial, shown


def test_what_fails_is_shown_beside_the_reference(tiny_course: Course) -> None:
    """Inputs, expected and got of hidden tests too, and the mistake that answers alike."""
    trial, shown = attempt(tiny_course, PLUS_TWO + SUM)
    lines = shown.split("\n")
    assert lines[0] == "Warming up · mine.py: 6 of 10 points"
    assert any(line.split()[:4] == ["✗", "test_values", "0/2", "hidden"] for line in lines)
    assert "        double(np.array([1., 2.]))" in lines
    assert "        expected                           │ got" in lines
    assert "        [2. 4.]                            │ [3. 4.]" in lines
    text = " ".join(shown.split())
    assert "≈ adds_two: the same 3 wrong answers, and the same right ones" in text
    assert "(calls of test_worked_example 1; test_values 1; test_argument_stays 1)" in text
    assert "→ hint of adds_two: Twice means times two, not plus two." in text
    assert "judged with our own double" in text  # total is not to blame
    (match,) = trial.matches["double"]
    assert match.mistake.id == "adds_two"
    assert match.contradicted == 0


def test_the_score_is_that_of_grading(tiny_course: Course) -> None:
    """`try` and `grade` come to the same points, test by test."""
    trial, _ = attempt(tiny_course, PLUS_TWO + SUM)
    assignment = tiny_course.assignment("warmup")
    graded = grade_file(tiny_course, assignment, tiny_course.root / "mine.py", "mine")
    for question in graded.questions:
        tried = trial.report.question(question.name)
        assert [o.points for o in tried.outcomes] == [o.points for o in question.outcomes]


def test_right_answers_take_a_line_each(tiny_course: Course) -> None:
    """A file that passes shows its tests with calls and time, and no arrays."""
    trial, shown = attempt(tiny_course, RIGHT + SUM)
    assert trial.report.score == 10
    assert "✓ test_values" in shown
    assert "2 calls" in shown
    assert " ms" in shown
    assert "expected" not in shown
    assert trial.matches == {"double": (), "total": ()}


def test_one_question_or_one_test(tiny_course: Course) -> None:
    """The output can be narrowed to a question, or to a test with all that it asks."""
    _, shown = attempt(tiny_course, RIGHT + SUM, question="total")
    assert "double" not in shown
    _, shown = attempt(tiny_course, RIGHT + SUM, question="double", test="test_values")
    assert "call 2 of 2: the same" in shown
    assert "test_worked_example" not in shown


@pytest.mark.parametrize(
    ("only", "says"),
    [
        ({"question": "doubel"}, "no question “doubel”.\n  → Did you mean “double”?"),
        ({"test": "test_value"}, "no test “test_value”.\n  → Did you mean “test_values”?"),
        ({"question": "total", "test": "test_argument_stays"}, "no test “test_argument_stays”"),
    ],
)
def test_a_name_that_is_not_there(tiny_course: Course, only: dict[str, str], says: str) -> None:
    """An unknown question or test is refused, with the one that was probably meant."""
    with pytest.raises(AutograderError, match=r"There is no") as caught:
        attempt(tiny_course, RIGHT + SUM, **only)
    assert says in str(caught.value)


def test_a_missing_file(tiny_course: Course) -> None:
    """A file that is not there is said so."""
    with pytest.raises(AutograderError, match="There is no such file"):
        try_file(tiny_course, tiny_course.assignment("warmup"), Path("nowhere.py"))


UNUSUAL = """
def double(x):
    print("\\x1b[31mred")
    raise ValueError("\\x1b[2J\\n" + 300 * "wide ")


def total(x):
    raise NotImplementedError
"""


def test_what_the_file_says_is_data(tiny_course: Course) -> None:
    """Escape sequences and floods of text are tamed; a stub takes no room."""
    _, shown = attempt(tiny_course, UNUSUAL)
    assert "raised: ValueError" in shown
    assert "printed: red" in shown
    assert "total" in shown
    assert "call 1 of 1" in shown.split("\ntotal")[0]
    assert "call 1 of 1" not in shown.split("\ntotal")[1]


def test_changed_arguments_are_told(tiny_course: Course) -> None:
    """A function that changes what it was given is shown to do so."""
    _, shown = attempt(tiny_course, "def double(x):\n    x *= 2\n    return x\n")
    assert "(argument 1 was changed)" in shown
    assert "≈ in_place" in shown


def test_nothing_to_run(tiny_course: Course) -> None:
    """A file that can't be read, or defines nothing, says why."""
    _, shown = attempt(tiny_course, "def double(x:\n")
    assert "! " in shown
    assert "0 of 10 points" in shown
