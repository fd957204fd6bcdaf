"""Finds where a student defines a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.submission import Submission


def definitions_of(submission: Submission, name: str) -> Iterator[ast.FunctionDef]:
    """Its definitions, the one that counts last; a cell that can't be parsed has none."""
    for cell in submission.cells:
        try:
            body = ast.parse(cell.source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                yield node
