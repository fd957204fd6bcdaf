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

FIRST, NOBODY = 2_000_000_000, 65534  # beyond every user of a system; where that is unknown
MANY_TASKS = 256  # threads of one user
KEEP_CAPABILITIES, CAPABILITY_VERSION, READ_ALL = 8, 0x20080522, 2


def usual_user() -> int | None:
    """The first number that a child of ours can become and then be killed under.

    None where we are not root, or where the place has taken one of these rights from root.
    """
    if os.geteuid() != 0:
        return None
    return next((number for number in (FIRST, NOBODY) if _possible(number)), None)


def is_readable(files: Sequence[str], user: int) -> bool:
    """Whether somebody else than root can read these files; found out by trying."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _become(user)
            for path in files:
                with open(path, "rb") as file:
                    file.read(1)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1] == 0


def leave_root(user: int | None, reads_all: bool) -> list[str]:
    """In the worker: give up being root for good; returns the names of what holds now."""
    if os.geteuid() != 0:
        return []
    layers = []
    library = ctypes.CDLL(None, use_errno=True)
    if user is not None:
        library.prctl(KEEP_CAPABILITIES, 1, 0, 0, 0)
        _become(user + os.getpid() if user == FIRST else user)
        layers.append("own user")
    if drop_capabilities(keep=[READ_ALL] if reads_all else []):
        layers.append("no capabilities but to read" if reads_all else "no capabilities")
    return layers


def drop_capabilities(keep: Sequence[int] = ()) -> bool:
    """Give up what root may do beyond other users; no_new_privs makes it final."""
    kept = sum(1 << number for number in keep)
    version = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)(kept, kept, 0)  # effective, permitted, inheritable; all below 32
    library = ctypes.CDLL(None, use_errno=True)
    return hasattr(library, "capset") and library.capset(version, sets) == 0


def _become(user: int) -> None:
    try:
        os.setgroups([])
    except PermissionError:
        pass  # a user namespace in which groups can't be changed; there are none to lose
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _possible(user: int) -> bool:
    """Whether a child of ours can become this user, and we can still end it."""
    ready, became = os.pipe()
    wait, leave = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(leave)
            _become(user)
            os.write(became, b".")
            os.read(wait, 1)
        finally:
            os._exit(0)
    os.close(became)
    possible = os.read(ready, 1) == b"."
    try:
        os.kill(pid, signal.SIGKILL)
    except PermissionError:  # a root without the right to signal others
        possible = False
    for descriptor in (ready, wait, leave):
        os.close(descriptor)  # which also ends a child that we can't kill
    os.waitpid(pid, 0)
    return possible
