"""Keeps text in a CSV file from being calculated by the spreadsheet that opens it."""

from __future__ import annotations

from autograder.reporting.text import one_line

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # spreadsheets take the wide forms for the narrow ones


def text_cell(text: str) -> str:
    """`text` on one line, and never a formula for the spreadsheet that opens the file."""
    shown = one_line(text, 300)
    guarded = text.startswith(FORMULA_STARTS) or shown.startswith(FORMULA_STARTS)
    return f"'{shown}" if guarded else shown
