"""What the boundary costs: a fresh locked worker, and a call across it.

    .venv/bin/python -m benchmarks.boundary [--rounds 200]

On one processor, as in a grading session.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable

import numpy as np

from autograder.grading.serve import stay_on
from autograder.grading.session import processor
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import Budget, StudentCode
from autograder.sandbox.workers import Confinement, Zygote
from benchmarks.processes import as_a_session

CONFINEMENT = Confinement(memory_mb=512, cpu_seconds=600)


def main() -> None:
    """Measure, and print medians with the 95th percentile beside them."""
    as_a_session("benchmarks.boundary")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    stay_on(processor())
    zygote = Zygote()
    try:

        def worker() -> None:
            zygote.spawn(CONFINEMENT).kill()

        show("a fresh, locked worker, and its end", worker, rounds)
        code = StudentCode(
            zygote=zygote,
            confinement=CONFINEMENT,
            budget=Budget(call=10, question=1e6, load=10, submission=1e6),
            names=["same"],
            file="same.py",
            cells=[(None, "def same(x):\n    return x\n")],
        )
        function = StudentFunction(code, "same")
        gc.collect()
        gc.freeze()  # as a session does before the first submission
        for size in (1, 64, 256):
            image = np.random.default_rng(0).normal(size=(size, size))

            def call(x: np.ndarray = image) -> None:
                function(x)
                function.calls.clear()  # what a test keeps of it is not the call's cost

            show(f"a call with a {size}×{size} array", call, rounds)
        code.close()
    finally:
        zygote.close()


def show(label: str, action: Callable[[], object], rounds: int) -> None:
    """Time an action many times and print one line."""
    action()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - start))
    slow = statistics.quantiles(times, n=20)[-1]
    print(f"{label:40} median {statistics.median(times):7.3f} ms   95 % under {slow:7.3f} ms")


if __name__ == "__main__":
    main()
