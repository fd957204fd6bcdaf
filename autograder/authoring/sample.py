"""A made-up class to try a grading run on: right, partly right, broken and hostile files."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import nbformat

from autograder.authoring.source import read_source
from autograder.course import Assignment, Course
from autograder.grading.reference import Mistake, load_mistakes, replacement, solution_text

SEED = 20  # the class is the same on every machine
BROKEN = {
    "loops-at-import": b"while True:\n    pass\n",
    "exits-at-import": b"import os\nos._exit(0)\n",
    "raises-at-import": b"import numpy as np\n\nprint(1 / 0)\n",
    "eats-memory": b"import numpy as np\n\nhoard = [np.ones(10**7) for _ in range(10**6)]\n",
    "not-utf-8": "# Übung\nname = 'é'\n".encode("latin-1"),
    "not-a-notebook": b'{"cells": "none of your business"}',
}


def write_sample_class(
    course: Course, assignment: Assignment, folder: Path, size: int, *, honest: bool = False
) -> None:
    """Write `size` submissions; a folder that is there already is written over.

    In an `honest` class nothing is broken or hostile. No two files that can be read are the
    same: each begins with a comment that names it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("sample-*"):
        old.unlink()
    dice = random.Random(SEED)
    width = len(str(size))
    kinds = () if honest else (*BROKEN, "loops-in-a-call")
    for number, (kind, content) in enumerate(_files(course, assignment, dice, size, kinds), 1):
        suffix = ".ipynb" if kind == "not-a-notebook" else dice.choice([".py", ".ipynb"])
        if isinstance(content, bytes) and kind != "not-a-notebook":
            suffix = ".py"
        path = folder / f"sample-{number:0{width}}{suffix}"
        if isinstance(content, bytes):
            path.write_bytes(content)
            continue
        cells = [f"# {path.stem}", *content]
        text = "\n\n\n".join(cells) + "\n" if suffix == ".py" else as_notebook(cells)
        path.write_text(text, encoding="utf-8")


def as_notebook(cells: list[str]) -> str:
    """A plain notebook with these code cells, the same text every time."""
    nodes = [nbformat.v4.new_code_cell(text, id=f"cell-{n}") for n, text in enumerate(cells)]
    notebook = nbformat.v4.new_notebook(cells=nodes)
    return str(nbformat.writes(notebook)) + "\n"


def _files(
    course: Course,
    assignment: Assignment,
    dice: random.Random,
    size: int,
    kinds: Sequence[str],
) -> Iterator[tuple[str, list[str] | bytes]]:
    """Kind and content of each file: cells, or raw bytes where the file is broken.

    A class that is large enough begins with one file of each of the broken or hostile `kinds`.
    """
    solution = ["import numpy as np", solution_text(course, assignment)]
    answers = read_source(course, assignment).answers
    stubs = {name: cell.stub for name, cell in answers.items()}
    mistakes = load_mistakes(course, assignment)
    wrong = cache(lambda mistake: replacement(course, assignment, mistake).strip())
    for number in range(size):
        if number < len(kinds) and size >= 3 * len(kinds):
            kind = kinds[number]
            yield kind, BROKEN.get(kind) or [*solution, _endless(assignment)]
        elif dice.random() < 0.25:
            yield "right", solution
        elif dice.random() < 0.08:
            yield "stub", ["import numpy as np", *stubs.values()]
        else:
            yield "mixed", [*solution, *_mixture(assignment, dice, mistakes, wrong, stubs)]


def _mixture(
    assignment: Assignment,
    dice: random.Random,
    mistakes: tuple[Mistake, ...],
    wrong: Callable[[Mistake], str],
    stubs: dict[str, str],
) -> list[str]:
    """Cells that make a right solution wrong in one to three questions."""
    cells = []
    for name in dice.sample(assignment.names, min(len(assignment.names), dice.randint(1, 3))):
        known = [mistake for mistake in mistakes if mistake.question == name]
        if known and dice.random() < 0.85:
            cells.append(wrong(dice.choice(known)))
        else:
            cells.append(stubs[name])
    return cells


def _endless(assignment: Assignment) -> str:
    name = assignment.names[-1]
    return f"def {name}(*arguments, **options):\n    while True:\n        pass"
