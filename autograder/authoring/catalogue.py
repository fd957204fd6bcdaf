"""Looks through mistakes.py and variants.py without running them: what would go unnoticed."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path

from autograder.authoring.suite_index import check_named_once, parse_file
from autograder.errors import AutograderError
from autograder.extract import names_used
from autograder.names import did_you_mean

MARKS = {"mistakes.py": "mistake", "variants.py": "variant"}
EXAMPLE = {
    "mistake": '@mistake("{}", "A hint, in one sentence.")',
    "variant": '@variant("{}")',
}


def check_catalogue(path: Path, questions: Collection[str]) -> None:
    """Refuse what a catalogue can't mean; every complaint names file and line."""
    if not path.is_file():
        return
    tree = parse_file(path)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    check_named_once(functions, path)
    mark = MARKS[path.name]
    for node in functions:
        marks = [d for d in node.decorator_list if _called(d) == mark]
        if marks:
            _check_mark(marks[0], mark, f"{path}:{node.lineno}", node.name, questions)
        elif not any(node.name in names_used(other) for other in tree.body if other is not node):
            example = EXAMPLE[mark].format(next(iter(questions)))
            raise AutograderError(
                f"{node.name} is no {mark} and nothing uses it.",
                f"{path}:{node.lineno}",
                f"Mark it with {example}, or remove it.",
            )


def _check_mark(
    decorator: ast.expr, mark: str, place: str, name: str, questions: Collection[str]
) -> None:
    arguments = decorator.args if isinstance(decorator, ast.Call) else []
    wanted = EXAMPLE[mark].format(next(iter(questions)))
    if len(arguments) != (2 if mark == "mistake" else 1):
        what = f"{name} is marked with `{ast.unparse(decorator)}`."
        raise AutograderError(what, place, f"Write {wanted}.")
    texts = [value.value if isinstance(value, ast.Constant) else None for value in arguments]
    if isinstance(texts[0], str) and texts[0] not in questions:
        advice = did_you_mean(texts[0], questions) or f"Questions: {', '.join(questions)}."
        raise AutograderError(f"{name} names no question: “{texts[0]}”.", place, advice)
    if mark == "mistake" and isinstance(texts[1], str) and len(texts[1].split()) < 3:
        raise AutograderError(
            f"the hint of {name} is no sentence: “{texts[1]}”.",
            place,
            "Lead a student to the mistake in one sentence, without giving the code.",
        )


def _called(decorator: ast.expr) -> str:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(call).split(".")[-1]
