"""The floor: the same tests on the same files in one process, no pytest and no isolation.

    .venv/bin/python -m benchmarks.floor FOLDER [--slug cnn_layers]

The suite is collected once; then each file is run and its functions are called by the tests
as they are. A grader that protects nobody and explains nothing can't be quicker than this.
Prints how many submissions, and what all of them took after the start: seconds, and seconds of
processor time.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.grading.collecting import collect
from autograder.grading.reference import load_reference
from autograder.grading.suite import Suite
from benchmarks.bare_pytest import run_file

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slug", default="cnn_layers")
    options = parser.parse_args()
    files = sorted(options.folder.iterdir())

    def measure(suite: Suite) -> None:
        start, used = time.perf_counter(), time.process_time()
        for path in files:
            with quietly():
                run_tests(suite, run_file(path))
        print(len(files), time.perf_counter() - start, time.process_time() - used)

    with_suite(Course(ROOT), options.slug, measure)


def with_suite(course: Course, slug: str, then: Callable[[Suite], None]) -> None:
    """Collect the suite of an assignment, warm it up on the solution, and call `then` with it."""
    assignment = course.assignment(slug)

    def warm(suite: Suite) -> None:
        for question in assignment.names:
            suite.calls(question)
        warnings.simplefilter("ignore")  # what student code warns of is not looked at
        then(suite)

    files = sorted(course.suite(slug).glob("test_*.py"))
    collect(assignment, files, load_reference(course, assignment), warm)


def run_tests(suite: Suite, functions: dict[str, Any]) -> int:
    """All tests on a student's functions, called directly; how many passed."""
    errors = [suite.run(test, functions.get(test.question))[0] for test in suite.tests]
    return errors.count(None)


def quietly() -> contextlib.redirect_stdout[io.StringIO]:
    """What student code prints goes nowhere."""
    return contextlib.redirect_stdout(io.StringIO())


if __name__ == "__main__":
    main()
