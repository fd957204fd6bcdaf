"""Stand-ins for what a notebook shows and a grader need not: plots, widgets, checks.

`import matplotlib.pyplot as plt` works in a worker, and every plot is drawn nowhere, so a
submission that plots is graded like one that does not, on every machine alike.
"""

from __future__ import annotations

import dis
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

ROOTS = frozenset(
    {"matplotlib", "mpl_toolkits", "seaborn", "IPython", "ipywidgets", "otter", "tqdm"}
)
_UNPACK = dis.opmap["UNPACK_SEQUENCE"]


class Inert:
    """Takes every attribute, call and index, and is none the wiser."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # copy, pickle and NumPy ask for protocols we lack
        return Inert()

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return Inert()

    def __getitem__(self, key: Any) -> Any:
        return Inert()

    def __setitem__(self, key: Any, value: Any) -> None: ...

    def _combined(self, other: Any = None) -> Any:
        return Inert()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _combined
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __pow__ = __neg__ = _combined

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __enter__(self) -> Any:
        return Inert()

    def __exit__(self, *details: Any) -> None: ...

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        # `figure, axes = plt.subplots(…)` asks for exactly as many parts as it has names.
        frame = sys._getframe(1)
        code = frame.f_code.co_code
        wanted = code[frame.f_lasti + 1] if code[frame.f_lasti] == _UNPACK else 0
        return iter([Inert() for _ in range(wanted)])


class _InertModule(types.ModuleType):
    __path__: list[str] = []  # noqa: RUF012  (the import system wants a plain list)

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "0.0"
        if name.startswith("__"):
            raise AttributeError(name)
        return NAMED.get(name) or Inert()


class _Bar(Inert):
    """tqdm(items): gives the items, and takes everything else that a bar can do."""

    def __init__(self, items: Any = (), *arguments: Any, **options: Any) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items if self._items is not None else ())

    def __len__(self) -> int:
        return len(self._items)

    def __enter__(self) -> Any:
        return self


def _range_bar(*arguments: Any, **options: Any) -> Any:
    return _Bar(range(*arguments))


def _pass_through(first: Any = None, *arguments: Any, **options: Any) -> Any:
    """display(anything) is nothing to worry about."""
    return first


NAMED: dict[str, Any] = {"tqdm": _Bar, "trange": _range_bar, "display": _pass_through}
# What a notebook has without importing it.
NOTEBOOK_NAMES = {"display": _pass_through, "get_ipython": Inert()}


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds every module below one of ROOTS, and finds it empty."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.split(".")[0] not in ROOTS:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _InertModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None: ...


class RefusedImport(ModuleNotFoundError):
    """An import of something that is neither NumPy nor the standard library."""


class Refuser(importlib.abc.MetaPathFinder):
    """The last finder: what nobody else found is refused with a reason."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> None:
        root = name.split(".")[0]
        if root in sys.stdlib_module_names or root == "numpy":
            return  # a part that doesn't exist: Python's own message is the clearest
        raise RefusedImport(
            f"“{root}” can't be imported here: only NumPy and the standard library can, "
            "and everything you need has to be in the one file that you hand in."
        )
