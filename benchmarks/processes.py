"""Commands as whole processes: what they took, one after the other or side by side."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.child import confine
from autograder.sandbox.start import ENVIRONMENT


@dataclass(frozen=True)
class Command:
    """A command line, where it runs, and which exit codes mean that it has done its work."""

    words: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] | None = None  # added to ours
    good: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of processor time, and what each command said."""

    wall: float
    processor: float
    outputs: tuple[str, ...]


def python(*words: object, folder: Path, good: tuple[int, ...] = (0,), **more: str) -> Command:
    """A command of the Python that runs us; `more` goes into its environment."""
    return Command((sys.executable, *map(str, words)), folder, more, good)


def run(commands: Sequence[Command], jobs: int = 1) -> Cost:
    """Run commands to their end, `jobs` at a time.

    Processor time is that of all processes that they have started. Some end only after the
    one that started them (the zygote of a grading session); these become our children.
    Where a command fails, everything ends with its output.
    """
    confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
    before, start = _processor(), time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        outputs = tuple(pool.map(_run, commands))
    wall = time.monotonic() - start
    end_children()
    return Cost(wall, _processor() - before, outputs)


def end_children(seconds: float = 10.0) -> int:
    """Wait for what was left behind; after some seconds, end it. How many that were."""
    deadline, ended = time.monotonic() + seconds, 0
    try:
        while True:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid:
                continue
            if time.monotonic() > deadline:
                for child in _children():
                    os.kill(child, signal.SIGKILL)
                    ended += 1
            time.sleep(0.01)
    except ChildProcessError:
        return ended  # none is left


def use_processors(jobs: int) -> int:
    """Keep this process and its children on the first `jobs` processors; how many these are."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:jobs])
    return len(os.sched_getaffinity(0))


def _run(command: Command) -> str:
    environment = {**os.environ, **(command.environment or {})}
    with tempfile.TemporaryFile() as output:
        code = subprocess.call(
            command.words,
            cwd=command.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if code not in command.good:
        raise SystemExit(f"{' '.join(command.words)}\nended with {code}:\n{text[-3000:]}")
    return text


def _processor() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _children() -> list[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return [int(pid) for each in lists for pid in each.read_text().split()]


def as_a_session(module: str) -> None:
    """Go on in the environment that a grading session has: start this module anew, if need be."""
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        words = [sys.executable, "-m", module, *sys.argv[1:]]
        os.execve(sys.executable, words, {**os.environ, **ENVIRONMENT})
