"""Numbers in other people's tables: with a decimal point, or with a comma where they have one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.reporting.text import number

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
DIGITS = 2  # as many as gradebooks show; more would look like a change the next time


def to_number(text: str) -> float | None:
    """The number that a cell holds, or None."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def decimal_sign(texts: Iterable[str]) -> str:
    """The sign that these cells use. In doubt it is the point, which every import takes."""
    signs = {sign for text in texts if NUMBER.fullmatch(text) for sign in ",." if sign in text}
    return "," if signs == {","} else "."


def to_cell(value: float, sign: str) -> str:
    """A score as a cell shows it."""
    return number(value, DIGITS).replace(".", sign)


def is_same(old: str, value: float) -> bool:
    """Whether a cell holds this score already, however it is written."""
    stands = to_number(old)
    return stands is not None and abs(stands - round(value, DIGITS)) < 10**-DIGITS / 2
