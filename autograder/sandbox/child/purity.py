"""Whether a submission's functions only compute: then no call leaves anything for another.

Such functions give the same answers in whatever process, after whatever calls. That is most
honest work, and nothing of it has to be asked a second time in a fresh process.

`computes_only` looks at the code before any of it runs, and lets nothing pass that is not
known to be harmless: what passes has no way to lie about what `keeps_nothing` finds once it
has run. Any doubt in either costs only the time of a fresh process.
"""

from __future__ import annotations

import builtins
import dis
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_BUILTINS = (
    "abs all any bin bool bytes callable chr complex dict divmod enumerate filter float format "
    "frozenset hash hex int isinstance issubclass iter len list map max min next object oct ord "
    "pow print range repr reversed round set slice sorted str sum tuple type zip"
)
BUILTINS = frozenset(_BUILTINS.split()) | {
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
MODULES = (np, np.linalg, np.fft, np.lib, math)
IMPORTS = frozenset(("numpy", "numpy.linalg", "numpy.fft", "math"))
# Modules of which only the name is real here, and what has no part in computing.
SHOWN = frozenset(("otter", "matplotlib", "matplotlib.pyplot", "typing", "__future__"))
# Of what NumPy offers: settings, files, memory by its address, and ways to other modules.
_REFUSED = (
    "seterr seterrcall seterrobj setbufsize set_printoptions set_string_function "
    "set_numeric_ops test load save savez savez_compressed savetxt loadtxt genfromtxt fromfile "
    "fromregex tofile dump dumps memmap DataSource ctypes setflags setfield add_docstring "
    "add_newdoc add_newdoc_ufunc bit_generator resize"
)
REFUSED = frozenset(_REFUSED.split())
# Parts of figures and checks, which are drawn and made nowhere; and of NumPy, further down.
OTHERS = (
    "Notebook check check_all imshow matshow plot show figure title colorbar subplot subplots axis "
    "xlabel ylabel legend tight_layout savefig scatter bar hist set_title grid "
    "lib linalg fft random stride_tricks sliding_window_view default_rng Generator eps tiny"
)
OWN_GENERATOR = frozenset(("default_rng", "Generator"))
CONSTANTS = frozenset((int, float, bool, complex, str, bytes, type(None), type(Ellipsis)))
NAMING = frozenset(dis.hasname)
GLOBALS = frozenset(("LOAD_GLOBAL", "LOAD_NAME"))
ATTRIBUTES = frozenset(("LOAD_ATTR", "LOAD_METHOD"))
OUTERMOST = frozenset(("STORE_NAME", "DELETE_NAME", "IMPORT_NAME", "IMPORT_FROM"))
# Of these an argument's lowest bit is something else than a part of a name's place.
SHIFTED = frozenset(
    ("LOAD_GLOBAL", "LOAD_ATTR") if sys.version_info >= (3, 12) else ("LOAD_GLOBAL",)
)


def _attributes() -> frozenset[str]:
    """What may follow a dot: parts of the modules, and of the types that answers are made of."""
    kinds: list[type] = [np.ndarray, np.dtype, np.ufunc, np.random.Generator]
    kinds += [str, bytes, list, dict, tuple, set, float, complex]
    names = {name for kind in kinds for name in dir(kind)} | set(OTHERS.split())
    for module in (np, np.linalg, np.fft, math):
        names |= {name for name, part in vars(module).items() if type(part) is not ModuleType}
    return frozenset(name for name in names if not name.startswith("_")) - REFUSED


KNOWN = _attributes()


def computes_only(codes: Iterable[CodeType]) -> bool:
    """Whether this code, of a whole submission, can do nothing but compute, print and plot."""
    return all(_harmless(code, outermost=True) for code in codes)


def _harmless(code: CodeType, *, outermost: bool = False) -> bool:
    module = ""
    for operation, name in _names(code):
        if operation in GLOBALS:
            known = name in BUILTINS or not (name.startswith("__") or hasattr(builtins, name))
            known |= name == "__name__"
        elif operation in ATTRIBUTES:
            known = name in KNOWN
        elif operation not in OUTERMOST or not outermost:
            return False
        elif operation == "IMPORT_NAME":
            module, known = name, name in IMPORTS or name in SHOWN
        else:
            known = operation != "IMPORT_FROM" or name in KNOWN or module in SHOWN
        if not known or (name.startswith("__") and operation not in (*GLOBALS, "IMPORT_NAME")):
            return False
    if ("*",) in code.co_consts:  # from … import *
        return False
    return all(_harmless(part) for part in code.co_consts if isinstance(part, CodeType))


def _names(code: CodeType) -> Iterator[tuple[str, str]]:
    """What the code does with which name, in its order."""
    steps, extended = code.co_code, 0
    for step, argument in zip(steps[::2], steps[1::2]):
        if step in NAMING:
            operation, place = dis.opname[step], extended | argument
            yield operation, code.co_names[place >> (operation in SHIFTED)]
        extended = (extended | argument) << 8 if step == dis.EXTENDED_ARG else 0


def keeps_nothing(names: Iterable[str], namespace: Mapping[str, Any]) -> bool:
    """Whether calls of the functions of these names can only give an answer.

    Of code that `computes_only`, after it has run: by then names stand for something.
    """
    return _Reach(namespace).harmless(tuple(namespace.get(name) for name in names))


class _Reach:
    """Everything that functions can reach by a global name."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._seen: set[int] = set()

    def harmless(self, value: Any) -> bool:
        """Whether it can't be changed, or is a function that keeps nothing."""
        kind = type(value)
        if kind in CONSTANTS:
            return True
        if kind is tuple:
            return all(map(self.harmless, value))
        if kind is ModuleType:
            return any(value is module for module in MODULES)
        if kind is FunctionType and value.__globals__ is self._namespace:
            return self._harmless_function(value)
        name = getattr(value, "__name__", "")
        if name in BUILTINS and value is vars(builtins)[name]:
            return True
        return name in KNOWN and any(value is vars(module).get(name) for module in (np, math))

    def _harmless_function(self, function: FunctionType) -> bool:
        if id(function) in self._seen:
            return True
        self._seen.add(id(function))
        defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        return (
            function.__closure__ is None
            and not vars(function)
            and self.harmless(defaults)
            and self._harmless_code(function.__code__)
        )

    def _harmless_code(self, code: CodeType) -> bool:
        before = ""
        for operation, name in _names(code):
            # A generator of its own is as good as new in every call; the common one lasts.
            if before == "random" and name not in OWN_GENERATOR:
                return False
            before = name if operation in ATTRIBUTES else ""
            if operation in GLOBALS and not self.harmless(self._namespace.get(name)):
                return False
        inner = (part for part in code.co_consts if isinstance(part, CodeType))
        return before != "random" and all(map(self._harmless_code, inner))
