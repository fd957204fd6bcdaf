"""What honest code takes for granted of a machine, in a form that needs nothing of it.

A worker has no sockets and sees no folder. But an event loop only wants to wake itself up,
which a pipe can do as well; a pool of threads, of multiprocessing's making, needs no locks
that other processes see; who looks around finds an empty folder; and what is written to
nowhere is. Whoever undoes all this meets the same refusals of the system as before.
"""

from __future__ import annotations

import _multiprocessing  # type: ignore[import-not-found]
import builtins
import io
import os
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any


def provide(files: bool) -> None:
    """Put all of it in place; without `files` the system opens none at all."""
    socket.socketpair = _pair  # type: ignore[assignment]
    selectors.DefaultSelector = selectors.PollSelector  # type: ignore[misc,assignment]
    _multiprocessing.SemLock = _Lock
    os.listdir = _unless_here(os.listdir, list)
    os.scandir = _unless_here(os.scandir, _Empty)
    if not files:
        builtins.open = io.open = _opening(io.open)


class _End(io.FileIO):
    """One end of a pipe, called like one of a pair of sockets; it never blocks."""

    recv, send = io.FileIO.read, io.FileIO.write

    def setblocking(self, flag: bool) -> None: ...


def _pair(*arguments: Any, **options: Any) -> tuple[_End, _End]:
    """A receiving and a sending end: what an event loop wakes itself up with."""
    receiving, sending = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    return _End(receiving, "rb"), _End(sending, "wb")


class _Lock:
    """What all of multiprocessing's locks are made of, here for threads of one process."""

    SEM_VALUE_MAX = 2**31 - 1
    name, handle = None, 0

    def __init__(self, kind: int, value: int, maxvalue: int, *name: object) -> None:
        self.kind, self.maxvalue = kind, maxvalue
        self._semaphore = threading.Semaphore(value)
        self._owner, self._depth = 0, 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        if self.kind == 0 and self._is_mine():  # one that its owner may take again
            self._depth += 1
            return True
        taken = self._semaphore.acquire(block, timeout if block else None)
        if taken:
            self._owner, self._depth = threading.get_ident(), self._depth + 1
        return taken

    def release(self) -> None:
        if self.kind == 0 and not self._is_mine():
            raise AssertionError("attempt to release recursive lock not owned by thread")
        if self.kind != 0 and self._get_value() >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._depth -= 1
        if self.kind != 0 or self._depth == 0:
            self._semaphore.release()

    def _count(self) -> int:
        return self._depth

    def _is_mine(self) -> bool:
        return self._depth > 0 and self._owner == threading.get_ident()

    def _get_value(self) -> int:
        return self._semaphore._value

    def _is_zero(self) -> bool:
        return self._get_value() == 0

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *details: object) -> None:
        self.release()


class _Empty(AbstractContextManager[Any], Iterator[Any]):
    """What os.scandir gives of an empty folder."""

    def __next__(self) -> Any:
        raise StopIteration

    def __exit__(self, *details: object) -> None: ...

    def close(self) -> None: ...


def _unless_here(real: Callable[..., Any], empty: Callable[[], Any]) -> Callable[..., Any]:
    """A function that lists a folder: of the current one it says that nothing is there."""

    def listing(path: Any = None) -> Any:
        here = path is None or (
            not isinstance(path, int) and os.path.abspath(os.fsdecode(path)) == os.getcwd()
        )
        return empty() if here else real(path)

    return listing


def _opening(real: Callable[..., Any]) -> Callable[..., Any]:
    """`open` for where no file can be opened: /dev/null, which stdin is, still can."""

    def open(file: Any, *arguments: Any, **options: Any) -> Any:
        return real(os.dup(0) if file == os.devnull else file, *arguments, **options)

    return open
