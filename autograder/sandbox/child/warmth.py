"""Uses once what submissions use, so that each worker is born with it loaded and quick."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from . import wire, worker
from .errors import describe


def warm_up() -> None:
    """Run a call as it comes from a test a few times, and an exception, and a compilation."""
    pipe = os.pipe()
    picture = np.arange(12.0).reshape(3, 4)
    arguments, options = (picture, np.ones((2, 2)), 1, [1, 2.0], "x"), {"stride": 1}
    for _ in range(10):  # the interpreter adapts itself to what it has seen a few times
        form, data = wire.encode((arguments, options))
        worker.Pipes(pipe[0], pipe[1]).send(1, {"do": "call", "name": "f", "arguments": form}, data)
        _, metadata, payload = worker.Pipes(pipe[0], pipe[1]).receive()
        worker.call({"f": _usual}, metadata, payload, {})
        describe(_raised(), {})
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
