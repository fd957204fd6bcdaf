"""What a grade depends on, as a hash: where none of it has changed, nor has the grade."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import autograder
from autograder.classroom.intake import SubmissionFile
from autograder.course import Assignment, Course

LIBRARIES = ("numpy", "pytest")


def of_grading(course: Course, assignment: Assignment) -> str:
    """Of everything but the submission: suite, reference, configuration, versions, ours."""
    digest = hashlib.blake2b(digest_size=16)
    for line in _versions():
        digest.update(f"{line}\n".encode())
    folders = [course.suite(assignment.slug), course.source(assignment.slug).parent]
    for folder in folders:
        for path in sorted(files_of(folder)):
            _add(digest, path.relative_to(folder).as_posix(), path.read_bytes())
    return digest.hexdigest()


def of_submission(submission: SubmissionFile, grading: str) -> str:
    """Of one submission under a grading. A file that can't be read has one as well, since
    that is what its report says.
    """
    digest = hashlib.blake2b(grading.encode(), digest_size=16)
    _add(digest, submission.name, repr(submission.questions).encode())
    for path in (submission.path, *submission.fallbacks):
        try:
            with path.open("rb") as file:
                _add(digest, path.name, hashlib.file_digest(file, "blake2b").digest())
        except OSError as error:
            _add(digest, path.name, f"error {error.errno}".encode())
    return digest.hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    """Of Python, of what tests are made with, and of every line of the grader."""
    root = Path(autograder.__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(files_of(root)):
        _add(digest, path.relative_to(root).as_posix(), path.read_bytes())
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    return (f"python {platform.python_version()}", *libraries, f"grader {digest.hexdigest()}")


def files_of(folder: Path) -> Iterator[Path]:
    """All files below a folder, but for compiled ones."""
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _add(digest: hashlib.blake2b, name: str, content: bytes) -> None:
    """Lengths go in as well, so that no two sequences of parts are the same bytes."""
    for part in (name.encode("utf-8", "surrogatepass"), content):
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
