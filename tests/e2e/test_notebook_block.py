"""The block in a notebook: it says what `autograder check` says, and anybody can read it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.specimens import REFERENCE, STUB, specimens
from autograder.course import Course
from autograder.grading.reference import load_mistakes
from autograder.grading.results import Outcome, QuestionScore, Status
from autograder.notebook import Grader
from autograder.reporting.arrays_html import side_by_side
from autograder.reporting.block import Seen, render_block
from autograder.student.check import Checker
from autograder.student.folder import find_assignment
from autograder.student.in_process import check_functions
from autograder.student.public_tests import read_public_tests
from tests.unit.gallery import examples

from .accessibility import violations
from .browser import CHROMIUM
from .conftest import ROOT

SLUGS = [assignment.slug for assignment in Course(ROOT).assignments]
EVIL = "</pre><script>document.title='hacked'</script><img src=x onerror=alert(1)>"


def run(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(text, names)
    return names


@pytest.mark.parametrize("slug", SLUGS)
def test_both_ways_give_the_same(course: Course, slug: str, tmp_path: Path) -> None:
    """Stub, solution and mistakes: outcomes and hints of the notebook are those of the check."""
    assignment = course.assignment(slug)
    mistakes = load_mistakes(course, assignment)
    chosen = mistakes[:: max(1, len(mistakes) // 12)]
    folder = tmp_path / slug
    shutil.copytree(course.student_folder(slug), folder)
    texts = specimens(course, assignment, chosen, {})
    wrong = {f"wrong {mistake.id}": [mistake.question] for mistake in chosen}
    hints = 0
    with Checker(find_assignment(folder / f"{slug}.py")) as checker:
        tests = read_public_tests(checker.tests.assignment)
        for name, text in texts.items():
            file = folder / "mine.py"
            file.write_text(text, encoding="utf-8")
            names, few = run(text), [n for n in assignment.names if not n.startswith("train")]
            for question in wrong.get(name, few):
                theirs = checker.check(file, [question]).question(question)
                mine = check_functions(tests, question, names, lambda file: None)
                assert plain(mine) == plain(theirs), (name, question)
                hints += mine.hint is not None
    assert hints >= 2


def plain(score: QuestionScore) -> Any:
    """What has to be the same; a kernel's errors have no line in a file."""
    outcomes = [
        {**vars(outcome), "message": re.sub(r" \(line \d+\)", "", outcome.message), "detail": ""}
        for outcome in score.outcomes
    ]
    return score.score, score.max_score, outcomes, score.hint


def test_a_grader_in_a_notebook(course: Course, tmp_path: Path) -> None:
    """check, check_all, hint and show on the names of whoever calls them."""
    assignment = course.assignment("cnn_layers")
    folder = tmp_path / "desk"
    shutil.copytree(course.student_folder("cnn_layers"), folder)
    texts = specimens(course, assignment, (), {})
    grader = Grader(folder)
    right, stub = run(texts[REFERENCE]), run(texts[STUB])
    whole = grader.check_all(right)
    assert repr(whole).count("all public tests of") == 10
    assert whole._repr_html_().count("all public tests passed") == 10
    assert "not written yet" in repr(grader.check("relu", stub))
    assert "Not defined in this notebook yet" in repr(grader.check("relu", {}))
    assert "`relu` is not a function here" in grader.check("relu", {"relu": 3})._repr_html_()
    assert "There is no question “nope”" in repr(grader.check("nope", right))
    assert "Put the notebook back" in repr(Grader(tmp_path).check("relu"))
    names = {"relu": lambda x: np.minimum(x, 0), "grader": grader, "np": np}
    exec("told = [grader.hint('relu'), grader.hint('relu'), grader.show('relu')]", names)
    first, second, shown = map(repr, names["told"])
    assert "Hint 1 of" in first
    assert "Hint 2 of" in second
    assert 'grader.hint("relu")' in first
    assert "got = relu(x)" in shown


def blocks() -> Iterator[tuple[str, str]]:
    """Everything that a notebook can show."""
    for name, example in examples():
        score = example.report.question("conv2d")
        yield name, render_block(score, "Convolutional layer", example.seen)
    dice = np.random.default_rng(0)
    for name, expected in {
        "a row": np.arange(30.0),
        "whole numbers": np.arange(6).reshape(2, 3),
        "channels": dice.normal(size=(3, 4, 2)),
        "four axes": dice.normal(size=(2, 3, 4, 2)),
        "a gray picture": dice.uniform(size=(20, 30)),
        "a picture in colour": dice.integers(0, 255, size=(16, 16, 3)),
        "a large table": dice.normal(size=(3, 40)),
        "a number": np.array(2.5),
        "nothing": np.zeros((0, 3)),
    }.items():
        got = expected.copy().astype(float)
        if got.size:
            got.flat[got.size // 2] += 1
        outcome = Outcome("t", EVIL, "conv2d", Status.WRONG, 0, 2, True, EVIL, call=EVIL)
        score = QuestionScore("conv2d", 0, 2, (outcome,), output=EVIL)
        seen = Seen({"image": expected, EVIL: expected}, expected, got)
        yield name, render_block(score, EVIL, seen)


BLOCKS = dict(blocks())


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_inert(name: str) -> None:
    """Student text stays text, nothing is fetched, every picture has words."""
    html = BLOCKS[name]
    assert "<script" not in html
    assert not re.search(r"<img (?!src=\"data:image/png;base64,)", html)
    assert html.count("<img") == len(re.findall(r'<img [^>]*alt="[^"]+"', html))
    assert not re.search(r"https?:", html)


def test_the_first_difference_is_marked() -> None:
    """By a sign, a frame and words; others by a sign; the table is a window around it."""
    expected = np.zeros((30, 30))
    got = expected.copy()
    got[20, 21] = got[20, 22] = 1
    html = side_by_side(expected[:, :7], expected[:, :7] + (np.arange(7) == 3))
    assert html.count("first difference") == 2
    assert html.count("≠ 1") == 9
    html = side_by_side(expected[:, :3], np.zeros((2, 3)))
    assert "first difference" not in html
    text = unescape(re.sub(r"<[^>]+>", " ", side_by_side(expected, got)))
    assert "the frame is around" not in text
    assert "rows 18–22 and columns 19–23" in text
    assert 'at [20, 21]"' in side_by_side(expected, got)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(theme: str, tmp_path: Path) -> None:
    """All blocks on one page, on a light ground and on a dark one: not one finding."""
    colours = {"light": "background:#fff;color:#111", "dark": "background:#111;color:#eee"}
    page = "".join(
        html.replace("Check of conv2d", f"Check of conv2d, {name}") for name, html in BLOCKS.items()
    )
    found = violations(page, tmp_path, f"body{{{colours[theme]}}}")
    assert found == []
    bad = violations('<img src="data:,">', tmp_path)
    assert [(rule, impact) for rule, impact, _ in bad] == [
        ("image-alt", "critical")
    ]  # it does look
