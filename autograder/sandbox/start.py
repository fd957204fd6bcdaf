"""Starts the processes of the student's side.

Needs nothing that takes long to import: whoever wants an answer soon starts a process first
and loads the rest while it is coming up.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

CHILD = Path(__file__).parent / "child"
# The student's side comes as text, under names that tell nothing of where it lies: whatever
# a process was started with stays in its memory for its code to find.
START = """
import importlib.abc, importlib.util, json, os, sys
def read(size):
    data = b""
    while len(data) < size:
        data += os.read(0, size - len(data)) or sys.exit("no sources came")
    return data
sources = json.loads(read(int(read(8))))
class Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] == "child":
            return importlib.util.spec_from_loader(name, self, is_package=name == "child")
    def is_package(self, name):
        return name == "child"
    def get_source(self, name):
        return sources[name.partition(".")[2] or "__init__"]
    def get_code(self, name):
        return compile(self.get_source(name), "<" + name + ">", "exec", dont_inherit=True)
loader = Loader()
sys.meta_path.insert(0, loader)
from child import ENTRY
sys.meta_path.remove(loader)
del sources, loader, Loader, read
ENTRY.main()
os._exit(0)  # taking an interpreter with NumPy down by the rules takes a while
"""
STEADY = {
    "MALLOC_ARENA_MAX": "1",  # each thread's own would take 64 MB of what it may map
    "PYTHONHASHSEED": "0",  # sets keep one order, so a grade is the same tomorrow
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", **STEADY}
# What a zygote can't be without, on both sides.
NEEDED: dict[Any, str] = {
    os: "fork pidfd_open pread set_blocking WIFSIGNALED",
    socket: "AF_UNIX SOCK_SEQPACKET send_fds recv_fds",
    select: "poll",
    signal: "pidfd_send_signal pthread_sigmask setitimer SIGKILL",
}


class Started(NamedTuple):
    """A zygote that may not be ready yet: its process, our end of the line, its stderr."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    errors: IO[bytes]


def can_isolate() -> bool:
    """Whether this system has what a zygote and its locked workers are made of."""
    try:
        import resource  # noqa: F401
    except ImportError:
        return False
    has_all = all(hasattr(module, name) for module in NEEDED for name in NEEDED[module].split())
    return has_all and os.path.exists("/proc/self/statm")


def start_zygote() -> Started:
    """Start a zygote; it sends a line on the control socket once it is ready."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    errors = tempfile.TemporaryFile()  # noqa: SIM115  (whoever waits for the zygote keeps it)
    with theirs, tempfile.TemporaryFile() as sources:
        sources.write(_sources())
        sources.seek(0)
        process = subprocess.Popen(
            [*_python("zygote"), str(theirs.fileno())],
            env=ENVIRONMENT,
            cwd="/",
            stdin=sources,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    return Started(process, ours, errors)


def start_plain(output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a worker that nothing keeps in: requests on stdin, answers on stdout.

    Works wherever Python does. `output` gets what the student's code prints.
    """
    process = subprocess.Popen(
        _python("plain"),
        bufsize=0,
        env={**os.environ, **STEADY},
        cwd=tempfile.gettempdir(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=output,
    )
    assert process.stdin is not None
    left = memoryview(_sources())
    while left:
        left = left[process.stdin.write(left) or 0 :]
    return process


def _python(entry: str) -> list[str]:
    interpreter = os.environ.get("AUTOGRADER_WORKER_PYTHON") or sys.executable
    return [interpreter, "-s", "-P", "-B", "-c", START.replace("ENTRY", entry)]


def _sources() -> bytes:
    """The modules of the student's side, by name, with their length in front."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in CHILD.glob("*.py")}
    data = json.dumps(texts).encode("ascii")
    return b"%08d" % len(data) + data
