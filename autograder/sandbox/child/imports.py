"""What a submission can import: NumPy and the standard library, and nothing else.

Where no file can be opened later, all of it is imported here, once for all workers.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import sysconfig
import warnings
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder

from . import inert, tar_archive, zip_archive  # noqa: F401  (a worker finds no more of ours)

# What installs packages, draws on a display, opens a browser or prints a poem; tests and tools.
LEFT_OUT = """
antigravity distutils ensurepip idlelib lib2to3 this tkinter _tkinter turtle turtledemo venv
conftest f2py setup test tests __main__ __hello__ __phello__ _pyinstaller
""".split()  # noqa: SIM905


def prepare(everything: bool, ahead: bool = False) -> None:
    """Leave nothing but NumPy and the standard library to import.

    All of NumPy is loaded `ahead` if that is worth it; with `everything` also all else that
    can be imported, since no file can be opened later.
    """
    import numpy.random  # workers are born with a seed

    if ahead:
        import numpy.fft
        import numpy.lib.stride_tricks
        import numpy.linalg
        import numpy.ma
        import numpy.polynomial  # noqa: F401

    # Not even the names of other folders: a checkout may be among them.
    parts = ("stdlib", "platstdlib")
    known = tuple(os.path.join(sysconfig.get_path(part), "") for part in parts)
    sys.path[:] = [
        path
        for path in sys.path
        if path.endswith(".zip")
        or (os.path.join(path, "").startswith(known) and not path.endswith("-packages"))
    ]
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder]
    if everything:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # A module first and its part in C after it, which counts on that.
            for name in sorted(sys.stdlib_module_names, key=lambda name: (name[0] == "_", name)):
                _load(name)
            _load("numpy")
        sys.meta_path.remove(PathFinder)  # what is not there by now is not found
    sys.meta_path.insert(0, inert.Finder())
    sys.meta_path.append(inert.Refuser())


def _load(name: str) -> None:
    """Import a module with all that is in it, as far as this Python has it."""
    if name.rpartition(".")[2] in LEFT_OUT:
        return
    try:
        module = importlib.import_module(name)
    except Exception:  # made for another system, or without what it needs
        return
    for part in pkgutil.iter_modules(getattr(module, "__path__", ())):
        _load(f"{name}.{part.name}")
