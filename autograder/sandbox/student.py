"""The code of one submission: loaded in a worker, replaced when it was lost, timed."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.sandbox.calls import Call, Failure, LargeAnswers, Reply
from autograder.sandbox.child import wire
from autograder.sandbox.child.ingest import Ingested, Refused
from autograder.sandbox.ended import why_ended
from autograder.sandbox.workers import (
    Confinement,
    Worker,
    WorkerDied,
    Workers,
    WorkerTimeout,
    opened,
)

if TYPE_CHECKING:
    from autograder.sandbox.stand_ins import StandIns

AHEAD_BYTES = 60_000  # of requests in the pipe, which holds 65,536
NO_TIME = "no time is left for this question"
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
    crowded: bool = False  # whether it was refused a thread, perhaps for somebody else's sake
    pure: bool = False  # whether no call of a function can change what another answers
    layers: tuple[str, ...] = ()
    reserved: float = 0.0  # seconds that are kept for what comes later
    shared: bool = False  # whether other questions may have left something in the process
    dead: Failure | None = None  # why nothing of this submission can be called any more
    stand_ins: StandIns | None = None  # functions of ours in place of the student's
    _fresh: Worker | None = None  # has only taken the file apart
    _worker: Worker | None = None
    _load_seconds: float = 0.0  # what loading took the last time
    _heard: set[str] = field(default_factory=set)  # functions that ours stood in for in it
    _used: bool = False  # whether the worker has answered a call
    _strained: bool = False  # whether the worker has run out of memory
    _output_start: int = 0  # how much it had printed when the question began
    _anew_left: float = 0.0  # seconds
    _large: LargeAnswers = field(default_factory=LargeAnswers)
    question_left: float = 0.0
    _call_seconds: float = 0.0
    _deadline: float = field(default_factory=lambda: float("inf"))
    _printed: str = ""

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.budget.submission
        self._anew_left = ANEW * self.budget.submission
        self.question_left = self.budget.question
        self._call_seconds = self.budget.call

    def start_question(
        self,
        stand_ins: StandIns | None = None,
        call_seconds: float | None = None,
        left: float | None = None,
        may_hear: Collection[str] = (),
    ) -> None:
        """A fresh time budget for the next question; the process may have served others.

        `stand_ins` are functions of ours in place of the student's of their names;
        `call_seconds` is for a question that may take longer than the others; `left` is
        what remains of the budget where the question goes on. `may_hear` are the functions
        whose answers of ours the question might be given: nothing is left to forge with them.
        """
        before, self.stand_ins = self.stand_ins, stand_ins
        worker = self._worker
        # A process that has heard answers of ours is asked nothing without them any more, nor
        # what they would answer, or what a function made of it does.
        stays = self.pure and stand_ins is not None and self._heard.issubset(may_hear)
        other = (before or stand_ins) and worker and not (stays and self._provide(worker))
        if worker and (other or self._strained):
            self._lose()
        self.shared = self._used and self._worker is not None and not self.pure
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
        self.start_question(self.stand_ins, self._call_seconds)
        return True

    def ask_ahead(self, calls: Sequence[Call]) -> list[Reply | Failure]:
        """Have calls answered that tests are known to make.

        The worker gets them all at once: neither side has to wait for the other at every
        call. What does not fit into the pipe is not sent. Gives the answers up to the first
        that failed.
        """
        room, sent = AHEAD_BYTES, list[Call]()
        for call in calls:
            room -= call.size
            if room < 0:
                break
            sent.append(call)
        answers: list[Reply | Failure] = []
        try:
            for call_id in self._send(sent) if sent else ():
                answers.append(self._receive(call_id))
        except Failure as failure:
            answers.append(failure)
        return answers

    def call(self, call: Call) -> Reply:
        """What the loaded code answers; raises Failure."""
        (call_id,) = self._send([call])
        return self._receive(call_id)

    def _send(self, calls: Sequence[Call]) -> list[int]:
        """Requests on their way to the worker, and the id of each; raises Failure."""
        worker = self._loaded()
        seconds = self._seconds_left()
        if seconds <= 0:
            raise Failure("timed_out", NO_TIME)
        try:
            return worker.send([(call.head, call.payload) for call in calls], seconds)
        except WorkerTimeout:
            self._lose()
            raise Failure("timed_out", f"no answer after {seconds:.3g} seconds") from None
        except WorkerDied as error:
            raise why_ended(self._lose(), str(error)) from None

    def _receive(self, call_id: int) -> Reply:
        """The next answer of the worker, within the time of one call; raises Failure."""
        assert self._worker is not None
        seconds, start = self._seconds_left(), time.monotonic()
        self._used = True
        answer = self.stand_ins.answer if self.stand_ins else None
        try:
            reply = self._worker.receive(call_id, max(0.0, seconds), answer)
            self._strained |= reply.out_of_memory
            self.crowded |= reply.crowded
            return self._large.kept(reply)
        except WorkerTimeout:
            self._lose()
            over = f"no answer after {seconds:.3g} seconds" if seconds > 0 else NO_TIME
            raise Failure("timed_out", over) from None
        except WorkerDied as error:
            raise why_ended(self._lose(), str(error)) from None
        finally:
            self.question_left -= time.monotonic() - start

    @property
    def seconds_left(self) -> float:
        """What this submission may still use, but for what is reserved."""
        return self._deadline - self.reserved - time.monotonic()

    def _seconds_left(self) -> float:
        return min(self._call_seconds, self.question_left, self.seconds_left)

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
        """Drop the worker, if there is one."""
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
        if self.seconds_left <= 0:
            raise Failure("timed_out", NO_TIME)
        self._worker = worker = self._fresh or self.zygote.spawn(self.confinement)
        self._fresh = None
        self._used, self._strained, self._output_start = False, False, 0
        self._heard = set()
        self.layers = worker.layers
        start = time.monotonic()
        seconds = min(self.budget.load, self.seconds_left)
        request = {"do": "load", "file": self.file, "names": list(self.names)}
        source = json.dumps(list(self.cells)).encode()
        try:
            (call_id,) = worker.send([(wire.head(request, source), source)], seconds)
            # Answered before anything of the submission has run; the rest comes afterwards.
            harmless = opened(worker.receive(call_id, seconds))["computes_only"] is True
            left = seconds - (time.monotonic() - start)
            answer = opened(worker.receive(call_id, left))
            errors, defined = answer["errors"], answer["defined"]
            if not isinstance(errors, list) or not isinstance(defined, list):
                raise WorkerDied("a malformed answer")
        except WorkerTimeout:
            self._lose()
            if self.load_errors is not None and seconds < self.budget.load:
                raise Failure("timed_out", NO_TIME) from None
            text = f"loading it did not end within {max(seconds, 0):.3g} seconds"
            self.dead = self._dead(Failure("timed_out", text))
            raise self.dead from None
        except (WorkerDied, KeyError) as error:
            self.dead = self._dead(why_ended(self._lose(), str(error)))
            raise self.dead from None
        self._output_start = worker.output_size()  # what loading printed is no question's
        self._load_seconds = time.monotonic() - start
        self.crowded |= answer.get("crowded") is True
        # What it draws by chance as it loads may make it another one each time.
        pure = harmless and answer.get("pure") is True
        self.pure = pure and (self.pure or self.load_errors is None)
        if self.load_errors is None:
            self.load_errors = [error for error in errors[:50] if isinstance(error, dict)]
            self.defined = frozenset(name for name in defined if isinstance(name, str))
        if self.stand_ins and not self._provide(worker):
            raise why_ended(self._lose(), "it answers no more")
        return worker

    def _provide(self, worker: Worker) -> bool:
        """Put the stand-ins of this question, and nobody else's, in place."""
        names = list(self.stand_ins.names) if self.stand_ins else []
        self._heard.update(names)
        try:
            worker.exchange({"do": "provide", "names": names}, b"", self.budget.load)
        except (WorkerTimeout, WorkerDied):
            return False
        return True

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
        return self.zygote.sweep()
