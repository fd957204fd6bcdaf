"""The process that runs one student's code: loads it, then answers calls with data."""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Callable
from typing import Any

from . import cells, inert, wire

MODULE = "submission"


def serve(request: int, reply: int, layers: list[str]) -> None:
    """Answer frames on two descriptors until the other side closes them."""
    send(reply, 0, {"locked": layers})  # nothing of the student has been seen up to here
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module  # dataclasses and pickle look a class's module up
    names: list[str] = []
    while True:
        header = read(request, wire.HEADER.size)
        if len(header) < wire.HEADER.size:
            return
        call_id, metadata_size, payload_size = wire.unpack_header(header)
        metadata = wire.unpack_metadata(read(request, metadata_size))
        payload = read(request, payload_size)
        if metadata["do"] == "load":
            file, pairs = metadata["file"], json.loads(payload)
            names = [cells.cell_name(number, file) for number, _ in pairs]
            errors = cells.run_cells(pairs, file, module)
            defined = [name for name in metadata["names"] if callable(vars(module).get(name))]
            send(reply, call_id, {"errors": errors[:50], "defined": defined})
        elif metadata["do"] == "provide":
            for name in metadata["names"]:
                vars(module)[name] = provided(name, request, reply)
            send(reply, call_id, {})
        else:
            answer, data = call(vars(module), metadata, payload, names)
            try:
                send(reply, call_id, answer, data)
            except wire.WireError as error:
                described = {"t": "opaque", "v": f"a value that {error}"}
                send(reply, call_id, {"value": described})


def call(
    namespace: dict[str, Any], metadata: dict[str, Any], payload: bytes, names: list[str]
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
        return {"raised": cells.describe(error, names)}, b""
    after, after_data = wire.encode((arguments, options))
    changed = after_data != payload or after != metadata["arguments"]
    if changed:  # a closer look: x + h - h leaves a rounding error, and that is no change
        before = wire.decode(metadata["arguments"], payload, formulas=True)
        changed = not wire.alike(before, (arguments, options))
    return {"value": form, "changed": changed}, data


def provided(name: str, request: int, reply: int) -> Callable[..., Any]:
    """A function that the grader answers, in place of one that the student has wrong."""

    def function(*arguments: Any, **options: Any) -> Any:
        form, data = wire.encode((arguments, options))
        send(reply, 0, {"ask": name, "arguments": form}, data)
        _, metadata_size, payload_size = wire.unpack_header(read(request, wire.HEADER.size))
        answer = wire.unpack_metadata(read(request, metadata_size))
        data = read(request, payload_size)
        if "refused" in answer:
            raise ValueError(f"{name}: {answer['refused']}")
        return wire.decode(answer["value"], data)

    return function


def send(descriptor: int, call_id: int, metadata: dict[str, Any], payload: bytes = b"") -> None:
    """Write one frame, all of it."""
    left = memoryview(wire.pack(call_id, metadata, payload))
    while left:
        left = left[os.write(descriptor, left) :]


def read(descriptor: int, size: int) -> bytes:
    """Exactly `size` bytes, or fewer at the end of the stream."""
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, min(size - len(parts), 1 << 20))
        if not part:
            break
        parts += part
    return bytes(parts)


def prepare_imports() -> None:
    """Load NumPy whole, then leave nothing but it and the standard library to import."""
    import numpy.fft
    import numpy.lib.stride_tricks
    import numpy.linalg
    import numpy.ma
    import numpy.polynomial
    import numpy.random  # noqa: F401

    sys.path[:] = [path for path in sys.path if "site-packages" not in path]
    sys.meta_path.insert(0, inert.Finder())
    sys.meta_path.append(inert.Refuser())
