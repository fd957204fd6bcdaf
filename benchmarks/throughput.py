"""How long one more submission takes: our grader beside `otter run`, in one run.

    .venv/bin/python benchmarks/throughput.py [--submissions 200] [--otter 5]

Ours grades with the full hidden suite, every question in a locked process of its own.
Otter runs a plain zip of the same assignment that has the public tests only, so it has
less to do. Both use one core's worth of sessions: one at a time.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.authoring.public_tests import write_public_tests
from autograder.authoring.sample import as_notebook
from autograder.course import Course
from autograder.extract import extract

ROOT = Path(__file__).parents[1]
SLUG = "cnn_layers"


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--otter", type=int, default=5, help="runs of otter")
    options = parser.parse_args()
    course = Course(ROOT)
    names = course.assignment(SLUG).names
    solution = extract(course.source(SLUG).read_text(encoding="utf-8"), names)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        few, many = folder / "few", folder / "many"
        for place, size in ((few, 20), (many, options.submissions)):
            place.mkdir()
            for number in range(size):
                (place / f"s{number:04}.py").write_text(solution, encoding="utf-8")
        notebook = folder / "submission.ipynb"
        notebook.write_text(as_notebook([solution]), encoding="utf-8")
        plain = plain_otter_zip(course, folder)
        ours, theirs = [], []
        for _ in range(3):
            short = grade(few, folder / "out")
            long = grade(many, folder / "out")
            ours.append((long - short) / (options.submissions - 20))
            theirs += [otter_run(plain, notebook, folder) for _ in range(-(-options.otter // 3))]
        mine, other = statistics.median(ours), statistics.median(theirs)
        print(f"{SLUG}: {options.submissions} submissions, medians, one at a time")
        print(f"  autograder grade, hidden suite, isolated   {1000 * mine:8.1f} ms a submission")
        print(f"  otter run, public tests only               {1000 * other:8.1f} ms a submission")
        print(f"  ratio                                      {other / mine:8.1f}")


def grade(folder: Path, out: Path) -> float:
    """Seconds of one whole `autograder grade`."""
    command = [sys.executable, "-m", "autograder.cli", "grade", SLUG, folder, "--out", out]
    return seconds([*map(str, command), "--jobs", "1"], ROOT)


def otter_run(plain: Path, notebook: Path, folder: Path) -> float:
    """Seconds of one whole `otter run`."""
    command = [sys.executable, "-m", "otter", "run", "-a", str(plain), str(notebook)]
    return seconds(command, folder)


def seconds(command: list[str], cwd: Path) -> float:
    """Wall-clock time of a command that has to succeed."""
    start = time.monotonic()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return time.monotonic() - start


def plain_otter_zip(course: Course, folder: Path) -> Path:
    """What Otter makes of the public tests, without anything of ours."""
    tests = folder / "tests"
    tests.mkdir()
    for name, text in write_public_tests(course, course.assignment(SLUG)).items():
        (tests / f"{Path(name).stem}.py").write_text(text, encoding="utf-8")
    path = folder / "plain.zip"
    command = [sys.executable, "-m", "otter", "generate", "-t", "tests", "-o", str(path)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return path


if __name__ == "__main__":
    main()
