"""Locks a worker before it sees a student's source.

Order matters: descriptors and session first, then resource limits, then (where the place
allows it) the user id, Landlock, and seccomp last, because each takes away what the one
before it needs. What can't be enforced is not silently skipped: `lock` returns the names
of the layers that hold, and they travel to the grader in the handshake.
"""

from __future__ import annotations

import ctypes
import io
import os
import resource
import signal
import sys
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 1, 4, 38, 36
REQUEST, REPLY = 3, 4  # descriptors of a worker, after `take_descriptors`


def lock(memory_mb: int, cpu_seconds: int, output_bytes: int) -> list[str]:
    """Limit this process for good; returns the layers in force."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        try:
            signal.signal(number, signal.SIG_DFL)
        except (OSError, ValueError):  # the C library keeps a few for itself
            pass
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # if the zygote dies, nothing of it stays
    used = _address_space()
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: used + memory_mb * 2**20,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: output_bytes,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_STACK: 8 * 2**20,
    }
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (bound, bound))
    # A write beyond RLIMIT_FSIZE shall fail with EFBIG, not kill.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    # The user id, Landlock and seccomp go here, in this order.
    return ["process", "limits"]


def take_descriptors(request: int, reply: int, output: int) -> None:
    """Make the given descriptors the only ones: 0 is /dev/null, 1 and 2 are `output`."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    # Away from the numbers that are about to be overwritten.
    high = [os.dup2(fd, 100 + place) for place, fd in enumerate((nothing, output, request, reply))]
    os.dup2(high[0], 0)
    os.dup2(high[1], 1)
    os.dup2(high[1], 2)
    os.dup2(high[2], REQUEST)
    os.dup2(high[3], REPLY)
    os.closerange(REPLY + 1, 65536)
    sys.stdout, sys.stderr = _printer(1), _printer(2)


class _Forgiving(io.RawIOBase):
    """Writes to a bounded file; what no longer fits is dropped, since prints are no crime."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.descriptor

    def write(self, data: Any) -> int:
        try:
            return os.write(self.descriptor, data)
        except OSError:
            return len(data)


def _printer(descriptor: int) -> io.TextIOWrapper:
    buffer = io.BufferedWriter(_Forgiving(descriptor))
    return io.TextIOWrapper(buffer, "utf-8", errors="backslashreplace", line_buffering=True)


def prctl(option: int, value: int) -> None:
    """One of Linux's process switches; does nothing where there is no prctl."""
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "prctl"):
        library.prctl(option, value, 0, 0, 0)


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
