"""Runs a submission's cells one by one, and says where each error was.

An error in one cell does not undo the definitions of the others. Line magics and shell
escapes are notebook comforts, not Python: they are left out, whole `%%` cells of another
language too.
"""

from __future__ import annotations

import linecache
import re
import types
from types import CodeType
from typing import Any, NamedTuple

from .errors import Codes, codes_within, describe

PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python", "%%python3")
MAGIC_LINE = re.compile(r"^(\s*)(?:[\w.,\s\[\]]+=\s*)?[%!].*$|^(\s*)\?.*$|^(\s*)[\w.]+\?{1,2}\s*$")


class Compiled(NamedTuple):
    """One cell: its code, or the exception that it can't be compiled for."""

    number: int | None
    code: CodeType | None
    error: BaseException | None = None


def compile_cells(cells: list[tuple[int | None, str]], file: str) -> list[Compiled]:
    """All cells as code, of which nothing has run."""
    compiled = []
    for number, source in cells:
        name = cell_name(number, file)
        source = without_magics(source) if number is not None else source
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        try:
            code = compile(source, name, "exec", dont_inherit=True)
            compiled.append(Compiled(number, code))
        except BaseException as error:  # MemoryError and RecursionError too
            compiled.append(Compiled(number, None, error))
    return compiled


def run_cells(cells: list[Compiled], module: types.ModuleType, own: Codes) -> list[dict[str, Any]]:
    """Execute each cell in `module`; returns one record an error.

    `own` takes in the code that the cells are made of.
    """
    errors = []
    for number, code, error in cells:
        codes: Codes = {}
        try:
            if code is None:
                assert error is not None
                raise error
            codes = codes_within(code)
            own.update(codes)
            exec(code, module.__dict__)
        except BaseException as error:  # SystemExit in a cell must not end the others
            errors.append({"cell": number, **describe(error, codes)})
    return errors


def cell_name(number: int | None, file: str) -> str:
    """What stands for the file name in a traceback."""
    return f"<{file}>" if number is None else f"<cell {number}>"


def without_magics(source: str) -> str:
    """The cell as Python: magics replaced so that line numbers stay."""
    first = source.lstrip().split("\n", 1)[0]
    if first.startswith("%%"):
        if not first.startswith(PYTHON_CELL_MAGICS):
            return ""
        source = source.replace(first, "", 1)
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
        return source  # valid as it is: a % at a line's start may be inside a string
    except (SyntaxError, ValueError):
        return "\n".join(MAGIC_LINE.sub(_pass, line) for line in source.split("\n"))


def _pass(match: re.Match[str]) -> str:
    indent = next(group for group in match.groups() if group is not None)
    return f"{indent}pass"
