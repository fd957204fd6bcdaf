"""Answers that are known to pass a test: what many submissions say is judged once.

A test is a function of the answers that it gets. Where its calls are known beforehand, the
same bytes in answer to them lead to the same end, so a test that has passed on them need
not be run on them again. Only passes are kept: a failure is worth a look of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from autograder.sandbox.calls import Reply

MOST = 200_000  # tests and answers, some hundred bytes each
Notes = tuple[str, ...]
Entry = tuple[str, list[str]]  # for another process, in JSON's form


class Memory:
    """From a test and the replies to its calls to the notes that it made when it passed."""

    def __init__(self) -> None:
        self._notes: dict[str, Notes] = {}
        self._new: list[Entry] = []

    def recall(self, test: str, replies: Sequence[Reply]) -> Notes | None:
        """The notes of the test, if it is known to pass on these replies."""
        return self._notes.get(_key(test, replies))

    def remember(self, test: str, replies: Sequence[Reply], notes: Notes) -> None:
        """That the test has passed on these replies, to all its calls."""
        entry = _key(test, replies), list(notes)
        self.learn([entry])
        self._new.append(entry)

    def learn(self, entries: Iterable[Entry]) -> None:
        """What another process has found out."""
        for key, notes in entries:
            if len(self._notes) < MOST:
                self._notes[key] = tuple(notes)

    def news(self) -> list[Entry]:
        """What was remembered here since this was asked last."""
        new, self._new = self._new, []
        return new


def _key(test: str, replies: Sequence[Reply]) -> str:
    digest = hashlib.blake2b(f"{test}\0".encode(), digest_size=32)
    for reply in replies:
        sizes = f"{len(reply.metadata)}:{len(reply.payload)}:"
        digest.update(sizes.encode() + reply.metadata + reply.payload)
    return digest.hexdigest()
