"""What is made of a test's end for a report: bounded, whatever a submission sends."""

from __future__ import annotations

import gc
import weakref
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.grading.compare import CheckFailure
from autograder.grading.feedback import MOST_NOTES, MOST_SHOWN, forget, judge
from autograder.grading.suite import SuiteTest
from autograder.sandbox.calls import Call, Failure
from autograder.sandbox.child import wire

TEST: Any = SuiteTest(SimpleNamespace(name="test_it"), "f", "It.", 1, public=True, plain=True)  # type: ignore[arg-type]
LONG = "x" * 100_000
BIG = {str(n): np.ones((2, 2)) for n in range(1000)}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Failure("raised", f"ValueError: {LONG}", {"frames": [["<f>", 1, "f", ""]]}), "message"),
        (Failure("crashed", LONG), "detail"),
        (CheckFailure("values", LONG, [LONG] * 9, BIG), "message"),
        (AssertionError(LONG), "message"),
        (ValueError(LONG), "detail"),
        (CheckFailure("values", "x", BIG, BIG), "call"),
    ],
)
def test_long_texts_are_cut_and_say_so(error: Exception, text: str) -> None:
    """No text of an outcome is longer than it may be, and the reader learns that it was."""
    call = Call("f", *wire.encode(((BIG,), {})))
    outcome = judge(TEST, error, [LONG], [call], [(None, "f = 1")], tells=True)
    assert "000 characters]" in getattr(outcome, text)
    shown = (outcome.message, outcome.detail, outcome.call, outcome.expected, outcome.got)
    assert all(len(each) < MOST_SHOWN + 100 for each in (*shown, *outcome.notes))


def test_the_place_of_an_exception_stays() -> None:
    """Where an exception was raised is told behind its text, however long that is."""
    error = Failure("raised", f"ValueError: {LONG}", {"frames": [["<f>", 1, "f", ""]]})
    message = judge(TEST, error, [], [], [(None, "f = 1")], tells=True).message
    assert message.endswith("… [cut after 3,000 characters] (line 1).")


def test_of_many_notes_a_few_are_kept() -> None:
    """Each note is told once, and not thousands of them."""
    notes = judge(TEST, None, [*map(str, range(1000)), "0"], [], [], tells=True).notes
    assert notes[:2] == ("0", "1")
    assert notes[MOST_NOTES:] == ("… and 980 more notes",)


def test_a_failed_test_lets_go_of_what_it_had() -> None:
    """Its frames, which keep each other alive, also those of an error on the way."""

    class Large:
        pass

    def fail() -> None:
        first = Large()
        seen.append(weakref.ref(first))
        try:
            raise ValueError
        except ValueError as error:
            second, kept = Large(), error  # a frame that is kept by what it keeps
            seen.append(weakref.ref(second))
            raise CheckFailure("values", "no") from kept

    seen: list[weakref.ref[Large]] = []
    try:
        fail()
    except CheckFailure as error:
        found = error
    gc.disable()
    try:
        assert all(reference() is not None for reference in seen)
        forget(found)
        assert [reference() for reference in seen] == [None, None]
    finally:
        gc.enable()
