"""Grades a class on several machines: a Dask cluster whose workers have this package.

What a worker needs of the course travels there once, so nothing has to be copied by hand.
Each of its threads keeps a grading session, the same as on one machine.
"""

from __future__ import annotations

import atexit
import io
import tempfile
import threading
import zipfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.classroom import fingerprint
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.lane import Lane
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.grading.session import unfinished
from autograder.sandbox.child import ingest
from autograder.stable_zip import stable_zip

if TYPE_CHECKING:
    from distributed import Client, Future

AHEAD = 3  # submissions on their way per thread of the cluster, so that none has to wait
CONNECT_SECONDS = 20
LARGEST = max(ingest.LIMITS.values())


def grade_on_cluster(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[SubmissionFile],
    address: str,
    *,
    uncontained: bool = False,
) -> Generator[tuple[int, GradeReport], None, None]:
    """Grade all submissions on the cluster whose scheduler listens at `address`; gives each
    report, with its place in the sequence, as soon as it is there.

    A submission whose worker dies is given to another one. Raises AutograderError where the
    scheduler can't be reached, a worker is of another version, or it can't contain hostile
    code and `uncontained` does not allow that.
    """
    client = _connect(address)
    from distributed import as_completed

    grading = fingerprint.of_grading(course, assignment)
    running: dict[Future, int] = {}
    try:
        parts = client.scatter(_pack(course, assignment), broadcast=True, hash=False)
        waiting = iter(enumerate(submissions))
        completed = as_completed(loop=client.loop)

        def send_one() -> None:
            for place, submission in waiting:
                job = Job(assignment.slug, grading, submission, _contents(submission), uncontained)
                future = client.submit(grade_there, parts, job, pure=False)
                running[future] = place
                completed.add(future)
                return

        for _ in range(AHEAD * max(1, sum(client.nthreads().values()))):
            send_one()
        for future in completed:
            place = running.pop(future)
            yield place, _report(future, assignment, submissions[place])
            future.release()
            send_one()
    finally:
        client.cancel(list(running), force=True)
        try:
            client.run(forget, grading)
        finally:
            client.close()


def _connect(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise AutograderError(
            "A cluster needs the package distributed.",
            then="Install it: pip install 'lecture-autograder[cluster]'",
        ) from None
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise AutograderError(
            f"No Dask scheduler answers at {address}: {error}",
            then="Start one with `dask scheduler`, and workers with `dask worker ADDRESS`.",
        ) from error


def _pack(course: Course, assignment: Assignment) -> bytes:
    """The solution and the suite, as a zip."""
    folders = [course.suite(assignment.slug), course.source(assignment.slug).parent]
    files = [path for folder in folders for path in fingerprint.files_of(folder)]
    names = [path.relative_to(course.root).as_posix() for path in files]
    return stable_zip(sorted(zip(names, (path.read_bytes() for path in files))))


def _contents(submission: SubmissionFile) -> tuple[bytes | None, ...]:
    """What is sent of it; None for a file that can't be read, which is found out again."""
    contents: list[bytes | None] = []
    for path in (submission.path, *submission.fallbacks):
        try:
            with path.open("rb") as file:
                contents.append(file.read(LARGEST + 1))  # a byte more is too large there as well
        except OSError:
            contents.append(None)
    return tuple(contents)


def _report(future: Future, assignment: Assignment, submission: SubmissionFile) -> GradeReport:
    error = future.exception()
    if error is None:
        answer = future.result()
        if "error" in answer:
            raise AutograderError(answer["error"])
        return GradeReport.from_dict(answer["report"])
    # Several workers in a row were lost with it, or the cluster itself failed.
    reason = f"the cluster lost it: {type(error).__name__}"
    file, status = submission.path.name, SubmissionStatus.GRADER_ERROR
    return unfinished(assignment, submission.name, file, status, reason)


# What follows runs in the workers.


@dataclass(frozen=True)
class Job:
    """One submission on its way, under the fingerprint of its grading."""

    slug: str
    grading: str
    submission: SubmissionFile
    contents: tuple[bytes | None, ...]
    uncontained: bool

    @property
    def paths(self) -> tuple[Path, ...]:
        return self.submission.path, *self.submission.fallbacks


@dataclass
class _Place:
    """What a worker keeps of a course; one lane a thread."""

    folder: tempfile.TemporaryDirectory[str]
    course: Course
    lanes: dict[int, Lane] = field(default_factory=dict)

    def close(self) -> None:
        for lane in self.lanes.values():
            lane.close()
        self.folder.cleanup()


_PLACES: dict[str, _Place] = {}
_LOCK = threading.Lock()


def grade_there(parts: bytes, job: Job) -> dict[str, Any]:
    """In a worker: grade one submission, to a report in JSON's form, or an `error` that ends
    the class.
    """
    try:
        lane = _lane(parts, job)
        with tempfile.TemporaryDirectory() as folder:
            there = []
            for number, (path, content) in enumerate(zip(job.paths, job.contents)):
                there.append(Path(folder) / str(number) / path.name)
                if content is not None:
                    there[-1].parent.mkdir()
                    there[-1].write_bytes(content)
            submission = replace(job.submission, path=there[0], fallbacks=tuple(there[1:]))
            return {"report": lane.grade(submission, threading.Event()).to_dict()}
    except AutograderError as error:
        return {"error": str(error)}


def forget(grading: str) -> None:
    """In a worker: end the sessions of a grading."""
    with _LOCK:
        place = _PLACES.pop(grading, None)
    if place is not None:
        place.close()


@atexit.register
def _forget_all() -> None:
    for grading in list(_PLACES):
        forget(grading)


def _lane(parts: bytes, job: Job) -> Lane:
    with _LOCK:
        if job.grading not in _PLACES:
            folder = tempfile.TemporaryDirectory()
            with zipfile.ZipFile(io.BytesIO(parts)) as archive:
                archive.extractall(folder.name)  # it is our own
            course = Course(Path(folder.name))
            if fingerprint.of_grading(course, course.assignment(job.slug)) != job.grading:
                folder.cleanup()
                raise AutograderError(
                    "A worker of the cluster has another version of Python, NumPy, pytest or "
                    "autograder: its grades could differ.",
                    then="Install the same versions on all machines.",
                )
            _PLACES[job.grading] = _Place(folder, course)
        place = _PLACES[job.grading]
        thread = threading.get_ident()
        if thread not in place.lanes:
            assignment = place.course.assignment(job.slug)
            number = len(place.lanes)
            place.lanes[thread] = Lane(place.course, assignment, job.uncontained, number)
        return place.lanes[thread]
