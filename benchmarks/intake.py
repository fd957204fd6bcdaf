"""What taking in a class costs: plain files and each platform's export, as folder and zip.

    .venv/bin/python benchmarks/intake.py [--size 10000]

Each is taken in by a process of its own, with a roster; what is shown is its processor time,
the time on the clock, and its peak memory.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from autograder.classroom.intake import find_submissions, read_roster

ENTRY = """\
submission_{0}:
  :submitters:
  - :name: Ada Lovelace {0}
    :sid: '{0}'
    :email: ada{0}@example.edu
  :created_at: 2024-10-01 03:22:11.123456000 Z
  :score: 8.0
  :results: {{tests: [{{name: q1, score: 1.0}}, {{name: q2, score: 1.0}}]}}
"""
NAMES: dict[str, Callable[[int], str]] = {
    "plain": lambda number: f"ada{number}.py",
    "Gradescope": lambda number: f"submission_{number}/cnn.py",
    "Canvas": lambda number: f"lovelaceada_{number}_{10**6 + number}_cnn.py",
    "Moodle": lambda number: f"Ada Lovelace_{number}_assignsubmission_file/cnn.py",
}


def main() -> None:
    """Make the classes, take them in, and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    size = parser.parse_args().size
    content = random.Random(0).randbytes(2_000).hex()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        people = [f"Ada {number},{number},ada{number}@example.edu\n" for number in range(size)]
        (place / "roster.csv").write_text("Name,SID,Email\n" + "".join(people))
        for platform, name_of in NAMES.items():
            files = {name_of(number): content for number in range(size)}
            if platform == "Gradescope":
                files["submission_metadata.yml"] = "".join(map(ENTRY.format, range(size)))
            folder, archive = place / platform, place / f"{platform}.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
                for path, text in files.items():
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_text(text)
                    file.writestr(path, text)
            for path in (folder, archive):
                process = multiprocessing.get_context("spawn").Process(
                    target=measure, args=(path, place / "roster.csv", size)
                )
                process.start()
                process.join()


def measure(path: Path, roster: Path, size: int) -> None:
    """Take in one class, and print what it took."""
    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        clock, processor = time.perf_counter(), time.process_time()
        intake = find_submissions([path], "cnn", roster=read_roster(roster), work=Path(work))
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    assert len(intake.submissions) == size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{path.name:16} {processor:5.2f} s of processor {clock:6.2f} s {memory:4.0f} MB")


if __name__ == "__main__":
    main()
