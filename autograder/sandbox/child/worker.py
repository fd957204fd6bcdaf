"""The process that runs one student's code: loads it, then answers calls with data."""

from __future__ import annotations

import json
import os
import sys
import types
from collections import deque
from collections.abc import Callable
from typing import Any

from . import cells, inert, ingest, shortage, wire
from .changes import changed_parts
from .errors import Codes, describe
from .purity import computes_only, keeps_nothing

MODULE = "submission"


class Pipes:
    """The worker's end of the conversation: frames in, frames out."""

    def __init__(self, request: int, reply: int) -> None:
        self._request, self._reply = request, reply
        self._received = bytearray()
        self._waiting: deque[tuple[int, dict[str, Any], bytes]] = deque()

    def send(self, call_id: int, metadata: dict[str, Any], payload: bytes = b"") -> None:
        """Write one frame, all of it."""
        left = memoryview(wire.pack(call_id, metadata, payload))
        while left:
            left = left[os.write(self._reply, left) :]

    def receive(self) -> tuple[int, dict[str, Any], bytes]:
        """The next frame; EOFError where the other side has closed."""
        return self._waiting.popleft() if self._waiting else self._read()

    def answer(self) -> tuple[dict[str, Any], bytes]:
        """What the grader answers to a question of ours; requests sent ahead have to wait."""
        while True:
            frame = self._read()
            if frame[0] == 0:
                return frame[1:]
            self._waiting.append(frame)

    def _read(self) -> tuple[int, dict[str, Any], bytes]:
        data, start = self._received, wire.HEADER.size
        self._fill(start)
        call_id, metadata_size, payload_size = wire.unpack_header(data[:start])
        middle, end = start + metadata_size, start + metadata_size + payload_size
        self._fill(end)
        with memoryview(data) as view:
            metadata, payload = bytes(view[start:middle]), bytes(view[middle:end])
        del data[:end]
        return call_id, wire.unpack_metadata(metadata), payload

    def _fill(self, size: int) -> None:
        while len(self._received) < size:
            part = os.read(self._request, 1 << 16)
            if not part:
                raise EOFError
            self._received += part


def serve(request: int, reply: int, layers: list[str]) -> None:
    """Answer frames on two descriptors until the other side closes them."""
    pipes = Pipes(request, reply)
    pipes.send(0, {"locked": layers})  # nothing of the student has been seen up to here
    module = types.ModuleType(MODULE)
    vars(module).update(inert.NOTEBOOK_NAMES)
    sys.modules[MODULE] = module  # dataclasses and pickle look a class's module up
    own: Codes = {}  # of the submission
    student_own: dict[str, Any] = {}  # what functions of the grader's stand in for
    while True:
        try:
            call_id, metadata, payload = pipes.receive()
        except EOFError:
            return
        if metadata["do"] == "load":
            file, pairs = metadata["file"], json.loads(payload)
            vars(module)["__file__"], sys.argv[:] = file, [file]
            compiled = cells.compile_cells(pairs, file)
            # Sent before anything of the student runs: it can't be a lie.
            harmless = computes_only(cell.code for cell in compiled if cell.code is not None)
            pipes.send(call_id, {"computes_only": harmless})
            errors = cells.run_cells(compiled, module, own)
            names = metadata["names"]
            defined = [name for name in names if callable(vars(module).get(name))]
            pure = harmless and keeps_nothing(names, vars(module))
            loaded = {"errors": errors[:50], "defined": defined, "pure": pure}
            pipes.send(call_id, {**loaded, **noted()})
        elif metadata["do"] == "ingest":
            pipes.send(call_id, *ingested(metadata, payload))
        elif metadata["do"] == "provide":
            vars(module).update(student_own)
            student_own = {name: vars(module).get(name) for name in metadata["names"]}
            vars(module).update({name: provided(name, pipes) for name in student_own})
            pipes.send(call_id, {})
        else:
            answer, data = call(vars(module), metadata, payload, own)
            try:
                if len(data) > wire.MAX_ANSWER:
                    raise wire.WireError("is too large to be sent")
                pipes.send(call_id, {**answer, **noted()}, data)
            except wire.WireError as error:
                described = {"t": "opaque", "v": f"a value that {error}"}
                pipes.send(call_id, {"value": described, **noted()})


def noted() -> dict[str, bool]:
    """What the grader should know besides an answer."""
    return {"crowded": True} if shortage.was_there() else {}


def ingested(metadata: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """A submitted file as cells, or why not: our own code, before any of the student's."""
    try:
        found = ingest.ingest(data, metadata["file"], metadata["suffix"], metadata["slug"])
    except ingest.Refused as refused:
        return {"refused": [refused.what[:2000], refused.where[:2000], refused.then]}, b""
    cells = json.dumps(found.cells, ensure_ascii=False).encode()
    return {"file": found.file[:2000], "kind": found.kind, "notes": found.notes}, cells


def call(
    namespace: dict[str, Any], metadata: dict[str, Any], payload: bytes, own: Codes
) -> tuple[dict[str, Any], bytes]:
    """One call of a student's function, as an answer in wire form."""
    function = namespace.get(metadata["name"])
    if function is None:
        return {"missing": "nothing"}, b""
    if not callable(function):
        return {"missing": type(function).__name__[:80]}, b""
    arguments, options = wire.decode(metadata["arguments"], payload, formulas=True)
    try:
        value = function(*arguments, **options)
        form, data = wire.encode(value)
    except BaseException as error:
        return {"raised": describe(error, own)}, b""
    after, after_data = wire.encode((arguments, options))
    if after_data == payload and after == metadata["arguments"]:
        return {"value": form}, data
    # A closer look: x + h - h leaves a rounding error, and that is no change.
    before = wire.decode(metadata["arguments"], payload, formulas=True)
    changed, more = wire.encode(changed_parts(before, (arguments, options)))
    return {"value": form, "changed": changed, "split": len(data)}, data + more


def provided(name: str, pipes: Pipes) -> Callable[..., Any]:
    """A function that the grader answers, in place of one that the student has wrong."""

    def function(*arguments: Any, **options: Any) -> Any:
        form, data = wire.encode((arguments, options))
        pipes.send(0, {"ask": name, "arguments": form}, data)
        answer, data = pipes.answer()
        if "refused" in answer:
            raise ValueError(f"{name}: {answer['refused']}")
        return wire.decode(answer["value"], data)

    return function
