"""The process that runs one student's code: loads it, then answers calls with data."""

from __future__ import annotations

import builtins
import importlib
import io
import json
import os
import sys
import sysconfig
import types
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import cells, inert, ingest, wire

MODULE = "submission"


class Pipes:
    """The worker's end of the conversation: frames in, frames out."""

    def __init__(self, request: int, reply: int) -> None:
        self._request, self._reply = request, reply
        self._received = bytearray()

    def send(self, call_id: int, metadata: dict[str, Any], payload: bytes = b"") -> None:
        """Write one frame, all of it."""
        left = memoryview(wire.pack(call_id, metadata, payload))
        while left:
            left = left[os.write(self._reply, left) :]

    def receive(self) -> tuple[int, dict[str, Any], bytes]:
        """The next frame; EOFError where the other side has closed."""
        data, start = self._received, wire.HEADER.size
        self._fill(start)
        call_id, metadata_size, payload_size = wire.unpack_header(data[:start])
        middle, end = start + metadata_size, start + metadata_size + payload_size
        self._fill(end)
        metadata, payload = wire.unpack_metadata(data[start:middle]), bytes(data[middle:end])
        del data[:end]
        return call_id, metadata, payload

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
    names: list[str] = []
    while True:
        try:
            call_id, metadata, payload = pipes.receive()
        except EOFError:
            return
        if metadata["do"] == "load":
            file, pairs = metadata["file"], json.loads(payload)
            vars(module)["__file__"], sys.argv[:] = file, [file]
            names = [cells.cell_name(number, file) for number, _ in pairs]
            errors = cells.run_cells(pairs, file, module)
            defined = [name for name in metadata["names"] if callable(vars(module).get(name))]
            pipes.send(call_id, {"errors": errors[:50], "defined": defined})
        elif metadata["do"] == "ingest":
            pipes.send(call_id, *ingested(metadata, payload))
        elif metadata["do"] == "provide":
            for name in metadata["names"]:
                vars(module)[name] = provided(name, pipes)
            pipes.send(call_id, {})
        else:
            answer, data = call(vars(module), metadata, payload, names)
            try:
                if len(data) > wire.MAX_ANSWER:
                    raise wire.WireError("is too large to be sent")
                pipes.send(call_id, answer, data)
            except wire.WireError as error:
                described = {"t": "opaque", "v": f"a value that {error}"}
                pipes.send(call_id, {"value": described})


def ingested(metadata: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """A submitted file as cells, or why not: our own code, before any of the student's."""
    try:
        found = ingest.ingest(data, metadata["file"], metadata["suffix"], metadata["slug"])
    except ingest.Refused as refused:
        return {"refused": [refused.what[:2000], refused.where[:2000], refused.then]}, b""
    cells = json.dumps(found.cells, ensure_ascii=False).encode()
    return {"file": found.file[:2000], "kind": found.kind, "notes": found.notes}, cells


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
    if after_data == payload and after == metadata["arguments"]:
        return {"value": form}, data
    # A closer look: x + h - h leaves a rounding error, and that is no change.
    before = wire.decode(metadata["arguments"], payload, formulas=True)
    changed, more = wire.encode(wire.changed_parts(before, (arguments, options)))
    return {"value": form, "changed": changed, "split": len(data)}, data + more


def provided(name: str, pipes: Pipes) -> Callable[..., Any]:
    """A function that the grader answers, in place of one that the student has wrong."""

    def function(*arguments: Any, **options: Any) -> Any:
        form, data = wire.encode((arguments, options))
        pipes.send(0, {"ask": name, "arguments": form}, data)
        _, answer, data = pipes.receive()
        if "refused" in answer:
            raise ValueError(f"{name}: {answer['refused']}")
        return wire.decode(answer["value"], data)

    return function


# What students import; loaded beforehand where no file can be opened afterwards.
USUAL = """
abc argparse array ast asyncio base64 binascii bisect builtins cProfile calendar cmath
collections collections.abc concurrent.futures concurrent.futures.thread contextlib contextvars
copy csv ctypes dataclasses datetime decimal difflib dis doctest enum errno fractions functools
gc getpass glob graphlib gzip hashlib heapq importlib inspect io itertools json keyword
linecache locale logging math multiprocessing numbers operator os pathlib pdb pickle platform
pprint profile pstats queue random re reprlib resource secrets select shutil signal socket
statistics string struct subprocess sys sysconfig tempfile textwrap threading time timeit token
tokenize traceback types typing unicodedata unittest unittest.mock urllib.error urllib.parse
urllib.request uuid warnings
weakref zipfile zlib numpy.testing numpy.typing numpy.random.mtrand numpy.lib.format
numpy.matlib encodings.ascii encodings.cp1252 encodings.cp437 encodings.idna encodings.latin_1
encodings.raw_unicode_escape encodings.unicode_escape encodings.utf_16 encodings.utf_16_be
encodings.utf_16_le encodings.utf_32 encodings.utf_8_sig
"""


def _opening(real: Callable[..., Any]) -> Callable[..., Any]:
    """`open` for where no file can be opened: /dev/null, which stdin is, still can."""

    def open(file: Any, *arguments: Any, **options: Any) -> Any:
        return real(os.dup(0) if file == os.devnull else file, *arguments, **options)

    return open


def warm_up() -> None:
    """Use once what submissions use, so that each worker is born with it loaded and quick."""
    pipe = os.pipe()
    picture = np.arange(12.0).reshape(3, 4)
    arguments, options = (picture, np.ones((2, 2)), 1, [1, 2.0], "x"), {"stride": 1}
    for _ in range(20):  # the interpreter adapts itself to what it has seen a few times
        form, data = wire.encode((arguments, options))
        Pipes(pipe[0], pipe[1]).send(1, {"do": "call", "name": "f", "arguments": form}, data)
        _, metadata, payload = Pipes(pipe[0], pipe[1]).receive()
        call({"f": _usual}, metadata, payload, [])
        cells.describe(_raised(), [])
    for descriptor in pipe:
        os.close(descriptor)
    compile(
        "import numpy as np\n\n\ndef f(x, *, y=1):\n    return [x + y for _ in x]\n", "<f>", "exec"
    )


def _usual(image: Any, kernel: Any, *more: Any, stride: int = 1) -> Any:
    """Some of everything that solutions are made of."""
    padded = np.pad(image, ((1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    out = np.einsum("ijkl,kl->ij", windows, kernel) + np.tensordot(windows, kernel)
    total = np.sum(out, axis=0) + out.mean(axis=0) + out.max(axis=0) + np.max(out) + np.min(out)
    total = np.exp(total - total.max(axis=-1, keepdims=True)) + np.tanh(total) + np.abs(total)
    total = np.where(total > 0, np.maximum(total, 0.0), np.clip(total, 0, 1)) / np.sqrt(total.size)
    parts = [np.zeros_like(total), np.zeros(total.shape), np.full(total.shape, 0.5)]
    parts.append(np.asarray(total, dtype=float).copy())
    stacked = np.stack(parts) @ np.outer(total, total)
    chosen = np.argmax(stacked, axis=1), np.unravel_index(np.argmax(out), out.shape)
    return (
        np.concatenate([stacked.ravel(), np.log(np.abs(total) + 1)]),
        np.dot(total, total),
        chosen,
    )


def _raised() -> Exception:
    try:
        raise NotImplementedError("f")
    except NotImplementedError as error:
        return error


def prepare_imports(everything: bool) -> None:
    """Load NumPy whole, then leave nothing but it and the standard library to import.

    With `everything` also what students usually import, since no file can be opened later.
    """
    import numpy.fft
    import numpy.lib.stride_tricks
    import numpy.linalg
    import numpy.ma
    import numpy.polynomial
    import numpy.random  # noqa: F401

    for name in USUAL.split() if everything else ():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importlib.import_module(name)
        except ImportError:
            pass  # a Python that was built without it
    if everything:
        builtins.open = io.open = _opening(io.open)
    # Not even the names of other folders: a checkout may be among them.
    parts = ("stdlib", "platstdlib")
    known = tuple(os.path.join(sysconfig.get_path(part), "") for part in parts)
    sys.path[:] = [
        path
        for path in sys.path
        if path.endswith(".zip")
        or (os.path.join(path, "").startswith(known) and not path.endswith("-packages"))
    ]
    sys.meta_path.insert(0, inert.Finder())
    sys.meta_path.append(inert.Refuser())
