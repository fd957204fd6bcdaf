"""What can be said of an author's files without running them: all of it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from autograder.authoring.catalogue import MARKS, check_catalogue
from autograder.authoring.public_tests import write_public_test
from autograder.authoring.source import read_source
from autograder.authoring.suite_index import check_file_names
from autograder.course import Assignment, Course
from autograder.errors import AutograderError

TODO = re.compile(r"\bTODO\b[:\s]*(.*)")


def lint(course: Course, assignment: Assignment) -> list[AutograderError]:
    """What keeps an assignment from being built: the first problem of each file."""
    questions, suite = assignment.names, course.suite(assignment.slug)
    checks: list[Callable[[], object]] = [
        partial(read_source, course, assignment),
        partial(check_file_names, course, assignment),
        *(partial(write_public_test, course, assignment, name) for name in questions),
        *(partial(check_catalogue, suite / name, questions) for name in MARKS),
    ]
    problems = []
    for check in checks:
        try:
            check()
        except AutograderError as error:
            problems.append(error)
    return problems


def unfinished(course: Course, assignment: Assignment) -> list[AutograderError]:
    """Everything that its author has yet to write: each line with TODO."""
    found = []
    for path in author_files(course, assignment):
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), start=1):
            if match := TODO.search(line):
                what = match[1].rstrip('",)”') or "what stands here."
                found.append(AutograderError(f"to do: {what}", f"{path}:{number}"))
    return found


def author_files(course: Course, assignment: Assignment) -> Iterator[Path]:
    """The files that the author of an assignment writes."""
    for folder in (assignment.folder, course.suite(assignment.slug)):
        yield from sorted(p for p in folder.glob("*") if p.suffix in (".toml", ".py"))
