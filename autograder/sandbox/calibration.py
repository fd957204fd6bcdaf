"""How much slower this machine is than the one that the limits were made for.

A limit in seconds would give another grade on a slow machine. So a session first times a
fixed piece of work in a worker, and stretches all limits by what it took too long.
"""

from __future__ import annotations

import time

from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import Budget, StudentCode
from autograder.sandbox.workers import Confinement, Workers

NOMINAL_SECONDS = 0.05  # what the work takes where limits mean what they say
MOST = 10.0
WORK = """
import numpy as np

def work():
    total = 0
    for number in range(300_000):
        total += number * number % 7
    matrix = np.arange(10_000.0).reshape(100, 100)
    for _ in range(20):
        total += float((matrix @ matrix).sum() % 7)
    return total
"""


def slowness(zygote: Workers) -> float:
    """By which factor limits have to be stretched here: 1 on a usual machine, at most 10."""
    code = StudentCode(
        zygote=zygote,
        confinement=Confinement(memory_mb=256, cpu_seconds=60),
        budget=Budget(call=20.0, question=60.0, load=20.0, submission=60.0),
        names=["work"],
        file="work.py",
        cells=[(None, WORK)],
    )
    function = StudentFunction(code, "work")
    times = []
    try:
        for _ in range(3):
            start = time.monotonic()
            function()
            times.append(time.monotonic() - start)
            if times[-1] <= NOMINAL_SECONDS:
                break
    finally:
        code.close()
    return min(MOST, max(1.0, min(times) / NOMINAL_SECONDS))
