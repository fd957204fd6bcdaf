"""The real course, and the commands as a person runs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course

from .reader import Reader, plain_environment
from .world import make_world

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure() -> None:
    """Let the commands hear Ctrl-C, also where the tests themselves were told not to: a
    shell tells that to whatever it starts in the background.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return Course(ROOT)


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of the pages, and that of the examples in help texts, both with a class."""
    folder = tmp_path_factory.mktemp("worlds")
    make_world(folder / "pages", "cnn_layers", ["relu", "conv2d"], "test_padding")
    make_world(folder / "help", "shapes", ["area"], "test_sides")
    environment = plain_environment(Path(sys.executable).parent, folder)
    for world, slug, runs in (("pages", "cnn_layers", 1), ("help", "shapes", 3)):
        for _ in range(runs):
            grade = f"autograder grade {slug} class.zip --roster roster.csv --out graded --regrade"
            Reader(folder / world, environment).run(grade)
    return folder


@pytest.fixture
def autograder() -> Run:
    """Runs the `autograder` command in the repository, or in `cwd`."""

    def run(
        *arguments: object, cwd: Path = ROOT, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "autograder", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", **(environment or {})},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run
