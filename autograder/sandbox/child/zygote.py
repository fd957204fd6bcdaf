"""Makes workers: a process with NumPy loaded that forks on request, and reaps.

Started by exec, so that nothing of the grader is in its memory; it knows no test, no
solution and no secret. It serves one client, one worker at a time: a new worker is made
only after everything that came from the one before is dead and reaped.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import socket
import sys
import threading
import time
from typing import Any

from . import comforts, confine, imports, shortage, worker
from .places import forget_places
from .warmth import warm_up

# The system's default is what the grader's shell allows, of which few may fit into the memory.
THREAD_STACK = 4 * 2**20


def main() -> None:
    """Serve the control socket whose descriptor is the last argument.

    The one before is `warm`, or `soon` where somebody waits for a single worker.
    """
    ahead, control = sys.argv[-2] == "warm", socket.socket(fileno=int(sys.argv[-1]))
    sys.argv[:], sys.orig_argv[:] = [""], [""]  # a submission need not know where we live
    confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)  # nor outlive who started it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader to handle
    with open("/proc/self/statm", encoding="ascii") as statm:  # no file can be opened later
        shared = confine.prepare(ahead)
        imports.prepare(everything=not shared.files, ahead=ahead)
        comforts.provide(shared.files)
        threading.stack_size(THREAD_STACK)
        shortage.take_note()
        if ahead:
            warm_up()
        forget_places()
        address_space = confine.address_space(statm)
    gc.freeze()  # workers share these pages for as long as nobody touches them
    control.send(json.dumps({"ready": os.getpid()}).encode())
    current: int | None = None
    while True:
        text, descriptors, _, _ = socket.recv_fds(control, 4096, 3)
        if not text:
            sweep(current)
            return
        message = json.loads(text)
        status = sweep(current)
        current = None
        if message["do"] == "spawn":
            current = os.fork()
            if current == 0:
                message["address_space"] = address_space
                become_worker(control, descriptors, message, shared)
            for descriptor in descriptors:
                os.close(descriptor)
            answer: dict[str, Any] = {"pid": current, "status": status}
            pidfd = os.pidfd_open(current)
            socket.send_fds(control, [json.dumps(answer).encode()], [pidfd])
            os.close(pidfd)
        else:
            control.send(json.dumps({"status": status}).encode())


def become_worker(
    control: socket.socket, descriptors: list[int], limits: dict[str, Any], shared: confine.Shared
) -> None:
    """In the fork: lock up, serve, and never come back."""
    code = 1
    try:
        control.close()
        confine.take_descriptors(*descriptors)
        import numpy as np

        random.seed(0)
        np.random.seed(0)
        del limits["do"]
        worker.serve(confine.REQUEST, confine.REPLY, confine.lock(**limits, shared=shared))
        code = 0
    finally:
        os._exit(code)


def sweep(current: int | None) -> int | None:
    """Kill and reap everything that descends from us; the wait status of `current`."""
    status = None
    if current is not None:
        _kill(current)
        _, status = os.waitpid(current, 0)
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return status  # no child is left, dead or alive
        for child in _children():
            _kill(child)
        time.sleep(0.001)
    return status


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _children() -> list[int]:
    """Processes whose parent we are; when a parent dies, its children become ours."""
    me, found = os.getpid(), []
    try:
        names = os.listdir("/proc")
    except PermissionError:  # Landlock; then seccomp lets no worker make a process
        return []
    for name in names:
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == me:
                found.append(int(name))
    return found
