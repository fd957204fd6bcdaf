"""One call of a student's function: what was sent, and what came back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograder.sandbox.child import wire


class Failure(Exception):
    """A call that gave no answer. `kind` is one of the statuses of an outcome."""

    def __init__(self, kind: str, text: str, error: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.kind, self.text, self.error = kind, text, error or {}

    @property
    def raised_in(self) -> str:
        """The student's function that the exception came from, as its process tells it."""
        frames = self.error.get("frames")
        last = frames[-1] if isinstance(frames, list) and frames else None
        return str(last[2]) if isinstance(last, list) and len(last) > 2 else ""


@dataclass
class Call:
    """One call that a test made, and its answer (`failure` where there was none).

    It keeps the arguments as they were sent, whatever the test does with its own later;
    `changed` holds what the function has made of those that it changed.
    """

    name: str
    form: Any
    payload: bytes
    value: Any = None
    failure: Failure | None = None
    changed: dict[str, Any] = field(default_factory=dict)  # arguments by place or name

    @cached_property
    def arguments(self) -> tuple[Any, ...]:
        return tuple(self._decoded[0])

    @cached_property
    def options(self) -> dict[str, Any]:
        return dict(self._decoded[1])

    @cached_property
    def frame(self) -> bytes:
        """What is sent for it, but for the id that each sending gets."""
        return wire.pack(0, {"do": "call", "name": self.name, "arguments": self.form}, self.payload)

    def same_as(self, other: Call) -> bool:
        """Whether both send the same."""
        mine, theirs = (self.name, self.payload, self.form), (other.name, other.payload, other.form)
        return mine == theirs

    @cached_property
    def _decoded(self) -> tuple[Any, Any]:
        arguments, options = wire.decode(self.form, self.payload, formulas=True)
        return arguments, options
