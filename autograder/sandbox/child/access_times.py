"""Leaves nothing to tell by the time at which a file was last read, where it can't be hidden.

Systems note such a time once a day at most, so each file that workers can read would carry one
bit from one of them to another. All of these are read beforehand, and then none is dated anew
for a day.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable

SOON = 23 * 3600  # seconds; after 24 hours a reading is noted again


def read_before(places: Iterable[str]) -> None:
    """Read whatever lies below these places and would be dated anew by that."""
    waiting = list({os.path.realpath(path) for path in places})
    while waiting:
        path = waiting.pop()
        try:
            state = os.lstat(path)
            if stat.S_ISDIR(state.st_mode):
                waiting += [entry.path for entry in os.scandir(path)]  # which reads it, too
            elif stat.S_ISLNK(state.st_mode):
                os.stat(path)
            elif stat.S_ISREG(state.st_mode) and would_be_noted(state):
                with open(path, "rb") as file:
                    file.read(1)
        except OSError:
            continue  # what can't be read by us, no worker can read


def would_be_noted(state: os.stat_result) -> bool:
    """Whether a reading would change the time of the last one."""
    changed = max(state.st_mtime, state.st_ctime)
    return state.st_atime <= changed or time.time() - state.st_atime > SOON
