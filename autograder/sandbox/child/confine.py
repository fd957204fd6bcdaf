"""Locks a worker before it sees a student's source.

Order matters: what all workers share is put on the zygote (no new privileges, a network of
its own, Landlock); in the worker come descriptors and session, then resource limits, then
a user of its own without root's rights, and seccomp last, because each takes away what the
one before it needs. What can't be enforced is not silently skipped: `prepare` and `lock`
return the names of the layers that hold, and they travel to the grader in the handshake.
"""

from __future__ import annotations

import io
import os
import platform
import resource
import signal
import sys
import sysconfig
from typing import IO, Any, NamedTuple

from . import identity, landlock, seccomp
from .access_times import read_before
from .library import c_library
from .mounts import no_processes, own_mounts

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 1, 4, 38, 36
CLONE_NEWNET = 0x40000000
REQUEST, REPLY = 3, 4  # descriptors of a worker, after `take_descriptors`


class Shared(NamedTuple):
    """What the zygote found out and put on itself: all workers are born with it."""

    layers: list[str]
    files: bool  # whether some files can still be opened; Landlock says which
    identity: identity.Identity | None  # who a worker becomes
    tasks: int  # how many threads its user may have


def prepare(ahead: bool = False) -> Shared:
    """In the zygote: everything that its workers can't be without.

    `ahead`, for many submissions: also what keeps one from telling another something.
    """
    prctl(PR_SET_DUMPABLE, 0)  # a worker of our own uid must not read us
    prctl(PR_SET_CHILD_SUBREAPER, 1)  # orphans come to us to be reaped
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    layers = []
    # With seccomp and without Landlock it needs to read nothing: no file is opened then.
    reads = landlock.version() or not seccomp.supported()
    who = identity.find(python_files() if reads else [])
    tasks = identity.MANY_TASKS + (0 if who is not None else identity.tasks_now())
    if os.geteuid() == 0 and own_network():
        layers.append("own network")
    files = readable_files()
    if os.geteuid() == 0 and own_mounts():
        layers.append("no access times")
        # Without seccomp, a zygote has to look for what its workers have started.
        if seccomp.supported() and no_processes():
            layers.append("no processes")
    elif ahead and landlock.version():
        read_before(path for path in files if path != "/proc")
    found = landlock.restrict(files)
    if found:
        layers.append(f"landlock {found}")
    return Shared(layers, bool(found), who, tasks)


def lock(
    memory_mb: int, cpu_seconds: int, output_bytes: int, address_space: int, shared: Shared
) -> list[str]:
    """In the worker: limit this process for good; returns all layers in force.

    `address_space` is what it maps already, in bytes. Without Landlock no file can be
    opened any more, not even Python's own.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        try:
            signal.signal(number, signal.SIG_DFL)
        except (OSError, ValueError):  # the C library keeps a few for itself
            pass
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # whatever the grader was started with
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: address_space + memory_mb * 2**20,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: output_bytes,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_STACK: 8 * 2**20,
    }
    if shared.tasks:
        limits[resource.RLIMIT_NPROC] = shared.tasks
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (bound, bound))
    # A write beyond RLIMIT_FSIZE shall fail with EFBIG, not kill.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    layers = ["process", "limits", *shared.layers]
    layers += identity.leave_root(shared.identity)
    # If the zygote dies, nothing of it stays. The kernel forgets this where a user changes.
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if seccomp.install(files=shared.files):
        layers += ["seccomp"] if shared.files else ["seccomp", "no files"]
    return layers


def own_network() -> bool:
    """Move to a network with nothing in it, if root may do that here."""
    library = c_library()
    return hasattr(library, "unshare") and library.unshare(CLONE_NEWNET) == 0


def python_files() -> list[str]:
    """One file each of what a worker may have to read: the library, NumPy, a compiled part."""
    import numpy
    from numpy.linalg import _umath_linalg

    return [os.__file__, numpy.__file__, _umath_linalg.__file__]


def readable_files() -> list[str]:
    """Python's own files and NumPy's, the shared libraries they use, a few devices."""
    import numpy

    found = []
    for folder in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}:
        for entry in sorted(os.listdir(folder)):
            if entry not in ("site-packages", "dist-packages", "test", "ensurepip"):
                found.append(os.path.join(folder, entry))
    package = os.path.dirname(numpy.__file__)
    found += [package, f"{package}.libs"]
    found += [f"{root}/{platform.machine()}-linux-gnu" for root in ("/lib", "/usr/lib")]
    found += ["/lib64", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo", "/etc/localtime"]
    found += ["/usr/lib/locale"]
    found += ["/dev/null", "/dev/zero", "/dev/urandom"]
    if not seccomp.supported():
        found.append("/proc")  # then the zygote has to look for processes to remove
    return found


def address_space(statm: IO[str]) -> int:
    """How many bytes this process maps, from its open /proc/self/statm."""
    statm.seek(0)
    return int(statm.read().split()[0]) * resource.getpagesize()


def address_space_now() -> int:
    """The same where /proc can still be opened."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return address_space(statm)


def take_descriptors(request: int, reply: int, output: int) -> None:
    """Make the given descriptors the only ones: 0 is /dev/null, 1 and 2 are `output`."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
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
    library = c_library()
    if hasattr(library, "prctl"):
        library.prctl(option, value, 0, 0, 0)
