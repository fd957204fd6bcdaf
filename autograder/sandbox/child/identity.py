"""Root's worker becomes a user of its own, who owns nothing and may do nothing special.

The number is made of the worker's process id, so no two workers that live at the same time
share it: none can signal, trace or count against another, and no file belongs to it. Where
the interpreter lies in a folder that only root may enter, a worker keeps root's right to
read, and Landlock says what; without Landlock no file is opened at all.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Sequence
from typing import NamedTuple

from .library import c_library

FIRST, NOBODY = 2_000_000_000, 65534  # beyond every user of a system; where that is unknown
MANY_TASKS = 256  # threads of one user
OWN_USER = "own user"  # the layer: a user for each worker
KEEP_CAPABILITIES, CAPABILITY_VERSION, READ_ALL = 8, 0x20080522, 2


class Identity(NamedTuple):
    """Who a worker becomes: a user counted from a number, perhaps with the right to read."""

    user: int
    reads_all: bool = False

    def take(self) -> None:
        """Become that user for good."""
        library = c_library()
        library.prctl(KEEP_CAPABILITIES, int(self.reads_all), 0, 0, 0)
        number = self.user + os.getpid() if self.user == FIRST else self.user
        try:
            os.setgroups([])
        except PermissionError:
            pass  # a user namespace in which groups can't be changed; there are none to lose
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
        if not drop_capabilities(keep=[READ_ALL] if self.reads_all else []):
            raise PermissionError("capabilities can't be dropped")


def find(files: Sequence[str]) -> Identity | None:
    """Who a child of ours can become, read `files` as, and still be ended by us.

    None where we are not root, or where the place has taken one of these rights from root:
    then a worker stays who we are.
    """
    if os.geteuid() != 0:
        return None
    found = (Identity(user, reads) for reads in (False, True) for user in (FIRST, NOBODY))
    return next((identity for identity in found if _works(identity, files)), None)


def tasks_now() -> int:
    """How many threads all processes of our user have, whom a worker stays."""
    count, me = 0, os.getuid()
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == me:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue  # it has ended meanwhile
    return count


def leave_root(identity: Identity | None) -> list[str]:
    """In the worker: give up being root for good; returns the names of what holds now."""
    if identity is not None:
        identity.take()
        user = OWN_USER if identity.user == FIRST else "another user"
        return [user, f"no capabilities{' but to read' if identity.reads_all else ''}"]
    return ["no capabilities"] if os.geteuid() == 0 and drop_capabilities() else []


def drop_capabilities(keep: Sequence[int] = ()) -> bool:
    """Give up what root may do beyond other users; no_new_privs makes it final."""
    kept = sum(1 << number for number in keep)
    version = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)(kept, kept, 0)  # effective, permitted, inheritable; all below 32
    library = c_library()
    return hasattr(library, "capset") and library.capset(version, sets) == 0


def _works(identity: Identity, files: Sequence[str]) -> bool:
    ready, became = os.pipe()
    wait, leave = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(leave)
            identity.take()
            for path in files:
                with open(path, "rb") as file:
                    file.read(1)
            os.write(became, b".")
            os.read(wait, 1)
        finally:
            os._exit(0)
    os.close(became)
    works = os.read(ready, 1) == b"."
    try:
        os.kill(pid, signal.SIGKILL)
    except PermissionError:  # a root without the right to signal others
        works = False
    for descriptor in (ready, wait, leave):
        os.close(descriptor)  # which also ends a child that we can't kill
    os.waitpid(pid, 0)
    return works
