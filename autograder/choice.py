"""Which of the files that a student has handed in are to be graded, and in which order.

One rule for a run on Gradescope and for a class that was downloaded, so that both come to
the same score. Names come from the student: they are only compared, and cleaned before they
are shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.reporting.text import listed, one_line
from autograder.submission import split_name

IGNORED = {"__pycache__", "__MACOSX", "tests", "node_modules"}  # as is all that is hidden
ENTRIES = 5_000
DEPTH = 8
ARCHIVES = (".zip", ".tar")
ORDER = (".ipynb", ".py", *ARCHIVES)


@dataclass(frozen=True)
class Candidate:
    """A file that could be graded; `place` is how its owner finds it again."""

    name: str  # as the student called it, with `/` between folders
    place: Any
    number: int = 0  # a larger one was handed in later; all are 0 where nobody can tell
    called: str = ""  # by its platform, where that isn't its name

    @property
    def shown(self) -> str:
        return one_line(self.called or self.name, 60)

    @property
    def kind(self) -> str:
        return split_name(self.name)[1]

    @property
    def stem(self) -> str:
        return split_name(self.name.rpartition("/")[2])[0]

    @property
    def depth(self) -> int:
        return self.name.count("/")


@dataclass(frozen=True)
class Choice:
    """The files to grade, best first; where there is none, `problem` says why.

    Of several only the first counts, unless nothing is written in it yet. `alike` are those
    between which nothing decides.
    """

    found: tuple[Candidate, ...] = ()
    files: tuple[Candidate, ...] = ()
    alike: tuple[Candidate, ...] = ()
    problem: str = ""

    def note(self, graded: Candidate) -> str:
        """What the student should know about files that were not graded."""
        others = [file.shown for file in self.found if file != graded]
        return f"Only {graded.shown} was graded, not {listed(others)}." if others else ""


def choose(found: Iterable[Candidate], slug: str, *, first: bool = False) -> Choice:
    """The files that count among those that one student handed in.

    Files that are called like the assignment count before others; of a notebook and a
    script the notebook; an archive only where there is nothing else; of several in folders
    the one nearest to the top. Of several that are alike in all this the latest counts (or
    the first), where that is known.
    """
    found = tuple(found)
    if not found:
        problem = "No notebook, .py file or archive was among the files you handed in."
        return Choice(problem=problem)
    named = [file for file in found if file.stem == slug]
    chosen: list[Candidate] = []
    for kind in ORDER:
        alike = _best([file for file in named or found if file.kind == kind], first)
        if chosen and kind in ARCHIVES:
            break
        if len(alike) > 1:
            names = listed([file.shown for file in alike])
            advice = f"Hand in only the one that counts, or call it {slug}{kind}."
            problem = f"There are several files that could be graded: {names}. {advice}"
            return Choice(found, alike=tuple(alike), problem=problem)
        chosen += alike
    return Choice(found, tuple(chosen))


def candidates(folder: Path) -> Iterator[Candidate]:
    """Files of a kind that can be graded, those of sub-folders included; links are not
    followed."""
    yield from _candidates(folder, "", 0, [ENTRIES])


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is never a student's work."""
    return name in IGNORED or name.startswith(".")


def is_gradable(name: str) -> bool:
    """Whether a file of this name could be graded."""
    return bool(split_name(name)[1]) and name not in ("__init__.py", "conftest.py", "setup.py")


def _best(files: list[Candidate], first: bool) -> list[Candidate]:
    nearest = min((file.depth for file in files), default=0)
    numbers = [file.number for file in files if file.depth == nearest]
    counts = (min if first else max)(numbers, default=0)
    return [file for file in files if (file.depth, file.number) == (nearest, counts)]


def _candidates(folder: Path, above: str, depth: int, left: list[int]) -> Iterator[Candidate]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        left[0] -= 1
        if left[0] < 0:
            return
        if is_ignored(entry.name):
            continue
        name = f"{above}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if depth < DEPTH:
                yield from _candidates(Path(entry.path), f"{name}/", depth + 1, left)
        elif entry.is_file(follow_symlinks=False) and is_gradable(entry.name):
            yield Candidate(name, Path(entry.path))
