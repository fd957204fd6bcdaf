"""Sweeps away what a killed run left half-written.

A run holds a shared lock on its output folder, which the system takes back however the run
ends. Whoever gets the folder for itself alone knows that nobody is writing there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.reporting.files import unfinished_in


@contextmanager
def swept(folder: Path) -> Iterator[None]:
    """Use an output folder, without leftovers unless another run is using it just now."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pass  # another run, whose files these may be; or a disk without locks
        else:
            for place in (folder, folder / "results"):
                for path in unfinished_in(place):
                    path.unlink(missing_ok=True)
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
        except OSError:
            pass  # nobody can lock here, so nobody sweeps
        yield
    finally:
        os.close(lock)
