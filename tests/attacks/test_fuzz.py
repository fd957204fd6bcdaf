"""The decoder against made-up frames, in a process that may not use much memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("seed", "frames"), [(1, 400), pytest.param(2, 12_000, marks=pytest.mark.slow)]
)
def test_frames_give_plain_values_or_wire_errors(seed: int, frames: int) -> None:
    """Whatever a worker sends costs bounded memory and time, and nothing else comes out."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.fuzz", str(seed), str(frames)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) >= frames
