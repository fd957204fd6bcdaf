"""Takes an answer cell apart: the functions that students write, and what they are given."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from autograder.authoring.source import BEGIN, END
from autograder.extract import bound_names, pieces

MARKER = re.compile(r"\s*#\s*(BEGIN|END) SOLUTION\b.*|\s*##\s*solution\s*##\s*", re.I)
MAGIC = re.compile(r"^[%!](?!%).*$", re.MULTILINE)  # of one line; %%sql makes no Python
SOLUTION_END = re.compile(r"\s*# ?SOLUTION( NO PROMPT)?\s*$")
SEED = "# SEED"
TODO = '"""TODO: say what goes in (meaning, shapes) and what comes out, with an example."""'


@dataclass(frozen=True)
class Part:
    """A piece of an answer cell: one function to write, or code that students are given."""

    text: str
    function: str = ""
    scaffold: str = ""  # what students were given of the function, beyond its docstring


@dataclass(frozen=True)
class Answer:
    """What an answer cell holds, in its order."""

    parts: tuple[Part, ...] = ()
    variables: tuple[str, ...] = ()  # that students were to assign
    why_not: str = ""  # the reason, where the cell can't be taken apart

    @property
    def functions(self) -> list[str]:
        return [part.function for part in self.parts if part.function]


def take_apart(source: str) -> Answer:
    """An answer cell as our parts; nothing of a solution is left in what is given."""
    source = MAGIC.sub("", source)
    try:
        solved, student = pieces(solved_version(source)), pieces(student_version(source))
    except SyntaxError:
        return Answer(why_not="is no plain Python")
    except AssertionError:  # Otter's word for marks that don't fit together
        return Answer(why_not="has a # BEGIN without its # END")
    seen = {_name(node): ast.unparse(node) for node, _ in student}
    asked = {
        node.name: text
        for node, text in solved
        if isinstance(node, ast.FunctionDef) and seen.get(node.name) != ast.unparse(node)
    }
    classes = [node.name for node, _ in solved if isinstance(node, ast.ClassDef)]
    if any(seen.get(_name(n)) != ast.unparse(n) for n, _ in solved if isinstance(n, ast.ClassDef)):
        return Answer(why_not=f"asks for a class, {classes[0]}")
    parts = [Part(as_question(text), name) for name, text in asked.items() if name not in seen]
    for node, text in student:
        if name := _name(node) if _name(node) in asked else "":
            parts.append(Part(as_question(asked[name]), name, text if _scaffold(node) else ""))
        elif not _is_gap(node):
            parts.append(Part(text))
    known = {name for node, _ in student if not _open(node) for name in bound_names(node)}
    bound = {name for node, _ in solved if not _name(node) for name in bound_names(node)}
    return Answer(tuple(parts), tuple(sorted(bound - known)))


def _name(node: ast.stmt) -> str:
    return node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""


def student_version(source: str) -> str:
    """What Otter gives a student in place of an answer cell."""
    from otter.assign.solutions import remove_ignored_lines, replace_solutions

    return "\n".join(replace_solutions(remove_ignored_lines(source.split("\n")), "python"))


def solved_version(source: str) -> str:
    """The answer without Otter's marks and prompts."""
    from otter.assign.solutions import remove_ignored_lines

    lines, in_prompt = [], False
    for line in remove_ignored_lines(source.split("\n")):
        end = line.rstrip()
        if end.endswith(("# BEGIN PROMPT", "# END PROMPT")):
            in_prompt = end.endswith("# BEGIN PROMPT")
        elif not (in_prompt or MARKER.fullmatch(line) or end.endswith(SEED)):
            lines.append(SOLUTION_END.sub("", line))
    return "\n".join(lines)


def as_question(text: str) -> str:
    """A function with its whole body after the docstring marked as the solution."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    if node.body[0].lineno == node.lineno:  # def f(x): return x
        text = ast.unparse(node)
        node = ast.parse(text).body[0]
        assert isinstance(node, ast.FunctionDef)
    lines, first = text.split("\n"), node.body[0]
    indent = " " * first.col_offset
    if ast.get_docstring(node):
        head, rest = lines[: first.end_lineno], lines[first.end_lineno :]
    else:
        end = first.lineno - 1
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        head, rest = [*lines[:end], indent + TODO], lines[end:]
    while rest and not rest[0].strip():
        rest = rest[1:]
    return "\n".join([*head, indent + BEGIN, *rest, indent + END])


def _open(node: ast.stmt) -> bool:
    """Whether a statement has a gap for students to fill."""
    return any(isinstance(n, ast.Constant) and n.value is ... for n in ast.walk(node))


def _is_gap(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and _open(node) and isinstance(node.value, ast.Constant)


def _scaffold(node: ast.stmt) -> bool:
    """Whether a student's function has more in it than a docstring and a gap."""
    body = node.body if isinstance(node, ast.FunctionDef) else []
    return any(
        not _is_gap(part)
        and not isinstance(part, ast.Pass)
        and not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        for part in body
    )
