"""Which functions have changed between two saves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.student.edits import fingerprints
from autograder.submission import Cell, Submission

BEFORE = """\
import numpy as np

SCALE = 2


def helper(x):
    return SCALE * x


def double(x):
    return helper(x)


def total(x):
    return np.sum(x)


print(double(3))
"""


def marks(text: str, names: tuple[str, ...] = ("double", "total")) -> dict[str, str]:
    return fingerprints(Submission("work.py", "py", (Cell(None, text),)), names)


def changed(before: str, after: str) -> list[str]:
    one, other = marks(before), marks(after)
    return [name for name in one if one[name] != other[name]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("np.sum(x)", "np.sum(x) + 1", ["total"]),
        ("return SCALE * x", "return x", ["double"]),
        ("SCALE = 2", "SCALE = 3", ["double"]),
        ("import numpy as np", "import numpy.ma as np", ["total"]),
        ("print(double(3))", "print(double(4))", []),
        ("print(double(3))", "double = helper", ["double"]),
        ("print(double(3))", "for _ in range(3):\n    pass", ["double", "total"]),
        ("print(double(3))", "if SCALE:\n    def total(x):\n        return 1", ["double", "total"]),
        ("print(double(3))", "helper.cache = {}", ["double"]),
        ("def double(x):", "def double(x)", ["double", "total"]),
        ("def double(x):", "# by me\n\n\ndef double(x):", []),
    ],
)
def test_what_counts_as_a_change(old: str, new: str, expected: list[str]) -> None:
    """A function changes with its own text and with all it uses; prints change nothing."""
    assert old in BEFORE
    assert changed(BEFORE, BEFORE.replace(old, new)) == expected


def test_the_first_of_two_definitions_counts_too() -> None:
    """A function that is wrapped after its definition changes with what is wrapped."""
    wrapped = BEFORE + "\ndouble = np.vectorize(double)\n"
    assert changed(wrapped, wrapped.replace("return helper(x)", "return 2 * x")) == ["double"]


def test_a_notebook_is_its_cells() -> None:
    """Magics are no code; a cell that can't be parsed counts for every function."""
    parts = BEFORE.split("\n\n\n")
    cells = tuple(Cell(number, text) for number, text in enumerate(parts, 1))
    magic = Submission("work.ipynb", "ipynb", (Cell(9, "%matplotlib inline"), *cells))
    names = ("double", "total")
    broken = Submission("work.ipynb", "ipynb", (*cells, Cell(10, "def oops(")))
    whole = Submission("work.ipynb", "ipynb", cells)
    one, other = fingerprints(whole, names), fingerprints(broken, names)
    assert fingerprints(magic, names) == one
    assert all(one[name] != other[name] for name in names)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_no_text_stops_it(text: str) -> None:
    """Whatever a file holds, every function has a fingerprint, the same each time."""
    assert marks(text) == marks(text)
    assert set(marks(text)) == {"double", "total"}
