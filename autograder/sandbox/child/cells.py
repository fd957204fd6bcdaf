"""Runs a submission's cells one by one, and says where each error was.

An error in one cell does not undo the definitions of the others. Line magics and shell
escapes are notebook comforts, not Python: they are left out, whole `%%` cells of another
language too.
"""

from __future__ import annotations

import linecache
import os
import re
import sysconfig
import types
from typing import Any

import numpy

PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python", "%%python3")
STDLIB = ("stdlib", "platstdlib")
MAGIC_LINE = re.compile(r"^(\s*)(?:[\w.,\s\[\]]+=\s*)?[%!].*$|^(\s*)\?.*$|^(\s*)[\w.]+\?{1,2}\s*$")


def run_cells(
    cells: list[tuple[int | None, str]], file: str, module: types.ModuleType
) -> list[dict[str, Any]]:
    """Execute each cell in `module`; returns one record an error."""
    errors = []
    for number, source in cells:
        name = cell_name(number, file)
        source = without_magics(source) if number is not None else source
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        try:
            code = compile(source, name, "exec", dont_inherit=True)
            exec(code, module.__dict__)
        except BaseException as error:  # SystemExit in a cell must not end the others
            errors.append({"cell": number, **describe(error, [name])})
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


def without_places(text: str) -> str:
    """A text that names no folder of this machine's Python: nobody's business but ours."""
    for folder in (os.path.dirname(numpy.__path__[0]), *map(sysconfig.get_path, STDLIB)):
        text = text.replace(folder, "…")
    return text


def describe(error: BaseException, names: list[str]) -> dict[str, Any]:
    """Type, text and place of an exception, from the student's own frames only."""
    frames: list[list[Any]] = []
    traceback = error.__traceback__
    while traceback is not None and len(frames) < 2000:
        name = traceback.tb_frame.f_code.co_filename
        if name in names:
            text = linecache.getline(name, traceback.tb_lineno).strip()[:200]
            frames.append([name, traceback.tb_lineno, traceback.tb_frame.f_code.co_name, text])
        traceback = traceback.tb_next
    line = frames[-1][1] if frames else None
    if isinstance(error, SyntaxError) and not frames:
        line = error.lineno if isinstance(error.lineno, int) else None
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        text = without_places(str(text)[:4000])[:2000]
    except BaseException:
        text = "(the exception's own text could not be read)"
    kind = type(error).__name__[:100]
    memory = isinstance(error, MemoryError)
    return {"line": line, "kind": kind, "message": text, "frames": frames[-6:], "memory": memory}
