"""Makes text that somebody else wrote safe and short enough to show.

Student text is data. Before it goes to a terminal, a page or a message it loses what
could steer the display: escape sequences, control characters, direction overrides.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate

ESCAPE_SEQUENCES = re.compile(
    # titles and links, up to their end; the body holds no further start, so this is linear
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and movements of the cursor
    r"|\x1b[ -/]*[0-~]"  # everything else that begins with an escape
)
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
JOINERS = "\u200c\u200d"  # invisible, but Persian names and some emoji need them
MOST_MARKS = 3  # accents on one letter; a tower of them would cover the lines around it


def clean(text: str, limit: int = 2000) -> str:
    """`text` without anything that steers a display, cut after `limit` characters.

    Line ends and tabs stay (as `\\n` and spaces). A cut is said: “… [cut after 2,000
    characters]”.
    """
    most = 8 * limit + 4096  # what follows is cut anyway: don't spend time on a flood
    shown = LINE_ENDS.sub("\n", ESCAPE_SEQUENCES.sub("", text[:most]))
    shown = shown.expandtabs(4)
    if not (shown.isascii() and shown.replace("\n", "").isprintable()):  # most texts are both
        shown = "".join(_characters(shown))
    if len(shown) > limit or len(text) > most:
        return f"{shown[:limit].rstrip()}… [cut after {limit:,} characters]"
    return shown


def one_line(text: str, limit: int = 120) -> str:
    """`text`, cleaned, on one line of at most `limit` characters: for names and table cells."""
    shown = " ".join(clean(text, 4 * limit).split())
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: some letters take two, some none."""
    return sum(map(_columns, text))


def fitted(text: str, most: int) -> str:
    """`text`, cut to so many columns of a terminal."""
    ends = list(accumulate(map(_columns, text)))
    if not ends or ends[-1] <= most:
        return text
    return text[: bisect_right(ends, most - 1)].rstrip() + "…"


def number(value: float, digits: int = 6) -> str:
    """A score without noise: 5 and not 5.0, 4.5 and not 4.500000."""
    shown = f"{value:.{digits}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


def plural(count: int, noun: str) -> str:
    """“1 test”, “3 tests”."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def plural_points(points: float) -> str:
    """“1 point”, “2.5 points”."""
    return f"{number(points, 2)} point{'' if points == 1 else 's'}"


def listed(words: list[str], most: int = 5) -> str:
    """“a, b, c and 4 more”."""
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most:,} more"


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _characters(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for character in text:
        if " " <= character <= "~" or character == "\n":  # nearly all of nearly every text
            marks = 0
            kept.append(character)
            continue
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MOST_MARKS or category == "Cc":
            continue
        if category == "Cf" and character not in JOINERS:  # direction overrides, zero widths
            continue
        # Half of a surrogate pair stands for a byte that could not be decoded.
        kept.append("\ufffd" if category == "Cs" else character)
    return kept
