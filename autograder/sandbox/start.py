"""Starts the processes of the student's side.

Needs nothing that takes long to import: whoever wants an answer soon starts a process first
and loads the rest while it is coming up.
"""

from __future__ import annotations

import marshal
import os
import select
import signal
import socket
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import IO, Any, NamedTuple

CHILD = Path(__file__).parent / "child"
# The student's side comes as code, under names that tell nothing of where it lies: whatever
# a process was started with stays in its memory for its code to find.
START = """
import importlib.abc, importlib.util, marshal, os, sys
def read(size):
    data = b""
    while len(data) < size:
        data += os.read(0, size - len(data)) or sys.exit("no sources came")
    return data
codes = marshal.loads(read(int(read(8))))
class Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] == "child":
            return importlib.util.spec_from_loader(name, self, is_package=name == "child")
    def is_package(self, name):
        return name == "child"
    def get_source(self, name):
        return None
    def get_code(self, name):
        code = codes[name.partition(".")[2] or "__init__"]
        if not isinstance(code, str):
            return code
        return compile(code, "<" + name + ">", "exec", dont_inherit=True)
loader = Loader()
sys.meta_path.insert(0, loader)
from child import ENTRY
sys.meta_path.remove(loader)
del codes, loader, Loader, read
ENTRY.main()
os._exit(0)  # taking an interpreter with NumPy down by the rules takes a while
"""
STEADY = {
    "MALLOC_ARENA_MAX": "1",  # each thread's own would take 64 MB of what it may map
    # What was freed is kept for what comes next: a page that is new costs more than a call.
    "MALLOC_TOP_PAD_": "1000000",
    "MALLOC_TRIM_THRESHOLD_": "16000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000",
    "PYTHONHASHSEED": "0",  # sets keep one order, so a grade is the same tomorrow
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", **STEADY}
# What a zygote can't be without, on both sides.
NEEDED: dict[Any, str] = {
    os: "fork memfd_create pidfd_open pread set_blocking WIFSIGNALED",
    socket: "AF_UNIX SOCK_SEQPACKET send_fds recv_fds",
    select: "poll",
    signal: "pidfd_send_signal pthread_sigmask setitimer SIGKILL",
}


class Started(NamedTuple):
    """A zygote that may not be ready yet: its process, our end of the line, its stderr."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    errors: IO[bytes]

    def end(self) -> None:
        """End it; whatever it still had running ends with it."""
        self.control.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_early: list[Started] = []


def can_isolate() -> bool:
    """Whether this system has what a zygote and its locked workers are made of."""
    try:
        import resource  # noqa: F401
    except ImportError:
        return False
    has_all = all(hasattr(module, name) for module in NEEDED for name in NEEDED[module].split())
    return has_all and os.path.exists("/proc/self/statm")


def start_early() -> None:
    """Start the zygote that `start_zygote` gives next, where one can be had, for somebody who
    waits for it: what only makes many workers quicker is left out.
    """
    if can_isolate():
        _early.append(_start_zygote("soon"))


def start_zygote() -> Started:
    """Start a zygote; it sends a line on the control socket once it is ready."""
    return _early.pop() if _early else _start_zygote("warm")


def _start_zygote(how: str) -> Started:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # Whoever waits for the zygote keeps it.
    errors = open(os.memfd_create("errors"), "w+b")  # noqa: SIM115
    with theirs:
        process = subprocess.Popen(
            [*_python("zygote"), how, str(theirs.fileno())],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    assert process.stdin is not None
    codes = _codes()
    try:
        with process.stdin as pipe:
            _make_room(pipe, len(codes))
            pipe.write(codes)
    except BrokenPipeError:
        pass  # it has ended, and `errors` tells why
    return Started(process, ours, errors)


def _make_room(pipe: IO[bytes], size: int) -> None:
    """Let the pipe take so many bytes before anybody reads: nobody has to wait then."""
    import fcntl

    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, size)
    except OSError:
        pass  # more than this system lets one have: it only takes longer


def start_plain(output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a worker that nothing keeps in: requests on stdin, answers on stdout.

    Works wherever Python does. `output` gets what the student's code prints.
    """
    from tempfile import gettempdir  # a zygote starts sooner without it

    process = subprocess.Popen(
        _python("plain"),
        bufsize=0,
        env={**os.environ, **STEADY},
        cwd=gettempdir(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=output,
    )
    assert process.stdin is not None
    left = memoryview(_codes())
    while left:
        left = left[process.stdin.write(left) or 0 :]
    return process


def _python(entry: str) -> list[str]:
    return [_interpreter(), "-s", "-P", "-B", "-c", START.replace("ENTRY", entry)]


def _interpreter() -> str:
    return os.environ.get("AUTOGRADER_WORKER_PYTHON") or sys.executable


def _codes() -> bytes:
    """The modules of the student's side, by name, with their length in front.

    Compiled, as Python keeps them for us: it saves a twentieth of a second at each start. An
    interpreter that is not ours gets text, which any can read.
    """
    ours = _interpreter() == sys.executable
    modules = CHILD.glob("*.py")
    codes = {path.stem: _code(path) if ours else path.read_text("utf-8") for path in modules}
    data = marshal.dumps(codes)
    return b"%08d" % len(data) + data


def _code(path: Path) -> CodeType:
    """A compiled module that does not tell where it lies."""
    name = f"child.{path.stem}" if path.stem != "__init__" else "child"
    code = SourceFileLoader(name, str(path)).get_code(name)
    assert code is not None
    return _moved(code, f"<{name}>")


def _moved(code: CodeType, file: str) -> CodeType:
    """The same code, and all that is in it, as if it were from `file`."""
    parts = (_moved(part, file) if isinstance(part, CodeType) else part for part in code.co_consts)
    return code.replace(co_filename=file, co_consts=tuple(parts))
