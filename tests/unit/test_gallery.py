"""Every message that a student can get, as golden files that somebody has read.

UPDATE_GOLDEN=1 pytest tests/unit/test_gallery.py    writes them anew, to be read again
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading.results import GradeReport, QuestionScore, Status, SubmissionStatus
from autograder.reporting.block import render_block, render_plain
from autograder.reporting.check_view import render_check
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.text import columns
from autograder.reporting.watch_view import render_watch

from .gallery import ASSIGNMENT, Example, examples

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"
GALLERY = dict(examples())
OURS = "grader_error", "grader_broke"
each = pytest.mark.parametrize("name", GALLERY)


def student_part(report: GradeReport) -> GradeReport:
    """What a student's own check knows: the public tests."""
    questions = []
    for question in report.questions:
        outcomes = tuple(outcome for outcome in question.outcomes if outcome.public)
        earned = sum(outcome.points for outcome in outcomes)
        most = sum(outcome.max_points for outcome in outcomes)
        questions.append(QuestionScore(question.name, earned, most, outcomes, question.hint))
    return replace(report, questions=tuple(questions))


def terminal(example: Example) -> str:
    return render_check(student_part(example.report), ASSIGNMENT)


def watch(example: Example) -> str:
    return render_watch(student_part(example.report), ASSIGNMENT, ["conv2d"], keys=True)


def notebook(example: Example) -> str:
    score = student_part(example.report).question("conv2d")
    return render_block(score, "Convolutional layer", example.seen).replace("><", ">\n<") + "\n"


def notebook_text(example: Example) -> str:
    score = student_part(example.report).question("conv2d")
    return render_plain(score, "Convolutional layer") + "\n"


def gradescope(example: Example) -> str:
    shown = to_gradescope(example.report)
    parts = [shown["output"]]
    parts += [f"=== {test['name']} ===\n{test['output']}" for test in shown["tests"]]
    return "\n\n".join(parts) + "\n"


VIEWS = {
    "terminal.txt": terminal,
    "watch.txt": watch,
    "notebook.html": notebook,
    "notebook.txt": notebook_text,
    "gradescope.txt": gradescope,
}


@each
@pytest.mark.parametrize("view", VIEWS)
def test_it_reads_as_it_was_approved(name: str, view: str) -> None:
    """No message changes without somebody reading it."""
    text = VIEWS[view](GALLERY[name])
    path = GOLDEN / f"{name}.{view}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), "UPDATE_GOLDEN=1 writes it; then read it"
    assert text == path.read_text(encoding="utf-8")


def test_nothing_is_missing_or_left_over() -> None:
    """Every status of a test and of a submission is in the gallery, and no file without one."""
    reports = [example.report for example in GALLERY.values()]
    outcomes = {o.status for report in reports for q in report.questions for o in q.outcomes}
    assert outcomes == set(Status)
    assert {report.status for report in reports} == set(SubmissionStatus)
    wanted = {f"{name}.{view}" for name in GALLERY for view in VIEWS}
    assert {path.name for path in GOLDEN.iterdir()} == wanted


@each
def test_it_fits_a_terminal(name: str) -> None:
    """80 columns, no control characters, no colour where none is asked for."""
    for view in (terminal, watch, notebook_text):
        text = view(GALLERY[name])
        assert max(map(columns, text.splitlines())) <= 80
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


@each
def test_nobody_says_that_all_tests_passed(name: str) -> None:
    """Hidden tests have not run in a student's check, and nobody says that they have."""
    example = GALLERY[name]
    for view in (terminal, watch, notebook, notebook_text):
        text = view(example)
        assert not re.search(r"\ball (the )?tests\b|everything is right|full marks", text, re.I)
        if "all public tests" in text:
            assert "Hidden tests" in text


@pytest.mark.parametrize("name", OURS)
def test_our_fault_is_not_theirs(name: str) -> None:
    """Where the grader failed it says so, blames nobody, asks nothing, and keeps its secret."""
    for view in VIEWS.values():
        text = view(GALLERY[name])
        assert "our side" in text
        assert "secret" not in text
        assert not re.search(r"\byour (function|file|code)\b|\blook (at conv|for)|mend", text, re.I)


@each
def test_a_block_asks_for_nothing(name: str) -> None:
    """Inline only: no address but data, no script, no style sheet; every picture has words."""
    html = notebook(GALLERY[name])
    assert not re.search(r"https?:|//|<script|<link|<style|url\(", html)
    assert html.count("<img") == len(re.findall(r'<img [^>]*alt="[^"]+"', html))
