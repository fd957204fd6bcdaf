"""The data form of the boundary: what crosses comes out the same, what lies is refused."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.child import wire
from autograder.suite import formula

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(max_size=20)
    | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def journey(value: object, **options: bool) -> object:
    """What arrives of a value, after JSON and bytes."""
    form, payload = wire.encode(value)
    return wire.decode(json.loads(json.dumps(form)), payload, **options)


@given(PLAIN)
def test_plain_values_arrive_unchanged(value: object) -> None:
    """Numbers, texts, lists, tuples and dicts come out equal and of the same types."""
    assert repr(journey(value)) == repr(value)


@pytest.mark.parametrize("code", sorted(wire.DTYPES))
def test_arrays_arrive_unchanged(code: str) -> None:
    """Every allowed dtype keeps its type, shape and values, also from a strided view."""
    array = np.arange(24).reshape(4, 6)[::2, ::3].astype(code)
    arrived = journey(array)
    assert isinstance(arrived, np.ndarray)
    assert (arrived.dtype, arrived.shape) == (array.dtype, array.shape)
    assert np.array_equal(arrived, array)
    assert arrived.flags.writeable


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (object(), "object"),
        (np.ma.masked_array([1.0], [True]), "masked"),
        (np.array([object()]), "dtype object"),
        (np.array(["text"]), "dtype <U4"),
        (np.zeros(2, dtype=[("a", "f8")]), "dtype"),
        ((n for n in range(3)), "generator"),
        ({1, 2}, "set"),
        (10**400, "int"),
        ([0] * 60_000, "list of 60000"),
    ],
)
def test_what_has_no_form_is_named(value: object, word: str) -> None:
    """A value that can't cross arrives as a stand-in that says what it was."""
    arrived = journey(value)
    assert isinstance(arrived, wire.Opaque)
    assert word in arrived.described


def test_formulas_go_in_one_direction() -> None:
    """A function's source is accepted by a worker, and refused by the grader."""
    form, payload = wire.encode(formula("np.sum(x) + 1"))
    assert wire.decode(form, payload, formulas=True)(np.ones(2)) == 3
    with pytest.raises(wire.WireError):
        wire.decode(form, payload)


@pytest.mark.parametrize(
    "form",
    [
        {"t": "array", "d": "<f8", "s": [2], "o": 0, "n": 8},
        {"t": "array", "d": "<f8", "s": [-1], "o": 0, "n": 8},
        {"t": "array", "d": "|O", "s": [1], "o": 0, "n": 8},
        {"t": "array", "d": "<f8", "s": [1], "o": 8, "n": 8},
        {"t": "array", "d": "<f8", "s": [0, 10**30], "o": 0, "n": 0},
        {"t": "array", "d": "<f8", "s": [True], "o": 0, "n": 8},
        {"t": "array", "d": ["<f8"], "s": [1], "o": 0, "n": 8},
        {"t": "array"},
        {"t": "list", "v": "text"},
        {"t": "dict", "v": [["a"]]},
        {"t": "dict", "v": [[["a"], 1]]},
        {"t": "complex", "v": ["a", 1]},
        {"t": "module", "v": "os"},
        [1, 2],
    ],
)
def test_malformed_values_are_refused(form: object) -> None:
    """Sizes that disagree, unknown tags and wrong types raise WireError, nothing else."""
    with pytest.raises(wire.WireError):
        wire.decode(form, b"\0" * 8)


def test_nesting_and_numbers_of_parts_are_bounded() -> None:
    """Deep or wide values cost no more than the caps allow."""
    deep: object = 1
    for _ in range(100):
        deep = {"t": "list", "v": [deep]}
    with pytest.raises(wire.WireError):
        wire.decode(deep, b"")
    with pytest.raises(wire.WireError):
        wire.decode({"t": "list", "v": [1] * (wire.MAX_ITEMS + 1)}, b"")
    with pytest.raises(wire.WireError):
        wire.unpack_metadata(b"[" * 900_000)
    with pytest.raises(wire.WireError):
        wire.unpack_header(wire.HEADER.pack(1, wire.MAX_METADATA + 1, 0))


def test_the_decoder_survives_damaged_frames() -> None:
    """Flipped bytes give WireError or some plain value, never another exception."""
    form, payload = wire.encode({"a": np.arange(6.0).reshape(2, 3), "b": [1, (2.5, "x")]})
    text = json.dumps({"value": form}).encode()
    dice = random.Random(1)
    for _ in range(2000):
        damaged = bytearray(text)
        for _ in range(dice.randint(1, 3)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            wire.decode(wire.unpack_metadata(bytes(damaged)).get("value"), payload)
        except wire.WireError:
            pass


def test_half_a_character_becomes_one_that_can_be_written() -> None:
    """In names and values, however deep; a whole pair stays what it is."""
    text = rb'{"\ud800": ["\uDFFFx", {"k": "\ud83d\ude00"}], "n": 1}'
    assert wire.unpack_metadata(text) == {"�": ["�x", {"k": "😀"}], "n": 1}
    with pytest.raises(wire.WireError, match="not valid JSON"):
        wire.unpack_metadata(b'{"a": "\xed\xa0\x80"}')
