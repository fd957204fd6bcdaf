"""How soon a student has an answer: whole processes, from the command or the save to the text.

    .venv/bin/python benchmarks/student_loop.py [--runs 15]

`check` is the whole command for one function, started anew each time. `watch` runs all the
time; counted is what lies between a save of the file and the last line of its answer. Both on
the first assignment, solved, as a script and as a notebook.
"""

from __future__ import annotations

import argparse
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.authoring.notebook import solved_notebook
from autograder.authoring.source import read_source
from autograder.course import Course

ROOT = Path(__file__).parents[1]
SLUG, QUESTION = "cnn_layers", "conv2d"
COMMAND = [sys.executable, "-P", "-m", "autograder"]
PLAIN = {**os.environ, "NO_COLOR": "1"}


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    course = Course(ROOT)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / SLUG
        shutil.copytree(course.student_folder(SLUG), folder)
        assignment = course.assignment(SLUG)
        notebook = folder / f"{SLUG}.ipynb"
        source = read_source(course, assignment)
        notebook.write_text(solved_notebook(assignment, source), encoding="utf-8")
        script = folder / f"{SLUG}.py"
        parts = ["import numpy as np", *(cell.solved for cell in source.answers.values())]
        script.write_text("\n\n\n".join(parts) + "\n", encoding="utf-8")
        print(f"{SLUG}, {runs} runs, seconds: median (least to most)")
        for file in (script, notebook):
            times = [check(file) for _ in range(runs)]
            show(f"check -q {QUESTION} {file.name}", [whole for whole, _ in times])
            show("  of the processor, all processes", [busy for _, busy in times])
        for file in (script, notebook):
            show(f"watch {file.name}, after a save", watch(file, runs))


def check(file: Path) -> tuple[float, float]:
    """Seconds of one whole `autograder check`: by the clock, and of the processor."""
    start, before = time.perf_counter(), os.times()
    command = [*COMMAND, "check", "-q", QUESTION, file.name]
    subprocess.run(command, cwd=file.parent, env=PLAIN, check=True, capture_output=True)
    after = os.times()
    busy = after.children_user + after.children_system
    busy -= before.children_user + before.children_system
    return time.perf_counter() - start, busy


def watch(file: Path, runs: int) -> list[float]:
    """Seconds from each save, in which one function has changed, to its answer."""
    text = file.read_text(encoding="utf-8")
    head = f"def {QUESTION}(image, kernel, stride=1, padding=0):"
    assert head in text
    taken = []
    with subprocess.Popen(
        [*COMMAND, "watch", file.name],
        cwd=file.parent,
        env=PLAIN,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    ) as process:
        answer(process)
        for number in range(runs):
            time.sleep(0.1 + 0.013 * (number % 5))  # anywhere between two looks at the file
            changed = text.replace(head, head.replace("stride=1", f"stride={'+' * (number + 1)}1"))
            start = time.perf_counter()
            file.write_text(changed, encoding="utf-8")
            shown = answer(process)
            taken.append(time.perf_counter() - start)
            assert f"✓ {QUESTION}" in shown, shown
            assert "✓ relu" not in shown  # it had not changed
        process.terminate()
    file.write_text(text, encoding="utf-8")
    return taken


def answer(process: subprocess.Popen[bytes]) -> str:
    """What is shown until nothing more comes; its last line begins with “Next:”."""
    assert process.stdout is not None
    shown = b""
    while b"\nNext: " not in shown or not shown.endswith(b"\n\n"):
        assert select.select([process.stdout], [], [], 60)[0], shown
        part = os.read(process.stdout.fileno(), 1 << 16)
        assert part, shown
        shown += part
    return shown.decode("utf-8")


def show(what: str, taken: list[float]) -> None:
    """One line of the table."""
    middle = statistics.median(taken)
    print(f"  {what:<42} {middle:6.3f} ({min(taken):.3f} to {max(taken):.3f})", flush=True)


if __name__ == "__main__":
    main()
