"""Where an answer differs from the expected array, small enough to be kept and drawn.

For staff: of a hidden test it tells where a student's function goes wrong, so nothing that
a student reads may be made of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.grading.results import Difference

SIDE = 16  # squares in each direction; a square stands for several entries of a large array
LEVELS = 9
TOLERANCE = 1e-5  # as in compare.check


def difference(expected: Any, actual: Any) -> Difference | None:
    """What to draw of two arrays of one shape; None where there is nothing to be seen."""
    if not (_is_numbers(expected) and _is_numbers(actual)):
        return None
    if expected.shape != actual.shape or expected.size < 2:
        return None
    wanted, found = expected.astype(np.float64), actual.astype(np.float64)
    scale = max(1.0, float(np.abs(wanted).max()))
    finite = np.isfinite(found)
    most = np.finfo(np.float64).max
    with np.errstate(over="ignore", invalid="ignore"):
        gap = np.nan_to_num(found - wanted, nan=0.0, posinf=most, neginf=-most)
    wrong = ~finite | (np.abs(gap) > TOLERANCE * scale)
    if not wrong.any():
        return None
    gap = np.where(wrong & finite, gap, 0.0)
    low, high = _squares(gap, np.minimum), _squares(gap, np.maximum)
    worst = np.where(high >= -low, high, low)
    largest = float(np.abs(worst).max())
    level = np.ceil(LEVELS * (np.abs(worst) / (largest or 1.0))).astype(int)
    signs = np.array(["."] + [chr(ord("A") + step) for step in range(LEVELS)])
    letters = np.where(worst < 0, np.char.lower(signs[level]), signs[level])
    letters = np.where(_squares(~finite, np.logical_or), "?", letters)
    rows = tuple("".join(row) for row in letters)
    return Difference(expected.shape, int(wrong.sum()), largest, rows)


def _is_numbers(value: Any) -> bool:
    return type(value) is np.ndarray and value.dtype.kind in "biuf"


def _squares(values: np.ndarray, worst: np.ufunc) -> np.ndarray:
    """At most SIDE × SIDE squares, each the worst of the entries that it stands for.

    Down and across are the first two axes that have a length; of the others, too, the
    worst counts. An array of one axis is one row.
    """
    plane = values.reshape([length for length in values.shape if length > 1])
    if plane.ndim == 1:
        plane = plane[None]
    plane = worst.reduce(plane, axis=tuple(range(2, plane.ndim)))
    for axis, length in enumerate(plane.shape):
        starts = np.linspace(0, length, min(length, SIDE), endpoint=False).astype(int)
        plane = worst.reduceat(plane, starts, axis=axis)
    return plane
