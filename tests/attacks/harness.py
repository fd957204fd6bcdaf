"""Grades entries of the catalogue and looks for what they left behind.

    python -m tests.attacks.harness NAME…

prints the findings as JSON: so the same catalogue runs as another user or in another place.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.classroom.runner import short_of_threads
from autograder.course import Course
from autograder.grading.results import GradeReport
from autograder.grading.session import GradingSession
from autograder.sandbox.child import confine

from .catalogue import CATALOGUE
from .entry import Entry
from .fortress import ENVIRONMENT_SECRET, PEER, RIGHT, SLUG, write_course

SYSV_KEY = 0x5EED  # what attacks use for shared memory of the old kind
PORT = 47_311  # and for a socket that listens
LITTER = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/")


@dataclass(frozen=True)
class Finding:
    """What came of one entry: its report, and all that should not have happened."""

    report: GradeReport
    seconds: float
    after: float  # the share of points that an honest submission got right after it
    left: tuple[str, ...]  # what it left behind

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        """Rebuild a finding after its way through JSON."""
        report = GradeReport.from_dict(data["report"])
        return cls(report, data["seconds"], data["after"], tuple(data["left"]))


@dataclass(frozen=True)
class Results:
    """The findings of a run by name, its layers, and how slow the machine was."""

    findings: dict[str, Finding]
    layers: tuple[str, ...]
    allowed: tuple[str, ...]  # what nothing kept a probe from doing
    slowness: float
    orphans: tuple[str, ...]

    def to_json(self) -> str:
        """A form that `from_json` takes."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Results:
        """Rebuild the results of another process."""
        data = json.loads(text)
        findings = {name: Finding.from_dict(entry) for name, entry in data["findings"].items()}
        layers, allowed, orphans = (tuple(data[name]) for name in ("layers", "allowed", "orphans"))
        return cls(findings, layers, allowed, data["slowness"], orphans)


def run(names: Sequence[str], lanes: int = 2) -> Results:
    """Grade the entries called `names` in `lanes` sessions at the same time."""
    findings: dict[str, Finding] = {}
    layers: list[tuple[str, ...]] = []
    allowed: list[str] = []
    factors: list[float] = []
    errors: list[BaseException] = []

    def work(entries: Sequence[Entry], folder: Path, number: int = 0) -> None:
        try:
            with Lane(folder, number) as lane:
                layers.append(lane.session.layers)
                allowed.extend(lane.session.allowed)
                factors.append(lane.session.slowness)
                for entry in entries:
                    findings[entry.name] = lane.grade(entry)
        except BaseException as error:
            errors.append(error)

    with no_orphans() as orphans, workplace() as folder:
        threads = []
        for number in range(lanes):
            share = [CATALOGUE[name] for name in names[number::lanes]]
            arguments = (share, folder / f"lane-{number}", number)
            threads.append(threading.Thread(target=work, args=arguments))
            threads[-1].start()
        for thread in threads:
            thread.join()
        # As in a class: where lanes share a user, one may have had no thread left for another.
        crowded = [name for name in findings if short_of_threads(findings[name].report)]
        if crowded and not errors:
            work([CATALOGUE[name] for name in crowded], folder / "alone")
    if errors:
        raise errors[0]
    return Results(findings, layers[0], tuple(allowed), max(factors), tuple(orphans))


class Lane:
    """A session with a course, a folder and, where there are several, a processor of its own;
    use as a context manager.
    """

    def __init__(self, folder: Path, number: int = 0) -> None:
        self.folder = folder / "submissions"
        self.folder.mkdir(parents=True)
        self.course = Course(write_course(folder / "course"))
        self.marker = f"attack-{secrets.token_hex(6)}"
        (self.folder / "peer.py").write_text(PEER, encoding="utf-8")
        os.environ[ENVIRONMENT_SECRET[0]] = ENVIRONMENT_SECRET[1]
        self.session = GradingSession(self.course, self.course.assignment(SLUG), number)
        self.session.wait_until_ready()
        self.places = {
            "COURSE": str(self.course.root),
            "FOLDER": str(self.folder),
            "PEER": str(self.folder / "peer.py"),
            "MARKER": self.marker,
            "GRADER": str(self.session._process.pid),
            "KEY": str(SYSV_KEY),
            "PORT": str(PORT),
        }
        self.usual = set(descendants(self.session._process.pid))

    def grade(self, entry: Entry) -> Finding:
        """Grade one entry, look around, and grade an honest submission."""
        path = self.folder / f"work{entry.suffix}"
        path.write_bytes(entry.bytes(self.places))
        before = self.look()
        start = time.monotonic()
        report = self.session.grade(path, entry.name)
        seconds = time.monotonic() - start
        left = tuple(self.left(before))
        path.unlink(missing_ok=True)
        honest = self.folder / "honest.py"
        honest.write_text(RIGHT, encoding="utf-8")
        after = self.session.grade(honest, "honest")
        honest.unlink()
        return Finding(report, seconds, after.score / after.max_score, left)

    def look(self) -> dict[str, tuple[int, ...]]:
        """The files of course and submissions, with what would show a change."""
        found: dict[str, tuple[int, ...]] = {}
        for root in (self.course.root, self.folder):
            for path in (root, *root.rglob("*")):
                status = path.lstat()
                size = -1 if path.is_dir() else status.st_size
                found[str(path)] = (status.st_mode, status.st_uid, size, status.st_mtime_ns)
        return found

    def left(self, before: dict[str, tuple[int, ...]]) -> Iterator[str]:
        """Everything that is there and was not there before."""
        now = self.look()
        for path in now.keys() | before.keys():
            if now.get(path) != before.get(path):
                yield f"changed: {path}"
        for folder in LITTER:
            for name in os.listdir(folder):
                if self.marker in name or name.startswith("attack-"):
                    yield f"file: {folder}/{name}"
        yield from sockets(self.marker)
        yield from shared_memory()
        deadline = time.monotonic() + 1.0
        # A zygote that was killed was replaced, so one process is usual, whichever it is.
        while len(processes := descendants(self.session._process.pid)) > len(self.usual):
            if time.monotonic() > deadline:
                yield f"processes: {processes}"
                return
            time.sleep(0.01)

    def __enter__(self) -> Lane:
        return self

    def __exit__(self, *details: object) -> None:
        self.session.close()


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder below which other users can look, as below most homes."""
    folder = Path(tempfile.mkdtemp(prefix="fortress-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def no_orphans() -> Iterator[list[str]]:
    """Collects what becomes a child of ours in the meantime and is still alive at the end."""
    orphans: list[str] = []
    before = set(children(os.getpid()))
    confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield orphans
        deadline = time.monotonic() + 3
        while (alive := set(children(os.getpid())) - before) and time.monotonic() < deadline:
            time.sleep(0.02)
        orphans += [f"{pid} {command(pid)}" for pid in alive]
    finally:
        confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 0)


def children(parent: int) -> list[int]:
    """The living processes whose parent is `parent`."""
    found = []
    for task in _lines(f"/proc/{parent}/task"):
        for child in " ".join(_lines(f"/proc/{parent}/task/{task}/children")).split():
            state = " ".join(_lines(f"/proc/{child}/stat")).rpartition(")")[2].split()
            if state and state[0] != "Z":
                found.append(int(child))
    return found


def descendants(process: int) -> list[int]:
    """The living processes that come from `process`."""
    found = []
    for child in children(process):
        found += [child, *descendants(child)]
    return found


def command(process: int) -> str:
    """The command line of a process; empty if it is gone."""
    try:
        text = Path(f"/proc/{process}/cmdline").read_text(errors="replace")
    except OSError:
        return ""
    return text.replace("\0", " ")


def sockets(marker: str) -> Iterator[str]:
    """Sockets with our marker in their name, or on our port."""
    for line in _lines("/proc/net/unix"):
        if marker in line:
            yield f"socket: {line}"
    for line in _lines("/proc/net/tcp"):
        if f":{PORT:04X} 00000000:0000 0A" in line:
            yield f"socket: {line}"


def shared_memory() -> Iterator[str]:
    """Segments, semaphores and queues of the old kind with our key."""
    for kind in ("shm", "sem", "msg"):
        for line in _lines(f"/proc/sysvipc/{kind}"):
            if line.split()[:1] == [str(SYSV_KEY)]:
                yield f"{kind}: {line}"


def _lines(path: str) -> list[str]:
    """The lines of a file, or the names in a folder; nothing if it is gone."""
    try:
        if os.path.isdir(path):
            return os.listdir(path)
        return Path(path).read_text(errors="replace").splitlines()
    except OSError:
        return []


def main(names: Sequence[str], show: Callable[[str], None] = print) -> None:
    """Run the named entries and print the results."""
    show(run(names).to_json())


if __name__ == "__main__":
    main(sys.argv[1:])
