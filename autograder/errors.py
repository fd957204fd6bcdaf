"""The one kind of error that a person is meant to read."""

from __future__ import annotations

import os
import traceback
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

    def shown(self, base: Path) -> str:
        """The whole text, with the paths of files below `base` as seen from there."""
        return str(self).replace(f"{base}{os.sep}", "")


def place_in(file: Path, error: BaseException) -> str:
    """`file:line` of the line in `file` that raised, or that is not valid Python."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(file)]
    if isinstance(error, SyntaxError) and error.filename in (str(file), None):
        lines.append(error.lineno)
    return f"{file}:{lines[-1]}" if lines and lines[-1] else str(file)
