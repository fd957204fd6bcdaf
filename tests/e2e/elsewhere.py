"""Systems that we haven't got, made by taking away from this one what they lack.

The text of each goes into a `sitecustomize.py`, which Python runs at its start, so that every
process of a check is without it.
"""

from __future__ import annotations

import os
from pathlib import Path

# Windows and macOS together: neither fork nor what a locked worker is made of. SIGKILL stays,
# since subprocess needs it here for what Windows has a call of its own.
WITHOUT_UNIX = '''
import importlib.abc, os, select, signal, socket, sys

GONE = {
    os: """fork forkpty posix_spawn posix_spawnp pidfd_open pread pwrite set_blocking setsid
        setresuid setresgid setgroups getuid geteuid getgid getgroups getpgid killpg mkfifo chown
        sched_getaffinity sched_setaffinity sched_setscheduler wait3 wait4 openpty
        WIFSIGNALED WIFEXITED WTERMSIG WEXITSTATUS""",
    signal: """pidfd_send_signal pthread_sigmask setitimer alarm sigwait SIGALRM SIGXCPU SIGXFSZ
        SIGUSR1 SIGHUP SIGTSTP SIGCONT""",
    socket: "AF_UNIX SOCK_SEQPACKET send_fds recv_fds",
    select: "poll epoll",
}
for module, names in GONE.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)


def no_pipes(*arguments):
    raise OSError("select: only sockets can be waited for")


select.select = no_pipes


class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {"resource", "fcntl", "termios", "tty", "pty", "pwd", "grp"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


for name in ("resource", "fcntl", "termios", "tty", "pty", "pwd", "grp"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
'''


def environment(folder: Path, text: str) -> dict[str, str]:
    """The environment of a process that runs `text` first; `folder` is for its file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"}


# JupyterLite, as far as a check can tell: NumPy and the standard library, but neither processes
# nor threads' pools, nor a network.
ONLY_NUMPY = """
import importlib.abc, os, sys

for name in "fork forkpty posix_spawn posix_spawnp execv execve system popen".split():
    delattr(os, name)
GONE = {"_posixsubprocess", "subprocess", "socket", "_socket", "ssl", "select", "selectors",
        "multiprocessing", "_multiprocessing", "asyncio", "concurrent", "fcntl", "resource",
        "termios", "pwd", "grp", "signal"}
KNOWN = {*sys.stdlib_module_names, "numpy", "autograder", "sitecustomize"}


class OnlyNumpy(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        root = name.partition(".")[0]
        if root in GONE or root not in KNOWN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


for name in GONE:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, OnlyNumpy())
"""
