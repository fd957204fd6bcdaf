"""Builds what students and Gradescope get: everything or nothing, the same bytes every time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.authoring.bundle import bundle_bytes
from autograder.authoring.leaks import find_leaks, leak_problem
from autograder.authoring.source import read_source
from autograder.authoring.student_folder import student_files
from autograder.course import Assignment, Course
from autograder.errors import AutograderError

# What working in a student's folder leaves behind.
LITTER = {"__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".OTTER_LOG", ".hints-seen.json"}


def build_assignment(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """The content of assignments/<slug>/: relative path -> bytes. Refuses to leak."""
    source = read_source(course, assignment)
    contents = student_files(course, assignment, source)
    leaks = find_leaks(course, assignment, source, contents)
    problems = [str(leak_problem(leak, course, assignment, source)) for leak in leaks]
    if problems:
        what = "\n".join(["students would get what they must not see:", *problems])
        raise AutograderError(what, assignment.slug, "Nothing was written.")
    return contents


def write_student_folder(course: Course, assignment: Assignment) -> Path:
    """Write assignments/<slug>/ anew, whole: on any failure the old folder stays."""
    contents = build_assignment(course, assignment)
    folder = course.student_folder(assignment.slug)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{assignment.slug}-") as work:
        new, old = Path(work) / "new", Path(work) / "old"
        for name, content in contents.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
    return folder


def check_current(course: Course, assignment: Assignment) -> list[str]:
    """How the committed folder differs from a fresh build, file by file; empty if current."""
    contents = build_assignment(course, assignment)
    folder = course.student_folder(assignment.slug)
    present = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and not LITTER & set(path.relative_to(folder).parts)
    }
    differences = []
    for name in sorted(contents.keys() | present.keys()):
        if name not in present:
            differences.append(f"assignments/{assignment.slug}/{name} is missing.")
        elif name not in contents:
            differences.append(f"assignments/{assignment.slug}/{name} does not belong there.")
        elif present[name].read_bytes() != contents[name]:
            differences.append(f"assignments/{assignment.slug}/{name} is out of date.")
    return differences


def write_bundle(course: Course, assignment: Assignment, path: Path) -> None:
    """Write the zip for Gradescope; the caller has verified the suite before."""
    content = bundle_bytes(course, assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
