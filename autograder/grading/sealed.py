"""Hints that travel with the public tests and open only for whoever made the mistake.

A student's folder must not hold the catalogue of mistakes, which is wrong by a hair and so
almost a solution. But the public tests always make the same calls, so a known mistake
always gives the same answers to them. The build seals each hint with a key made of these
answers; a check opens it with the answers of the student's function, or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autograder.grading.hints import Answer
from autograder.sandbox.calls import Call
from autograder.sandbox.child import wire

FILE = "hints.json"  # beside the public tests: {question: {lock: sealed text}}


def signature(answers: Iterable[tuple[Call, Answer]]) -> bytes:
    """What identifies the calls of a run and the answers to them, up to rounding."""
    digest = hashlib.blake2b()
    for call, answer in answers:
        changed = _canonical(answer.changed)
        outcome = [answer.raised, changed, _canonical(answer.value)]
        digest.update(json.dumps([call.form, outcome]).encode())
        digest.update(call.payload)
    return digest.digest()


def seal(key: bytes, mistake: str, hint: str) -> tuple[str, str]:
    """The lock that the key fits, and the text that it opens."""
    return _lock(key), base64.b64encode(_crypt(key, f"{mistake}\n{hint}".encode())).decode()


def unseal(key: bytes, sealed: Mapping[str, Any]) -> tuple[str, str] | None:
    """Mistake and hint, if one of the sealed texts belongs to this key."""
    text = sealed.get(_lock(key))
    if not isinstance(text, str):
        return None
    try:
        mistake, hint = _crypt(key, base64.b64decode(text)).decode().split("\n", 1)
    except ValueError:  # a file that was changed by hand
        return None
    return mistake, hint


def _lock(key: bytes) -> str:
    return hashlib.blake2b(key, digest_size=16, person=b"lock").hexdigest()


def _crypt(key: bytes, text: bytes) -> bytes:
    blocks = (
        hashlib.blake2b(number.to_bytes(8, "big"), key=key, person=b"hint").digest()
        for number in itertools.count()
    )
    stream = itertools.chain.from_iterable(blocks)
    return bytes(byte ^ pad for byte, pad in zip(text, stream, strict=False))


def _canonical(value: Any) -> Any:
    """A JSON form in which answers that count as the same are the same."""
    if isinstance(value, dict):
        return ["dict", sorted([str(key), _canonical(part)] for key, part in value.items())]
    if isinstance(value, list | tuple):
        return ["list", *map(_canonical, value)]
    if isinstance(value, np.ndarray | np.generic | int | float) and not isinstance(value, bool):
        array = np.asarray(value)
        if array.shape == () and array.dtype.kind in "iub":
            return ["int", str(array)]
        if array.dtype.kind in "iubf":
            array = array.astype(np.float64)
            scale = float(np.max(np.abs(array[np.isfinite(array)]), initial=0.0)) or 1.0
            rounded = np.round(array / scale, 5) + 0.0  # no −0.0
            shape = list(array.shape)
            return ["float", shape, f"{scale:.4g}", [f"{x:.5f}" for x in rounded.ravel()]]
    return ["other", repr(value) if isinstance(value, wire.Opaque) else str(value)]
