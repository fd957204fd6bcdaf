"""Whether functions only compute: what is let through, and what any doubt does."""

from __future__ import annotations

import types

import pytest

from autograder.sandbox.child.cells import compile_cells
from autograder.sandbox.child.inert import NOTEBOOK_NAMES
from autograder.sandbox.child.purity import computes_only, keeps_nothing

NUMPY = "import numpy as np\n"


def judged(source: str) -> tuple[bool, bool]:
    """What both looks say of a file with a function f."""
    (cell,) = compile_cells([(None, NUMPY + source)], "work.py")
    assert cell.code is not None
    module = types.ModuleType("work")
    vars(module).update(NOTEBOOK_NAMES)
    exec(cell.code, vars(module))
    return computes_only([cell.code]), keeps_nothing(["f"], vars(module))


@pytest.mark.parametrize(
    "source",
    [
        "def f(x, *, k=2):\n    return np.pad(x, k).sum(axis=0)[::-1].copy()",
        "def _part(x):\n    x[0] += 1\n    return x\ndef f(x):\n    return [_part(y) for y in x]",
        "SIZE = (3, 3)\ndef f(x: tuple[float]) -> float:\n    return np.zeros(SIZE) + x",
        "def f(x):\n    rng = np.random.default_rng(3)\n    return rng.normal(size=x.shape)",
        "def f(x):\n    raise ValueError(f'{len(x)} is no size')",
        "def f(x):\n    with np.errstate(all='ignore'):\n        return np.linalg.norm(x) / 0",
        "from math import exp\ndef f(x):\n    def g(y):\n        return exp(y)\n    return g(x)",
        "def f(x):\n    return x\nif __name__ == '__main__':\n    print(f(np.ones(3)).mean())",
        "samples = [f'{n}' for n in range(3)]\ndef f(x): return max(x, key=lambda y: -y)",
    ],
)
def test_what_only_computes_passes(source: str) -> None:
    """Arithmetic, helpers, constants, a generator of one's own, and calls outside functions."""
    assert judged(source) == (True, True)


@pytest.mark.parametrize(
    "source",
    [
        "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)",
        "table = np.ones(3)\ndef f(x):\n    table[0] = x\n    return table",
        "cache = {}\ndef f(x, cache=cache):\n    return cache.setdefault(x, x)",
        "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)",
        "def f(x):\n    return np.random.rand()",
        "def f(x):\n    source = np.random\n    return source.rand()",
        "def g():\n    n = [0]\n    def h(x): n[0] += 1\n    return h\nf = g()",
        "numbers = iter(range(100))\ndef f(x): return next(numbers)",
        "def g(x): return f.__name__\ndef f(x): return g(x)",
    ],
)
def test_whatever_lasts_is_noticed(source: str) -> None:
    """Lists, arrays, dictionaries, closures, iterators and the common generator last."""
    assert not all(judged(source))


@pytest.mark.parametrize(
    "source",
    [
        "import sys\ndef f(x): return x",
        "from numpy import *\ndef f(x): return x",
        "def f(x):\n    global n\n    n = x\n    return x",
        "def f(x):\n    f.last = x\n    return x",
        "def f(x): return x.__class__",
        "def f(x): return getattr(x, 'sh' + 'ape')",
        "def f(x): return np.lib.stride_tricks.as_strided(x)",
        "def f(x):\n    x.resize(10**6, refcheck=False)\n    return x",
        "def f(x): return x.ctypes",
        "def f(x): return np.empty(3)",  # what was in memory that was given back
        "def f(x): return np.add(x, x, where=False)",
        "def f(x): return np.pad(x, 1, 'empty')",
        "def f(x):\n    more = {'wh' + 'ere': False}\n    return np.add(x, x, **more)",
        "def f(x): return hash(f)",  # where it lies in memory
        "def f(x): return repr(f)",
        "def f(x): np.seterr(all='ignore')",
        "def f(x):\n    import os\n    return os",
        "class A: pass\ndef f(x): return A()",
        "def f(x): return (y for y in x).gi_frame",
        "exec('def f(x): return x')",
        "f = [np.load, lambda x: x][1]",
        "def f(x): return np.testing",
        "(lambda: vars)\ndef f(x): return x",
        "def f(x):\n    match x:\n        case object(shape=s): return s",
        "from typing import get_type_hints\ndef f(x): return x",
        "def f(x: np.ndarray): return x",  # one can be made of any memory
        "def f(x):\n    with np.errstate(all='ignore'):\n        yield x",
        "def f(x):\n    np.typecodes['k'] = x",
        "def f(x):\n    return np.random",
        "def f(x): return type('A', (), {})",
        "async def f(x): return x",
        "def f(x): return '{0.__globals__}'.format(f)",
        "def f(x): yield from x",
    ],
)
def test_what_might_do_more_than_compute_is_not_let_through(source: str) -> None:
    """By its code alone, before any of it has run: what passes has no way to lie."""
    assert judged(source)[0] is False


def test_checks_and_figures_outside_functions_do_no_harm() -> None:
    """They are made and drawn nowhere, so a notebook with them computes only."""
    cells = ["import otter", "import matplotlib.pyplot as plt\ngrader = otter.Notebook('a.ipynb')"]
    cells += ["def f(x): return x", "grader.check('f')", "plt.imshow(f(1))\nplt.show()"]
    compiled = compile_cells(list(enumerate(cells, 1)), "work.ipynb")
    assert computes_only(cell.code for cell in compiled if cell.code is not None)
