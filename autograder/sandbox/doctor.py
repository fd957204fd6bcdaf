"""Finds out what holds in this place, by trying it in a real worker.

Versions and names of systems say little about what a container or a policy allows; what a
worker was kept from doing says all. A session does this before it grades anybody.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.calls import Failure
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import Budget, StudentCode
from autograder.sandbox.workers import Confinement, Zygote

# Each probe tries one thing; reaching its end means that nothing stopped it. What could
# end the worker comes last.
PROBES = {
    "start a process": "import os\npid = os.fork()\nif pid == 0: os._exit(0)",
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
    "run a program": "import os\nos.execv('/bin/true', ['true'])",
}
LASTING = {"run for ever": "while True: pass"}  # takes a second to find out


@dataclass(frozen=True)
class Probe:
    """One thing that a worker tried: `stopped` by `how`, or not."""

    attempt: str
    stopped: bool
    how: str


def examine(zygote: Zygote, *, thorough: bool = False) -> tuple[tuple[str, ...], list[Probe]]:
    """The layers that a worker reports, and what each probe met.

    Student code is contained if every one was stopped.
    """
    probes = {**PROBES, **LASTING} if thorough else PROBES
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.write_text("nobody's business", encoding="utf-8")
        # Open to all, so that it is our layers that keep a worker out.
        os.chmod(secret, 0o666)
        os.chmod(folder, 0o777)
        code = StudentCode(
            zygote=zygote,
            confinement=Confinement(memory_mb=512, cpu_seconds=60),
            budget=Budget(call=1.0, question=30.0, load=10.0, submission=60.0),
            names=[_name(number) for number in range(len(probes))],
            file="probes.py",
            cells=[(None, "\n".join(_source(str(secret), list(probes.values()))))],
        )
        try:
            code.load()
            found = [
                _try(StudentFunction(code, _name(number)), attempt)
                for number, attempt in enumerate(probes)
            ]
        finally:
            code.close()
    return code.layers, found


def _source(secret: str, texts: list[str]) -> Iterator[str]:
    yield f"SECRET = {secret!r}\nGRADER = {os.getpid()}"
    for number, text in enumerate(texts):
        yield f"def {_name(number)}():"
        yield from (f"    {line}" for line in text.splitlines())
        yield "    return True"


def _name(number: int) -> str:
    return f"probe_{number}"


def _try(probe: StudentFunction, attempt: str) -> Probe:
    try:
        probe()
    except Failure as failure:
        # A process that is gone has run another program; a lost answer is no proof.
        stopped = failure.kind != "crashed"
        return Probe(attempt, stopped, failure.text.split("\n")[0])
    return Probe(attempt, False, "nothing stopped it")
