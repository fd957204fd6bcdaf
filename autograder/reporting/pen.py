"""Writes lines of limited width for a terminal; colour goes on after they are broken.

Signs and words carry the meaning; colour only repeats it.
"""

from __future__ import annotations

import textwrap

from autograder.reporting.text import clean

VALUE_LINES = 14  # of a call, or of an expected or a returned array


class Pen:
    """Collects lines of at most `width` columns."""

    def __init__(self, width: int, color: bool) -> None:
        self.width, self._color = max(40, width), color
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def style(self, text: str, fg: str | None = None, bold: bool = False) -> str:
        if not self._color:
            return text
        import click  # not there in every notebook, and nothing is coloured in one

        return click.style(text, fg=fg, bold=bold or None)

    def line(self, *parts: str) -> None:
        self._lines.append("".join(parts))

    def heading(self, text: str) -> None:
        self.line()
        self.line(self.style(text, bold=True))

    def prose(self, text: str, sign: str, fg: str | None = None, bold: bool = False) -> None:
        """Sentences, broken between words and hung below their sign, which takes the colour."""
        indent = " " * len(sign)
        for number_, paragraph in enumerate(text.strip().splitlines()):
            shown = textwrap.wrap(paragraph, self.width - len(sign), break_on_hyphens=False)
            for place, line in enumerate(shown or [""]):
                first = number_ == place == 0
                self.line(self.style(sign, fg, bold) if first else indent, line)

    def value(self, label: str, text: str) -> None:
        """A call or an array: kept line by line, as long as it fits."""
        lines = clean(text, 4000).rstrip().splitlines()
        if len(lines) > VALUE_LINES:
            lines = [*lines[: VALUE_LINES - 1], f"… ({len(lines) - VALUE_LINES + 1} more lines)"]
        if len(lines) == 1 and len(lines[0]) <= self.width - 12:
            self.line(f"  {label:<9} {lines[0].strip()}" if label else f"    {lines[0].strip()}")
        elif lines:
            if label:
                self.line(f"  {label}")
            for line in lines:
                while len(line) > self.width - 4:
                    self.line(f"    {line[: self.width - 4]}")
                    line = line[self.width - 4 :]
                self.line(f"    {line}")
