"""Does anything grow with the class, and does anything get lost?

    .venv/bin/python -m benchmarks.classes [--large 10000] [--small 500] [--kills 10]

A large class and a small one, both made from the same 200 honest files (each copy begins with
a comment of its own; with --identical it does not): time per submission and peak memory of the
`autograder grade` process. The small one is graded before and after the large one, so that a
machine that gets slower does not count. Then the large one again with nothing changed. Then a
class that is killed (-9) at random moments and graded again: both runs together have to give
what one clean run gives, in the table, the result files and the store.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.authoring.sample import write_sample_class
from autograder.classroom.store import Store
from autograder.course import Course
from benchmarks.processes import end_children, python, run, use_processors

ROOT = Path(__file__).parents[1]
SLUG = "cnn_layers"
# The command itself, which tells at its end how much memory it had at most.
GRADE = """
import atexit, re
def peak():
    with open("/proc/self/status", encoding="ascii") as status:
        print("VmHWM", re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1])
atexit.register(peak)
from autograder.cli import main
main()
"""


@dataclass(frozen=True)
class Graded:
    """What one `autograder grade` took."""

    each: float  # milliseconds, start and end of the command included
    processor: float  # milliseconds of each
    memory: float  # MB at most, of the process that owns the sessions


def main() -> None:
    """Measure, print the tables, and exit 1 if a killed run lost or changed anything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--large", type=int, default=10_000, help="0: only the kills")
    parser.add_argument("--small", type=int, default=500)
    parser.add_argument("--files", type=int, default=200, help="that classes are made from")
    parser.add_argument("--identical", action="store_true", help="copies as they are")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--killed", type=int, default=100, help="size of the class for this part")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=6, help="of the moments")
    options = parser.parse_args()
    use_processors(options.jobs)
    course = Course(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sample_class(
            course, course.assignment(SLUG), folder / "files", options.files, honest=True
        )
        files = sorted((folder / "files").iterdir())
        if options.large:
            sizes(files, options, folder)
        sys.exit(0 if kills(files, options, folder) else 1)


def sizes(files: Sequence[Path], options: argparse.Namespace, folder: Path) -> None:
    """A small class, a large one, the small one, and the large one with nothing changed."""
    small = make_class(files, options.small, options.identical, folder / "small")
    large = make_class(files, options.large, options.identical, folder / "large")
    print(f"{SLUG}: classes made from {len(files)} files, {options.jobs} submissions at a time\n")
    print(f"{'submissions':32}{'seconds':>10}{'ms each':>10}{'CPU ms each':>13}{'peak memory':>14}")

    def row(note: str, submissions: Path, out: str, size: int) -> Graded:
        graded = grade(submissions, folder / out, options.jobs, size)
        print(
            f"{f'{size} {note}':32}{graded.each * size / 1000:>10.1f}{graded.each:>10.2f}"
            f"{graded.processor:>13.2f}{graded.memory:>11.0f} MB",
            flush=True,
        )
        return graded

    before = row("before", small, "before", options.small)
    many = row("", large, "out", options.large)
    after = row("after", small, "after", options.small)
    row("again, nothing changed", large, "out", options.large)
    times = 2 * many.each / (before.each + after.each)
    processor = 2 * many.processor / (before.processor + after.processor)
    memory = 2 * many.memory / (before.memory + after.memory)
    print(f"{'large / small':42}{times:>10.2f}{processor:>13.2f}{memory:>14.2f}\n", flush=True)


def make_class(files: Sequence[Path], size: int, identical: bool, folder: Path) -> Path:
    """A class of copies; each begins with a comment of its own, unless they are `identical`."""
    folder.mkdir()
    for number in range(size):
        file = files[number % len(files)]
        name, content = f"copy-{number:06}", file.read_bytes()
        if not identical:
            content = content.replace(f"# {file.stem}".encode(), f"# {name}".encode(), 1)
        (folder / f"{name}{file.suffix}").write_bytes(content)
    return folder


def grade(submissions: Path, out: Path, jobs: int, size: int) -> Graded:
    """One whole `autograder grade`."""
    words = ("-c", GRADE, "grade", SLUG, submissions, "--out", out, "--jobs", jobs, "--quiet")
    cost = run([python(*words, folder=ROOT)])
    memory = int(cost.outputs[0].split()[-1]) / 1024
    return Graded(1000 * cost.wall / size, 1000 * cost.processor / size, memory)


def kills(files: Sequence[Path], options: argparse.Namespace, folder: Path) -> bool:
    """Kill a run at random moments, grade again, compare; whether nothing was lost."""
    dice = random.Random(options.seed)
    submissions = make_class(files, options.killed, options.identical, folder / "killed")
    clean = grade(submissions, folder / "clean", options.jobs, options.killed)
    whole = clean.each * options.killed / 1000
    wanted = found(folder / "clean")
    print(f"kill -9 in a class of {options.killed}; a clean run takes {whole:.1f} s\n")
    print(
        f"{'':8}{'killed after':>14}{'kept':>8}{'graded anew':>14}{'left running':>15}   as clean"
    )
    good = True
    for number in range(1, options.kills + 1):
        out, moment = folder / f"out-{number}", dice.uniform(0, whole)
        left = kill_after(moment, submissions, out, options.jobs)
        kept = grades_in(out)
        words = ("-m", "autograder", "grade", SLUG, submissions, "--jobs", options.jobs)
        (told,) = run([python(*words, "--quiet", "--out", out, folder=ROOT)]).outputs
        counted = re.search(r"(\d+) graded, \d+ taken over", told)
        anew = int(counted[1]) if counted else options.killed
        same = found(out) == wanted and kept + anew == options.killed
        good = good and same and not left
        print(
            f"{number:8}{moment:>12.2f} s{kept:>8}{anew:>14}{left:>15}   {'yes' if same else 'NO'}"
        )
    return good


def kill_after(seconds: float, submissions: Path, out: Path, jobs: int) -> int:
    """Start to grade and kill it; how many processes had to be ended after it."""
    words = ("-m", "autograder", "grade", SLUG, submissions, "--jobs", jobs, "--out", out)
    process = subprocess.Popen(
        python(*words, folder=ROOT).words,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return end_children()


def grades_in(out: Path) -> int:
    """How many grades the store of a killed run has."""
    if not (out / "grades.sqlite").exists():
        return 0
    with Store(out) as store:
        return sum(len(store.reports(run)) for run in store.runs())


def found(out: Path) -> tuple[bytes, list[dict[str, Any]], dict[str, Any]]:
    """The table, the store and the result files of a folder, but for how long things took."""
    with Store(out, create=False) as store:
        reports = [replace(report, seconds=0.0).to_dict() for report in store.reports()]
    results = {}
    for path in (out / "results").glob("[!.]*"):
        results[path.name] = json.loads(path.read_text(encoding="utf-8"))
        results[path.name]["execution_time"] = 0
    return (out / "grades.csv").read_bytes(), reports, results


if __name__ == "__main__":
    main()
