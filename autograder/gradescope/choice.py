"""Which of the files that a student has uploaded are to be graded, and in which order.

Names come from the student: they are only compared, and cleaned before they are shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.reporting.text import listed, one_line
from autograder.submission import split_name

IGNORED = {"__pycache__", "__MACOSX", "tests", "node_modules"}  # as is all that is hidden
ENTRIES = 5_000
DEPTH = 8
ARCHIVES = (".zip", ".tar")
ORDER = (".ipynb", ".py", *ARCHIVES)


@dataclass(frozen=True)
class Choice:
    """The files to grade, best first; where there is none, `problem` says why.

    Of several only the first counts, unless nothing is written in it yet.
    """

    folder: Path
    found: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()
    problem: str = ""

    def note(self, graded: Path) -> str:
        """What the student should know about files that were not graded."""
        others = [self.shown(path) for path in self.found if path != graded]
        return f"Only {self.shown(graded)} was graded, not {listed(others)}." if others else ""

    def shown(self, path: Path) -> str:
        """A file as the student would call it."""
        return one_line(path.relative_to(self.folder).as_posix(), 60)


def choose(folder: Path, slug: str) -> Choice:
    """Look through a folder of uploaded files, those of sub-folders included.

    Files that are called like the assignment count before others; of a notebook and a
    script the notebook; an archive only where there is nothing else.
    """
    found = tuple(_candidates(folder, 0, [ENTRIES]))
    if not found:
        problem = "No notebook, .py file or archive was among the files you handed in."
        return Choice(folder, problem=problem)
    named = [path for path in found if split_name(path.name)[0] == slug]
    chosen: list[Path] = []
    for kind in ORDER:
        alike = [path for path in named or found if split_name(path.name)[1] == kind]
        depth = min((len(path.parts) for path in alike), default=0)
        nearest = [path for path in alike if len(path.parts) == depth]
        if chosen and kind in ARCHIVES:
            break
        if len(nearest) > 1:
            names = listed([Choice(folder).shown(path) for path in nearest])
            advice = f"Hand in only the one that counts, or call it {slug}{kind}."
            problem = f"There are several files that could be graded: {names}. {advice}"
            return Choice(folder, found, problem=problem)
        chosen += nearest
    return Choice(folder, found, tuple(chosen))


def _candidates(folder: Path, depth: int, left: list[int]) -> Iterator[Path]:
    """Files of a kind that can be graded; links are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        left[0] -= 1
        if left[0] < 0:
            return
        if entry.name in IGNORED or entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth < DEPTH:
                yield from _candidates(Path(entry.path), depth + 1, left)
        elif entry.is_file(follow_symlinks=False) and _counts(entry.name):
            yield Path(entry.path)


def _counts(name: str) -> bool:
    return bool(split_name(name)[1]) and name not in ("__init__.py", "conftest.py", "setup.py")
