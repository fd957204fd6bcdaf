"""Grades once what submissions may be like, so that each fork is born with it known and quick.

What a fork finds out for the first time, or its interpreter adapts itself to, is gone with it:
the next one begins anew. So where there are many, the session itself grades submissions that
are ours: the solution, one with a known mistake in every question, and one that has done
nothing yet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.grade import Grader
from autograder.grading.memory import Memory
from autograder.grading.reference import Mistake, replacement, solution_text


def warm_up(grader: Grader, course: Course, mistakes: Sequence[Mistake]) -> None:
    """Grade them; what the solution was found to pass on is kept in the grader's memory."""
    assignment = grader.suite.assignment
    # A question with a time limit of its own trains something: that would take too long.
    quick = frozenset(q.name for q in assignment.questions if not q.seconds)
    if not quick:
        return
    grader = replace(grader, only=quick)
    # Without a disk, or with a mistake that can't be cut out of its file, it only takes longer.
    with suppress(OSError, AutograderError), tempfile.TemporaryDirectory() as folder:
        for place, text in enumerate(_texts(course, assignment, mistakes)):
            path = Path(folder) / f"{place}.py"
            path.write_text(text, encoding="utf-8")
            # Tests that are remembered are not run, and so would stay unknown to the forks.
            memory = grader.memory if place == 0 else Memory()
            replace(grader, memory=memory).grade(path, path.stem).to_dict()
    grader.memory.news()  # is known here; no fork has to tell it


def _texts(course: Course, assignment: Assignment, mistakes: Sequence[Mistake]) -> Iterator[str]:
    solution = solution_text(course, assignment)
    yield solution
    one_each = {mistake.question: mistake for mistake in mistakes}
    yield solution + "".join(replacement(course, assignment, one) for one in one_each.values())
    yield "".join(
        f"def {name}(*_, **__):\n    raise NotImplementedError\n\n\n" for name in assignment.names
    )
