"""The code of one submission: loaded in a worker, replaced when it was lost, timed."""

from __future__ import annotations

import json
import signal
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.sandbox.calls import Call, Failure
from autograder.sandbox.child.ingest import Ingested, Refused
from autograder.sandbox.workers import Confinement, Worker, WorkerDied, Workers, WorkerTimeout

if TYPE_CHECKING:
    from autograder.sandbox.stand_ins import Functions, StandIns

AHEAD_BYTES = 60_000  # of requests in the pipe, which holds 65,536
ANEW = 1 / 4  # of a submission's time, for loading it again only to have a fresh process


@dataclass(frozen=True)
class Budget:
    """Seconds that a submission's code may take; see course.Limits."""

    call: float
    question: float
    load: float
    submission: float


@dataclass
class StudentCode:
    """The code of one submission, loaded in a worker whenever a call needs it."""

    zygote: Workers
    confinement: Confinement
    budget: Budget
    names: Sequence[str]
    file: str = ""
    cells: Sequence[tuple[int | None, str]] = ()
    load_errors: list[dict[str, Any]] | None = None  # of the first load; None before it
    defined: frozenset[str] = frozenset()
    layers: tuple[str, ...] = ()
    shared: bool = False  # whether the process served other questions before this one
    dead: Failure | None = None  # why nothing of this submission can be called any more
    stand_ins: StandIns | None = None  # functions of ours in place of the student's
    _fresh: Worker | None = None  # has only taken the file apart
    _worker: Worker | None = None
    _load_seconds: float = 0.0  # what loading took the last time
    _used: bool = False  # whether the worker has answered a call
    _output_start: int = 0  # how much it had printed when the question began
    _anew_left: float = 0.0  # seconds
    question_left: float = 0.0
    _call_seconds: float = 0.0
    _deadline: float = field(default_factory=lambda: float("inf"))
    _printed: str = ""
    _ahead: deque[tuple[Call, int]] = field(default_factory=deque)  # sent; not yet answered

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.budget.submission
        self._anew_left = ANEW * self.budget.submission
        self.question_left = self.budget.question
        self._call_seconds = self.budget.call

    def start_question(
        self,
        provided: Functions | None = None,
        call_seconds: float | None = None,
        left: float | None = None,
    ) -> None:
        """A fresh time budget for the next question; the process may have served others.

        `provided` are functions of ours that stand in for the student's of that name;
        `call_seconds` is for a question that may take longer than the others; `left` is
        what remains of the budget where the question goes on.
        """
        if provided or self.stand_ins:
            self.close()
        self.stand_ins = None
        if provided:
            from autograder.sandbox.stand_ins import StandIns  # which not every system can have

            self.stand_ins = StandIns(provided, self.confinement.memory_mb)
        self.shared = self._used and self._worker is not None
        self._call_seconds = call_seconds or self.budget.call
        whole = max(self.budget.question, 2 * self._call_seconds)
        self.question_left = whole if left is None else left
        self._printed = ""
        self._output_start = self._worker.output_size() if self._worker else 0

    def start_afresh(self) -> bool:
        """Replace a process that has served earlier questions; false where time is short."""
        left = min(self._anew_left, (self._deadline - time.monotonic()) / 2)
        if self._load_seconds > left:
            return False
        self._anew_left -= self._load_seconds
        self.close()
        call_seconds = self._call_seconds
        self.start_question(call_seconds=call_seconds)
        return True

    def send_ahead(self, calls: Sequence[Call]) -> None:
        """Let the worker begin with what a test is known to ask; `call` picks the answers up.

        Both sides then work without waiting for each other at every call. What does not fit
        into the pipe, or comes after a call that the test makes otherwise, is sent when it
        is made.
        """
        self._drop_ahead()
        room, chosen = AHEAD_BYTES, []
        for call in calls:
            room -= len(call.frame)
            if room < 0:
                break
            chosen.append(call)
        if len(chosen) < 2 or self.stand_ins:  # a worker that asks back reads the next frame
            return
        try:
            ids = self._loaded().send([call.frame for call in chosen], self._seconds_left())
        except (Failure, WorkerTimeout, WorkerDied):
            return  # the call itself will tell
        self._used = True
        self._ahead.extend(zip(chosen, ids))

    def call(self, call: Call) -> tuple[dict[str, Any], bytes]:
        """What the loaded code answers; raises Failure."""
        if self._ahead and not self._ahead[0][0].same_as(call):
            self._drop_ahead()
        worker = self._loaded()
        seconds = self._seconds_left()
        if seconds <= 0:
            raise Failure("timed_out", "no time is left for this question")
        start = time.monotonic()
        self._used = True
        try:
            if self._ahead:
                return worker.receive(self._ahead.popleft()[1], seconds)
            (call_id,) = worker.send([call.frame], seconds)
            answer = self.stand_ins.answer if self.stand_ins else None
            return worker.receive(call_id, seconds - (time.monotonic() - start), answer)
        except WorkerTimeout:
            self._lose()
            raise Failure("timed_out", f"no answer after {seconds:.3g} seconds") from None
        except WorkerDied as error:
            raise self._why_died(self._lose(), str(error)) from None
        finally:
            self.question_left -= time.monotonic() - start

    def _seconds_left(self) -> float:
        return min(self._call_seconds, self.question_left, self._deadline - time.monotonic())

    def _drop_ahead(self) -> None:
        """Wait for the answers that nobody wants: the next one is behind them."""
        start = time.monotonic()
        while self._ahead and self._worker is not None:
            _, call_id = self._ahead.popleft()
            try:
                self._worker.receive(call_id, max(0.0, self._seconds_left()))
            except (WorkerTimeout, WorkerDied):
                self._lose()
        self.question_left -= time.monotonic() - start

    def ingest(self, data: bytes, file: str, suffix: str, slug: str | None) -> Ingested:
        """Take a submitted file apart in a worker, which the code is then loaded in.

        Raises Refused with what the student should know.
        """
        self._fresh = worker = self.zygote.spawn(self.confinement)
        request = {"do": "ingest", "file": file, "suffix": suffix, "slug": slug}
        try:
            answer, payload = worker.exchange(request, data, self.budget.load)
            if "refused" in answer:
                raise Refused(*map(str, answer["refused"]))
            cells = [(number, source) for number, source in json.loads(payload)]
            return Ingested(answer["file"], answer["kind"], cells, tuple(answer["notes"]))
        except (WorkerTimeout, WorkerDied):
            self._fresh = None
            worker.kill()
            self.zygote.sweep()
            raise Refused(
                "could not be read.", file, "Save it anew and hand it in again."
            ) from None

    def load(self) -> None:
        """Run the submission once; afterwards `load_errors` and `defined` are known."""
        try:
            self._loaded()
        except Failure:
            pass  # kept in self.dead

    def printed(self) -> str:
        """What the code printed since the question began."""
        return self._worker.printed(self._output_start) if self._worker else self._printed

    def close(self) -> None:
        """Drop the worker, if there is one, and the process that answers it."""
        if self.stand_ins is not None:
            self.stand_ins.close()
        if self._worker is not None:
            self._lose()
        if self._fresh is not None:
            self._fresh.kill()
            self._fresh = None
            self.zygote.sweep()

    def _loaded(self) -> Worker:
        if self.dead:
            raise self.dead
        if self._worker is not None:
            return self._worker
        self._worker = worker = self._fresh or self.zygote.spawn(self.confinement)
        self._fresh = None
        self._used, self._output_start = False, 0
        self.layers = worker.layers
        start = time.monotonic()
        seconds = min(self.budget.load, self._deadline - start)
        request = {"do": "load", "file": self.file, "names": list(self.names)}
        try:
            answer, _ = worker.exchange(request, json.dumps(list(self.cells)).encode(), seconds)
            errors, defined = answer["errors"], answer["defined"]
            if not isinstance(errors, list) or not isinstance(defined, list):
                raise WorkerDied("a malformed answer")
        except WorkerTimeout:
            self._lose()
            text = f"loading it did not end within {max(seconds, 0):.3g} seconds"
            self.dead = self._dead(Failure("timed_out", text))
            raise self.dead from None
        except (WorkerDied, KeyError) as error:
            self.dead = self._dead(self._why_died(self._lose(), str(error)))
            raise self.dead from None
        self._output_start = worker.output_size()  # what loading printed is no question's
        if self.stand_ins:
            names = list(self.stand_ins.functions)
            try:
                worker.exchange({"do": "provide", "names": names}, b"", seconds)
            except (WorkerTimeout, WorkerDied) as error:
                raise self._why_died(self._lose(), str(error)) from None
        self._load_seconds = time.monotonic() - start
        if self.load_errors is None:
            self.load_errors = [error for error in errors[:50] if isinstance(error, dict)]
            self.defined = frozenset(name for name in defined if isinstance(name, str))
        return worker

    def _dead(self, failure: Failure) -> Failure:
        """Why it could not be loaded. Where it could the first time, hidden inputs may have
        been sent since, and how exactly it ended would be a way to carry them out.
        """
        if self.load_errors is None:
            return failure
        return Failure(failure.kind, "loading it once more, in a fresh process, failed")

    def _lose(self) -> int | None:
        assert self._worker is not None
        self._printed = self._worker.printed(self._output_start)
        self._worker.kill()
        self._worker = None
        self._ahead.clear()
        return self.zygote.sweep()

    def _why_died(self, code: int | None, text: str) -> Failure:
        if code is not None and code < 0:
            if -code == getattr(signal, "SIGXCPU", None):
                return Failure("timed_out", "it used up its processor time")
            if -code != getattr(signal, "SIGKILL", None):
                name = signal.Signals(-code).name if -code < 32 else str(-code)
                return Failure("crashed", f"its process crashed ({name})")
        elif code is not None and code < 2**31:  # above: how Windows names a crash
            return Failure("crashed", f"it ended its own process (exit code {code})")
        return Failure("crashed", f"its process was lost: {text}")
