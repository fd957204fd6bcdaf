"""What authors import is typed: right suites pass a strict type check, wrong ones don't."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SUITE = '''
from typing import Any

import numpy as np

from autograder.suite import (
    CheckFailure, check, check_unchanged, expect, formula, mistake, points, public, variant
)

SQUARE = formula("x ** 2")


@public
@points(2)
def test_one(double: Any) -> None:
    """A sentence."""
    check(double(np.ones(2)), np.full(2, 2.0), "the row")
    check_unchanged(double, np.ones(2), times=3)
    expect(SQUARE(3) == 9, "nine")


@mistake("double", "A hint in one sentence.")
def wrong(x: float) -> float:
    return x + 2


@variant("double")
def right(x: float) -> float:
    return x + x


number: float = wrong(1.0) + right(2.0)
kind: str = CheckFailure("values", "text").kind
'''


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one check has found out about NumPy and pytest serves the next."""
    return tmp_path_factory.mktemp("cache")


def type_check(folder: Path, cache: Path, text: str) -> str:
    """What a strict type check says of a suite."""
    (folder / "suite.py").write_text(text, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--untyped-calls-exclude", "pytest"]
    options = ["--config-file=", "--cache-dir", cache, folder / "suite.py"]
    done = subprocess.run([*mypy, *options], capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("", "", "Success"),
        ("points(2)", 'points("2")', 'incompatible type "str"; expected "float"'),
        ('mistake("double", "A hint in one sentence.")', 'mistake("double")', '"hint"'),
        ("wrong(1.0)", 'wrong("1")', 'incompatible type "str"; expected "float"'),
        ('expect(SQUARE(3) == 9, "nine")', "expect(True)", '"message"'),
    ],
)
def test_a_suite_under_a_type_checker(
    tmp_path: Path, cache: Path, old: str, new: str, says: str
) -> None:
    """Decorators keep a function's type, and wrong arguments are found before anything runs."""
    assert old in SUITE
    assert says in type_check(tmp_path, cache, SUITE.replace(old, new, 1))
