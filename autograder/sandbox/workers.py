"""The grader's side of the boundary: starts a zygote, gets workers, exchanges frames.

Every exchange has one total deadline on non-blocking descriptors, so a worker that sends a
byte now and then gains nothing; any departure from the protocol ends the worker.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any, Protocol

from autograder.errors import AutograderError
from autograder.sandbox.calls import Reply
from autograder.sandbox.child import wire
from autograder.sandbox.start import Started, start_zygote

OUTPUT_BYTES = 4_000_000
CHUNK = 1 << 16  # what a pipe holds


Request = tuple[bytes, bytes]  # a frame's head and its payload
# What a worker asks back, and how many seconds there are for it, to what it is answered.
Answer = Callable[[dict[str, Any], bytes, float], tuple[dict[str, Any], bytes]]


class SandboxError(AutograderError):
    """Our own machinery failed: never the student's fault, never a student's zero."""


class WorkerTimeout(Exception):
    """The deadline of an exchange passed; the worker is not usable any more."""


class WorkerDied(Exception):
    """The worker ended, or broke the protocol."""


@dataclass(frozen=True)
class Confinement:
    """What a worker may use: memory beyond its own, CPU time, bytes of output."""

    memory_mb: int
    cpu_seconds: int
    output_bytes: int = OUTPUT_BYTES


class Worker:
    """One process with one student's code, and the two pipes to it."""

    def __init__(self, request: int, reply: int, pidfd: int, output: IO[bytes]) -> None:
        self._request, self._reply, self._pidfd = request, reply, pidfd
        self._output = output
        self._received = bytearray()  # what came beyond what was asked for
        self.layers: tuple[str, ...] = ()
        for descriptor in (request, reply):
            os.set_blocking(descriptor, False)
        self._room, self._news = select.poll(), select.poll()
        self._room.register(request, select.POLLOUT)
        self._news.register(reply, select.POLLIN)

    def wait_until_locked(self, seconds: float) -> None:
        """Read the handshake that comes before anything of the student."""
        try:
            _, reply = self._receive(time.monotonic() + seconds)
            self.layers = tuple(map(str, opened(reply)["locked"]))
        except (WorkerTimeout, WorkerDied, KeyError, TypeError) as error:
            raise SandboxError(f"a worker did not lock itself: {error!r}") from error

    def exchange(
        self,
        metadata: dict[str, Any],
        payload: bytes,
        seconds: float,
        answer: Answer | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """Send one request and read its answer before `seconds` have passed.

        With `answer`, the worker may ask back (call id 0) before it replies.
        """
        deadline = time.monotonic() + seconds
        (call_id,) = self.send([(wire.head(metadata, payload), payload)], seconds)
        reply = self.receive(call_id, deadline - time.monotonic(), answer)
        return opened(reply), reply.payload

    def send(self, requests: Sequence[Request], seconds: float) -> list[int]:
        """Send requests, one behind the other; gives the id of each.

        All but the last must fit into the pipe, or both sides would wait for each other.
        """
        # Nobody guesses them; 0 is for the handshake and asking back.
        random = os.urandom(8 * len(requests))
        ids = [1 | number for (number,) in struct.iter_unpack("<Q", random)]
        parts = ((wire.number(call_id), *request) for call_id, request in zip(ids, requests))
        self._send(b"".join(chain.from_iterable(parts)), time.monotonic() + seconds)
        return ids

    def receive(self, call_id: int, seconds: float, answer: Answer | None = None) -> Reply:
        """The answer to the request of that id, which has to be the next to come."""
        deadline = time.monotonic() + seconds
        while True:
            got_id, reply = self._receive(deadline)
            if got_id == call_id:
                return reply
            if answer is None or got_id != 0:
                raise WorkerDied("an answer to another call")
            left = deadline - time.monotonic()
            if left <= 0:
                raise WorkerTimeout
            try:
                frame = wire.pack(0, *answer(opened(reply), reply.payload, left))
            except wire.WireError as error:
                raise WorkerDied(f"a question whose answer {error}") from error
            self._send(frame, deadline)

    def output_size(self) -> int:
        """How many bytes the student's code has written to stdout and stderr so far."""
        return os.fstat(self._output.fileno()).st_size

    def printed(self, start: int = 0, limit: int = 4000) -> str:
        """The end of what it wrote since it had written `start` bytes."""
        try:
            size = self.output_size()
            data = os.pread(self._output.fileno(), limit, max(start, size - limit))
        except OSError:  # a full or broken disk is no reason to lose a grade
            return ""
        text = data.decode("utf-8", "replace")
        return ("[…] " if size - start > limit else "") + text

    def kill(self) -> None:
        """End the process at once; the zygote reaps it and whatever it started."""
        try:
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        except ProcessLookupError:
            pass
        for descriptor in (self._request, self._reply, self._pidfd):
            os.close(descriptor)
        self._output.close()

    def _send(self, frame: bytes, deadline: float) -> None:
        left = memoryview(frame)
        while left:
            try:
                left = left[os.write(self._request, left) :]
            except BlockingIOError:
                _wait(self._room, deadline)
            except BrokenPipeError as error:
                raise WorkerDied("the process ended") from error

    def _receive(self, deadline: float) -> tuple[int, Reply]:
        data, start = self._received, wire.HEADER.size
        try:
            self._fill(start, deadline)
            call_id, metadata_size, payload_size = wire.unpack_header(data[:start])
            if payload_size > wire.MAX_ANSWER:
                raise wire.WireError("announces more bytes than are allowed")
            middle, end = start + metadata_size, start + metadata_size + payload_size
            self._fill(end, deadline)
        except wire.WireError as error:
            raise WorkerDied(f"an answer that {error}") from error
        with memoryview(data) as view:
            reply = Reply(bytes(view[start:middle]), bytes(view[middle:end]))
        del data[:end]
        return call_id, reply

    def _fill(self, size: int, deadline: float) -> None:
        """Wait until `size` bytes have come."""
        while len(self._received) < size:
            _wait(self._news, deadline)
            part = os.read(self._reply, CHUNK)
            if not part:
                raise WorkerDied("the process ended")
            self._received += part


def opened(reply: Reply) -> dict[str, Any]:
    """The metadata of a reply; WorkerDied where they are in no form."""
    try:
        return wire.unpack_metadata(reply.metadata)
    except wire.WireError as error:
        raise WorkerDied(f"an answer that {error}") from error


def _wait(event: select.poll, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not event.poll(left * 1000):
        raise WorkerTimeout


class Workers(Protocol):
    """Where workers come from, one at a time."""

    def spawn(self, confinement: Confinement) -> Worker:
        """A fresh worker; the one before it is gone."""

    def sweep(self) -> int | None:
        """Remove the current worker: its exit code, or minus the signal that ended it."""

    def close(self) -> None:
        """End everything that still runs."""


class Zygote:
    """The process that workers are forked from; one worker at a time."""

    def __init__(self, started: Started | None = None) -> None:
        """Start it, unless somebody has `started` it before, and wait until it is ready."""
        self._started = started or start_zygote()
        self._process, self._control, errors = self._started
        self._control.settimeout(60)
        with errors:
            if not self._control.recv(4096):
                errors.seek(0)
                text = errors.read().decode("utf-8", "replace")[-2000:]
                raise SandboxError(f"the process for student code did not start:\n{text}")

    def spawn(self, confinement: Confinement) -> Worker:
        """A fresh, locked worker; the one before it and all it started are gone."""
        output = tempfile.TemporaryFile()  # noqa: SIM115  (the worker keeps it)
        request, to_worker = os.pipe()
        from_worker, reply = os.pipe()
        message = json.dumps({"do": "spawn", **vars(confinement)}).encode()
        try:
            fds = [request, reply, output.fileno()]
            socket.send_fds(self._control, [message], fds)
            _, (pidfd, *_), _, _ = socket.recv_fds(self._control, 4096, 1)
        except (OSError, ValueError) as error:
            raise SandboxError(f"no worker could be made: {error}") from error
        finally:
            os.close(request)
            os.close(reply)
        worker = Worker(to_worker, from_worker, pidfd, output)
        worker.wait_until_locked(30.0)
        return worker

    def sweep(self) -> int | None:
        """Remove the current worker and all it started; how it ended, as subprocess tells it."""
        try:
            self._control.send(b'{"do": "sweep"}')
            answer = self._control.recv(4096)
            status = json.loads(answer)["status"]
        except (OSError, ValueError) as error:
            raise SandboxError(f"the process for student code is gone: {error}") from error
        return os.waitstatus_to_exitcode(status) if isinstance(status, int) else None

    def close(self) -> None:
        """End it; whatever it still had running ends with it."""
        self._started.end()
