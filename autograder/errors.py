"""The one kind of error that a person is meant to read."""

from __future__ import annotations

from pathlib import Path


class AutograderError(Exception):
    """Something a person can mend: what is wrong, where, and what to do next.

    The command line prints it without a traceback and exits with 2.
    """

    def __init__(self, what: str, where: Path | str | None = None, then: str = "") -> None:
        self.what, self.where, self.then = what, where, then
        place = f"{where}: " if where is not None else ""
        advice = f"\n  → {then}" if then else ""
        super().__init__(f"{place}{what}{advice}")
