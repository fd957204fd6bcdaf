"""A small course to be attacked: four functions that do not need each other.

Its hidden tests use numbers and words that occur nowhere else, so that a leak is seen
wherever it comes out.
"""

from __future__ import annotations

from pathlib import Path

SLUG = "fortress"
QUESTIONS = ("power", "double", "total", "count")

# What no student may ever read: a hidden input, an expected value, the text of a hidden
# test, of the solution and of a peer, a variable of the grader's environment.
SECRETS = (
    "8675.309",
    "17350.618",
    "words-of-a-hidden-test",
    "words-of-the-solution",
    "words-of-a-peer",
    "words-of-the-environment",
)
ENVIRONMENT_SECRET = ("AUTOGRADER_ATTACK_SECRET", "words-of-the-environment")
PEER = "# words-of-a-peer\n"

ASSIGNMENT = """
title = "Fortress"
order = 1
section = "Attacks"
summary = "Functions to be attacked."

[limits]
call_seconds = 0.5
question_seconds = 0.8
load_seconds = 1.6
submission_seconds = 12
memory_mb = 256

[[questions]]
name = "power"
points = 5
section = "Attacks"

[[questions]]
name = "double"
points = 4
section = "Attacks"

[[questions]]
name = "total"
points = 6
section = "Attacks"

[[questions]]
name = "count"
points = 5
section = "Attacks"
"""

RIGHT = """import numpy as np


def power(x, n):
    result = 1.0
    for _ in range(n):
        result *= x
    return result


def double(x):
    return 2.0 * np.asarray(x, dtype=float)


def total(x):
    return float(np.sum(x))


def count(n):
    return list(range(n))
"""

SOLUTION = '''# %% [markdown]
# # Fortress

# %%
import itertools
import math

import numpy as np

# %%
def power(x, n):
    """`x` multiplied with itself, `n` times."""
    # BEGIN SOLUTION
    # words-of-the-solution; all in C, which no signal interrupts
    return math.prod(itertools.repeat(x, n), start=1.0)
    # END SOLUTION

# %%
def double(x):
    """Twice the array `x`."""
    # BEGIN SOLUTION
    return 2.0 * np.asarray(x, dtype=float)
    # END SOLUTION

# %%
def total(x):
    """The sum of all entries of `x`."""
    # BEGIN SOLUTION
    return float(np.sum(x))
    # END SOLUTION

# %%
def count(n):
    """The numbers from 0 to n - 1."""
    # BEGIN SOLUTION
    return list(range(n))
    # END SOLUTION
'''

TEST_POWER = '''
from autograder.suite import check, points, public


@public
@points(2)
def test_two_cubed(power):
    """Two to the third is eight."""
    check(power(2.0, 3), 8.0)


@points(3)
def test_other_powers(power, reference):
    """Any base, any number of factors."""
    check(power(8675.309, 1), reference.power(8675.309, 1))
    check(power(-1.5, 4), reference.power(-1.5, 4))
'''

TEST_DOUBLE = '''
import numpy as np

from autograder.suite import check, check_unchanged, points, public

WORDS = "words-of-a-hidden-test"


@public
@points(1)
def test_worked_example(double):
    """One and two become two and four."""
    check(double(np.array([1.0, 2.0])), np.array([2.0, 4.0]))


@points(2)
def test_values(double, reference, rng):
    """Every entry is doubled."""
    for x in (np.array([8675.309, -1.0, 0.5]), rng.normal(size=(2, 3))):
        check(double(x), reference.double(x))


@points(1)
def test_argument_stays(double):
    """The argument is left as it was."""
    x = np.array([8675.309, -2.0])
    check(check_unchanged(double, x), np.array([17350.618, -4.0]))
'''

# The hidden test comes first: what it sends is in the worker when the public one runs.
TEST_TOTAL = '''
import numpy as np

from autograder.suite import check, points, public


@points(4)
def test_values(total, reference, rng):
    """The sum of all entries."""
    for x in (np.array([8675.309, 8675.309]), rng.normal(size=5)):
        check(total(x), reference.total(x))


@public
@points(2)
def test_worked_example(total):
    """One and two make three."""
    check(total(np.array([1.0, 2.0])), 3.0)
'''

TEST_COUNT = '''
from autograder.suite import check, points, public


@public
@points(1)
def test_worked_example(count):
    """Counting to three."""
    check(count(3), [0, 1, 2])


@points(4)
def test_further(count, reference):
    """Counting further."""
    check(count(7), reference.count(7))
'''

MISTAKES = """
import numpy as np

from autograder.suite import mistake


@mistake("double", "Twice means times two, not plus two.")
def adds_two(x):
    return np.asarray(x) + 2.0


@mistake("total", "The sum, not the mean.")
def mean(x):
    return float(np.mean(x))
"""


def write_course(root: Path) -> Path:
    """Write the course below `root`, readable by everybody as real ones often are."""
    files = {
        f"solutions/{SLUG}/assignment.toml": ASSIGNMENT,
        f"solutions/{SLUG}/{SLUG}.py": SOLUTION,
        f"tests/suites/{SLUG}/test_power.py": TEST_POWER,
        f"tests/suites/{SLUG}/test_double.py": TEST_DOUBLE,
        f"tests/suites/{SLUG}/test_total.py": TEST_TOTAL,
        f"tests/suites/{SLUG}/test_count.py": TEST_COUNT,
        f"tests/suites/{SLUG}/mistakes.py": MISTAKES,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
