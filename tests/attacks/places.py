"""Other places to run the catalogue in: another user, a container, an older kernel.

    python -m tests.attacks.places COMMAND…

runs a command below a filter like a container engine's, on a kernel without Landlock.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.child import confine, seccomp

from .harness import Results, workplace

ROOT = Path(__file__).parents[2]
NOBODY = 65534
# What container engines leave to root.
CAPABILITIES = (
    "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw "
    "sys_chroot mknod audit_write setfcap"
)
# What their filters refuse, and Landlock, which an old kernel does not know.
REFUSED = {"mount": 165, "umount2": 166, "ptrace": 101, "unshare": 272, "setns": 308, "bpf": 321,
           "keyctl": 250, "add_key": 248, "userfaultfd": 323, "perf_event_open": 298}  # fmt: skip
UNKNOWN = (444, 445, 446)


@dataclass(frozen=True)
class Place:
    """How to start a command there, and a Python that can be read from there."""

    name: str
    prefix: tuple[str, ...]
    python: str

    def run(self, *arguments: str, seconds: float = 600) -> subprocess.CompletedProcess[str]:
        """Run a module of this project in the place."""
        return subprocess.run(
            [*self.prefix, self.python, "-m", *arguments],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def grade(self, names: Sequence[str]) -> Results:
        """The findings for the entries called `names`."""
        done = self.run("tests.attacks.harness", *names)
        assert done.returncode == 0, done.stderr[-3000:]
        return Results.from_json(done.stdout)


class Impossible(Exception):
    """This machine has no such place; the text says why."""


@contextmanager
def place(name: str) -> Iterator[Place]:
    """Prepare a place; raises Impossible where there is none."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        raise Impossible("only root can become somebody else, with the command setpriv")
    user = (setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    bounds = ",".join(["-all", *(f"+{capability}" for capability in CAPABILITIES.split())])
    container = (setpriv, f"--bounding-set={bounds}", "--inh-caps=-all")
    if name in ("user", "container"):
        # In a container Python is where every user can read it.
        with workplace() as folder:
            python = readable_python(user, folder)
            yield Place(name, user if name == "user" else container, python)
    else:
        if platform.machine() != "x86_64":
            raise Impossible("the filter of the old container is written for x86_64")
        before = (sys.executable, "-m", "tests.attacks.places")
        yield Place(name, (*before, *container), sys.executable)


def readable_python(user: Sequence[str], folder: Path) -> str:
    """An interpreter with our libraries that another user can run."""
    if works(user, sys.executable):
        return sys.executable
    # It may lie in a closed home: then the system's, if it takes the same libraries.
    system = shutil.which("python3", path="/usr/bin:/bin")
    if system is None:
        raise Impossible("no interpreter that another user can read")
    environment = folder / "python"
    subprocess.run([system, "-m", "venv", "--without-pip", environment], check=True)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = environment / "lib" / version / "site-packages"
    if not packages.is_dir():
        raise Impossible(f"no {version} that another user can read")
    (packages / "ours.pth").write_text("\n".join([*libraries, str(ROOT)]) + "\n")
    found = str(environment / "bin" / "python")
    if not works(user, found):
        raise Impossible("another user can't read our libraries")
    return found


def works(user: Sequence[str], python: str) -> bool:
    """Whether a user can run an interpreter with what the grader needs."""
    # Twice: the first start still has root's rights while its file is opened.
    code = "import subprocess, sys; subprocess.run([sys.executable, '-P', '-c', "
    code += "'import numpy, pytest, click, autograder'], check=True)"
    done = subprocess.run([*user, python, "-P", "-c", code], capture_output=True, check=False)
    return done.returncode == 0


def forget_landlock() -> None:
    """Put a filter on this process under which it looks like one in an old container."""
    refuse = seccomp.REFUSE
    steps = [
        seccomp._step(seccomp.LOAD, seccomp.ARCHITECTURE),
        seccomp._step(seccomp.JUMP_EQUAL, seccomp.TABLES["x86_64"][0], 1, 0),
        seccomp._step(seccomp.RETURN, seccomp.KILL),
        seccomp._step(seccomp.LOAD, seccomp.NUMBER),
    ]
    answers = dict.fromkeys(UNKNOWN, errno.ENOSYS)
    answers |= dict.fromkeys(REFUSED.values(), errno.EPERM)
    for number, answer in answers.items():
        steps.append(seccomp._step(seccomp.JUMP_EQUAL, number, 0, 1))
        steps.append(seccomp._step(seccomp.RETURN, refuse | answer))
    steps.append(seccomp._step(seccomp.RETURN, seccomp.ALLOW))
    code = b"".join(steps)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    whole = Program(len(code) // 8, ctypes.addressof(buffer))
    confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
    library = ctypes.CDLL(None, use_errno=True)
    mode = seccomp.MODE_FILTER
    if library.prctl(seccomp.PR_SET_SECCOMP, mode, ctypes.byref(whole), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the filter was not taken")


if __name__ == "__main__":
    forget_landlock()
    os.execvp(sys.argv[1], sys.argv[1:])
