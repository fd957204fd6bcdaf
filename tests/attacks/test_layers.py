"""With one layer taken away a named attack gets through: so the tests are known to bite.

A zygote is started from a copy of the student's side in which that layer does nothing.
Where another layer stops the same attack, that one is taken away in both halves.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.sandbox import start
from autograder.sandbox.calls import Failure
from autograder.sandbox.child import confine, landlock, seccomp
from autograder.sandbox.child.mounts import own_mounts
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import Budget, StudentCode
from autograder.sandbox.workers import Confinement, Zygote

# What is appended to a file of the copy, or replaced in it, to take a layer away.
WITHOUT_SECCOMP = "\n\ndef install(files):\n    return True\n\ndef supported():\n    return False\n"
WITHOUT_LANDLOCK = "\n\ndef restrict(readable):\n    return 7\n"
OLD_KERNEL = "\n\ndef version():\n    return 0\n"
STILL_ROOT = "\n\ndef leave_root(identity):\n    return []\n"
SHARED_FUTEXES = "_step(RETURN, ALLOW)"
WITH_PROCESSES = "\n\ndef no_processes():\n    return False\n"
WITH_TIMES = "\n\ndef own_mounts():\n    return False\n\ndef read_before(places):\n    pass\n"
ABLATIONS = {
    "seccomp": ("seccomp.py", "", WITHOUT_SECCOMP),
    "whole threads": ("seccomp.py", "JUMP_EQUAL, THREAD, 0, 1", "JUMP_EQUAL, 0, 1, 0"),
    "private futexes": ("seccomp.py", "_step(RETURN, REFUSE | errno.EAGAIN)", SHARED_FUTEXES),
    "own affinity": ("seccomp.py", "_only(0, (0, pid)),", "[_step(RETURN, ALLOW)],"),
    "landlock": ("landlock.py", "", WITHOUT_LANDLOCK),
    "new kernel": ("landlock.py", "", WITHOUT_LANDLOCK.replace("7", "0") + OLD_KERNEL),
    "blindness": ("seccomp.py", "FILES = OPENING | LOOKING", "FILES = OPENING"),
    "own user": ("identity.py", "", STILL_ROOT),
    "own network": ("confine.py", "library.unshare(CLONE_NEWNET) == 0", "True"),
    "no access times": ("confine.py", "", WITH_TIMES),
    "no processes": ("mounts.py", "", WITH_PROCESSES),
    "own mounts": ("mounts.py", "library.unshare(CLONE_NEWNS) != 0", "True"),
    "limits": ("confine.py", "resource.setrlimit(which, (bound, bound))", "pass"),
    "sweep": ("zygote.py", "for child in _children():", "for child in ():"),
    "descriptors": ("confine.py", "os.closerange(REPLY + 1, 65536)", "pass"),
    "dumpable": ("confine.py", "prctl(PR_SET_DUMPABLE, 0)", "pass"),
    "imports": ("imports.py", "sys.path[:] = [", "unused = ["),
}


@dataclass(frozen=True)
class Attack:
    """Code that ends with `got_through` true or an exception; `layer` is what stops it."""

    name: str
    layer: str
    code: str
    also_off: tuple[str, ...] = ()
    only: str = ""  # "root" or "user": who has what this layer takes away

    def __str__(self) -> str:
        return self.name


ATTACKS = [
    Attack("start a process", "seccomp", "pid = os.fork()\nif pid == 0: os._exit(0)"),
    Attack("open a socket", "seccomp", "import _socket\n_socket.socketpair()"),
    Attack("change a mode", "seccomp", "os.chmod(SECRET, 0o640)", ("own user",)),
    Attack("share memory", "seccomp", "os.memfd_create('x')"),
    Attack("change the owner of a signal", "seccomp", "fcntl.fcntl(3, 8, os.getpid())"),
    Attack("ask for a process", "seccomp", "os.pidfd_open(os.getppid())"),
    Attack("make a thread with descriptors of its own", "whole threads", """
library, stack = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(65536)
top = ctypes.c_void_p((ctypes.addressof(stack) + 65536) & ~15)
assert library.clone(library.pause, top, 0x50b00, None) > 0""".strip()),
    Attack("read a hidden test", "landlock", "assert 'hidden' in open(SECRET).read()",
           ("own user",)),
    Attack("see how large a file is", "blindness", "os.stat(SECRET)", ("new kernel", "own user")),
    Attack("write a file", "landlock", "open(SECRET + '.new', 'w').write('x')", ("own user",)),
    Attack("list a folder", "landlock", "assert os.listdir('/etc')"),
    Attack("use memory", "limits", "x = bytearray(700_000_000)"),
    Attack("flood the output", "limits", "for _ in range(6): os.write(1, bytes(1_000_000))"),
    Attack("open descriptors", "limits", "x = [os.dup(0) for _ in range(100)]"),
    Attack("move its root", "own user", "os.chroot('/')", ("seccomp",), "root"),
    Attack("take another user's place", "own user", "os.setresgid(65534, 65534, 65534)",
           ("seccomp",), "root"),
    Attack("write what is root's", "own user", "open(SECRET, 'a').write('x')",
           ("landlock",), "root"),
    Attack("make threads without end", "own user",
           "threading.stack_size(65536)\nwait = dict(args=(9,), daemon=True)\n"
           "for _ in range(400): threading.Thread(None, time.sleep, **wait).start()",
           (), "root"),
    Attack("send a datagram to this machine", "own network",
           "socket.socket(2, 2).sendto(b'x', ('127.0.0.1', 9))", ("seccomp",), "root"),
    Attack("leave word in the time of a file's last access", "no access times",
           "before = os.stat(READ).st_atime_ns\nopen(READ, 'rb').read(1)\n"
           "assert os.stat(READ).st_atime_ns != before", (), "root"),
    Attack("wait where other processes can wake it", "private futexes", """
library = ctypes.CDLL(None, use_errno=True)
place, number = ctypes.cast(library.getpid, ctypes.c_void_p).value & ~3, FUTEX
assert library.syscall(number, ctypes.c_void_p(place), 1, 1, None, None, 0) == 0""".strip()),
    Attack("ask for another process's processors", "own affinity",
           "os.sched_getaffinity(os.getppid())"),
    Attack("count the threads of another process", "no processes",
           "assert os.stat(f'/proc/{os.getppid()}/task').st_nlink > 2", (), "root"),
    Attack("read the zygote's memory", "dumpable", "open(f'/proc/{os.getppid()}/mem', 'rb')",
           ("seccomp", "landlock"), "user"),
    Attack("find the modules of the grader", "imports",
           "assert any('site-packages' in path for path in sys.path)"),
]  # fmt: skip
OF_SECCOMP = ("seccomp", "whole threads", "blindness", "private futexes", "own affinity")
READ = os.path.join(os.path.dirname(os.__file__), "this.py")  # nobody reads it
SOURCE = """
import ctypes, fcntl, os, socket, sys, threading, time
SECRET, READ, FUTEX = {secret!r}, {read!r}, {futex}
def attack():
    {code}
    return True
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where zygotes without some layers are started and attacked."""
    place = Place(tmp_path, monkeypatch)
    yield place
    for zygote in place.zygotes:
        zygote.close()


class Place:
    """Copies of the student's side, the zygotes started from them, and a secret."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.secret = folder / "secret.py"
        self.secret.write_text("# a hidden test\n")
        self.secret.chmod(0o644)
        self.zygotes: list[Zygote] = []

    def without(self, layers: Sequence[str]) -> Zygote:
        """A zygote in whose workers these layers do nothing."""
        copy = self.folder / f"child-{len(self.zygotes)}"
        shutil.copytree(start.CHILD, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for layer in layers:
            name, old, new = ABLATIONS[layer]
            text = (copy / name).read_text()
            assert old in text, f"{name} has changed: mend ABLATIONS"
            (copy / name).write_text(text.replace(old, new, 1) if old else text + new)
        with self.monkeypatch.context() as patch:
            patch.setattr(start, "CHILD", copy)
            self.zygotes.append(Zygote())
        return self.zygotes[-1]

    def load(self, zygote: Zygote, code: str) -> StudentCode:
        """A submission with one function, `attack`, that does what `code` says."""
        source = SOURCE.format(
            secret=str(self.secret),
            read=READ,
            futex=seccomp.TABLES[platform.machine()][1]["futex"] if seccomp.supported() else 0,
            code=code.replace("\n", "\n    "),
        )
        budget = Budget(call=5.0, question=10.0, load=5.0, submission=20.0)
        limits = Confinement(memory_mb=256, cpu_seconds=20, output_bytes=4_000_000)
        return StudentCode(zygote, limits, budget, ["attack"], "work.py", [(None, source)])

    def gets_through(self, zygote: Zygote, code: str) -> bool:
        """Whether an attack comes to its end."""
        student = self.load(zygote, code)
        try:
            return StudentFunction(student, "attack")() is True
        except Failure as failure:
            if failure.kind in ("raised", "out_of_memory"):
                return False
            raise
        finally:
            student.close()


def needs(layer: str, only: str = "") -> None:
    """Skip where the place does not offer a layer at all."""
    if only and only != ("root" if os.geteuid() == 0 else "user"):
        pytest.skip(f"this is about what {only} may do")
    if layer in OF_SECCOMP and not seccomp.supported():
        pytest.skip("no table of system calls for this machine")
    if layer == "landlock" and not landlock.version():
        pytest.skip("this kernel has no Landlock")
    if layer == "own network" and not in_a_fork(confine.own_network):
        pytest.skip("this place lets nobody make a network")
    if layer == "no processes" and not in_a_fork(own_mounts):
        pytest.skip("this place lets nobody change what /proc shows")
    if layer == "no access times":
        state = os.stat(READ)
        os.utime(READ, ns=(state.st_mtime_ns - 10**9, state.st_mtime_ns))  # so that it would count
        if not in_a_fork(own_mounts) or os.statvfs(READ).f_flag & os.ST_NOATIME:
            pytest.skip("this place lets nobody change how disks are seen, or has no such times")
    if layer == "own user" and not landlock.version():
        pytest.skip("without Landlock no file can be opened, whoever one is")


def in_a_fork(action: Callable[[], bool]) -> bool:
    """What it says in a process of its own, which it may change for good."""
    pid = os.fork()
    if pid == 0:
        os._exit(0 if action() else 1)
    return os.waitpid(pid, 0)[1] == 0


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_layer_stops_what_passes_without_it(place: Place, attack: Attack) -> None:
    """The attack is stopped by its layer, and by nothing else once that is gone."""
    needs(attack.layer, attack.only)
    assert not place.gets_through(place.without(attack.also_off), attack.code)
    assert place.gets_through(place.without([*attack.also_off, attack.layer]), attack.code)


def test_access_times_are_spent_where_they_can_t_be_hidden(place: Place) -> None:
    """What has been read before any worker was made is not dated anew."""
    attack = next(each for each in ATTACKS if each.layer == "no access times")
    needs(attack.layer, attack.only)
    assert not place.gets_through(place.without(["own mounts"]), attack.code)


@pytest.mark.slow
def test_what_multiplies_stays_without_the_sweep(place: Place) -> None:
    """Where seccomp lets processes be made, it is the sweep that removes them."""
    needs("seccomp")
    code = "for _ in range(3):\n    if os.fork() == 0: os.setsid(); time.sleep(20)"
    for off, left in ((["seccomp", "landlock"], 0), (["seccomp", "landlock", "sweep"], 3)):
        zygote = place.without(off)
        assert place.gets_through(zygote, code)
        alive = grandchildren(zygote)
        assert len(alive) == left
        for process in alive:
            os.kill(process, 9)


def test_a_descriptor_that_is_left_open_is_found(place: Place) -> None:
    """A worker has its five descriptors, and no more only because the others are closed."""
    code = "for number in range(5, 200):\n    try: fcntl.fcntl(number, fcntl.F_GETFD)\n"
    code += "    except OSError: pass\n    else: return True\nraise ValueError"
    assert not place.gets_through(place.without([]), code)
    assert place.gets_through(place.without(["descriptors"]), code)


def grandchildren(zygote: Zygote) -> list[int]:
    """The living children of a zygote."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == zygote._process.pid and state != "Z":
            found.append(int(path.parent.name))
    return found
