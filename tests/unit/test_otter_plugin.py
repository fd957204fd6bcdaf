"""Our plugin inside Otter: our scores, our words, and no student code in Otter's kernel."""

from __future__ import annotations

import json
import os
import shutil
import types
from pathlib import Path

import nbformat
import pytest
from otter.run import main as otter_run
from otter.run.run_autograder.autograder_config import AutograderConfig
from otter.test_files import ExceptionTestFile, GradingResults

from autograder import otter_plugin
from autograder.authoring.build import write_bundle
from autograder.authoring.bundle import PLACEHOLDER
from autograder.grading.results import (
    GradeReport,
    Hint,
    Outcome,
    QuestionScore,
    Status,
    SubmissionStatus,
)
from autograder.grading.session import grade_file
from autograder.otter_plugin import NOT_GRADED, GradePlugin

RIGHT = """
import numpy as np

def double(x):
    return 2 * np.asarray(x)

def total(x):
    return float(np.sum(double(x)))
"""
HALF = RIGHT.replace("2 * np.asarray(x)", "np.asarray(x) + 2.0")


def outcome(test: str, status: Status, points: float, public: bool) -> Outcome:
    earned = points if status is Status.PASSED else 0
    return Outcome(test, f"{test}, as a sentence.", "double", status, earned, points, public)


REPORT = GradeReport(
    "ada",
    "warmup",
    SubmissionStatus.GRADED,
    (
        QuestionScore(
            "double",
            1,
            4,
            (
                outcome("test_seen", Status.PASSED, 1, True),
                outcome("test_unseen", Status.WRONG, 3, False),
            ),
            Hint("adds_two", "double", "Twice means times two."),
        ),
        QuestionScore("total", 6, 6, (outcome("test_all", Status.PASSED, 6, False),)),
    ),
    file="ada.py",
)


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """The folders that Otter makes before it calls a plugin, with a submission in them."""
    root = tmp_path / "autograder"
    (root / "submission" / "tests").mkdir(parents=True)
    (root / "source").mkdir()
    (root / "submission" / "tests" / "double.py").touch()
    (root / "submission" / "__init__.py").write_text("print('the student was here')")
    (root / "submission" / "ada.py").write_text(RIGHT)
    return root


def plugin(root: Path, name: str = "ada.py") -> GradePlugin:
    return GradePlugin(str(root / "submission" / name), {}, {"assignment": "warmup"})


def otters_results() -> GradingResults:
    """What Otter has after its own run: placeholders, all failed."""
    files = []
    for name, points in (("double", 4), ("total", 6)):
        text = PLACEHOLDER.format(name=name, points=points)
        files.append(ExceptionTestFile.from_string(text, f"tests/{name}.py"))
        files[-1].run({})
    return GradingResults(files)


def as_gradescope_sees_it(results: GradingResults) -> dict:
    config = {"show_hidden": True, "show_all_public": True, "force_public_test_summary": False}
    return results.to_gradescope_dict(AutograderConfig(config))


def test_placeholders_award_nothing():
    """Without the plugin Otter's own tests give no point."""
    results = otters_results()
    assert results.total == 0
    assert results.possible == 10


def test_outcomes_become_otters_results():
    """Scores, cases, hidden flags and words are ours; what failed hidden is not “all passed”."""
    graded = GradePlugin("x/ada.py", {}, {"assignment": "warmup"})
    graded.report = REPORT
    results = otters_results()
    graded.after_grading(results)
    assert [file.score for file in results.results.values()] == [1, 6]
    assert results.possible == 10
    cases = results.results["double"].test_case_results
    assert [(c.passed, c.test_case.hidden, c.test_case.points) for c in cases] == [
        (True, False, 1),
        (False, True, 3),
    ]
    shown = as_gradescope_sees_it(results)
    assert [(t["name"], t["score"], t["max_score"]) for t in shown["tests"]] == [
        ("double", 1, 4),
        ("total", 6, 6),
    ]
    assert {test["visibility"] for test in shown["tests"]} == {"visible"}
    assert "All test cases passed!" not in json.dumps(shown)
    assert "test_unseen, as a sentence." in shown["tests"][0]["output"]
    assert "Twice means times two." in shown["tests"][0]["output"]
    assert "1 of 2 questions passed." in shown["output"]


def test_public_summary_does_not_say_all():
    """Even Otter's public summary, if an author turns it on, has our words."""
    graded = GradePlugin("x/ada.py", {}, {"assignment": "warmup"})
    graded.report = REPORT
    results = otters_results()
    graded.after_grading(results)
    assert "All test cases passed!" not in results.summary(public_only=True)


def test_our_report_stands_when_otters_kernel_failed():
    """A kernel that could not run does not cost the student the points."""
    graded = GradePlugin("x/ada.py", {}, {"assignment": "warmup"})
    graded.report = REPORT
    results = GradingResults.without_results(RuntimeError("no kernel"))
    graded.after_grading(results)
    assert results.total == 7
    assert not results.has_catastrophic_failure()


def test_a_failing_engine_gives_no_points_and_stays_calm(autograder, monkeypatch, capsys):
    """An error of ours gives 0, a calm message to the student, and the trace to the staff."""

    def fail(*arguments):
        raise RuntimeError("the seed of test_values is 4711")

    monkeypatch.setattr(otter_plugin, "grade_file", fail)
    graded = plugin(autograder)
    graded.before_grading(None)  # no course either: both end the same way
    results = otters_results()
    graded.after_grading(results)
    shown = as_gradescope_sees_it(results)
    assert results.total == 0
    assert results.possible == 10
    assert [test["output"] for test in shown["tests"]] == [NOT_GRADED, NOT_GRADED]
    assert shown["output"] == NOT_GRADED
    assert "Traceback" in capsys.readouterr().err


def test_nothing_of_the_student_is_left(autograder, monkeypatch):
    """When Otter's kernel starts, the folder holds Otter's files only, and those are clean."""
    submission = autograder / "submission"
    for name in (".OTTER_LOG", "otter.py", "numpy.py", "data/deep/file.txt", "IPython/__init__.py"):
        (submission / name).parent.mkdir(parents=True, exist_ok=True)
        (submission / name).touch()
    os.symlink("/etc/passwd", submission / "link")
    seen = {}

    def grade(course, assignment, path, name):
        seen["file"] = (path.name, path.read_text(), name, path.is_relative_to(submission))
        return REPORT

    monkeypatch.setattr(otter_plugin, "grade_file", grade)
    monkeypatch.setattr(otter_plugin.Course, "assignment", lambda course, slug: slug)
    graded = plugin(autograder)
    graded.before_grading(None)
    assert seen["file"] == ("ada.py", RIGHT, "ada", False)
    assert graded.report is REPORT
    assert sorted(path.name for path in submission.iterdir()) == ["__init__.py", "ada.py", "tests"]
    assert (submission / "ada.py").read_text() == ""
    assert (submission / "__init__.py").read_text() == ""
    run_by_otter = graded.before_execution(nbformat.v4.new_notebook())
    assert sorted(path.name for path in submission.iterdir()) == ["__init__.py", "tests"]
    assert [cell.source for cell in run_by_otter.cells] == ["pass  # graded elsewhere"]


def test_a_link_is_not_followed(autograder, monkeypatch):
    """A submission that links to the solution is graded as the empty file it is."""
    solution = autograder / "source" / "solution.py"
    solution.write_text(RIGHT)
    (autograder / "submission" / "ada.py").unlink()
    os.symlink(solution, autograder / "submission" / "ada.py")
    graded_text = []
    monkeypatch.setattr(
        otter_plugin, "grade_file", lambda c, a, path, n: graded_text.append(path.read_text())
    )
    monkeypatch.setattr(otter_plugin.Course, "assignment", lambda course, slug: slug)
    plugin(autograder).before_grading(None)
    assert graded_text == [""]
    assert solution.read_text() == RIGHT


def test_a_folder_too_deep_to_remove_can_not_be_imported(autograder, monkeypatch):
    """What can't be removed loses its name, so that nothing imports it."""
    deep = autograder / "submission" / "otter"
    deep.mkdir()
    (deep / "__init__.py").touch()

    def give_up(*arguments, **options):
        raise RecursionError

    ours = types.SimpleNamespace(move=shutil.move, rmtree=give_up)
    monkeypatch.setattr(otter_plugin, "shutil", ours)
    plugin(autograder).before_grading(None)
    assert not deep.exists()


@pytest.fixture
def zipped(tiny_course, tmp_path: Path) -> Path:
    path = tmp_path / "warmup-autograder.zip"
    write_bundle(tiny_course, tiny_course.assignment("warmup"), path)
    return path


def run_otter(zipped: Path, submission: Path) -> dict:
    otter_run(str(submission), autograder=str(zipped), output_dir=str(zipped.parent), no_logo=True)
    return json.loads((zipped.parent / "results.json").read_text())


def test_otter_run_gives_the_engines_scores(tiny_course, zipped, tmp_path):
    """`otter run` on the zip ends in the same scores as the engine, question by question."""
    file = tmp_path / "half.py"
    file.write_text(HALF)
    shown = run_otter(zipped, file)
    report = grade_file(tiny_course, tiny_course.assignment("warmup"), file, "half")
    assert 0 < report.score < report.max_score
    assert [(t["name"], t["score"]) for t in shown["tests"]] == [
        (question.name, question.score) for question in report.questions
    ]


@pytest.mark.parametrize("protected", [True, False], ids=["with the plugin", "without it"])
def test_no_student_code_in_otters_kernel(zipped, tmp_path, monkeypatch, protected):
    """A file that Otter's kernel would import by its name runs there only without our plugin."""
    marker = tmp_path / "ran"
    file = tmp_path / "otter.py"
    file.write_text(f"open({str(marker)!r}, 'w')\n")
    # Our engine would run it, in its sandbox; here it must not, so that only Otter could.
    monkeypatch.setattr(otter_plugin, "grade_file", lambda *arguments: REPORT)
    if not protected:
        monkeypatch.delattr(GradePlugin, "before_grading")
        monkeypatch.delattr(GradePlugin, "before_execution")
    shown = run_otter(zipped, file)
    assert [test.get("score", 0) for test in shown["tests"]] == ([1, 6] if protected else [0, 0])
    assert marker.exists() is not protected
