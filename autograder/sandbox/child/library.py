"""The system's C library, opened once: each worker would pay for every time anew."""

from __future__ import annotations

import ctypes
from functools import cache


@cache
def c_library() -> ctypes.CDLL:
    """Its functions, with what they leave in errno."""
    return ctypes.CDLL(None, use_errno=True)
