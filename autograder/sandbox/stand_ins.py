"""Functions of ours that stand in for the student's, in a process of their own.

The student's code decides what they are asked, and no signal ends a long call into C. So
they run in a fork of the grader that has a limit on its memory and is killed when the time
is over: what a question costs, it costs the student's own call.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograder.sandbox.child import confine, wire
from autograder.sandbox.child.worker import Pipes
from autograder.sandbox.workers import Worker, WorkerDied, WorkerTimeout

MAX_ASKED = 500_000  # questions that one question's code may ask back
MOST_BYTES = 1_000_000  # of arguments; the exercises' own code sends 40,000 at most

Functions = Mapping[str, Callable[..., Any]]


class StandIns:
    """Answers what a student's code asks of functions that we provide.

    `names` are those of the functions that it may ask for at the time.
    """

    def __init__(self, functions: Functions, memory_mb: int) -> None:
        self.functions = functions
        self.names: tuple[str, ...] = ()
        self.asked = 0
        self._memory = memory_mb * 2**20
        self._process: Worker | None = None
        self._pid = 0

    def begin(self, names: Iterable[str]) -> None:
        """From now on these are provided, and nothing has been asked yet."""
        self.names, self.asked = tuple(names), 0

    def answer(
        self, question: dict[str, Any], data: bytes, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """What one of the functions gives for the arguments that the student's code sent."""
        name = str(question.get("ask"))
        if name not in self.names or self.asked >= MAX_ASKED:
            raise WorkerDied("a question that nobody expects")
        self.asked += 1
        if len(data) > MOST_BYTES:
            return {"refused": f"arguments of more than {MOST_BYTES:,} bytes"}, b""
        if self._process is None:
            self._process = self._start()
        try:
            return self._process.exchange(question, data, seconds)
        except (WorkerTimeout, WorkerDied):
            self.close()
            raise

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            os.waitpid(self._pid, 0)
            self._process = None

    def _start(self) -> Worker:
        request, to_functions = os.pipe()
        from_functions, reply = os.pipe()
        # Found out here: what a fork does for the first time costs it copies of many pages.
        memory = confine.address_space_now() + self._memory
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(to_functions)
                os.close(from_functions)
                confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
                _serve(Pipes(request, reply), self.functions)
            finally:
                os._exit(0)
        os.close(request)
        os.close(reply)
        nothing = open(os.devnull, "rb")  # noqa: SIM115  (closed with the process)
        return Worker(to_functions, from_functions, os.pidfd_open(self._pid), nothing)


def _serve(pipes: Pipes, functions: Functions) -> None:
    while True:
        call_id, question, data = pipes.receive()
        answer, payload = _answer(functions[question["ask"]], question.get("arguments"), data)
        try:
            if len(payload) > wire.MAX_ANSWER:
                raise wire.WireError("is too large to be sent")
            pipes.send(call_id, answer, payload)
        except wire.WireError as error:
            pipes.send(call_id, {"refused": f"the answer {error}"})


def _answer(
    function: Callable[..., Any], arguments: Any, data: bytes
) -> tuple[dict[str, Any], bytes]:
    try:
        values, options = wire.decode(arguments, data)
        form, payload = wire.encode(function(*values, **options))
    except Exception as error:  # the student called it in a way that can't work
        return {"refused": f"{type(error).__name__}: {error}"[:300]}, b""
    return {"value": form}, payload
