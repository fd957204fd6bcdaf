"""An expected and a returned array side by side, as tables or as pictures.

The first entry that differs is marked by a frame, a sign and words, never by colour alone.
Everything is inline: a notebook may show it without asking anybody for anything.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from autograder.reporting.picture import data_address, is_picture

TOLERANCE = 1e-5  # as in compare.check
SIDE = 9  # rows and columns of a table; of a larger array, those around the first difference
AROUND = 5  # of a picture
HIDDEN = (
    "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
)
CELL = "border:1px solid #8888;padding:2px 7px;text-align:right;font-variant-numeric:tabular-nums"
HEAD = "padding:2px 7px;text-align:right;font-weight:normal;font-style:italic"
FIRST = f"{CELL};outline:3px solid currentColor;outline-offset:-2px;font-weight:bold"
CAPTION = "text-align:left;caption-side:top;white-space:nowrap"
BESIDE = "display:flex;flex-wrap:wrap;gap:8px 28px;align-items:flex-start;margin:6px 0"


def side_by_side(expected: Any, got: Any) -> str:
    """Both arrays; of two shapes, only the expected one in full."""
    expected, got = np.asarray(expected), np.asarray(got)
    if expected.shape != got.shape:
        parts = [_whole(expected, "expected"), _whole(got, "got")]
        return f'<div style="{BESIDE}">{"".join(parts)}</div>'
    wrong = _wrong(expected, got)
    first = tuple(int(n) for n in np.argwhere(wrong)[0]) if wrong.any() else None
    if expected.ndim == 0:
        return (
            f"<p>expected <code>{_number(expected[()])}</code>, "
            f"got <code>{_number(got[()])}</code></p>"
        )
    parts, side = [], SIDE
    if is_picture(expected) and is_picture(got):
        low = float(min(expected.min(), got.min()))
        high = float(max(expected.max(), got.max()))
        parts.append(picture(expected, "expected", low, high))
        parts.append(picture(got, "got", low, high, first))
        side = AROUND
    tables = [
        _table(expected, "expected", first, None, side),
        _table(got, "got", first, wrong, side),
    ]
    rows = [parts, tables] if parts else [tables]
    return "".join(f'<div style="{BESIDE}">{"".join(row)}</div>' for row in rows)


def picture(
    array: np.ndarray,
    label: str,
    low: float | None = None,
    high: float | None = None,
    marked: tuple[int, ...] | None = None,
) -> str:
    """An image with its words."""
    low = float(array.min()) if low is None else low
    high = float(array.max()) if high is None else high
    address, width, height = data_address(array, low, high, marked)
    kind = "gray picture" if array.ndim == 2 or array.shape[2] == 1 else "picture in colour"
    words = (
        f"{label}: a {kind} of {array.shape[0]} × {array.shape[1]} pixels, black is "
        f"{low:.4g} and white is {high:.4g}"
    )
    if marked is not None:
        words += f"; the frame is around the first difference, at {_place(marked)}"
    short = f"{label}: black is {low:.4g}, white is {high:.4g}"
    return (
        f'<figure style="margin:0"><img src="{address}" width="{width}" height="{height}" '
        f'alt="{escape(words)}" style="image-rendering:pixelated;border:1px solid #8888">'
        f"<figcaption>{escape(short)}</figcaption></figure>"
    )


def _whole(array: np.ndarray, label: str) -> str:
    if array.ndim == 0:
        return f"<p>{label}: <code>{_number(array[()])}</code>, a single number</p>"
    return _table(array, label, None, None, SIDE)


def _table(
    array: np.ndarray,
    label: str,
    first: tuple[int, ...] | None,
    wrong: np.ndarray | None,
    side: int,
) -> str:
    plane, sliced = _plane(array, first)
    marks = _plane(wrong, first)[0] if wrong is not None else np.zeros(plane.shape, bool)
    place = _in_plane(array.ndim, first)
    rows = _window(plane.shape[0], place[0], side)
    columns = _window(plane.shape[1], place[1], side)
    caption = f"{label}, shape {array.shape}{sliced}"
    if (len(rows), len(columns)) != plane.shape:
        caption += f", rows {_range(rows)} and columns {_range(columns)}"
    head = "".join(f'<th scope="col" style="{HEAD}">{column}</th>' for column in columns)
    body = []
    for row in rows:
        cells = [
            _cell(plane[row, column], bool(marks[row, column]), (row, column) == place and first)
            for column in columns
        ]
        start = f'<th scope="row" style="{HEAD}">{row}</th>' if array.ndim > 1 else "<td></td>"
        body.append(f"<tr>{start}{''.join(cells)}</tr>")
    return (
        '<table style="border-collapse:collapse;margin:0">'
        f'<caption style="{CAPTION}">{escape(caption)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _cell(value: Any, wrong: bool, first: Any) -> str:
    text = _number(value)
    if not first:
        return f'<td style="{CELL}">{"≠ " if wrong else ""}{text}</td>'
    sign = "≠ " if wrong else ""
    return f'<td style="{FIRST}">{sign}{text}<span style="{HIDDEN}"> (first difference)</span></td>'


def _plane(array: np.ndarray, first: tuple[int, ...] | None) -> tuple[np.ndarray, str]:
    """A table's worth of an array: of more than two axes, the part with the first difference."""
    if array.ndim == 1:
        return array[None], ""
    if array.ndim == 2:
        return array, ""
    # Of (h, w, d) it is a channel; of more axes the first ones are fixed as well.
    index: list[Any] = list(first or (0,) * array.ndim)
    rows = array.ndim - 3
    index[rows], index[rows + 1] = slice(None), slice(None)
    shown = ", ".join(":" if isinstance(n, slice) else str(n) for n in index)
    return array[tuple(index)], f", its part [{shown}]"


def _in_plane(axes: int, first: tuple[int, ...] | None) -> tuple[int, int]:
    if first is None:
        return 0, 0
    if axes == 1:
        return 0, first[0]
    return (first[0], first[1]) if axes == 2 else (first[axes - 3], first[axes - 2])


def _window(length: int, at: int, side: int) -> range:
    start = max(0, min(at - side // 2, length - side))
    return range(start, min(length, start + side))


def _range(numbers: range) -> str:
    return f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else ", ".join(map(str, numbers))


def _wrong(expected: np.ndarray, got: np.ndarray) -> np.ndarray:
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        return ~(np.abs(got.astype(float) - expected) <= TOLERANCE * scale)


def _place(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _number(value: Any) -> str:
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number)).replace("-", "−")
    return f"{number:.6g}".replace("-", "−")
