"""Finds out what holds in this place, by trying it in a real worker.

Versions and names of systems say little about what a container or a policy allows; what a
worker was kept from doing says all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.calls import Failure
from autograder.sandbox.student import Budget, StudentCode, StudentFunction
from autograder.sandbox.workers import Confinement, Zygote

# Each probe tries one thing; reaching its end means that nothing stopped it.
PROBES = {
    "start a process": "import os\npid = os.fork()\nif pid == 0: os._exit(0)",
    "run a program": "import os\nos.execv('/bin/true', ['true'])",
    "open a socket": "import socket\nsocket.socket()",
    "read a file of the grader": "open(SECRET).read()",
    "write a file": "open(SECRET + '.new', 'w').write('x')",
    "change a file's mode": "import os\nos.chmod(SECRET, 0o600)",
    "list processes": "import os\nassert os.listdir('/proc')",
    "signal the grader": "import os\nos.kill(GRADER, 0)",
    "raise its own limits": (
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (10**9, 10**9))"
    ),
    "share memory": "import os\nos.memfd_create('x')",
    "allocate 2 GB": "x = bytearray(2 * 10**9)",
    "write 100 MB of output": "import os\nfor _ in range(100): assert os.write(1, b'x' * 10**6)",
    "run for ever": "while True: pass",
}


@dataclass(frozen=True)
class Probe:
    """One thing that a worker tried: `stopped` by `how`, or not."""

    attempt: str
    stopped: bool
    how: str


def contained(layers: Sequence[str]) -> bool:
    """Whether the layers keep a hostile file from the machine and from other students."""
    files = "no files" in layers or any(layer.startswith("landlock") for layer in layers)
    return "seccomp" in layers and files


def examine() -> tuple[tuple[str, ...], list[Probe]]:
    """The layers that a worker reports, and what each probe met."""
    probes = []
    zygote = Zygote()
    try:
        with tempfile.TemporaryDirectory() as folder:
            secret = Path(folder) / "secret"
            secret.write_text("nobody's business", encoding="utf-8")
            names = f"SECRET = {str(secret)!r}\nGRADER = {os.getpid()}\n"
            for attempt, text in PROBES.items():
                body = text.replace("\n", "\n    ")
                source = f"{names}def probe():\n    {body}\n    return 'done'\n"
                layers, probe = _try(zygote, attempt, source)
                probes.append(probe)
    finally:
        zygote.close()
    return layers, probes


def _try(zygote: Zygote, attempt: str, source: str) -> tuple[tuple[str, ...], Probe]:
    code = StudentCode(
        zygote=zygote,
        confinement=Confinement(memory_mb=512, cpu_seconds=10),
        budget=Budget(call=1.0, question=1.0, load=5.0, submission=10.0),
        names=["probe"],
        file="probe.py",
        cells=[(None, source)],
    )
    try:
        code.load()
        StudentFunction(code, "probe")()
    except Failure as failure:
        return code.layers, Probe(attempt, True, failure.text.split("\n")[0])
    finally:
        code.close()
    return code.layers, Probe(attempt, False, "nothing stopped it")
