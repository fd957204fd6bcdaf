"""Arrays that are images, as pictures: a PNG in a data address, and words for who can't see it."""

from __future__ import annotations

import base64
import struct
from typing import Any

import numpy as np

LEAST = 8  # pixels in each direction: what is smaller is read better as a table
MOST = 512
SIDE = 176  # of the picture on the page, in pixels at least


def is_picture(value: Any) -> bool:
    """Whether an array looks like an image: gray, or with three colours."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return False
    if value.ndim not in (2, 3) or not all(LEAST <= length <= MOST for length in value.shape[:2]):
        return False
    if value.ndim == 3 and value.shape[2] not in (1, 3):
        return False
    return bool(np.isfinite(value).all())


def data_address(
    array: np.ndarray, low: float, high: float, marked: tuple[int, ...] | None = None
) -> tuple[str, int, int]:
    """The picture's address, and its width and height on the page.

    Black is `low` and white is `high`. A frame of light and dark is drawn around the pixel
    that is `marked`.
    """
    spread = high - low or 1.0
    gray = np.clip((array.astype(np.float64) - low) / spread, 0.0, 1.0)
    pixels = np.round(gray * 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    times = max(1, -(-SIDE // max(pixels.shape[:2])))
    pixels = pixels.repeat(times, axis=0).repeat(times, axis=1)
    if marked is not None:
        top, left = (times * n for n in marked[:2])
        for distance, shade in ((1, 0), (2, 255), (3, 0)):
            _frame(pixels, top - distance, left - distance, times + 2 * distance, shade)
    text = base64.b64encode(_png(pixels)).decode("ascii")
    return f"data:image/png;base64,{text}", pixels.shape[1], pixels.shape[0]


def _frame(pixels: np.ndarray, top: int, left: int, side: int, shade: int) -> None:
    bottom, right = top + side - 1, left + side - 1
    rows = slice(max(top, 0), bottom + 1)
    columns = slice(max(left, 0), right + 1)
    for row in (top, bottom):
        if 0 <= row < pixels.shape[0]:
            pixels[row, columns] = shade
    for column in (left, right):
        if 0 <= column < pixels.shape[1]:
            pixels[rows, column] = shade


def _png(pixels: np.ndarray) -> bytes:
    import zlib

    height, width = pixels.shape[:2]
    colours = 2 if pixels.ndim == 3 else 0
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
