"""Do right answers keep full marks whatever numbers are drawn?

    .venv/bin/python benchmarks/stability.py [SLUG ...] [--seeds 100] [--training-seeds 5]

Runs the reference and every right variant through the suites with many drawing seeds, in
this process and with copied arguments. Training questions (their own limit in
assignment.toml) take seconds each and get fewer seeds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course
from autograder.grading.collecting import collect
from autograder.grading.reference import load_reference, marked_functions
from autograder.grading.suite import Suite
from autograder.sandbox.child import wire
from autograder.sandbox.child.changes import alike

ROOT = Path(__file__).parents[1]


class Direct:
    """A function called with copies of its arguments, as it would be across the boundary."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.changed_arguments: list[str] = []

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        form, payload = wire.encode((arguments, options))
        sent, named = wire.decode(form, payload, formulas=True)
        value = self.function(*sent, **named)
        if not alike(wire.decode(form, payload, formulas=True), (sent, named)):
            self.changed_arguments.append("changed")
        return wire.decode(*wire.encode(value))


def main() -> None:
    """Run, print a line per assignment and every failure, exit 1 if there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slugs", nargs="*")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--training-seeds", type=int, default=5)
    options = parser.parse_args()
    course = Course(ROOT)
    failures = 0
    for assignment in course.assignments:
        if not options.slugs or assignment.slug in options.slugs:
            failures += examine(course, assignment, options.seeds, options.training_seeds)
    sys.exit(1 if failures else 0)


def examine(course: Course, assignment: Assignment, seeds: int, training_seeds: int) -> int:
    """One assignment with all seeds; the number of failed tests."""
    reference = load_reference(course, assignment)
    files = sorted(course.suite(assignment.slug).glob("test_*.py"))
    catalogue = course.suite(assignment.slug) / "variants.py"
    answers = [(name, "reference", getattr(reference, name)) for name in assignment.names]
    for name, function in marked_functions(catalogue, "__variant__"):
        answers.append((function.__variant__, name, function))
    reference.lend(function for _, name, function in answers if name != "reference")
    runs = failures = 0
    for seed in range(seeds):

        def run(suite: Suite, seed: int = seed) -> None:
            nonlocal runs, failures
            for question, name, function in answers:
                if assignment.question(question).seconds and seed >= training_seeds:
                    continue
                for test in suite.of(question):
                    error, _ = suite.run(test, Direct(function))
                    runs += 1
                    if error is not None:
                        failures += 1
                        print(f"{assignment.slug} seed {seed} {name}: {test.name}: {error!r}")

        collect(assignment, files, reference, run, seed=seed)
    print(f"{assignment.slug}: {seeds} seeds, {runs} tests run on right answers, {failures} failed")
    return failures


if __name__ == "__main__":
    main()
