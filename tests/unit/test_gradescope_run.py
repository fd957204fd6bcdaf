"""A run on Gradescope, in a folder laid out like theirs: what is written, and when."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.gradescope import run as run_module
from autograder.gradescope.run import Run
from autograder.grading.results import QuestionScore
from autograder.grading.session import GradingSession

from ..gradescope.schema import problems

RIGHT = """
import numpy as np

def double(x):
    return 2.0 * np.asarray(x, dtype=float)

def total(x):
    return float(np.sum(double(x)))
"""
STUB = "def double(x):\n    raise NotImplementedError\ntotal = double\n"
Grade = Callable[..., dict[str, Any]]


@pytest.fixture
def root(tiny_course: Course, tmp_path: Path) -> Path:
    """The folders of /autograder, with the small course in the zip's place."""
    root = tmp_path / "autograder"
    (root / "submission").mkdir(parents=True)
    (root / "results").mkdir()
    shutil.copytree(tiny_course.root, root / "source" / "course")
    (root / "submission_metadata.json").write_text("{}")
    return root


@pytest.fixture
def grade(root: Path) -> Grade:
    """Hands in files (name -> text), grades them, gives results.json."""

    def hand_in(settings: str = "", **files: str) -> dict[str, Any]:
        toml = root / "source" / "course" / "solutions" / "warmup" / "assignment.toml"
        toml.write_text(toml.read_text() + f"\n[gradescope]\n{settings}\n")
        for name, text in files.items():
            (root / "submission" / name.replace("_dot_", ".")).write_text(text)
        this = Run(root, time.monotonic())
        this.finish(this.grade(), lambda: None)
        results = json.loads((root / "results" / "results.json").read_text())
        hidden = [p for p in problems(results) if "students do not see their total" in p]
        assert problems(results) == (hidden if 'visibility = "hidden"' in settings else [])
        return results

    return hand_in


def test_a_right_submission(grade: Grade, root: Path) -> None:
    """Full marks, an entry a question, the whole record for staff, and an empty folder."""
    results = grade(work_dot_py=RIGHT)
    assert results["score"] == 10
    assert [(t["name"], t["score"], t["max_score"]) for t in results["tests"]] == [
        ("double", 4, 4),
        ("total", 6, 6),
    ]
    assert "Graded: work.py (warmup)" in results["output"]
    assert "Isolation: " in results["output"]
    assert results["extra_data"]["record"]["questions"][0]["outcomes"][0]["status"] == "passed"
    assert "leaderboard" not in results
    assert [path.name for path in (root / "submission").iterdir()] == ["warmup.py"]
    assert (root / "submission" / "warmup.py").read_text() == ""


def test_staff_read_the_whole_record(grade: Grade, capsys: pytest.CaptureFixture[str]) -> None:
    """The run's own output, which students don't see, has what their view leaves out."""
    text = RIGHT.replace("np.sum", "np.max").replace("def total", "print('hello')\ndef total")
    grade(work_dot_py=text.replace("    return 2.0", "    print('looking', x)\n    return 2.0"))
    record = capsys.readouterr().out
    assert "work.py: graded, 4 of 10 points" in record
    assert "test_values: wrong: the result should be" in record
    assert "printed: looking [1. 2.]" in record


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError('\\ud800')",
        "def double(x): raise ValueError('\\udcff and \\ud83c')",
        "def double(x): raise type('\\ud800', (Exception,), {})",
        "def double(x): return {'\\ud800': ['\\udfff']}",
    ],
)
def test_half_a_character_ends_no_run(grade: Grade, code: str) -> None:
    """Text that can be written to no file reaches the results in a form that can."""
    results = grade(work_dot_py=f"{RIGHT}\n\n{code}\n")
    assert results["score"] in (6, 10)
    assert "being graded" not in results["output"]


def test_a_file_name_that_was_never_utf_8(grade: Grade, root: Path) -> None:
    """A name of odd bytes, as old systems make them, is shown as far as it can be."""
    (root / "submission" / "Pr\udcfcfung.py").write_text(RIGHT)
    assert grade()["score"] == 10


def test_an_untouched_notebook_gives_way_to_the_script(grade: Grade) -> None:
    """Whoever uploads the whole folder is graded on the file that they worked in."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": STUB}
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    results = grade(warmup_dot_ipynb=notebook, warmup_dot_py=RIGHT)
    assert results["score"] == 10
    assert "Only warmup.py was graded, not warmup.ipynb." in results["output"]


def test_a_notebook_that_is_begun_counts(grade: Grade) -> None:
    """Of two files that are written in, the notebook is the one that counts."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": RIGHT[:80]}
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    results = grade(warmup_dot_ipynb=notebook, warmup_dot_py=RIGHT)
    assert results["score"] == 4
    assert "Only warmup.ipynb was graded" in results["output"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "No notebook, .py file or archive"),
        ({"a_dot_py": RIGHT, "b_dot_py": RIGHT}, "several files that could be graded"),
        ({"a_dot_ipynb": "no notebook"}, "is not a readable notebook"),
    ],
)
def test_what_can_t_be_graded_says_why(grade: Grade, files: dict[str, str], words: str) -> None:
    """Nothing, too much or something broken: a score of 0 with a reason and a next step."""
    results = grade(**files)
    assert results["score"] == 0
    assert words in results["output"]
    assert [t["status"] for t in results["tests"]] == ["failed", "failed"]


@pytest.mark.parametrize("visibility", ["after_due_date", "after_published", "hidden"])
def test_hidden_tests_can_wait(grade: Grade, visibility: str) -> None:
    """Public and hidden tests have entries of their own; the top tells only of public ones."""
    wrong = RIGHT.replace("2.0 *", "2.0 * abs(1) + 0 *").replace("np.sum", "np.max")
    results = grade(f'visibility = "{visibility}"', work_dot_py=wrong)
    shown = {t["name"]: t["visibility"] for t in results["tests"]}
    assert shown == {
        "double (public tests)": "visible",
        "double (hidden tests)": visibility,
        "total (public tests)": "visible",
        "total (hidden tests)": visibility,
    }
    assert "question" not in results["output"]
    assert "public tests passed" in results["output"]
    assert "full marks" not in results["output"]
    assert sum(t["max_score"] for t in results["tests"]) == 10


def test_a_leaderboard_only_where_it_is_wanted(grade: Grade) -> None:
    """With the setting there is one; the other tests see that there is none without."""
    results = grade("leaderboard = true", work_dot_py=RIGHT)
    assert [entry["name"] for entry in results["leaderboard"]] == ["Points", "Questions"]


def test_late_work_counts_less(grade: Grade, root: Path) -> None:
    """The rule's share is in the score, and the first lines say so."""
    metadata = {"created_at": "2026-11-25T10:00:00+00:00"}
    metadata["assignment"] = {"due_date": "2026-11-24T10:00:00+00:00"}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    results = grade("late_percent_per_day = 25", work_dot_py=RIGHT)
    assert results["score"] == 7.5
    assert "1 day late: 75 % of the points count" in results["output"]


def test_results_are_there_all_the_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From before the first question to after Otter, results.json is whole and grows."""
    (root / "submission" / "work.py").write_text(RIGHT)
    seen: list[dict[str, Any]] = []
    real = run_module.write_whole

    def watch(path: Path, text: str) -> None:
        real(path, text)
        seen.append(json.loads(path.read_text()))

    monkeypatch.setattr(run_module, "write_whole", watch)
    this = Run(root, time.monotonic())
    report = this.grade()

    def otter() -> None:
        (root / "results" / "results.json").write_text('{"score": 0}')
        raise RuntimeError("Otter is ill")

    this.finish(report, otter)
    assert [results["score"] for results in seen] == [0, 4, 10, 10, 10]
    assert all(problems(results) == [] for results in seen)
    assert "being graded" in seen[1]["output"]
    assert "being graded" not in seen[-1]["output"]


def test_what_was_earned_before_time_ran_out_counts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run ends by itself before Gradescope's limit, with the questions that were done."""
    slow = RIGHT.replace("    return float(", "    import time; time.sleep(0.9)\n    return float(")
    (root / "submission" / "work.py").write_text(slow)
    this = Run(root, time.monotonic())
    receive, progress = GradingSession._receive, Run._progress

    def receive_in_time(session: GradingSession, seconds: float) -> dict[str, Any]:
        return receive(session, min(seconds, this._end - time.monotonic()))

    def time_is_over(run: Run, score: QuestionScore) -> None:
        """Once `double` is graded, on a machine of whatever speed."""
        progress(run, score)
        this._end = time.monotonic()

    monkeypatch.setattr(GradingSession, "_receive", receive_in_time)
    monkeypatch.setattr(Run, "_progress", time_is_over)
    report = this.grade()
    assert report.status == "timed_out"
    results = json.loads((root / "results" / "results.json").read_text())
    assert problems(results) == []
    assert [test["score"] for test in results["tests"]] == [4, 0]
    assert "Time ran out" in results["output"]


def test_a_hostile_folder_is_cleared(grade: Grade, root: Path) -> None:
    """Modules that would be imported, Otter's log, links and folders are gone when Otter runs."""
    place = root / "submission"
    (place / ".OTTER_LOG").write_bytes(b"cos\nsystem\n(S'touch /tmp/attack-log'\ntR.")
    (place / "numpy.py").write_text("raise SystemExit")
    (place / "deep" / "er").mkdir(parents=True)
    (place / "link").symlink_to("/etc")
    results = grade(warmup_dot_py=RIGHT)
    assert results["score"] == 10
    assert [path.name for path in place.iterdir()] == ["warmup.py"]
    assert not Path("/tmp/attack-log").exists()
