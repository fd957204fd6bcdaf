"""What a test asks of a right function, found out beforehand; and what of it may be sent ahead.

A worker can read whatever was sent to it. So no call is sent before the earlier ones are
answered if it brings the answer to one of them: h₂ = step(x₂, h₁) gives h₁ away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.sandbox.calls import Call, leaves

EVERYWHERE = frozenset((0, 1, -1))  # numbers that tell nothing


class Recording(NamedTuple):
    """The calls of a test, how many of them may be sent ahead of their answers, and the
    numbers in them and in the right answers.
    """

    calls: tuple[Call, ...] = ()
    ahead: int = 0
    sent: frozenset[Any] = frozenset()
    answered: frozenset[Any] = frozenset()
    size: int = 0  # bytes of what may be sent ahead

    def gives_away(self, other: Recording) -> bool:
        """Whether its calls bring a part of an answer that the other test asks for."""
        return not self.sent.isdisjoint(other.answered)


def recording_of(made: Sequence[tuple[Call, Any]]) -> Recording:
    """The recording of calls with the right answers to them."""
    ahead = len(made)
    sent: set[Any] = set()
    answered: set[Any] = set()
    for place, (call, value) in enumerate(made):
        numbers = set(_numbers([call.arguments, call.options])) - EVERYWHERE
        if numbers & answered:
            ahead = min(ahead, place)
        sent |= numbers
        answered |= set(_numbers(value)) - sent - EVERYWHERE
    calls = tuple(call for call, _ in made)
    size = sum(call.size for call in calls[:ahead])
    return Recording(calls, ahead, frozenset(sent), frozenset(answered), size)


def _numbers(value: Any) -> Iterator[Any]:
    """All numbers and texts in a value."""
    for leaf in leaves(value):
        if isinstance(leaf, np.ndarray | np.generic):
            yield from np.asarray(leaf).ravel().tolist()
        elif isinstance(leaf, int | float | complex | str):
            yield leaf
