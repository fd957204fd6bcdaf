"""Changes single cells of somebody's CSV file and leaves every other byte as it was.

Each cell is known by its place in the text, and a new value replaces only that stretch:
delimiter, quotes, line ends, byte order mark and all that a parser would tidy stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.classroom.text_files import SEPARATOR, decoded
from autograder.errors import AutograderError
from autograder.reporting.text import one_line

DELIMITERS = ",;\t"
AGAIN = "Download it again, or save it as CSV in UTF-8."


@dataclass(frozen=True)
class Cell:
    """A value, and the stretch of the text that it stands in, quotes included."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Table:
    """A CSV file: `rows[0]` is its header, and no other row is longer."""

    text: str
    rows: tuple[tuple[Cell, ...], ...]
    delimiter: str
    encoding: str = "utf-8"
    mark: bytes = b""  # the byte order mark

    @cached_property
    def header(self) -> list[str]:
        return [cell.value.strip() for cell in self.rows[0]]

    @cached_property
    def body(self) -> list[int]:
        """The rows below the header that are not blank."""
        return [row for row in range(1, len(self.rows)) if any(c.value for c in self.rows[row])]

    def value(self, row: int, column: int) -> str:
        """What stands in a cell, without the space around it; empty where a row is short."""
        cells = self.rows[row]
        return cells[column].value.strip() if column < len(cells) else ""

    def values(self, column: int) -> list[str]:
        """What stands below the header, without cells that are empty."""
        return [value for row in self.body if (value := self.value(row, column))]

    def with_cells(self, new: Mapping[int, Mapping[int, str]]) -> bytes:
        """The file with these values, by row and column."""
        pieces, place = [], 0
        for row, values in sorted(new.items()):
            cells = self.rows[row]
            for column in sorted(values):
                if column < len(cells):
                    cell = cells[column]
                    written = self._written(values[column], self.text[cell.start : cell.end])
                    pieces += [self.text[place : cell.start], written]
                    place = cell.end
            # Spreadsheets drop empty cells at the end of a line; these come back as needed.
            missing = range(len(cells), max(values, default=0) + 1)
            added = (self.delimiter + self._written(values.get(c, ""), "") for c in missing)
            pieces += [self.text[place : cells[-1].end], *added]
            place = cells[-1].end
        return self.mark + "".join([*pieces, self.text[place:]]).encode(self.encoding)

    def _written(self, value: str, old: str) -> str:
        """A value as the file writes it: in quotes where the old one was, or where it must be."""
        if old.startswith('"') or re.search(f'[{self.delimiter}"\r\n]', value):
            return '"{}"'.format(value.replace('"', '""'))
        return value


def read_table(path: Path) -> Table:
    """The CSV file at `path`, whatever its delimiter; AutograderError where it is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise AutograderError(f"can't be read: {reason}.", path, "Check the path.") from error
    try:
        return parse_table(content)
    except ValueError as error:
        raise AutograderError(f"is not a CSV file: {error}.", path, AGAIN) from error


def parse_table(content: bytes) -> Table:
    """A table from the bytes of a file; ValueError says why they are none."""
    text, encoding, mark = decoded(content)
    tables, reasons = [], []
    noted = SEPARATOR.match(text)
    for delimiter in noted[1] if noted and noted[1] in DELIMITERS else DELIMITERS:
        try:
            rows = _rows(text, delimiter, noted.end() if noted else 0)
        except ValueError as error:
            reasons.append(str(error))
        else:
            if len(rows[0]) > 1:
                tables.append(Table(text, rows, delimiter, encoding, mark))
    if not tables:
        raise ValueError(reasons[0] if reasons else "its first line has one cell only")
    return max(tables, key=_fit)


def _fit(table: Table) -> tuple[bool, int]:
    """With the right delimiter rows are as long as the header, or else there are more cells."""
    widths = {len(table.rows[row]) for row in table.body}
    return widths <= {len(table.rows[0])}, sum(map(len, table.rows))


def _rows(text: str, delimiter: str, place: int) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a text from a place on."""
    cell = re.compile(
        # What follows a closing quote belongs to the value, as for every lenient parser.
        rf'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"(?P<tail>[^{delimiter}\r\n]*)'
        rf"|(?P<plain>[^{delimiter}\r\n]*))(?P<end>{delimiter}|\r\n|\r|\n|\Z)"
    )
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    while place < len(text) or row:
        match = cell.match(text, place)
        if match is None or (match["plain"] or "").startswith('"'):
            raise ValueError(f"a quote opens in line {_line(text, place)} and never closes")
        value = match["plain"]
        if value is None:
            value = match["quoted"].replace('""', '"') + match["tail"]
        row.append(Cell(value, place, match.start("end")))
        place = match.end()
        if match["end"] != delimiter:
            if rows and any(extra.value for extra in row[len(rows[0]) :]):
                first = one_line(row[0].value, 30)
                raise ValueError(
                    f"line {_line(text, row[0].start)} (“{first}”) has more cells than the first"
                )
            rows.append(tuple(row))
            row = []
    if not rows:
        raise ValueError("it is empty")
    return tuple(rows)


def _line(text: str, place: int) -> int:
    return len(re.findall("\r\n|\r|\n", text[:place])) + 1
