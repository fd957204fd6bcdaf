"""A small course of its own, so that the unit tests need not know the lecture."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course

ASSIGNMENT = """
title = "Warming up"
order = 1
section = "Introduction"
summary = "Two small functions."

[limits]
call_seconds = 1
question_seconds = 2
load_seconds = 2
submission_seconds = 20
memory_mb = 256

[[questions]]
name = "double"
points = 4
section = "Introduction"

[[questions]]
name = "total"
points = 6
section = "Introduction"
"""

SOURCE = '''# %% [markdown]
# # Warming up

# %%
import numpy as np

# %% [markdown]
# ## Twice as much

# %%
def double(x):
    """Twice the array `x`, as a new array: double([1, 2]) is [2, 4]."""
    # BEGIN SOLUTION
    return 2.0 * np.asarray(x, dtype=float)
    # END SOLUTION

# %% [markdown]
# ## The sum

# %%
def total(x):
    """The sum of twice all entries of `x`, a number: total([1, 2]) is 6."""
    # BEGIN SOLUTION
    return float(np.sum(double(x)))
    # END SOLUTION
'''

TEST_DOUBLE = '''
import numpy as np

from autograder.suite import check, check_unchanged, points, public


@public
@points(1)
def test_worked_example(double):
    """One and two become two and four."""
    check(double(np.array([1.0, 2.0])), np.array([2.0, 4.0]))


@points(2)
def test_values(double, reference, rng):
    """Every entry is doubled."""
    for shape in [(3,), (2, 2)]:
        x = rng.normal(size=shape)
        check(double(x), reference.double(x))


@points(1)
def test_argument_stays(double):
    """The argument is left as it was."""
    x = np.array([1.5, -2.0])
    check(check_unchanged(double, x), [3.0, -4.0])
'''

TEST_TOTAL = '''
import numpy as np

from autograder.suite import check, points, public


@public
@points(2)
def test_worked_example(total):
    """One and two make six."""
    check(total(np.array([1.0, 2.0])), 6.0)


@points(4)
def test_values(total, reference, rng):
    """The sum of all doubled entries."""
    for size in (3, 4):
        x = rng.normal(size=size)
        check(total(x), reference.total(x))
'''

MISTAKES = """
import numpy as np

from autograder.suite import mistake


@mistake("double", "Twice means times two, not plus two.")
def adds_two(x):
    return np.asarray(x) + 2.0


@mistake("double", "Work on a copy of the array.")
def in_place(x):
    x *= 2
    return x


@mistake("total", "Every entry counts twice.")
def plain_sum(x):
    return float(np.sum(x))
"""

VARIANTS = """
import numpy as np

from autograder.suite import variant


@variant("double")
def adds_to_itself(x):
    return np.asarray(x) + np.asarray(x)


@variant("total")
def one_by_one(x):
    result = 0.0
    for value in np.ravel(x):
        result += 2 * value
    return result
"""


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names of tests don't hold whole files: an archive tells when it was made, and then two
    processes could not agree on a test.
    """
    return "bytes" if isinstance(val, bytes) and len(val) > 16 else None


@pytest.fixture
def tiny_course(tmp_path: Path) -> Course:
    """A course with one assignment, `warmup`: double (4 points) and total (6 points)."""
    root = tmp_path / "course"
    files = {
        "solutions/warmup/assignment.toml": ASSIGNMENT,
        "solutions/warmup/warmup.py": SOURCE,
        "tests/suites/warmup/test_double.py": TEST_DOUBLE,
        "tests/suites/warmup/test_total.py": TEST_TOTAL,
        "tests/suites/warmup/mistakes.py": MISTAKES,
        "tests/suites/warmup/variants.py": VARIANTS,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Course(root)
