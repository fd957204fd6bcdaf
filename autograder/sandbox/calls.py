"""One call of a student's function: what was sent, and what came back."""

from __future__ import annotations

import json
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Reply:
    """What a worker answered, as it came: bytes, which nobody has believed yet."""

    metadata: bytes
    payload: bytes

    @property
    def out_of_memory(self) -> bool:
        """Whether it tells of an exception for want of memory."""
        return b'"memory":true' in self.metadata

    @property
    def crowded(self) -> bool:
        """Whether the system has refused its process a thread."""
        return b'"crowded":true' in self.metadata


@dataclass(frozen=True)
class Result:
    """What became of a call; `changed` holds arguments, by place or name, that the function
    has made something else of.
    """

    value: Any = None
    failure: Failure | None = None
    changed: dict[str, Any] = field(default_factory=dict)


class Call:
    """One call that a test made, and its result, once there is one.

    It keeps the arguments as they were sent, whatever the test does with its own later. A
    reply is taken apart when somebody looks at it: of most, only the bytes are compared.
    """

    def __init__(
        self, name: str, form: Any, payload: bytes, result: Result | Reply | None = None
    ) -> None:
        self.name, self.form, self.payload = name, form, payload
        self.result = result

    def answered(self, reply: Reply) -> Call:
        """The same call with this reply."""
        return Call(self.name, self.form, self.payload, reply)

    @property
    def value(self) -> Any:
        return self._result.value

    @property
    def failure(self) -> Failure | None:
        return self._result.failure

    @property
    def changed(self) -> dict[str, Any]:
        return self._result.changed

    @property
    def may_have_changed(self) -> bool:
        """Whether `changed` might hold something, by a look at the reply's bytes."""
        if isinstance(self.result, Reply):
            return b'"changed"' in self.result.metadata
        return bool(self.changed)

    @property
    def _result(self) -> Result:
        if isinstance(self.result, Reply):
            self.result = read_reply(self.result)
        return self.result or Result()

    @cached_property
    def arguments(self) -> tuple[Any, ...]:
        return tuple(self._decoded[0])

    @cached_property
    def options(self) -> dict[str, Any]:
        return dict(self._decoded[1])

    @cached_property
    def head(self) -> bytes:
        """What is sent for it before the payload, but for the id that each sending gets."""
        metadata = {"do": "call", "name": self.name, "arguments": self.form}
        return wire.head(metadata, self.payload)

    @property
    def size(self) -> int:
        """Bytes that are sent for it."""
        return 8 + len(self.head) + len(self.payload)

    @cached_property
    def key(self) -> tuple[str, bytes]:
        """What two calls of a function with the same arguments have in common."""
        return json.dumps(self.form), self.payload

    def same_as(self, other: Call) -> bool:
        """Whether both send the same."""
        mine, theirs = (self.name, self.payload, self.form), (other.name, other.payload, other.form)
        return mine == theirs

    @cached_property
    def _decoded(self) -> tuple[Any, Any]:
        arguments, options = wire.decode(self.form, self.payload, formulas=True)
        return arguments, options


TOO_MUCH = Reply(b'{"value":{"t":"opaque","v":"one large value too many"}}', b"")


class LargeAnswers:
    """Bounds what a submission may have kept for it: its answers stay until it is graded."""

    def __init__(self, large: int = 2**20, together: int = 2**26) -> None:
        self._large, self._left = large, together  # bytes of one answer, and of all large ones

    def kept(self, reply: Reply) -> Reply:
        """The answer, or what stands for one that is too much."""
        if len(reply.payload) <= self._large:
            return reply
        self._left -= len(reply.payload)
        return reply if self._left >= 0 else TOO_MUCH


def leaves(value: Any) -> Iterator[Any]:
    """What a value is made of, below all lists, tuples and dictionaries."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def read_reply(reply: Reply) -> Result:
    """What a reply says, rebuilt from its bytes; every departure from the form is a failure."""
    try:
        answer = wire.unpack_metadata(reply.metadata)
        if "missing" in answer:
            return Result(failure=Failure("not_defined", str(answer["missing"])[:100]))
        if "raised" in answer:
            return Result(failure=_raised(answer["raised"]))
        data, split, changed = reply.payload, answer.get("split"), None
        if type(split) is int and 0 <= split <= len(data):
            changed = wire.decode(answer.get("changed"), data[split:])
            data = data[:split]
        value = wire.decode(answer.get("value"), data)
    except wire.WireError as error:
        return Result(failure=Failure("crashed", f"its process sent an answer that {error}"))
    return Result(value, changed=changed if isinstance(changed, dict) else {})


def _raised(error: Any) -> Failure:
    if not isinstance(error, dict) or not isinstance(error.get("kind"), str):
        return Failure("crashed", "its process sent a malformed error")
    kind = error["kind"]
    status = {"NotImplementedError": "not_started", "RefusedImport": "refused"}.get(kind, "raised")
    if error.get("memory") is True:
        status = "out_of_memory"
    return Failure(status, f"{kind}: {error.get('message', '')}", error)
