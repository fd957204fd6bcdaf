"""Commands in namespaces of their own, so that nothing of them outlives us.

All that such a command mounts and starts lives in its own mount and process id namespaces.
When their first process dies, and it dies at the latest with this one, the kernel ends the
rest.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# setpriv ties the command's life to ours, and unshare's option everything below to the command.
ISOLATED = (
    *("setpriv", "--pdeathsig", "KILL"),
    *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"),
)
KILLED = 128 + signal.SIGKILL


class ContainerError(Exception):
    """The container itself went wrong, not what ran in it."""


@dataclass(frozen=True)
class Ended:
    """How a command ended; `stopped`: it was killed when its time was over."""

    returncode: int
    seconds: float
    stopped: bool
    output: str


def run_isolated(command: Sequence[str], *, folder: Path, log: Path, seconds: float) -> Ended:
    """Run a command in `folder`, with its output in `log`; kill all of it after `seconds`."""
    started = time.monotonic()
    stopped = False
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*ISOLATED, *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C is ours to handle
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            stopped = True
        finally:
            _end(process)
    # As a shell tells of a signal; unshare itself says something else after one.
    code = KILLED if stopped or process.returncode < 0 else process.returncode
    return Ended(
        returncode=code,
        seconds=time.monotonic() - started,
        stopped=stopped,
        output=log.read_text("utf-8", errors="replace"),
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill all that a process has started, and wait until it is gone."""
    if process.poll() is not None:
        return
    # Not unshare but its child: that is the first process of the namespace, and unshare, which
    # waits for it, ends after the kernel has ended all others in there.
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    except OSError:
        children = []  # a kernel without that file
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    if not children:
        process.kill()  # its child dies with it, a moment later
    process.wait()


def mounts() -> Iterator[tuple[Path, str, str]]:
    """All mounts that this process sees: where, of which kind, with which options."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        ours, _, theirs = line.partition(" - ")
        place = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), ours.split()[4])
        kind, _, options = theirs.split(" ", 2)
        yield Path(place), kind, options
