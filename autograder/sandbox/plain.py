"""Workers for systems that can't lock one up: a process each, and two pipes.

For a student's own check on Windows and macOS, and wherever a locked worker won't start. The
student's code runs there as it does when the student runs it; a time limit is all there is.
"""

from __future__ import annotations

import itertools
import os
import queue
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from autograder.sandbox.start import start_plain
from autograder.sandbox.workers import CHUNK, Confinement, Worker, WorkerDied, WorkerTimeout

START_SECONDS = 60.0
END_SECONDS = 2.0  # for a process that has closed its end, and for the rest of its answers


class PlainWorker(Worker):
    """A worker whose answers a thread collects: a pipe can't be waited for everywhere."""

    def __init__(self, output: Path) -> None:
        self._printed = output
        with output.open("wb") as file:
            self._process = start_plain(file)
        self._received = bytearray()
        self._parts: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ended = False
        self.layers = ()
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()

    def output_size(self) -> int:
        return self._printed.stat().st_size

    def printed(self, start: int = 0, limit: int = 4000) -> str:
        size = self.output_size()
        with self._printed.open("rb") as file:
            file.seek(max(start, size - limit))
            text = file.read(limit).decode("utf-8", "replace")
        return ("[…] " if size - start > limit else "") + text

    def kill(self) -> None:
        if self._ended:  # it goes by itself, and only then is known how
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                pass
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._collector.join(END_SECONDS)
        try:
            self._printed.unlink(missing_ok=True)
        except OSError:  # a process that it started may still have it open
            pass

    @property
    def exit_code(self) -> int | None:
        """How it ended, once it was killed."""
        return self._process.returncode

    def _collect(self) -> None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while True:
            try:
                part = os.read(descriptor, CHUNK)
            except OSError:
                part = b""
            self._parts.put(part)
            if not part:
                # Closed here and nowhere else: its number would soon be another pipe's.
                self._process.stdout.close()
                return

    def _send(self, frame: bytes, deadline: float) -> None:
        # It may wait for longer than the deadline, but a worker that waits for a request
        # reads it, and nobody sends one to a worker that is busy.
        assert self._process.stdin is not None
        left = memoryview(frame)
        try:
            while left:
                left = left[self._process.stdin.write(left) or 0 :]
        except OSError as error:
            self._ended = True
            raise WorkerDied("the process ended") from error

    def _fill(self, size: int, deadline: float) -> None:
        while len(self._received) < size:
            try:
                part = self._parts.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise WorkerTimeout from None
            if not part:
                self._ended = True
                raise WorkerDied("the process ended")
            self._received += part


class PlainWorkers:
    """Starts plain workers; from the second on, one is kept ready."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True)
        self._numbers = itertools.count()
        self._ready: PlainWorker | None = self._start()
        self._current: PlainWorker | None = None

    def spawn(self, confinement: Confinement) -> Worker:
        """A fresh worker. Of its confinement nothing holds but the time limits of calls."""
        again = self._current is not None
        self._current = self._ready or self._start()
        self._ready = self._start() if again else None
        self._current.wait_until_locked(START_SECONDS)
        return self._current

    def sweep(self) -> int | None:
        """How the current worker, which was killed, had ended."""
        return self._current.exit_code if self._current else None

    def close(self) -> None:
        """End what is still running, and remove what was printed."""
        for worker in (self._ready, self._current):
            if worker is not None:
                worker.kill()
        self._ready = self._current = None
        self._folder.cleanup()

    def _start(self) -> PlainWorker:
        return PlainWorker(Path(self._folder.name) / f"printed-{next(self._numbers)}")
