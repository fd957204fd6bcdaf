"""Which files a worker may still open: Python's own and NumPy's, for reading.

Landlock needs no privilege. The rules are put on the zygote once, and every worker is born
with them. Where the kernel has no Landlock, `restrict` says so by returning 0.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from functools import cache
from typing import Any

from .library import c_library

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on x86_64 and aarch64
PATH_BENEATH = 1
WRITE_FILE, READ_FILE, READ_FOLDER = 1 << 1, 1 << 2, 1 << 3
NOTHING = "/dev/null"  # the one file that may be written to
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many bits of file rights each version has
NETWORK, SCOPES = 0b11, 0b11  # TCP bind and connect; abstract sockets and signals


def version() -> int:
    """The kernel's version of Landlock; 0 where there is none."""
    return max(0, _call(CREATE_RULESET, None, 0, 1))


def restrict(readable: Iterable[str]) -> int:
    """Allow this process to read below `readable` and nothing else; the version in force."""
    found = version()
    if found < 1:
        return 0
    rights = (1 << RIGHTS.get(found, 16)) - 1
    attributes = struct.pack("=QQQ", rights, NETWORK * (found >= 4), SCOPES * (found >= 6))
    length = 8 if found < 4 else 16 if found < 6 else 24
    ruleset = _call(CREATE_RULESET, attributes, length, 0)
    if ruleset < 0:
        return 0
    try:
        for path in readable:
            _allow(ruleset, path)
        return found if _call(RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what isn't there needs no rule
    try:
        access = READ_FILE | (READ_FOLDER if os.path.isdir(path) else 0)
        access |= WRITE_FILE if path == NOTHING else 0
        _call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: int | bytes | None) -> int:
    converted = [
        ctypes.c_long(part) if isinstance(part, int) else ctypes.c_char_p(part)
        for part in arguments
    ]
    return int(_system()(ctypes.c_long(number), *converted))


@cache
def _system() -> Any:
    """The function of the C library that makes a system call by its number."""
    function = c_library()["syscall"]  # one of our own: the attribute is everybody's
    function.restype = ctypes.c_long
    return function
