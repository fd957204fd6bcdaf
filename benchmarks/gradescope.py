"""Our zip beside a plain Otter one, in a container like Gradescope's, in one run.

    .venv/bin/python -m benchmarks.gradescope [--runs 3]

The plain zip is what `otter generate` makes of the same public tests. Its setup.sh installs
conda, which can't be fetched everywhere; here it installs what Otter's environment.yml asks
for into a virtual environment of the same Python instead, and no browser, which is less than
it does on Gradescope. Needs root, runc and debootstrap.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import zipfile
from pathlib import Path

from autograder.authoring.bundle import bundle_bytes
from autograder.authoring.sample import as_notebook
from autograder.course import Course
from autograder.extract import extract
from benchmarks.others import plain_otter_zip
from tests.gradescope.container import Container, Run, why_not

ROOT = Path(__file__).parents[1]
SLUG = "cnn_layers"
PLAIN_SETUP = """#!/usr/bin/env bash
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv
python3 -m venv /opt/otter
/opt/otter/bin/pip install --quiet --no-cache-dir \\
    'otter-grader[grading,plugins]==7.0.0' jupyter_server ipykernel
"""
PLAIN_RUN = """#!/usr/bin/env bash
exec /opt/otter/bin/python /autograder/source/run_otter.py
"""


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    if reason := why_not():
        sys.exit(f"not here: {reason}")
    course = Course(ROOT)
    assignment = course.assignment(SLUG)
    solution = extract(course.source(SLUG).read_text(encoding="utf-8"), assignment.names)
    files = {f"{SLUG}.ipynb": as_notebook([solution]).encode()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = folder / "ours.zip"
        ours.write_bytes(bundle_bytes(course, assignment))
        plain = with_other_scripts(plain_otter_zip(course, SLUG, folder), folder / "theirs.zip")
        print(f"{'':12}{'set-up':>10}{'on disk':>12}{'one run':>12}{'peak memory':>14}{'score':>8}")
        for label, path in (("ours", ours), ("plain Otter", plain)):
            with Container() as container:
                made = container.set_up(path)
                if made.returncode:
                    sys.exit(made.output[-3000:])
                done = [container.grade(files) for _ in range(runs)]
            show(label, made.seconds, made.bytes_added, done)


def show(label: str, seconds: float, size: int, done: list[Run]) -> None:
    """One line of the table: medians of the runs."""
    took = statistics.median(run.seconds for run in done)
    peak = statistics.median(run.peak_memory_bytes for run in done)
    results = done[0].results or {}
    score = results.get("score", sum(test.get("score", 0) for test in results.get("tests", ())))
    print(
        f"{label:12}{seconds:8.0f} s{size / 1e6:9.0f} MB{took:10.1f} s{peak / 1e6:11.0f} MB"
        f"{score:8.4g}"
    )


def with_other_scripts(plain: Path, target: Path) -> Path:
    """The plain zip with a set-up that needs no conda."""
    replaced = {"setup.sh": PLAIN_SETUP, "run_autograder": PLAIN_RUN}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            text = replaced.get(entry.filename)
            if text is not None:
                entry.external_attr = 0o100755 << 16
            new.writestr(entry, text.encode() if text is not None else old.read(entry))
    return target


if __name__ == "__main__":
    main()
