"""A class with everything in it: each submission ends in its own row, and nothing else does."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.authoring.sample import BROKEN, as_notebook, write_sample_class
from autograder.course import Course
from autograder.extract import extract
from autograder.sandbox.child import confine

from .conftest import ROOT, Run


@pytest.fixture(scope="module")
def solution(course: Course) -> str:
    """The reference functions of cnn_layers as a submission."""
    names = course.assignment("cnn_layers").names
    return extract(course.source("cnn_layers").read_text(encoding="utf-8"), names)


def rows(folder: Path) -> dict[str, dict[str, str]]:
    """grades.csv by submission."""
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


@pytest.fixture
def no_orphans() -> Iterator[None]:
    """Whatever a command leaves running becomes a child of ours, and is found here."""
    confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
    yield
    deadline = time.monotonic() + 3
    while (left := children()) and time.monotonic() < deadline:
        time.sleep(0.05)
    confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 0)
    assert not left


def children() -> list[str]:
    """The command lines of our children that are not dead."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                found.append(path.with_name("cmdline").read_text(errors="replace"))
        except OSError:
            pass  # gone in the meantime
    return found


@pytest.mark.usefixtures("no_orphans")
def test_broken_and_hostile_files_cost_only_themselves(
    autograder: Run, tmp_path: Path, solution: str
) -> None:
    """Loops, exits, exceptions, memory, bad bytes and bad notebooks: each its own status."""
    folder = tmp_path / "class"
    folder.mkdir()
    for name, content in BROKEN.items():
        suffix = ".ipynb" if name == "not-a-notebook" else ".py"
        (folder / f"{name}{suffix}").write_bytes(content)
    loops = solution + "\ndef relu(x):\n    while True:\n        pass\n"
    (folder / "loops-in-relu.py").write_text(loops, encoding="utf-8")
    (folder / "right.py").write_text(solution, encoding="utf-8")
    (folder / "right-too.ipynb").write_text(as_notebook([solution]), encoding="utf-8")
    (folder / "notes.txt").write_text("not a submission")
    done = autograder("grade", "cnn_layers", folder, "--out", tmp_path / "out", "--jobs", 2)
    assert done.returncode == 1, done.stderr
    assert "notes.txt" in done.stderr
    found = rows(tmp_path / "out")
    assert len(found) == len(BROKEN) + 3
    full = found["right"]["max_score"]
    expected = {
        "loops-at-import": ("timed_out", "timed_out"),
        "exits-at-import": ("graded", "crashed"),
        "raises-at-import": ("graded", "not_defined"),
        "eats-memory": ("graded", "out_of_memory"),
        "not-utf-8": ("unreadable", "unreadable"),
        "not-a-notebook": ("unreadable", "unreadable"),
    }
    for name, (status, outcome) in expected.items():
        assert (found[name]["status"], found[name]["score"]) == (status, "0"), name
        result = json.loads((tmp_path / "out" / "results" / f"{name}.json").read_text())
        tests = [test["extra_data"]["outcomes"] for test in result["tests"]]
        assert {entry["status"] for entries in tests for entry in entries} == {outcome}, name
        assert result["output"]
    assert found["right"]["score"] == found["right-too"]["score"] == full
    assert found["loops-in-relu"]["relu"] == "0"
    assert float(found["loops-in-relu"]["score"]) == float(full) - 5


@contextmanager
def being_graded(
    course: Course, folder: Path, out: Path, size: int = 200
) -> Iterator[subprocess.Popen[str]]:
    """`autograder grade` in the middle of a class."""
    write_sample_class(course, course.assignment("cnn_layers"), folder, size)
    command = ["-m", "autograder", "grade", "cnn_layers", folder, "--out", out, "--jobs", "2"]
    with subprocess.Popen(
        [sys.executable, "-P", *map(str, command)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        deadline = time.monotonic() + 60
        while len(list(out.glob("results/*.json"))) < 5:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process


@pytest.mark.usefixtures("no_orphans")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_done(course: Course, tmp_path: Path, sign: int) -> None:
    """An interrupted run writes its tables for what was graded, and leaves no process."""
    out = tmp_path / "out"
    with being_graded(course, tmp_path / "class", out) as process:
        os.kill(process.pid, sign)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "not graded yet" in errors
    found = rows(out)
    results = {path.stem for path in out.glob("results/*.json")}
    assert 5 <= len(found) < 200
    assert set(found) == results
    assert (out / "report.html").stat().st_size > 10_000


@pytest.mark.usefixtures("no_orphans")
def test_a_killed_run_loses_only_what_was_in_flight(
    autograder: Run, course: Course, tmp_path: Path
) -> None:
    """Killed at three moments, then run to its end: row for row what a run in one go gives."""
    folder = tmp_path / "class"
    write_sample_class(course, course.assignment("rnn_cell"), folder, 30)
    arguments = ["grade", "rnn_cell", folder, "--jobs", "2", "--quiet", "--out"]
    assert autograder(*arguments, tmp_path / "clean").returncode in (0, 1)
    out, done = tmp_path / "out", 0
    for more in (2, 5, 8):
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder", *map(str, [*arguments, out])],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        ) as process:
            deadline = time.monotonic() + 60
            while len(list(out.glob("results/*.json"))) < done + more:
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.02)
            process.kill()
        kept = len(list(out.glob("results/*.json")))
        assert kept >= done + more
        done = kept
    last = autograder(*[each for each in arguments if each != "--quiet"], out)
    assert last.returncode in (0, 1)
    graded = int(last.stderr.split(" graded, ")[0].split()[-1])
    assert 30 - done - 3 <= graded <= 30 - done  # a grade may be kept, its file not yet written
    assert (out / "grades.csv").read_bytes() == (tmp_path / "clean" / "grades.csv").read_bytes()
    names = [path.name for path in sorted((tmp_path / "clean" / "results").iterdir())]
    assert [path.name for path in sorted((out / "results").iterdir())] == names


@pytest.mark.usefixtures("no_orphans")
def test_a_run_that_is_killed_leaves_whole_results_and_no_process(
    course: Course, tmp_path: Path
) -> None:
    """After SIGKILL nobody is there to clean up, and nothing has to be."""
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for number in range(4):
        (folder / f"zz-sleeps-{number}.py").write_text("import time\ntime.sleep(9)\n")
    with being_graded(course, folder, out, 6) as process:
        time.sleep(1)  # by now both sessions are waiting for one that sleeps
        process.kill()
    for path in out.glob("results/*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["tests"]


def test_a_second_run_gives_the_same_grades(
    autograder: Run, course: Course, tmp_path: Path
) -> None:
    """Grading is repeatable, byte for byte, whatever the number of sessions."""
    folder = tmp_path / "class"
    write_sample_class(course, course.assignment("rnn_cell"), folder, 12)
    tables = []
    for jobs in (1, 3):
        out = tmp_path / f"out-{jobs}"
        assert autograder("grade", "rnn_cell", folder, "--out", out, "--jobs", jobs).returncode == 0
        tables.append((out / "grades.csv").read_bytes())
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", "cnn_layers"], "Missing argument"),
        (["grade", "nothing", ".", "--out", "x"], "no assignment “nothing”"),
        (["grade", "cnn_layers", "/nonexistent", "--out", "x"], "/nonexistent"),
        (["check", "/nonexistent.py"], "no such file"),
        (["--course", "/", "list"], "not a course folder"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    autograder: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    """Exit code 2, one readable message, no traceback."""
    out = [str(tmp_path / "out") if argument == "x" else argument for argument in arguments]
    done = autograder(*out)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_can_t_be_written_is_said(
    autograder: Run, tmp_path: Path, solution: str
) -> None:
    """Results that have no place to go are an error before anything is graded."""
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "right.py").write_text(solution, encoding="utf-8")
    done = autograder(
        "grade", "cnn_layers", tmp_path / "right.py", "--out", tmp_path / "file" / "out"
    )
    assert done.returncode == 2
    assert "can't be written" in done.stderr


def test_list_is_readable_by_scripts(autograder: Run) -> None:
    """`list --json` names the assignments, their questions and points."""
    data = json.loads(autograder("list", "--json").stdout)
    slugs = [entry["slug"] for entry in data["assignments"]]
    assert slugs[:4] == ["cnn_layers", "cnn_training", "rnn_cell", "bptt"]
    questions = data["assignments"][0]["questions"]
    assert {"name": "conv2d", "points": 30} in questions
