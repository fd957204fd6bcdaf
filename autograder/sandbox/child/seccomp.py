"""The system calls that a worker may make: a short list; all others fail with EPERM.

The filter is classic BPF, put together by hand and installed last. A worker computes with
memory it has, reads the few files that it can still open, and writes to its two pipes; it
makes threads, but no processes, no sockets, no files. Numbers are per architecture; a
machine that is in neither table gets no filter, and says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from .library import c_library

PR_SET_SECCOMP, MODE_FILTER = 22, 2
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE = 0x00050000  # | errno
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
PRIVATE_FUTEX = 0x80
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in the kernel's seccomp_data
# A thread shares memory, folder, descriptors, signal handlers, process and semaphores with
# the others. Where its numbers are kept is its own business, and a flag of old that does nothing.
THREAD = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000
THREAD_MAY = 0x80000 | 0x100000 | 0x200000 | 0x400000 | 0x1000000

# The architecture's audit number, and its numbers of the calls that we name. The first in
# the list are the ones that are made most.
TABLES: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "read": 0, "write": 1, "futex": 202, "mmap": 9, "munmap": 11, "brk": 12,
            "madvise": 28, "mprotect": 10, "mremap": 25, "close": 3, "fstat": 5, "lseek": 8,
            "newfstatat": 262, "openat": 257, "stat": 4, "lstat": 6, "open": 2, "access": 21,
            "pread64": 17, "readv": 19, "writev": 20, "getdents64": 217, "readlink": 89,
            "readlinkat": 267, "faccessat": 269, "faccessat2": 439, "statx": 332,
            "getcwd": 79, "dup": 32, "dup2": 33, "dup3": 292, "pipe": 22, "pipe2": 293,
            "poll": 7, "ppoll": 271, "select": 23, "pselect6": 270, "fadvise64": 221,
            "close_range": 436, "nanosleep": 35, "clock_nanosleep": 230, "clock_gettime": 228,
            "clock_getres": 229, "gettimeofday": 96, "time": 201, "times": 100,
            "getrusage": 98, "getrlimit": 97, "uname": 63, "umask": 95,
            "getpid": 39, "getppid": 110, "gettid": 186, "getuid": 102, "geteuid": 107,
            "getgid": 104, "getegid": 108, "getrandom": 318, "sched_yield": 24,
            "sched_getaffinity": 204, "rt_sigaction": 13, "rt_sigprocmask": 14,
            "rt_sigreturn": 15, "rt_sigpending": 127, "rt_sigtimedwait": 128,
            "rt_sigsuspend": 130, "sigaltstack": 131, "pause": 34, "alarm": 37,
            "getitimer": 36, "setitimer": 38, "set_tid_address": 218, "set_robust_list": 273,
            "rseq": 334, "membarrier": 324, "restart_syscall": 219, "wait4": 61,
            "exit": 60, "exit_group": 231,
            "clone": 56, "clone3": 435, "fcntl": 72, "ioctl": 16, "kill": 62, "tkill": 200,
            "tgkill": 234, "prlimit64": 302, "prctl": 157,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "read": 63, "write": 64, "futex": 98, "mmap": 222, "munmap": 215, "brk": 214,
            "madvise": 233, "mprotect": 226, "mremap": 216, "close": 57, "fstat": 80,
            "lseek": 62, "newfstatat": 79, "openat": 56, "pread64": 67, "readv": 65,
            "writev": 66, "getdents64": 61, "readlinkat": 78, "faccessat": 48,
            "faccessat2": 439, "statx": 291, "getcwd": 17, "dup": 23, "dup3": 24, "pipe2": 59,
            "ppoll": 73, "pselect6": 72, "fadvise64": 223, "close_range": 436,
            "nanosleep": 101, "clock_nanosleep": 115, "clock_gettime": 113,
            "clock_getres": 114, "gettimeofday": 169, "times": 153, "getrusage": 165,
            "getrlimit": 163, "uname": 160, "umask": 166, "getpid": 172,
            "getppid": 173, "gettid": 178, "getuid": 174, "geteuid": 175, "getgid": 176,
            "getegid": 177, "getrandom": 278, "sched_yield": 124, "sched_getaffinity": 123,
            "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
            "rt_sigpending": 136, "rt_sigtimedwait": 137, "rt_sigsuspend": 133,
            "sigaltstack": 132, "getitimer": 102, "setitimer": 103, "set_tid_address": 96,
            "set_robust_list": 99, "rseq": 293, "membarrier": 283, "restart_syscall": 128,
            "wait4": 260, "exit": 93, "exit_group": 94,
            "clone": 220, "clone3": 435, "fcntl": 25, "ioctl": 29, "kill": 129, "tkill": 130,
            "tgkill": 131, "prlimit64": 261, "prctl": 167,
        },
    ),
}  # fmt: skip

# What fcntl may do: duplicate, and read flags; never F_SETOWN, a pipe's size, or the flags of
# a file that the grader reads as well.
FCNTL = (0, 1, 2, 3, 1030)
OPENING = frozenset({"open", "openat", "getdents64", "readlink", "readlinkat"})
# Not even whether a file is there; a few of these look at open descriptors too, for which
# Python has no need.
LOOKING = frozenset({"stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2"})
FILES = OPENING | LOOKING
SPECIAL = frozenset({"futex", "sched_getaffinity", "clone", "clone3", "fcntl", "ioctl", "kill",
                     "tkill", "tgkill", "prlimit64", "prctl"})  # fmt: skip


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _argument(place: int) -> bytes:
    """Load the low half of an argument; both architectures are little-endian."""
    return _step(LOAD, ARGUMENTS + 8 * place)


def _only(place: int, values: tuple[int, ...], otherwise: int = errno.EPERM) -> list[bytes]:
    """Allow the call if an argument has one of the values."""
    steps = [_argument(place)]
    for value in values:
        steps += [_step(JUMP_EQUAL, value, 0, 1), _step(RETURN, ALLOW)]
    return [*steps, _step(RETURN, REFUSE | otherwise)]


def program(machine: str, pid: int, files: bool = True) -> bytes:
    """The filter for a process `pid` on a kind of machine; without `files` none can be seen."""
    architecture, numbers = TABLES[machine]
    steps = [
        _step(LOAD, ARCHITECTURE),
        _step(JUMP_EQUAL, architecture, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER),
    ]
    if machine == "x86_64":  # the x32 calls hide behind a bit of the number
        steps += [_step(JUMP_AT_LEAST, 0x40000000, 0, 1), _step(RETURN, KILL)]
    rules = {
        # One that is not private to a process is shared with whoever maps the same file, and a
        # library's is mapped by all: waiting there and waking up would be talking. The only
        # one who asks for it in good faith waits for a thread's end, and looks again by itself.
        "futex": [
            _argument(1),
            _step(AND, PRIVATE_FUTEX),
            _step(JUMP_EQUAL, PRIVATE_FUTEX, 0, 1),
            _step(RETURN, ALLOW),
            _step(RETURN, REFUSE | errno.EAGAIN),
        ],
        "sched_getaffinity": _only(0, (0, pid)),  # not whether another process is there
        "clone": [
            _argument(0),
            _step(AND, ~THREAD_MAY & 0xFFFFFFFF),
            _step(JUMP_EQUAL, THREAD, 0, 1),
            _step(RETURN, ALLOW),
            _step(RETURN, REFUSE | errno.EPERM),
        ],
        "clone3": [_step(RETURN, REFUSE | errno.ENOSYS)],  # its flags can't be seen: use clone
        "fcntl": _only(1, FCNTL),
        "ioctl": [_step(RETURN, REFUSE | errno.ENOTTY)],
        "kill": _only(0, (pid,)),
        "tkill": [_step(RETURN, REFUSE | errno.EPERM)],
        "tgkill": _only(0, (pid,)),
        # Reading a limit of one's own is no harm; setting one would be: the pointer to the
        # new value has to be null in both halves.
        "prlimit64": [
            _argument(0),
            _step(JUMP_EQUAL, 0, 0, 5),
            _argument(2),
            _step(JUMP_EQUAL, 0, 0, 3),
            _step(LOAD, ARGUMENTS + 8 * 2 + 4),
            _step(JUMP_EQUAL, 0, 0, 1),
            _step(RETURN, ALLOW),
            _step(RETURN, REFUSE | errno.EPERM),
        ],
        "prctl": _only(0, (15, 16)),  # a thread's name
    }
    for name, number in numbers.items():
        rule = rules[name] if name in SPECIAL else [_step(RETURN, ALLOW)]
        if name in FILES and not files:  # whoever looks for data meets what is usual: no such file
            rule = [_step(RETURN, REFUSE | errno.ENOENT)]
        steps += [_step(JUMP_EQUAL, number, 0, len(rule)), *rule]
    steps.append(_step(RETURN, REFUSE | errno.EPERM))
    return b"".join(steps)


def supported() -> bool:
    """Whether there is a table for this machine."""
    return platform.system() == "Linux" and platform.machine() in TABLES


def install(files: bool) -> bool:
    """Filter this process for good; false where the place has no filters.

    `files` lets it open files: only where Landlock says which.
    """
    if not supported():
        return False
    code = program(platform.machine(), os.getpid(), files)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    whole = Program(len(code) // 8, ctypes.addressof(buffer))
    library = c_library()
    return library.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(whole), 0, 0) == 0
