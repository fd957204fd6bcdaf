"""Where Python and NumPy lie on this machine: nobody's business but ours.

A worker has to know it, to import; but it need not be told, and no text of it is shown.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from functools import cache
from typing import Any

import numpy

PREFIXES = ("prefix", "exec_prefix", "base_prefix", "base_exec_prefix")
OTHERS = ("executable", "_base_executable", "_home", "_stdlib_dir")


@cache
def folders() -> tuple[str, ...]:
    """All of them, the longest first: one may be inside of another."""
    prefixes = {getattr(sys, name) for name in PREFIXES}
    around = set(map(os.path.dirname, prefixes))  # where Tcl and others look as well
    found = {
        os.path.dirname(numpy.__path__[0]),
        *map(sysconfig.get_path, ("stdlib", "platstdlib")),
        # Not /usr, which tells nothing and may be in any text.
        *(folder for folder in prefixes | around if folder.count("/") > 1),
    }
    return tuple(sorted(found, key=len, reverse=True))


def without_places(text: str) -> str:
    """A text that names no folder of this machine's Python."""
    for folder in folders():
        text = text.replace(folder, "…")
    return text


def forget_places() -> None:
    """Leave no name of a folder in what is kept for looking it up, for good.

    What a module says of its own file stays: without that, its parts can't be imported.
    """
    folders()
    for name in (*PREFIXES, *OTHERS):
        if getattr(sys, name, None):
            setattr(sys, name, "")
    site.PREFIXES[:] = []
    variables: dict[str, Any] = sysconfig.get_config_vars()
    for name, value in variables.items():
        if isinstance(value, str):
            variables[name] = without_places(value)
    for name in ("_PREFIX", "_BASE_PREFIX", "_EXEC_PREFIX", "_BASE_EXEC_PREFIX", "_PROJECT_BASE"):
        if hasattr(sysconfig, name):
            setattr(sysconfig, name, "")
