"""What is told of an exception: its type, its text, and the lines of the student's own file.

A line is told only of code that was compiled from the submission's cells. What a function
compiles later, or changes, can bear any number, and so carry out what it was called with.
"""

from __future__ import annotations

import linecache
from types import CodeType
from typing import Any

from .places import without_places

Codes = dict[int, CodeType]  # by identity: anybody can make an equal one


def codes_within(code: CodeType) -> Codes:
    """A piece of code and all that is defined in it."""
    found, waiting = {}, [code]
    while waiting:
        code = waiting.pop()
        found[id(code)] = code
        waiting += [part for part in code.co_consts if isinstance(part, CodeType)]
    return found


def describe(error: BaseException, own: Codes) -> dict[str, Any]:
    """Type, text and place of an exception, from frames that run code in `own` only."""
    frames: list[list[Any]] = []
    traceback = error.__traceback__
    while traceback is not None and len(frames) < 2000:
        code, number = traceback.tb_frame.f_code, traceback.tb_lineno
        # A traceback can be made by hand, but not with a line that its code lacks.
        if id(code) in own and any(number == each for _, _, each in code.co_lines()):
            text = linecache.getline(code.co_filename, number).strip()[:200]
            frames.append([code.co_filename, number, code.co_name, text])
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
