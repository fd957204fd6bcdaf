"""A view of the disks of our own, which tells workers nothing of each other.

The time at which a file was last read would carry one bit from one worker to another, and /proc
has a folder for each process, whose number of links is that of its threads. Where root may, the
disks are seen without these times, and /proc is empty.
"""

from __future__ import annotations

import ctypes
import struct

from .library import c_library

CLONE_NEWNS, MS_RDONLY = 0x20000, 1
MOUNT_SETATTR, NOATIME, ALL_ATIME, MS_PRIVATE = 442, 0x10, 0x70, 1 << 18
AT_FDCWD, AT_RECURSIVE = -100, 0x8000


def own_mounts() -> bool:
    """Move to a view of the disks in which reading leaves no trace, if root may do that here."""
    library = c_library()
    if not hasattr(library, "unshare") or library.unshare(CLONE_NEWNS) != 0:
        return False
    attributes = struct.pack("=QQQQ", NOATIME, ALL_ATIME, MS_PRIVATE, 0)
    numbers = map(ctypes.c_long, (MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, len(attributes)))
    call, here, recursive, size = numbers
    return bool(library.syscall(call, here, b"/", recursive, attributes, size) == 0)


def no_processes() -> bool:
    """Lay something empty over /proc, in a view of the disks of one's own."""
    library = c_library()
    flags = ctypes.c_ulong(MS_RDONLY)
    return bool(library.mount(b"none", b"/proc", b"tmpfs", flags, b"size=4k,mode=555") == 0)
