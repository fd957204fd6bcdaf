"""The zip that we upload, set up and run in a container like Gradescope's.

What it says of every submission has to be what `autograder grade` says of it, question by
question; and nothing of a hostile one may come through.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.bundle import bundle_bytes
from autograder.authoring.sample import as_notebook
from autograder.authoring.specimens import REFERENCE, STUB, specimens
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.runner import grade_class
from autograder.course import Course
from autograder.grading.reference import load_mistakes

from .container import Container, Run, why_not
from .schema import problems

ROOT = Path(__file__).parents[2]
SLUG = "cnn_layers"
MISTAKES = 10
SETTINGS = """
[gradescope]
late_percent_per_day = 10
submissions_per_day = 3
leaderboard = true
"""
LATE = {"created_at": "2024-10-06T23:00:00-07:00"}  # in the second day after the due date
GROUP = {
    "users": [
        {"email": "ada@example.edu", "id": 1, "name": "Ada Lovelace"},
        {"email": "grace@example.edu", "id": 2, "name": "Grace Hopper"},
    ],
    "assignment": {"group_submission": True, "group_size": 2},
}
TIRELESS = {
    "previous_submissions": [
        {"submission_time": f"2024-10-01T0{hour}:00:00-07:00", "score": 10.0 * hour,
         "autograder_error": False, "results": {}}
        for hour in (0, 1, 2, 3)
    ],
}  # fmt: skip
# Each with the right solution in front of it, which has to keep its points.
HOSTILE = {
    "forges-the-results": """
        import json, os
        for place in ("/autograder/results/results.json", "results.json", "/tmp/results.json"):
            try: open(place, "w").write(json.dumps({"score": 1000}))
            except OSError: pass
        print(json.dumps({"score": 1000, "tests": []}))
    """,
    "reads-the-tests": """
        import glob, os
        found = []
        for place in ("/autograder/source/course", "/autograder/source", "/autograder", "/opt"):
            try: found += os.listdir(place)
            except OSError: pass
        for place in glob.glob("/autograder/**/*.py", recursive=True):
            found.append(open(place).read())
        def relu(x): raise ValueError("I READ " + repr(found)) if found else ValueError("nothing")
    """,
    "kills-everything": """
        import os, signal
        for pid in range(1, 400):
            if pid != os.getpid():
                try: os.kill(pid, signal.SIGKILL)
                except OSError: pass
        try: os.kill(-1, signal.SIGKILL)
        except OSError: pass
    """,
    "takes-all-memory": """
        def relu(x):
            blocks = []
            while True: blocks.append(bytearray(50_000_000))
    """,
    "never-ends": """
        def relu(x):
            while True: pass
    """,
}
OTTER_LOG = b"cposix\nsystem\n(S'touch /autograder/results/pwned; touch /tmp/pwned'\ntR."


@dataclass(frozen=True)
class Case:
    """What is handed in, with which metadata, and how to run it."""

    files: Mapping[str, bytes]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The real assignment, with the rules switched on that are off by default."""
    root = tmp_path_factory.mktemp("course")
    for place in (f"solutions/{SLUG}", f"tests/suites/{SLUG}", f"assignments/{SLUG}"):
        shutil.copytree(ROOT / place, root / place)
    toml = root / "solutions" / SLUG / "assignment.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    return Course(root)


@pytest.fixture(scope="module")
def texts(course: Course) -> dict[str, str]:
    """Reference, stub and mistakes spread over the questions, by name."""
    assignment = course.assignment(SLUG)
    mistakes = load_mistakes(course, assignment)
    chosen = mistakes[:: max(1, len(mistakes) // MISTAKES)][:MISTAKES]
    assert len(chosen) == MISTAKES
    return specimens(course, assignment, chosen, ())


@pytest.fixture(scope="module")
def cases(texts: dict[str, str]) -> dict[str, Case]:
    """Everything that is handed in."""
    right = texts[REFERENCE]
    found = {name: Case({f"{SLUG}.py": text.encode()}) for name, text in texts.items()}
    notebook = as_notebook([right]).encode()
    found["notebook"] = Case({"my work.ipynb": notebook, ".OTTER_LOG": OTTER_LOG})
    for name, text in HOSTILE.items():
        lines = [line.removeprefix("        ") for line in text.splitlines()]
        found[name] = Case({f"{SLUG}.py": "\n".join([right, *lines]).encode()})
    found["group"] = Case({f"{SLUG}.py": right.encode()}, GROUP)
    found["late"] = Case({f"{SLUG}.py": right.encode()}, LATE)
    found["tireless"] = Case({f"{SLUG}.py": right.encode()}, TIRELESS)
    found["folder"] = Case({"cnn/cnn_layers.py": right.encode(), "cnn/notes.txt": b"x"})
    found["nothing"] = Case({"notes.txt": b"x"})
    found["broken"] = Case({"work.ipynb": b"{ no notebook"})
    found["modules"] = Case({f"{SLUG}.py": right.encode(), "numpy.py": b"raise SystemExit",
                             "otter.py": b"raise SystemExit"})  # fmt: skip
    found["old kernel"] = Case({f"{SLUG}.py": right.encode()}, {}, {"landlock": False})
    hostile = found["reads-the-tests"].files
    found["old kernel, hostile"] = Case(hostile, {}, {"landlock": False})
    slow = right.encode() + b"\nimport time\ntime.sleep(60)\n"
    found["killed"] = Case({f"{SLUG}.py": slow}, {}, {"kill_after": 5.0})
    return found


@pytest.fixture(scope="module")
def runs(
    course: Course, cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Run]]:
    """All cases, graded in containers of half a processor each, a few at a time."""
    if reason := why_not():
        pytest.skip(reason)
    zip_path = tmp_path_factory.mktemp("zip") / f"{SLUG}-autograder.zip"
    zip_path.write_bytes(bundle_bytes(course, course.assignment(SLUG)))
    with Container() as container, ThreadPoolExecutor(4) as pool:
        done = container.set_up(zip_path)
        assert done.returncode == 0, done.output[-3000:]
        waiting = {
            name: pool.submit(container.grade, case.files, case.metadata, **case.options)
            for name, case in cases.items()
        }
        yield {name: future.result() for name, future in waiting.items()}


def results(run: Run) -> dict[str, Any]:
    """The results of a run that has to have some, checked against Gradescope's fields."""
    assert run.results is not None, run.output[-3000:]
    assert problems(run.results) == []
    return run.results


def test_every_result_is_in_gradescope_s_form(runs: dict[str, Run]) -> None:
    """Whatever is handed in, results.json is there and has only fields that Gradescope knows."""
    for run in runs.values():
        results(run)


def test_nobody_runs_out_of_memory(runs: dict[str, Run]) -> None:
    """768 MB are enough, also for one that takes all it can get."""
    assert {name: run.memory_kills for name, run in runs.items()} == dict.fromkeys(runs, 0)


def test_scores_are_those_of_autograder_grade(
    course: Course, texts: dict[str, str], runs: dict[str, Run], tmp_path: Path
) -> None:
    """Every question of reference, stub and mistakes has the same score and the same hint."""
    files = []
    for number, (name, text) in enumerate(texts.items()):
        path = tmp_path / f"{number}.py"
        path.write_text(text, encoding="utf-8")
        files.append(SubmissionFile(name, path))
    assignment = course.assignment(SLUG)
    for _, report in grade_class(course, assignment, files, 2):
        tests = results(runs[report.submission])["tests"]
        scores = {question.name: question.score for question in report.questions}
        assert {test["name"]: test["score"] for test in tests} == scores, report.submission
        mistakes = [m for test in tests for m in test["extra_data"]["mistakes"]]
        assert mistakes == [hint.mistake for hint in report.hints], report.submission
    assert results(runs[REFERENCE])["score"] == 100
    assert results(runs[STUB])["score"] == 0


@pytest.mark.parametrize("name", ["notebook", "group", "folder", "modules", "old kernel"])
def test_right_work_in_any_form_has_full_marks(runs: dict[str, Run], name: str) -> None:
    """A notebook, a group, a folder, clashing names and an old kernel cost nothing."""
    found = results(runs[name])
    assert found["score"] == 100
    assert "Everything is right" in found["output"]


@pytest.mark.parametrize("name", [*HOSTILE, "old kernel, hostile"])
def test_hostile_work_gains_and_harms_nothing(runs: dict[str, Run], name: str) -> None:
    """It has at most what its honest functions earn, and shows nothing of ours."""
    found = results(runs[name])
    lost = 0 if name in ("forges-the-results", "kills-everything") else 5
    assert found["score"] == 100 - lost
    shown = json.dumps([found["output"], [test["output"] for test in found["tests"]]])
    assert "I READ" not in shown
    assert "/autograder" not in shown


def test_an_otter_log_is_never_loaded(runs: dict[str, Run]) -> None:
    """Otter unpickles a log that it finds; ours is gone before Otter starts."""
    assert "pwned" not in runs["notebook"].output
    assert "No log found" in runs["notebook"].output


def test_otter_has_run_after_us(runs: dict[str, Run]) -> None:
    """Otter's own summary is in the hidden output, and its own result has given way to ours."""
    assert "Total Score: 100.000 / 100.000" in runs[REFERENCE].output
    assert results(runs[REFERENCE])["extra_data"]["record"]["questions"]


def test_rules_of_time(runs: dict[str, Run]) -> None:
    """Two days late costs 20 %; a fourth submission of one day keeps the score before it."""
    assert results(runs["late"])["score"] == 80
    assert "2 days late" in results(runs["late"])["output"]
    assert results(runs["tireless"])["score"] == 30
    assert "number 5 of 2024-10-01" in results(runs["tireless"])["output"]


def test_what_can_t_be_graded_says_why(runs: dict[str, Run]) -> None:
    """No file to grade, or one that is no notebook: 0 with a reason and the next step."""
    assert "No notebook, .py file or archive" in results(runs["nothing"])["output"]
    assert "not a readable notebook" in results(runs["broken"])["output"]
    assert {results(runs[name])["score"] for name in ("nothing", "broken")} == {0}


def test_a_killed_run_leaves_a_result(runs: dict[str, Run]) -> None:
    """Gradescope's time limit finds a results.json that says what happened."""
    assert runs["killed"].timed_out
    assert (
        "time ran out" in results(runs["killed"])["output"]
        or "could not start" in (results(runs["killed"])["output"])
    )


def test_a_leaderboard_was_asked_for(runs: dict[str, Run]) -> None:
    """The setting in assignment.toml reaches Gradescope."""
    assert results(runs[REFERENCE])["leaderboard"][0]["value"] == 100
