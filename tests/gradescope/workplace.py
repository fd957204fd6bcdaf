"""A folder for one container, whose traces are removed even after its owner was killed."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .base import locked
from .engine import remove_control_groups
from .layers import remove


@contextmanager
def workplace(cache: Path) -> Iterator[Path]:
    """A new folder in the cache; containers that work in it have names from `container_name`."""
    runs = cache / "runs"
    with locked(cache):
        runs.mkdir(exist_ok=True)
        for left in runs.iterdir():
            _remove_if_left(left)
        folder = Path(tempfile.mkdtemp(dir=runs))
        # Held by this process and dropped with it: an open lock says that its owner is gone.
        lock = (folder / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        _remove_all_of(folder)
        lock.close()


def container_name(folder: Path, what: str) -> str:
    """The name of a container, and of its control groups, that belongs to a workplace."""
    return f"gradescope-{folder.name}-{what}"


def _remove_if_left(folder: Path) -> None:
    try:
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_all_of(folder)
    except BlockingIOError:
        pass  # its owner lives


def _remove_all_of(folder: Path) -> None:
    remove_control_groups(container_name(folder, "*"))
    remove(folder)
