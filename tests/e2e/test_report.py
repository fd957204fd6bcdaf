"""The class report, opened in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.results import GradeReport, Hint, Outcome, QuestionScore, Status
from autograder.reporting.html import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
QUIET += " --disable-background-networking --disable-component-update --disable-sync"
HOSTILE = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"


@pytest.fixture
def page(course: Course, tmp_path: Path) -> Path:
    """A report on a few submissions, one of them with hostile names and texts."""
    assignment = course.assignment("cnn_layers")
    reports = []
    for number in range(5):
        name = f"sample-{number}" if number else HOSTILE
        questions = tuple(
            QuestionScore(
                name=question.name,
                score=question.points if number else 0,
                max_score=question.points,
                outcomes=(
                    Outcome(
                        test="test_it",
                        sentence=HOSTILE,
                        question=question.name,
                        status=Status.PASSED if number else Status.WRONG,
                        points=question.points if number else 0,
                        max_points=question.points,
                        public=True,
                        message=HOSTILE,
                        got=HOSTILE,
                    ),
                ),
                hint=None if number else Hint("some_mistake", question.name, HOSTILE),
                output=HOSTILE,
            )
            for question in assignment.questions
        )
        reports.append(GradeReport(name, assignment.slug, "graded", questions))  # type: ignore[arg-type]
    path = tmp_path / "report.html"
    write_report(path, assignment, reports)
    return path


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_opens_without_an_error_and_with_pictures(page: Path, tmp_path: Path) -> None:
    """The page draws its histogram, logs nothing, and runs no text of a student."""
    assert CHROMIUM is not None
    folder = f"--user-data-dir={tmp_path / 'profile'}"
    command = [CHROMIUM, *QUIET.split(), folder, "--enable-logging=stderr", "--dump-dom"]
    done = subprocess.run(
        [*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=False
    )
    assert "CONSOLE" not in done.stderr, done.stderr
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title
    assert "hacked" not in title.group(1)
    assert "<svg" in done.stdout
    assert done.stdout.count("<rect") >= 2
    assert "&lt;script&gt;document.title" in done.stdout


def test_asks_for_nothing_from_outside(page: Path) -> None:
    """One self-contained file: no address is fetched, and the page's policy forbids it."""
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text or "default-src &#39;none&#39;" in text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert "@import" not in text
