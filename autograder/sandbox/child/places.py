"""Where Python and NumPy lie on this machine: nobody's business but ours.

A process can't help knowing its libraries' files; but what a careless function returns or
raises need not tell of them.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from typing import Any

import numpy

ELSEWHERE = "/usr"  # what a student's code is told instead
PREFIXES = ("prefix", "exec_prefix", "base_prefix", "base_exec_prefix", "_stdlib_dir", "_home")
KNOWN = [
    os.path.dirname(numpy.__path__[0]),
    *(sysconfig.get_path(part) for part in ("stdlib", "platstdlib")),
    *(os.path.dirname(path) for path in (sys.executable, os.path.realpath(sys.executable))),
    *(getattr(sys, name, None) or "" for name in PREFIXES),
]
# Not /usr and the like, which are everywhere the same; the longest first.
FOLDERS = sorted({path for path in KNOWN if path.count("/") > 2}, key=len, reverse=True)


def without_places(text: str) -> str:
    """A text that names no folder of this machine's Python."""
    for folder in FOLDERS:
        text = text.replace(folder, "…")
    return text


def forget() -> None:
    """Let the interpreter no longer say where it was started from."""
    variables = {name: _elsewhere(value) for name, value in sysconfig.get_config_vars().items()}
    sys.executable = sys._base_executable = ""  # type: ignore[attr-defined]
    for name in PREFIXES:
        if getattr(sys, name, None):
            setattr(sys, name, ELSEWHERE)
    site.PREFIXES[:] = [ELSEWHERE]
    for name in ("_PREFIX", "_BASE_PREFIX", "_EXEC_PREFIX", "_BASE_EXEC_PREFIX", "_PROJECT_BASE"):
        if hasattr(sysconfig, name):
            setattr(sysconfig, name, ELSEWHERE)
    sysconfig.get_config_vars().update(variables)
    for name in [name for name in sys.modules if name.startswith("_sysconfigdata")]:
        del sys.modules[name]


def _elsewhere(value: Any) -> Any:
    if isinstance(value, str):
        for folder in FOLDERS:
            value = value.replace(folder, ELSEWHERE)
    return value
