"""The real course, and the commands as a person runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return Course(ROOT)


@pytest.fixture
def autograder() -> Run:
    """Runs the `autograder` command in the repository, or in `cwd`."""

    def run(
        *arguments: object, cwd: Path = ROOT, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "autograder.cli", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", **(environment or {})},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run
