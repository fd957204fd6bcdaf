"""Hints, the failing call as code, and what a watch checks again, on the small course."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.authoring.build import write_student_folder
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.student.check import Checker
from autograder.student.climbed import FILE as SEEN
from autograder.student.folder import find_assignment
from autograder.student.hint import next_hint
from autograder.student.show import choose, parameters_of
from autograder.student.snippet import literal, shown, snippet
from autograder.student.watch import Watch, follow
from autograder.submission import read_submission

RIGHT = '''
import numpy as np

def double(x):
    """Twice the array.

    Example: double([1, 2]) is [2, 4].
    """
    return 2.0 * np.asarray(x, dtype=float)

def total(x):
    return float(np.sum(double(x)))
'''
SECOND = '''

@public
@points(0.5)
def test_another(double):
    """Three becomes six, and five becomes ten."""
    # Twice 3 is 3 + 3.
    check(double(np.array([3.0, 5.0])), np.array([6.0, 10.0]))
'''
PLUS_TWO = RIGHT.replace("2.0 * np.asarray(x, dtype=float)", "x + 2")


@pytest.fixture
def folder(tiny_course: Course) -> Path:
    """The student's folder of the small course, with two public tests of `double`."""
    suite = tiny_course.suite("warmup") / "test_double.py"
    text = suite.read_text().replace("@points(1)\ndef test_worked", "@points(0.5)\ndef test_worked")
    suite.write_text(text + SECOND)
    return write_student_folder(tiny_course, tiny_course.assignment("warmup"))


@pytest.fixture
def checker(folder: Path) -> Iterator[Checker]:
    """The tests of that folder, ready to be run."""
    with Checker(find_assignment(folder / "warmup.py")) as checker:
        yield checker


def hints(checker: Checker, file: Path, times: int) -> list[str]:
    """What `autograder hint double` says, called several times."""
    told = []
    for _ in range(times):
        report = checker.check(file, ["double"])
        told.append(next_hint(checker, report, file, "double"))
    return told


def titles(told: list[str]) -> list[str]:
    return [line for text in told for line in text.splitlines() if line.startswith("Hint")]


def test_the_ladder(checker: Checker, folder: Path) -> None:
    """Shape, first wrong entry, a worked example, the mistake; the last one stays."""
    file = folder / "warmup.py"
    file.write_text(PLUS_TWO, encoding="utf-8")
    told = hints(checker, file, 5)
    steps = ["the shape", "the first wrong entry", "a worked example", "a known mistake"]
    wanted = [f"Hint {n} of 4: {title}" for n, title in enumerate(steps, 1)]
    assert titles(told) == [*wanted, wanted[-1]]
    assert "The first one is at [0]: expected 2, got 3." in told[1]
    assert "Example: double([1, 2]) is [2, 4]." in told[2]
    assert "Twice means times two, not plus two." in told[3]
    assert all("Lecture: Introduction" in text for text in told)
    assert "For the next hint: autograder hint double" in told[0]
    assert "That was the last hint." in told[3]
    assert max(len(line) for text in told for line in text.splitlines()) <= 80


def test_another_failure_begins_anew(checker: Checker, folder: Path) -> None:
    """The ladder is climbed again when the failure is another one, and when nothing is known."""
    file = folder / "warmup.py"
    file.write_text(PLUS_TWO, encoding="utf-8")
    hints(checker, file, 2)
    file.write_text(RIGHT.replace("2.0 *", "3.0 *"), encoding="utf-8")
    assert titles(hints(checker, file, 1)) == ["Hint 1 of 3: the shape"]
    for broken in ("{", "[]", '{"double": 5}', '{"double": {"failure": 1, "step": "x"}}'):
        (folder / SEEN).write_text(broken, encoding="utf-8")
        assert titles(hints(checker, file, 1)) == ["Hint 1 of 3: the shape"]
    file.write_text(RIGHT, encoding="utf-8")
    assert "nothing to hint at" in hints(checker, file, 1)[0]


@pytest.mark.parametrize(
    ("body", "steps", "words"),
    [
        ("return np.zeros((3, 1))", "the shape", "The shape is (3, 1), but (2,) is asked for."),
        ("return np.zeros(3)", "the shape", "along axis 0 it is 3 in place of 2"),
        ("return None", "what came back", "The result is None"),
        ("return x[5]", "what happened", "IndexError"),
        ("raise NotImplementedError", "a worked example", "on paper first"),
        ("return np.array([2.0, np.nan])", "the shape", "The shape is right"),
    ],
)
def test_the_first_step(checker: Checker, folder: Path, body: str, steps: str, words: str) -> None:
    """Each kind of failure begins with what can be said of it."""
    file = folder / "warmup.py"
    file.write_text(RIGHT.replace("return 2.0 * np.asarray(x, dtype=float)", body), "utf-8")
    (text,) = hints(checker, file, 1)
    assert steps in titles([text])[0]
    assert words in " ".join(text.split())


def test_a_folder_that_cannot_be_written(
    checker: Checker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be remembered, the first hint comes each time."""

    def refuse(path: Path, content: str) -> None:
        raise AutograderError("can't be written", path)

    monkeypatch.setattr("autograder.student.climbed.write_whole", refuse)
    file = folder / "warmup.py"
    file.write_text(PLUS_TWO, encoding="utf-8")
    assert titles(hints(checker, file, 2)) == ["Hint 1 of 4: the shape"] * 2


def test_the_failing_call_as_code(checker: Checker, folder: Path) -> None:
    """The snippet runs, has the call's inputs, and gives what the function gave."""
    file = folder / "warmup.py"
    file.write_text(PLUS_TWO, encoding="utf-8")
    report = checker.check(file)
    outcomes = {(o.question, o.test): o for q in report.questions for o in q.outcomes}
    test = choose(checker.tests, "double", lambda t: outcomes[t.question, t.name].passed)
    assert test.name == "test_worked_example"
    parameters = parameters_of(read_submission(file), "double")
    what = shown(test, checker.tests.findings["double", test.name], parameters)
    text = snippet(what)
    names: dict[str, Any] = {}
    exec(file.read_text(encoding="utf-8"), names)
    exec(text.replace("print(got)", ""), names)
    assert names["x"].tolist() == [1, 2]
    assert names["expected"].tolist() == [2, 4]
    assert names["got"].tolist() == [3, 4]
    assert "from warmup import double" in snippet(what, "warmup")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("double.test_another", "test_another"),
        ("double::test_another", "test_another"),
        ("test_another", "test_another"),
        ("another", "test_another"),
        ("double", "test_worked_example"),
    ],
)
def test_ways_to_name_a_test(checker: Checker, wanted: str, found: str) -> None:
    """By function, by name, by both; of a function that passes it is the first."""
    assert choose(checker.tests, wanted, lambda test: True).name == found


def test_names_that_are_none(checker: Checker) -> None:
    """An unknown test lists the known ones; one of several functions asks which."""
    with pytest.raises(AutograderError, match=r"Known: double\.test_worked_example"):
        choose(checker.tests, "double.nothing", lambda test: True)
    with pytest.raises(AutograderError, match="Known: double, total"):
        choose(checker.tests, "triple", lambda test: True)
    with pytest.raises(AutograderError, match="a test of several functions"):
        choose(checker.tests, "test_worked_example", lambda test: False)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
    | arrays.arrays(
        st.sampled_from([np.float64, np.int64, np.float32, np.uint8, np.bool_]),
        arrays.array_shapes(max_dims=3, max_side=4),
    ),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3)
    | st.tuples(parts) | st.tuples(parts, parts),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_a_literal_makes_the_value_again(value: Any) -> None:
    """What is printed for an input is that input, also not-a-numbers and single precision."""
    again = eval(literal(value), {"np": np})
    assert type(again) is type(value)
    if isinstance(value, np.ndarray):
        assert again.dtype == value.dtype
    np.testing.assert_equal(again, value)


def test_a_watch_checks_what_has_changed(checker: Checker, folder: Path) -> None:
    """At first all; then only what was edited, with what uses it; the scores stay together."""
    file = folder / "warmup.py"
    file.write_text(PLUS_TWO, encoding="utf-8")
    watch = Watch(file, checker)
    report = watch.look()
    assert watch.changed == ("double", "total")
    assert not watch.saved()
    for text, changed, score in (
        (RIGHT.replace("np.sum(double(x))", "0.0"), ("double", "total"), 1),
        (RIGHT, ("total",), 3),
        (RIGHT + "\nprint('hello')\n", (), 3),
        (RIGHT + "\n1 / 0\n", (), 3),
    ):
        file.write_text(text, encoding="utf-8")
        assert watch.saved()
        report = watch.look()
        assert (watch.changed, report.score) == (changed, score)
        assert [question.name for question in report.questions] == ["double", "total"]
    assert report.load_errors[0].kind == "ZeroDivisionError"
    file.write_text("{", encoding="utf-8")
    assert watch.look().score == 0
    watch.look(everything=True)
    assert watch.changed == ("double", "total")


def test_a_watch_follows_the_file_that_is_saved(
    checker: Checker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name it is whichever of notebook and script was saved last."""
    monkeypatch.chdir(folder)
    os.utime(folder / "warmup.ipynb", (1e9, 1e9))
    os.utime(folder / "conftest.py", (1e9, 1e9))
    (folder / "warmup.py").write_text(RIGHT, encoding="utf-8")
    watch = Watch(None, checker)
    assert (watch.look().score, watch.file.name) == (3, "warmup.py")
    os.utime(folder / "warmup.ipynb", (4e9, 4e9))
    assert watch.saved()
    assert (watch.look().score, watch.file.name) == (0, "warmup.ipynb")
    (folder / "warmup.ipynb").write_text("{ not json", encoding="utf-8")
    os.utime(folder / "warmup.ipynb", (5e9, 5e9))
    assert "is not a readable notebook" in watch.look().reason


def test_keys_of_a_watch(checker: Checker, folder: Path) -> None:
    """a runs all, other keys are handed on, q ends it; a save is shown."""
    file = folder / "warmup.py"
    file.write_text(RIGHT, encoding="utf-8")
    watch, shown_reports, pressed = Watch(file, checker), [], []

    def wait(seconds: float) -> str:
        key = next(keys)
        if key == "save":
            file.write_text(PLUS_TWO, encoding="utf-8")
            return ""
        return key

    def press(key: str) -> bool:
        pressed.append(key)
        return key != "q"

    keys = iter(["", "l", "save", "a", "h", "q"])
    follow(watch, wait, lambda report: shown_reports.append((report.score, watch.changed)), press)
    assert pressed == ["l", "h", "q"]
    both = ("double", "total")
    assert shown_reports == [(3, both), (0, both), (0, both)]


def test_a_public_test_file_that_was_changed(folder: Path) -> None:
    """A broken test file names itself and says what to do; a bare assert says its line."""
    path = folder / "tests" / "double.py"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("points = [", "points = [1, 1, "), encoding="utf-8")
    with pytest.raises(AutograderError, match="Take a fresh copy"):
        Checker(find_assignment(folder / "warmup.py"))
    bare = good.replace(
        "    check(double(np.array([3.0", "    assert 1 == 2\n    check(double(np.array([3.0"
    )
    path.write_text(bare, encoding="utf-8")
    (folder / "warmup.py").write_text(RIGHT, encoding="utf-8")
    with Checker(find_assignment(folder / "warmup.py")) as checker:
        outcome = checker.check(folder / "warmup.py").question("double").outcomes[1]
    assert outcome.message == "`assert 1 == 2` does not hold."
    assert "otter" not in sys.modules or sys.modules["otter"] is not None


def test_seen_hints_hold_no_secret(checker: Checker, folder: Path) -> None:
    """What is written beside the assignment is a number and a digest."""
    file = folder / "warmup.py"
    file.write_text(PLUS_TWO, encoding="utf-8")
    hints(checker, file, 4)
    seen = json.loads((folder / SEEN).read_text(encoding="utf-8"))
    assert seen["double"]["step"] == 3
    assert set(seen["double"]) == {"step", "failure"}
