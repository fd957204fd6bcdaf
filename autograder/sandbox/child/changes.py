"""What a function has made of its arguments, of which it should have left all as they were."""

from __future__ import annotations

from typing import Any

import numpy as np

from .wire import Formula


def changed_parts(before: tuple[Any, Any], after: tuple[Any, Any]) -> dict[str, Any]:
    """The arguments, by place or name, that are not as they were: what they have become."""
    (old, old_options), (new, new_options) = before, after
    pairs = [(str(place), *both) for place, both in enumerate(zip(old, new))]
    pairs += [(name, old_options[name], new_options[name]) for name in old_options]
    return {name: now for name, was, now in pairs if not alike(was, now)}


def alike(before: Any, after: Any) -> bool:
    """Whether arguments are as they were, up to rounding."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(alike(before[k], after[k]) for k in before)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(alike, before, after))
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        if (before.shape, before.dtype) != (after.shape, after.dtype):
            return False
        scale = max(1.0, float(np.max(np.abs(before), initial=0.0)))
        return bool(np.allclose(before, after, rtol=0, atol=1e-9 * scale, equal_nan=True))
    if isinstance(before, Formula):
        return isinstance(after, Formula)
    return type(before) is type(after) and bool(before == after)
