"""Tells which functions of a student's file have changed since it was looked at last.

A function has changed when its own text has, or that of anything it uses: a helper, another
function, a constant, an import. Statements that might change anything, such as loops and
conditions at the top level, count for every function; prints and plots count for none.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.extract import bound_names, names_used, pieces
from autograder.sandbox.child.cells import without_magics
from autograder.submission import Submission


@dataclass
class _Statements:
    texts: list[str] = field(default_factory=list)
    nodes: list[ast.stmt | None] = field(default_factory=list)  # None: it could not be parsed
    binding: dict[str, list[int]] = field(default_factory=dict)  # a name, and what may bind it
    always: list[int] = field(default_factory=list)

    def add(self, node: ast.stmt | None, text: str) -> None:
        number = len(self.texts)
        self.texts.append(text)
        self.nodes.append(node)
        names = bound_names(node) if node is not None else set()
        for name in names:
            self.binding.setdefault(name, []).append(number)
        if not names and not isinstance(node, ast.Expr | ast.Pass):
            self.always.append(number)

    def used_by(self, name: str) -> set[int]:
        """The statements that a function is made of, directly or not."""
        found: set[int] = set()
        waiting = list(self.binding.get(name, ()))
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                node = self.nodes[number]
                assert node is not None
                waiting += [n for used in names_used(node) for n in self.binding.get(used, ())]
        return found


def fingerprints(submission: Submission, names: Sequence[str]) -> dict[str, str]:
    """For each function a text that changes when the function does."""
    statements = _Statements()
    for cell in submission.cells:
        source = cell.source if cell.number is None else without_magics(cell.source)
        try:
            found: list[tuple[ast.stmt | None, str]] = [*pieces(source)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            found = [(None, source)]
        for node, text in found:
            statements.add(node, text)
    marks = {}
    for name in names:
        try:
            parts = statements.used_by(name) | set(statements.always)
        except (SyntaxError, RecursionError):  # what can be parsed, but not compiled
            parts = set(range(len(statements.texts)))
        digest = hashlib.sha256()
        for number in sorted(parts):
            digest.update(statements.texts[number].encode("utf-8", "replace") + b"\0")
        marks[name] = digest.hexdigest()
    return marks
