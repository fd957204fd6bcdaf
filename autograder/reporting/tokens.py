"""A program as tokens, for comparing it with others: names, comments and spacing don't count.

Reads text, runs and parses nothing: every text has tokens, also one that is no Python, and
finding them takes time in proportion to its length.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

TRIPLE = r'"""[^"\\]*(?:(?:\\.?|"(?!""))[^"\\]*)*(?:"""|\Z)'
SINGLE = r'"[^"\\\n]*(?:\\.?[^"\\\n]*)*"?'
TEXT = re.compile(
    "|".join([r"#[^\n]*", TRIPLE, TRIPLE.replace('"', "'"), SINGLE, SINGLE.replace('"', "'")]),
    re.DOTALL,
)
TOKEN = re.compile(r"\.?[0-9][\w.]*|\.?[^\W\d]\w*|[^\s\w]")
TOP_LEVEL = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)|[^\W\d]|@")
USUAL = 120  # characters of a line
ELSEWHERE = ""  # the piece of what lies in no function and no class


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something; `piece` is the function or class that it belongs to."""

    number: int
    text: str
    tokens: tuple[str, ...]
    piece: str


def code_lines(source: str, without: Collection[str] = ()) -> list[Line]:
    """The lines of a program that hold code, but for those whose text is in `without`."""
    lines = []
    piece = ELSEWHERE
    texts = source.split("\n")
    for number, code in enumerate(TEXT.sub(_blank, source).split("\n"), 1):
        if start := TOP_LEVEL.match(code):
            piece = start[1] or ELSEWHERE
        if code.strip() and texts[number - 1].strip() not in without:
            tokens = _known_tokens(code) if len(code) <= USUAL else _tokens(code)
            lines.append(Line(number, texts[number - 1], tokens, piece))
    return lines


def _blank(match: re.Match[str]) -> str:
    """What stays of a comment or of a text between quotes: that it was a text, and its lines."""
    text = match[0]
    return "" if text[0] == "#" else '"' + "\n" * text.count("\n")


def _tokens(code: str) -> tuple[str, ...]:
    """Names become one and the same, unless they come after a dot (np.sum) or are keywords."""
    return tuple(map(_token, TOKEN.findall(code)))


_known_tokens = lru_cache(maxsize=5_000)(_tokens)  # in a class most lines come many times


def _token(text: str) -> str:
    if text[0].isidentifier() and not keyword.iskeyword(text):
        return "n"
    return sys.intern(text)
