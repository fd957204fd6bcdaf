"""Keeps text in a CSV file from being calculated by the spreadsheet that opens it."""

from __future__ import annotations

import re

from autograder.reporting.text import one_line

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # spreadsheets take the wide forms for the narrow ones
# Where a comma is for decimals, spreadsheets split lines at each `;`, in quotes of ours or not,
# and what follows begins a cell; one that begins with `"` loses it. No tab or line end is left.
INNER_START = re.compile(r';(?=[ "]*[=+\-@＝＋－＠])')


def text_cell(text: str, limit: int = 300) -> str:
    """`text` on one line of at most `limit` characters, and never a formula for the
    spreadsheet that opens the file.
    """
    shown = one_line(text, limit)
    guarded = text.startswith(FORMULA_STARTS) or shown.startswith(FORMULA_STARTS)
    return INNER_START.sub(";'", f"'{shown}" if guarded else shown)
