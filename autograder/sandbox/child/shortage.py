"""Notes where the system refused a thread: perhaps somebody else has too many of them.

Where workers share a user, its threads are counted together. Code that copes with the refusal
says nothing of it, so it is noted where threads are started.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

STARTERS = ("_start_new_thread", "_start_joinable_thread")  # of this Python or a newer one
_refused: list[bool] = []


def take_note() -> None:
    """From now on."""
    for name in STARTERS:
        if hasattr(threading, name):
            setattr(threading, name, _noting(getattr(threading, name)))


def was_there() -> bool:
    """Whether a thread was refused since it was noted."""
    return bool(_refused)


def _noting(start: Callable[..., Any]) -> Callable[..., Any]:
    def noting(*arguments: Any, **options: Any) -> Any:
        try:
            return start(*arguments, **options)
        except RuntimeError:
            _refused.append(True)
            raise

    return noting
