"""A table of a TOML file whose complaints name the line: the parser tells no places."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from autograder.errors import AutograderError
from autograder.names import did_you_mean

HEADER = re.compile(r"\[\[?\s*([^\[\]]+?)\s*\]?\]")
KINDS = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}


@dataclass(frozen=True)
class Table:
    """One table: its values, and where they stand. The file's own top has no name."""

    data: dict[str, Any]
    file: Path
    text: str
    name: str = ""
    number: int = 1  # among the tables of this name

    def tables(self, name: str) -> list[Table]:
        """The tables [[name]], in their order."""
        entries = self.field(name, list, [])
        for entry in entries:
            if not isinstance(entry, dict):
                self.refuse(name, f"“{name}” is not a list of tables.", f"Write [[{name}]] tables.")
        return [
            Table(entry, self.file, self.text, name, number)
            for number, entry in enumerate(entries, start=1)
        ]

    def table(self, name: str) -> Table:
        """The table [name]; an empty one where there is none."""
        return Table(self.field(name, dict, {}), self.file, self.text, name)

    def field(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of a key, which has to be of a kind; without a default it has to be there."""
        value = self.data.get(key, default)
        wanted = KINDS.get(kind, "a number") if isinstance(kind, type) else "a number"
        if value is None:
            self.refuse(key, f"“{key}” is missing.", f"Add a line `{key} = …` with {wanted}.")
        if not isinstance(value, kind) or isinstance(value, bool):
            self.refuse(key, f"“{key}” should be {wanted}, not {value!r}.", "Change it.")
        return value

    def only(self, known: set[str]) -> None:
        """Refuse keys that nobody knows: a slip of the pen would go unnoticed."""
        for key in self.data.keys() - known:
            advice = f"{did_you_mean(key, known)} Fields: {', '.join(sorted(known))}."
            self.refuse(key, f"unknown field “{key}”{self._in}.", advice.strip())

    def refuse(self, key: str, what: str, then: str) -> NoReturn:
        """Raise an AutograderError that names the line of a key."""
        line = self._line_of(key)
        raise AutograderError(what, f"{self.file}:{line}" if line else self.file, then)

    @property
    def _in(self) -> str:
        return f" in [{self.name}]" if self.name else ""

    def _line_of(self, key: str) -> int | None:
        """The line that sets a key, or else the one where this table begins."""
        sets = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        table, seen, header = "", Counter({"": 1}), None
        for number, line in enumerate(self.text.splitlines(), start=1):
            if opens := HEADER.match(line.strip()):
                table = opens[1]
                seen[table] += 1
                if table == key and not self.name:
                    return number
            if (table, seen[table]) == (self.name, self.number):
                if opens:
                    header = number
                elif sets.match(line):
                    return number
        return header


def read_table(file: Path) -> Table:
    """A TOML file as one table."""
    try:
        text = file.read_text(encoding="utf-8")
        return Table(tomllib.loads(text), file, text)
    except FileNotFoundError as error:
        raise AutograderError("is missing.", file, "`autograder new` writes one.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", file, "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        what = str(error).split(" (at ")[0]
        place = f"{file}:{found[1]}" if found else file
        raise AutograderError(f"is not valid TOML: {what}.", place, "Mend that line.") from error
