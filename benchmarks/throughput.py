"""Submissions per minute: our grader, others, and the floor, side by side in one run.

    .venv/bin/python -m benchmarks.throughput [--submissions 500] [--rounds 3] [--jobs 2]

A made-up class of honest submissions: right ones, known mistakes in one to three questions,
stubs, half of them notebooks, no two the same. All are graded on the same processors, as many
at a time as `--jobs` says. Ours is one whole `autograder grade` with the full hidden suite,
every submission confined; the others get some submissions of the same class. Otter and
nbgrader have the public tests only, so they have less to do. Rounds go through all of them in
turn, so that a machine whose speed changes is as slow for all; ratios are taken in a round.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.sample import write_sample_class
from autograder.course import Course
from benchmarks import others
from benchmarks.processes import Command, python, run, use_processors

ROOT = Path(__file__).parents[1]
SLUG = "cnn_layers"


@dataclass(frozen=True)
class Contestant:
    """One way to grade: the commands of a round, and how many submissions they grade."""

    label: str
    tests: str
    size: int
    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Pace:
    """What a round of one contestant gave."""

    per_minute: float
    milliseconds: float  # of processor time for a submission


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--otter", type=int, default=6, help="submissions in a round, as below")
    parser.add_argument("--nbgrader", type=int, default=8)
    parser.add_argument("--pytest", type=int, default=24)
    parser.add_argument("--floor", type=int, default=200)
    parser.add_argument("--parts", type=int, default=100, help="submissions of the breakdown")
    options = parser.parse_args()
    processors = use_processors(options.jobs)
    course = Course(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submissions = folder / "class"
        assignment = course.assignment(SLUG)
        write_sample_class(course, assignment, submissions, options.submissions, honest=True)
        contestants = line_up(course, options, submissions, folder)
        rounds = []
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds} …", flush=True)
            rounds.append([race(each, options.jobs) for each in contestants])
            shutil.rmtree(folder / "out")
        print(
            f"\n{SLUG}: {options.submissions} honest mixed submissions, {options.jobs} at "
            f"a time on {processors} processors, {options.rounds} rounds"
        )
        show(contestants, rounds)
    sys.stdout.flush()
    if options.parts:
        parts = ("--submissions", str(options.parts), "--rounds", str(options.rounds))
        subprocess.run([sys.executable, "-m", "benchmarks.breakdown", *parts], cwd=ROOT, check=True)


def line_up(
    course: Course, options: argparse.Namespace, submissions: Path, folder: Path
) -> list[Contestant]:
    """Everybody made ready; ours is the first, the floor the last."""
    slug, jobs = SLUG, options.jobs
    files = sorted(submissions.iterdir())

    def some(count: int) -> list[Path]:
        """As many submissions, from all over the class."""
        return files[:: max(1, len(files) // count)][:count]

    words = ("-m", "autograder", "grade", slug, submissions, "--jobs", jobs)
    ours = python(*words, "--quiet", "--out", folder / "out", folder=ROOT)
    otter, nbgrader = some(options.otter), some(options.nbgrader)
    pytest, floor = some(options.pytest), some(options.floor)
    runs = {
        "otter": others.otter_runs(course, slug, otter, folder),
        "nbgrader": others.nbgrader_runs(course, slug, nbgrader, folder, jobs),
        "pytest": others.pytest_runs(course, slug, pytest, folder),
        "floor": others.floor_runs(slug, floor, folder, jobs),
    }
    return [
        Contestant("autograder grade, confined", "all", len(files), (ours,)),
        Contestant("otter run", "public", len(otter), runs["otter"]),
        Contestant("nbgrader autograde", "public", len(nbgrader), runs["nbgrader"]),
        Contestant("pytest a submission, not isolated", "all", len(pytest), runs["pytest"]),
        Contestant("the floor: one process, no pytest", "all", len(floor), runs["floor"]),
    ]


def race(contestant: Contestant, jobs: int) -> Pace:
    """One round of one contestant."""
    cost = run(contestant.commands, jobs)
    if contestant.label.startswith("the floor"):  # its start does not count
        told = [tuple(map(float, output.split()[-3:])) for output in cost.outputs]
        per_minute = sum(60 * size / wall for size, wall, _ in told)
        return Pace(per_minute, 1000 * sum(used for _, _, used in told) / contestant.size)
    size = contestant.size
    return Pace(60 * size / cost.wall, 1000 * cost.processor / size)


def show(contestants: Sequence[Contestant], rounds: Sequence[Sequence[Pace]]) -> None:
    """The table: medians of the rounds, and how far their ratios lie apart."""
    print(f"{'':35}{'tests':>7}{'a round':>9}{'per minute':>12}{'CPU ms each':>13}   ours / it")
    for place, contestant in enumerate(contestants):
        paces = [each[place] for each in rounds]
        ratios = [each[0].per_minute / each[place].per_minute for each in rounds]
        pace = statistics.median(pace.per_minute for pace in paces)
        used = statistics.median(pace.milliseconds for pace in paces)
        apart = f"{statistics.median(ratios):8.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
        print(
            f"{contestant.label:35}{contestant.tests:>7}{contestant.size:>9}{pace:>12.1f}"
            f"{used:>13.1f} {apart if place else ''}".rstrip()
        )


if __name__ == "__main__":
    main()
