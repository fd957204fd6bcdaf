"""Names that a person may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """“Did you mean “points”?”, where one of the known names is close; else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean “{close[0]}”?" if close else ""
