"""Submissions that use up memory, processes, threads, descriptors, disk and numbers of files.

Each is bounded by itself too, so that a sandbox that fails does not take the machine down.
"""

from __future__ import annotations

from .entry import Entry, attack, everything, first


def bomb(name: str, body: str, statuses: str) -> Entry:
    """A `double` that uses up something."""
    lines = "\n    ".join(body.strip().split("\n"))
    imports = "import ctypes, os, sys, threading, time, zlib"
    return attack(name, f"{imports}\ndef double(x):\n    {lines}", double=statuses)


MEMORY = [
    bomb("memory-in-a-list", "a = []\nwhile len(a) < 2000: a.append(bytes(1_000_000))",
         "out_of_memory|timed_out"),
    bomb("memory-in-one-array", "return np.ones(10**10)", "out_of_memory|timed_out"),
    bomb("memory-in-a-text", "a = 'x'\nfor _ in range(31): a += a\nreturn a",
         "out_of_memory|timed_out"),
    bomb("memory-in-an-outer-product", "return np.outer(np.ones(40_000), np.ones(40_000))",
         "out_of_memory|timed_out"),
    bomb("memory-from-a-zip", """
data = zlib.compress(bytes(10_000_000))
return [zlib.decompress(data) for _ in range(200)]
""", "out_of_memory|timed_out"),
    bomb("memory-by-mmap", """
import mmap
maps = [mmap.mmap(-1, 50_000_000) for _ in range(40)]
return 0 * x
""", "raised|out_of_memory|timed_out"),
    bomb("memory-in-a-shared-file", """
descriptor = os.memfd_create("x")
os.write(descriptor, bytes(20_000_000))
""", "raised"),
    bomb("memory-in-dev-shm", "open('/dev/shm/@MARKER@', 'wb').write(bytes(20_000_000))", "raised"),
    bomb("memory-of-the-old-kind", """
library = ctypes.CDLL(None, use_errno=True)
if library.shmget(@KEY@, 1_000_000, 0o1600) < 0:
    raise OSError(ctypes.get_errno(), "shmget")
return 0 * x
""", "raised"),
    bomb("memory-in-multiprocessing", """
from multiprocessing import shared_memory
shared_memory.SharedMemory("@MARKER@", create=True, size=1_000_000)
""", "raised"),
    bomb("memory-in-pipes", """
for _ in range(200):
    os.set_blocking(end := os.pipe()[1], False)
    os.write(end, bytes(65536))
""", "raised"),
    bomb("memory-by-a-larger-pipe", "import fcntl\nfcntl.fcntl(os.pipe()[1], 1031, 1_048_576)",
         "raised"),
    bomb("memory-in-the-comparison", "return np.broadcast_to(0.0, (30_000_000,))",
         "wrong|out_of_memory|timed_out"),
    Entry(
        "memory-while-loading",
        "import numpy as np\nhoard = [np.ones(10**6) for _ in range(1000)]\n",
        everything("out_of_memory|timed_out"),
        status="graded|timed_out",
    ),
]  # fmt: skip

PROCESSES = [
    bomb("processes", """
for _ in range(10):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(60)
        time.sleep(60)
return 0 * x
""", "raised"),
    bomb("processes-by-clone", """
library = ctypes.CDLL(None, use_errno=True)
pid = library.syscall(56, 17, 0, 0, 0, 0)
if pid == 0: os._exit(0)
if pid < 0: raise OSError(ctypes.get_errno(), "clone")
return 0 * x
""", "raised"),
    bomb("processes-by-vfork", """
library = ctypes.CDLL(None, use_errno=True)
if library.syscall(58) == 0: os._exit(0)
raise OSError(ctypes.get_errno(), "vfork")
""", "raised"),
    bomb("processes-by-multiprocessing", """
import multiprocessing
worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
worker.start()
return 0 * x
""", "raised|refused"),
    bomb("threads-with-descriptors-of-their-own", """
library = ctypes.CDLL(None, use_errno=True)
stack = ctypes.create_string_buffer(65536)
top = (ctypes.addressof(stack) + 65536) & ~15
shares = 0x10000 | 0x40000 | 0x100 | 0x200 | 0x800  # all that a thread shares, but descriptors
if library.clone(library.pause, ctypes.c_void_p(top), shares, None) < 0:
    raise OSError(ctypes.get_errno(), "clone")
return 0 * x
""", "raised"),
    first("processes-while-loading", """
import os
try:
    for _ in range(5):
        if os.fork() == 0:
            os.execv("/bin/sleep", ["sleep", "60"])
except OSError:
    pass
"""),
    bomb("threads", """
for _ in range(200):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
return 0 * x
""", "wrong|raised|out_of_memory|timed_out"),
    bomb("threads-without-end", """
threading.stack_size(32768)
until = time.monotonic() + 0.4
while time.monotonic() < until:
    try: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError: pass
return 0 * x
""", "wrong|raised|crashed|out_of_memory|timed_out"),
    bomb("threads-with-small-stacks", """
threading.stack_size(32768)
for _ in range(300):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
return 0 * x
""", "wrong|raised|out_of_memory|timed_out"),
]  # fmt: skip

FILES = [
    bomb("descriptors", "found = [os.open('/dev/null', 0) for _ in range(200)]", "raised"),
    bomb("descriptors-by-dup", "found = [os.dup(0) for _ in range(200)]", "raised"),
    bomb("disk", """
with open("/tmp/@MARKER@", "wb") as file:
    for _ in range(10): file.write(bytes(1_000_000))
""", "raised"),
    bomb("disk-in-the-submissions", "open('@FOLDER@/@MARKER@', 'wb').write(bytes(1_000_000))",
         "raised"),
    bomb("files", "for n in range(100): open(f'/tmp/@MARKER@-{n}', 'w').close()", "raised"),
    bomb("folders", """
os.makedirs("/tmp/@MARKER@" + "/d" * 50)
""", "raised"),
    bomb("temporary-files", "import tempfile\ntempfile.mkstemp(prefix='@MARKER@')", "raised"),
    bomb("a-flood-of-output", """
for _ in range(20): print("x" * 1_000_000)
return 0 * x
""", "wrong"),
    bomb("a-flood-of-errors", "for _ in range(20): os.write(2, b'x' * 1_000_000)", "raised"),
    bomb("a-hole-in-the-output", "os.lseek(1, 10**12, 0)\nos.write(1, b'x')", "raised"),
    first("a-flood-while-loading", """
import sys
for _ in range(10):
    print("x" * 1_000_000, file=sys.stderr)
"""),
]  # fmt: skip

ENTRIES = [*MEMORY, *PROCESSES, *FILES]
