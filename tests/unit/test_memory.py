"""What is remembered of answers, and which calls may be sent ahead of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.grading.memory import Memory
from autograder.grading.recording import recording_of
from autograder.sandbox.calls import Call, Reply
from autograder.sandbox.child import wire

ONE, TWO = Reply(b"{}", b"1"), Reply(b"{}", b"2")


def made(*pairs: tuple[Any, Any]) -> list[tuple[Call, Any]]:
    """Calls of a function with one argument, and the answers to them."""
    return [(Call("f", *wire.encode(((given,), {}))), answer) for given, answer in pairs]


def test_only_the_same_replies_to_the_same_test_are_known() -> None:
    """Another test, another answer, another order or another cut between them is not."""
    memory = Memory()
    memory.remember("t", [ONE, TWO], ("a note",))
    assert memory.recall("t", [ONE, TWO]) == ("a note",)
    others = [("u", [ONE, TWO]), ("t", [TWO, ONE]), ("t", [ONE]), ("t", [Reply(b"{}", b"12")])]
    others.append(("t", [Reply(b"{}1", b""), TWO]))
    assert [memory.recall(*each) for each in others] == [None] * 5


def test_news_go_to_another_memory_once() -> None:
    """What a child found out is known to its parent, and not sent back and forth."""
    child, parent = Memory(), Memory()
    child.remember("t", [ONE], ())
    parent.learn(child.news())
    assert parent.recall("t", [ONE]) == ()
    assert (child.news(), parent.news()) == ([], [])


def test_a_call_that_gives_an_answer_away_is_not_sent_ahead() -> None:
    """Also not where it holds a part of it, deep inside, or is a plain number."""
    first, state = np.array([0.5, 2.0]), np.array([0.25, 0.75])
    assert recording_of(made((first, state), (first * 2, state * 2))).ahead == 2
    assert recording_of(made((first, state), (first * 2, state), (state, first))).ahead == 2
    assert recording_of(made((first, state), ({"h": [state[1:]]}, state))).ahead == 1
    assert recording_of(made((9, 7), (7, 5), (2, 3))).ahead == 1


def test_numbers_that_tell_nothing_do_not_matter() -> None:
    """Noughts and ones, and what the function was given itself."""
    assert recording_of(made((3, 1), (1, 0), (0, 3), (3, 1))).ahead == 4
