"""Feeds the decoder what a hostile worker might send; run in a process of its own.

    python -m tests.attacks.fuzz SEED FRAMES

Ends with an error if anything but a plain value or a WireError comes out, or if it takes
more memory or time than a frame may cost. Prints how many frames it tried.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from typing import Any

import numpy as np

from autograder.sandbox.child import confine, wire

EXTRA_BYTES = 600 * 2**20  # beyond what Python and NumPy map themselves
LONGEST_SECONDS = 3.0  # for one frame, on a busy machine
PLAIN = (type(None), bool, int, float, str, complex, np.ndarray, np.generic, wire.Opaque)
NUMBERS: list[Any] = [
    0,
    1,
    -1,
    2,
    8,
    10**3,
    2**31,
    2**32,
    2**63,
    2**64,
    10**30,
    10**400,
    1.5,
    1e308,
    True,
]
WORDS: list[Any] = [
    "",
    "a",
    "\ud800",
    "x" * 5000,
    "<f8",
    "|O",
    "<U9",
    ">f8",
    "<M8[s]",
    "array",
    "\0",
]
TAGS = ["array", "scalar", "list", "tuple", "dict", "complex", "opaque", "formula", "set", ""]


def form(dice: random.Random, depth: int = 0) -> Any:
    """A value that looks like a form of the wire, more or less."""
    choice = dice.random()
    if depth > 20 or choice < 0.15:
        return dice.choice([None, *NUMBERS, *WORDS])
    if choice < 0.25:
        return [form(dice, depth + 1) for _ in range(dice.randrange(4))]
    result = {"t": dice.choice(TAGS), "v": form(dice, depth + 1)}
    if choice < 0.6:
        shape: Any = [dice.choice(NUMBERS) for _ in range(dice.choice([0, 1, 2, 3, 32, 33, 70]))]
        result |= {"d": dice.choice(WORDS + sorted(wire.DTYPES)), "s": shape}
        result |= {"o": dice.choice(NUMBERS), "n": dice.choice(NUMBERS)}
        if dice.random() < 0.6:  # sizes that agree get further
            shape = [dice.randrange(4) for _ in range(dice.randrange(4))]
            code = dice.choice(sorted(wire.DTYPES))
            size = int(np.prod(shape)) * np.dtype(code).itemsize
            result |= {"d": code, "s": shape, "o": dice.randrange(64), "n": size}
    elif choice < 0.8:
        parts = [form(dice, depth + 1) for _ in range(dice.randrange(4))]
        pairs = [[dice.choice(WORDS + NUMBERS), part] for part in parts]
        result["v"] = pairs if result["t"] == "dict" else parts
    return result


def damaged(dice: random.Random, data: bytes) -> bytes:
    """The bytes with a few of them changed, left out or repeated."""
    result = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(result) + 1)
        kind = dice.randrange(3)
        if kind == 0:
            result[at : at + 1] = dice.randbytes(1)
        elif kind == 1:
            del result[at : at + dice.randrange(9)]
        else:
            result[at:at] = result[:at][-dice.randrange(1, 9) :] * dice.randrange(1, 50)
    return bytes(result)


def heavy() -> list[bytes]:
    """Texts at the limit of what a frame may hold, each of another kind."""
    size = wire.MAX_METADATA
    arrays = b'{"t":"array","d":"|u1","s":[1000000],"o":0,"n":1000000},'
    return [
        b"[" * size,
        b'{"a":' * (size // 5),
        b'{"value":{"t":"list","v":[' + b"[]," * (size // 3 - 20) + b"[]]}}",
        b'{"value":{"t":"list","v":[' + b'{"t":0},' * (size // 8 - 20) + b"0]}}",
        b'{"value":{"t":"list","v":[' + b"1," * (size // 2 - 20) + b"1]}}",
        b'{"value":{"t":"list","v":[' + arrays * (size // len(arrays) - 20) + b"1]}}",
        b'{"value":"' + b"\\ud800" * (size // 6 - 10) + b'"}',
        b'{"value":' + b"9" * (size - 20) + b"}",
        b'{"value":' + b"9" * 4000 + b"}",
        b'{"value":1e' + b"9" * (size - 20) + b"}",
        b"{" + b",".join(b'"%d":1' % n for n in range(size // 10)) + b"}",
    ]


def try_frame(text: bytes, payload: bytes) -> None:
    """Decode one frame as the grader does; anything unexpected is raised."""
    start = time.monotonic()
    try:
        header = wire.HEADER.pack(1, len(text), len(payload))
        wire.unpack_header(header)
        value = wire.decode(wire.unpack_metadata(text).get("value"), payload)
    except wire.WireError:
        pass
    else:
        expect_plain(value)
    assert time.monotonic() - start < LONGEST_SECONDS, f"slow: {text[:200]!r}"


def expect_plain(value: Any) -> None:
    """Fail unless a value is made of data only."""
    if isinstance(value, list | tuple):
        for part in value:
            expect_plain(part)
    elif isinstance(value, dict):
        for part in value.values():
            expect_plain(part)
    else:
        assert isinstance(value, PLAIN), type(value)
        assert not isinstance(value, np.ndarray) or value.dtype.kind in "?biufc", value.dtype
        assert type(value) is not np.ndarray or value.flags.owndata, "a view of the frame"


def main(seed: int, frames: int) -> None:
    """Try so many frames within a small memory."""
    most = confine.address_space_now() + EXTRA_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    dice = random.Random(seed)
    payload = bytes(1_000_000)
    tried = 0
    for text in heavy():
        try_frame(text, payload)
        tried += 1
    while tried < frames:
        text = json.dumps({"value": form(dice)}).encode()
        small = dice.randbytes(dice.randrange(100))
        for part in (text, damaged(dice, text)):
            try_frame(part, small)
            tried += 1
    print(tried)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
