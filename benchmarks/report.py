"""What the page of a class costs: to write, to hold in memory, to open, to sort, to search.

    .venv/bin/python -m benchmarks.report [--students 500 2000 10000]

The class is invented: every student fails some questions and wrote something of their own.
Opening and what follows are measured in a headless Chromium, if there is one.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course, find_course
from autograder.grading.results import GradeReport
from autograder.reporting.html import write_report
from autograder.reporting.similarity import shipped_lines
from tests.e2e.browser import CHROMIUM, Browser
from tests.e2e.test_report import reports_of

ROUNDS = 5
FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


@dataclass(frozen=True)
class Class:
    """A class that is made anew for each pass, as a store would give it."""

    course: Course
    students: int

    def __iter__(self) -> Iterator[GradeReport]:
        return reports_of(self.course, self.students)


def main() -> None:
    """Measure each size in a process of its own, since memory is never given back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[500, 2_000, 10_000])
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.into:
        write(arguments.into, arguments.students[0])
        return
    for students in arguments.students:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.html"
            again = [sys.executable, "-m", "benchmarks.report", "--into", str(path)]
            subprocess.run([*again, "--students", str(students)], check=True)
            if CHROMIUM:
                use(path, Path(folder) / "profile")


def write(path: Path, students: int) -> None:
    """Write the page; the time to make up the class, which a store would not need, is apart."""
    course = find_course()
    assignment = course.assignment("cnn_layers")
    class_ = Class(course, students)
    before = peak_memory()
    start = time.perf_counter()
    passed = sum(1 for _ in class_)
    once = time.perf_counter() - start
    start = time.perf_counter()
    shipped = shipped_lines(course.student_folder("cnn_layers"))
    write_report(path, assignment, class_, shipped=shipped)
    seconds = time.perf_counter() - start
    print(f"{passed:,} students")
    print(f"  write   {seconds:.1f} s (one pass over the made-up class alone: {once:.1f} s)")
    print(f"  memory  {peak_memory():.0f} MB at its peak, {before:.0f} MB before")
    print(f"  page    {path.stat().st_size / 1e6:.1f} MB", flush=True)


def use(path: Path, profile: Path) -> None:
    """Open the page, sort and search: until what has changed is on the screen."""
    with Browser(profile) as browser:
        browser.window(1200)
        opened = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            browser.open(path)
            browser.run(FRAME)
            opened.append(1000 * (time.perf_counter() - start))
        show("open", opened)
        for label, action in (
            ("sort", "document.querySelector('[data-key=score]').click()"),
            ("filter", "document.getElementById('person').click()"),
            ("unfold", "document.querySelector('.class tbody button').click()"),
        ):
            took = [
                browser.run(
                    f"(async () => {{ const start = performance.now(); {action}; await {FRAME};"
                    " return performance.now() - start; })()"
                )
                for _ in range(2 * ROUNDS)
            ]
            show(label, took)


def show(label: str, milliseconds: list[float]) -> None:
    """One line: the median and the worst."""
    median = statistics.median(milliseconds)
    print(f"  {label:7} median {median:.0f} ms, worst {max(milliseconds):.0f} ms", flush=True)


def peak_memory() -> float:
    """In MB, of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
