"""What `autograder verify` prints: a matrix of mistakes × tests per question, then the word."""

from __future__ import annotations

import textwrap
from pathlib import Path

from autograder.authoring.verdict import Verdict
from autograder.errors import AutograderError
from autograder.reporting.text import plural, plural_points


def render_verdict(verdict: Verdict, root: Path, *, matrix: bool = True, width: int = 80) -> str:
    """The matrices, the notes and problems, and one line for the assignment.

    Files are named as seen from `root`, the course's folder.
    """
    lines: list[str] = []
    if matrix:
        for question in verdict.tests:
            lines += _matrix(verdict, question, width)
    for note in verdict.notes:
        lines += render_problem(note, root, "· ", width)
    for problem in verdict.problems:
        lines += render_problem(problem, root, "✗ ", width)
    return "\n".join([*lines, summary_line(verdict)])


def render_problem(
    problem: AutograderError, root: Path, sign: str = "✗ ", width: int = 80
) -> list[str]:
    """One problem as lines: where, what is wrong, and what to do next."""
    lines: list[str] = []
    for line in problem.shown(root).splitlines():
        begin = "  " if lines else sign
        lines += _wrap(begin + line.strip(), width)
    return lines


def summary_line(verdict: Verdict) -> str:
    """One line: the assignment, what was tried, and whether it stands."""
    tests = sum(map(len, verdict.tests.values()))
    counts = (tests, "test"), (len(verdict.rows), "mistake"), (verdict.variants, "right variant")
    tried = ", ".join(plural(*count) for count in counts) if tests else "nothing was run"
    problems = len(verdict.problems)
    state = f"✗ {plural(problems, 'problem')}" if problems else "✓ stands"
    points = plural_points(verdict.assignment.max_score)
    return f"{verdict.assignment.slug}: {state} ({tried}, {points})"


def _matrix(verdict: Verdict, question: str, width: int) -> list[str]:
    tests, rows = verdict.tests[question], verdict.of(question)
    name_width = max([len(row.mistake.id) for row in rows], default=0)
    name_width = min(name_width, width - 3 * len(tests) - 2)
    lines = [f"{question} · {len(rows)} mistakes × {len(tests)} tests (x: the test catches it)"]
    lines += [f"  {number:>2}  {name}" for number, name in enumerate(tests, 1)]
    lines.append(" " * name_width + "".join(f"{n:>3}" for n in range(1, len(tests) + 1)))
    for row in rows:
        marks = "".join("  x" if test in row.killers else "  ·" for test in tests)
        hint = "" if row.score.hint else "  (no hint)"
        lines.append(row.mistake.id[:name_width].ljust(name_width) + marks + hint)
    return [*lines, ""]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
