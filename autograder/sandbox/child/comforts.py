"""What honest code takes for granted of a machine, in a form that needs nothing of it.

A worker has no sockets, makes no processes and sees no folder. But an event loop only wants
to wake itself up, which a pipe can do as well; what a pool of threads shares needs no lock
between processes; who looks around finds an empty folder; and what is written to nowhere
is. Whoever undoes all this meets the same refusals of the system as before.
"""

from __future__ import annotations

import builtins
import io
import os
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from multiprocessing.context import BaseContext
from typing import Any


def provide(files: bool) -> None:
    """Put all of it in place; without `files` the system opens none at all."""
    socket.socketpair = _pair  # type: ignore[assignment]
    selectors.DefaultSelector = selectors.PollSelector  # type: ignore[misc,assignment]
    os.listdir = _unless_here(os.listdir, list)
    os.scandir = _unless_here(os.scandir, _Empty)
    for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event"):
        setattr(BaseContext, name, _between_threads(getattr(threading, name)))
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


class _Empty(AbstractContextManager[Any], Iterator[Any]):
    """What os.scandir gives of an empty folder."""

    def __next__(self) -> Any:
        raise StopIteration

    def __exit__(self, *details: object) -> None: ...

    def close(self) -> None: ...


def _between_threads(kind: Callable[..., Any]) -> Callable[..., Any]:
    """A method of multiprocessing that makes what `threading` has of the same name."""

    def make(self: BaseContext, *arguments: Any) -> Any:
        return kind(*arguments)

    return make


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
