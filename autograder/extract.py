"""Cuts the functions that somebody asks for out of a Python file, with all they need.

One tool for four readers: the reference is cut out of the author's notebook source (its
plots stay behind), a public test out of its suite, a mistake and a right variant out of
their catalogue.
"""

from __future__ import annotations

import ast
import copy
import symtable
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from autograder.errors import AutograderError


def extract(
    text: str,
    names: Iterable[str],
    *,
    where: Path | str | None = None,
    keep_decorators: bool = True,
    leave_out: Collection[str] = (),
    unmarked: Collection[str] = (),
) -> str:
    """The definitions of `names` in `text` and, transitively, what they use.

    Only top-level imports, functions, classes and assignments count. Order and wording
    are kept; of several definitions of one name the last counts, as in Python. Names in
    `leave_out` are not followed. With `keep_decorators` false the decorators of `names`
    themselves are dropped; those called `unmarked` are dropped wherever they are. Raises
    AutograderError where a name is not defined at all.
    """
    definitions = top_level(text, where)
    lines = text.splitlines()
    asked = list(names)
    for name in asked:
        if name not in definitions:
            raise AutograderError(f"does not define “{name}”.", where, "Add it, or rename it.")
    wanted: dict[int, str] = {}
    waiting = list(asked)
    while waiting:
        name = waiting.pop()
        node = definitions.get(name)
        if node is None or node.lineno in wanted or name in leave_out:
            continue
        bare = not keep_decorators and name in asked
        dropped = [
            decorator
            for decorator in getattr(node, "decorator_list", [])
            if bare or _called(decorator) in unmarked
        ]
        gone = {n for each in dropped for n in range(each.lineno, (each.end_lineno or 0) + 1)}
        numbers = range(first_line(node), (node.end_lineno or 0) + 1)
        wanted[node.lineno] = "\n".join(lines[n - 1] for n in numbers if n not in gone)
        waiting += names_used(_without(dropped, node))
    pieces = [text for _, text in sorted(wanted.items())]
    imports = [piece for piece in pieces if piece.startswith(("import ", "from "))]
    others = [piece for piece in pieces if not piece.startswith(("import ", "from "))]
    return "\n\n\n".join(["\n".join(imports)] * bool(imports) + others) + "\n"


def top_level(text: str, where: Path | str | None = None) -> dict[str, ast.stmt]:
    """What each top-level name of a file is bound by: the last statement that binds it."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        place = f"{where}:{error.lineno}" if where else f"line {error.lineno}"
        raise AutograderError(f"is not valid Python: {error.msg}.", place, "Mend it.") from error
    return {name: node for node in tree.body for name in bound_names(node)}


def pieces(text: str) -> list[tuple[ast.stmt, str]]:
    """Each top-level statement of a file with its text, word for word."""
    lines = text.split("\n")
    return [
        (node, "\n".join(lines[first_line(node) - 1 : node.end_lineno]))
        for node in ast.parse(text).body
    ]


def bound_names(node: ast.stmt) -> set[str]:
    """The names that a top-level statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return set()


def _without(decorators: Sequence[ast.expr], node: ast.stmt) -> ast.stmt:
    """The same statement without some of its decorators."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        node = copy.copy(node)
        node.decorator_list = [each for each in node.decorator_list if each not in decorators]
    return node


def _called(decorator: ast.expr) -> str:
    """What a decorator is called: “variant” of @variant("relu") and of @suite.variant("relu")."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return str(getattr(named, "attr", getattr(named, "id", "")))


def names_used(node: ast.AST) -> set[str]:
    """The global names that a statement uses, annotations and defaults among them.

    A function's own variables don't count: an `image` inside a function is not the `image`
    that some picture cell draws.
    """
    used: set[str] = set()
    scopes = [symtable.symtable(ast.unparse(node), "part", "exec")]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        at_top = scope.get_type() == "module"
        for symbol in scope.get_symbols():
            if symbol.is_referenced() and (at_top or symbol.is_global()):
                used.add(symbol.get_name())
    return used


def first_line(node: ast.stmt) -> int:
    """The line a statement begins at, its decorators counted in."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
