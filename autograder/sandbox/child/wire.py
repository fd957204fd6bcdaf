"""The data form of everything that crosses between the grader and a worker.

A frame is a fixed header (call id, length of the metadata, length of the payload), then
JSON metadata, then raw bytes. Arrays travel as dtype, shape and C-order bytes; everything
else is one of a closed set of JSON forms. Nothing is ever unpickled, and what is decoded
was rebuilt from bytes: it has no behaviour that the sender chose.
"""

from __future__ import annotations

import json
import math
import re
import struct
from typing import Any

import numpy as np

HEADER = struct.Struct("<QII")  # call id, metadata bytes, payload bytes
LENGTHS = struct.Struct("<II")  # the same without the id
MAX_METADATA = 1_000_000  # 16 MB of nested empty lists would unfold to 1.2 GB
MAX_PAYLOAD = 64_000_000  # towards a worker: submitted files
MAX_ANSWER = 8_000_000  # back: the grader makes eight bytes of every one that it compares
MAX_DEPTH = 16
MAX_ITEMS = 50_000
MAX_TEXT = 2_000  # a list of texts, made an array, is as wide everywhere as its longest
DTYPES = frozenset(
    np.dtype(code).newbyteorder("<").str
    for code in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
)
PLAIN = frozenset((float, int, bool, str))
HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # of a character that JSON writes as a pair
_TO_JSON = json.JSONEncoder(separators=(",", ":")).encode


class WireError(Exception):
    """Bytes that are not in the agreed form, or a value that has no form."""


class Opaque:
    """Stands for a value that can't cross; `described` says what it was."""

    def __init__(self, described: str) -> None:
        self.described = described

    def __repr__(self) -> str:
        return f"<{self.described}>"


class Formula:
    """A function of `x` given by the source of an expression in x and np."""

    def __init__(self, source: str) -> None:
        self.source = source
        # The text comes from a suite: only the trusted side can send a formula.
        self._function = eval(f"lambda x: {source}", {"np": np})

    def __call__(self, x: Any) -> Any:
        return self._function(x)


def pack(call_id: int, metadata: Any, payload: bytes = b"") -> bytes:
    """One frame. Raises WireError where it would be too large."""
    return b"".join((number(call_id), head(metadata, payload), payload))


def number(call_id: int) -> bytes:
    """What a frame begins with."""
    return call_id.to_bytes(8, "little")


def head(metadata: Any, payload: bytes) -> bytes:
    """What comes in a frame between the call id and the payload: lengths and metadata.

    Raises WireError where the frame would be too large.
    """
    try:
        text = _TO_JSON(metadata).encode("ascii")
    except (ValueError, TypeError, RecursionError) as error:  # e.g. an int of 5,000 digits
        raise WireError(f"has no wire form: {error}") from None
    if len(text) > MAX_METADATA or len(payload) > MAX_PAYLOAD:
        raise WireError("is too large to be sent")
    return LENGTHS.pack(len(text), len(payload)) + text


def unpack_header(header: bytes | bytearray) -> tuple[int, int, int]:
    """Call id and the two lengths, checked before anything is allocated for them."""
    call_id, metadata, payload = HEADER.unpack(header)
    if metadata > MAX_METADATA or payload > MAX_PAYLOAD:
        raise WireError("announces more bytes than are allowed")
    return call_id, metadata, payload


def unpack_metadata(text: bytes | bytearray) -> dict[str, Any]:
    """The metadata of a frame: a JSON object, in which every text can be written anywhere."""
    try:
        metadata = json.loads(text.decode("ascii"))
        if HALF.search(text):
            metadata = _whole(metadata)
    except (ValueError, RecursionError):
        raise WireError("is not valid JSON") from None
    if not isinstance(metadata, dict):
        raise WireError("is not a JSON object")
    return metadata


def whole_text(text: str) -> str:
    """The same without halves of surrogate pairs, which no file and no terminal can take."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    return value


def encode(value: Any) -> tuple[Any, bytes]:
    """The JSON form of a value and the bytes of its arrays, one after the other."""
    data = _Parts()
    form = _encode(value, data, 0)
    return form, b"".join(data)


class _Parts(list[bytes]):
    size = 0  # of all of them


def _encode(value: Any, data: _Parts, depth: int) -> Any:
    # By exact type first, in the order of how often they occur: this is done a few hundred
    # times a submission, on both sides.
    kind = type(value)
    if kind is np.ndarray:
        return _encode_array(value, data)
    if kind is float or kind is bool or value is None:
        return value
    if depth > MAX_DEPTH:
        return _opaque("a value that is nested too deeply")
    if kind is tuple or kind is list:
        return _encode_parts(value, data, depth)
    if kind is dict:
        return _encode_dict(value, data, depth)
    if kind is int:
        return _encode_int(value)
    return _encode_other(value, data, depth)


def _encode_other(value: Any, data: _Parts, depth: int) -> Any:
    """A value of one of the rarer types, or of a class made from a common one."""
    if isinstance(value, str):
        return str(value) if len(value) <= MAX_TEXT else _opaque("a very long text")
    if isinstance(value, np.ma.MaskedArray):
        return _opaque("a masked array")
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(value, data)
    if isinstance(value, int):
        return _encode_int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, complex):
        return {"t": "complex", "v": [value.real, value.imag]}
    if isinstance(value, list | tuple | range):
        return _encode_parts(value, data, depth)
    if isinstance(value, dict):
        return _encode_dict(value, data, depth)
    source = getattr(value, "source", None)
    if callable(value) and type(value).__name__.lower() == "formula" and isinstance(source, str):
        return {"t": "formula", "v": source}
    return _opaque(f"a value of type {type(value).__name__[:80]}")


def _encode_int(value: int) -> Any:
    return int(value) if abs(value) < 10**300 else _opaque("an int of more than 300 digits")


def _encode_parts(value: Any, data: _Parts, depth: int) -> Any:
    if len(value) > MAX_ITEMS:
        return _opaque(f"a {type(value).__name__} of {len(value)}")
    name = "tuple" if isinstance(value, tuple) else "list"
    return {"t": name, "v": [_encode(part, data, depth + 1) for part in value]}


def _encode_dict(value: Any, data: _Parts, depth: int) -> Any:
    if len(value) > MAX_ITEMS or not all(isinstance(key, str | int) for key in value):
        return _opaque(f"a dict of {len(value)} with unusual keys")
    pairs = [[key, _encode(part, data, depth + 1)] for key, part in value.items()]
    return {"t": "dict", "v": pairs}


def _encode_array(value: Any, data: _Parts) -> Any:
    array = np.asarray(value)
    code = array.dtype.str
    if code not in DTYPES:
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype(np.float64)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        code = array.dtype.str
        if code not in DTYPES:
            return _opaque(f"an array of dtype {str(array.dtype)[:80]}")
    part, offset = array.tobytes(), data.size
    data.append(part)
    data.size += len(part)
    kind = "scalar" if isinstance(value, np.generic) else "array"
    return {"t": kind, "d": code, "s": list(array.shape), "o": offset, "n": len(part)}


def _opaque(described: str) -> dict[str, str]:
    return {"t": "opaque", "v": described}


def decode(form: Any, payload: bytes, *, formulas: bool = False) -> Any:
    """The value of a form, rebuilt; every array is a fresh, writable one of its own.

    `formulas` lets functions in: only the worker, which trusts the grader, does.
    """
    budget = [MAX_ITEMS, len(payload)]
    return _decode(form, payload, formulas, budget, 0)


def _decode(form: Any, payload: bytes, formulas: bool, budget: list[int], depth: int) -> Any:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH + 1:
        raise WireError("has too many parts")
    if not isinstance(form, dict):  # JSON knows few types, so exact ones suffice
        if form is None or type(form) in PLAIN:
            if type(form) is str and len(form) > MAX_TEXT:
                raise WireError("has a text that is too long")
            return form
        raise WireError("has an unknown form")
    kind, value = form.get("t"), form.get("v")
    if kind == "array" or kind == "scalar":
        array = _decode_array(form, payload)
        budget[1] -= array.nbytes  # one megabyte, sent a thousand times, would become a gigabyte
        if budget[1] < 0:
            raise WireError("has arrays that overlap")
        return array[()] if kind == "scalar" and array.shape == () else array
    if (kind == "list" or kind == "tuple") and isinstance(value, list):
        parts = [_decode(part, payload, formulas, budget, depth + 1) for part in value]
        return parts if kind == "list" else tuple(parts)
    if kind == "dict" and isinstance(value, list):
        result = {}
        for pair in value:
            if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str | int)):
                raise WireError("has a malformed dict")
            result[pair[0]] = _decode(pair[1], payload, formulas, budget, depth + 1)
        return result
    if kind == "complex" and isinstance(value, list):
        if len(value) != 2 or not all(isinstance(part, float) for part in value):
            raise WireError("has a malformed complex number")
        return complex(*value)
    if kind == "opaque" and isinstance(value, str):
        return Opaque(value[:200])
    if kind == "formula" and formulas and isinstance(value, str):
        return Formula(value)
    raise WireError("has an unknown form")


def _decode_array(form: dict[str, Any], payload: bytes) -> np.ndarray:
    code, shape, offset, size = form.get("d"), form.get("s"), form.get("o"), form.get("n")
    if not isinstance(code, str) or code not in DTYPES:
        raise WireError("has an array of an unknown dtype")
    if not isinstance(shape, list) or len(shape) > 32:
        raise WireError("has a malformed array")
    for number in (offset, size, *shape):
        if type(number) is not int or number < 0:
            raise WireError("has a malformed array")
    assert isinstance(offset, int)
    assert isinstance(size, int)
    dtype, count = np.dtype(code), math.prod(shape)
    if size != count * dtype.itemsize or offset + size > len(payload):
        raise WireError("has an array whose size and shape disagree")
    # (0, 10**30) has no bytes, but no array either
    if count == 0 and math.prod(max(length, 1) for length in shape) > MAX_PAYLOAD:
        raise WireError("has an array of an impossible shape")
    flat = np.frombuffer(payload, dtype=dtype, count=count, offset=offset)
    return flat.reshape(shape).copy()
