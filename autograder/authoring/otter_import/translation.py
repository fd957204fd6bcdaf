"""Turns Otter's test cells, exception-based or in OK format, into tests of ours."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from autograder.authoring.otter_import.master import MasterQuestion, MasterTest
from autograder.extract import names_used

BUILT_IN = frozenset(dir(builtins))
SHORT = 70  # characters of a test that is its own description
PRINTED_ARRAY = re.compile(r"\barray\(")


class Untranslatable(Exception):
    """A test that can't be one of ours; the text says why, and what to do."""


@dataclass(frozen=True)
class Translated:
    """A test as we write it, without its decorators."""

    name: str
    question: str  # the function that it asks for
    code: str
    needs: frozenset[str]  # names that its file has to define
    others: tuple[str, ...]  # functions of other questions, which come from `reference`


def translate(
    test: MasterTest, question: MasterQuestion, own: Collection[str], asked: Collection[str]
) -> Translated:
    """A test of ours for a test cell of `question`, whose functions are `own`; `asked` are
    those of all questions. Raises Untranslatable.
    """
    try:
        tree = ast.parse(test.code)
    except SyntaxError:
        raise Untranslatable("it is no plain Python: write it anew.") from None
    body = [node for node in tree.body if not isinstance(node, ast.Pass)]
    if not body:
        raise Untranslatable("it is empty.")
    if isinstance(body[0], ast.FunctionDef) and body[0].name.startswith("test"):
        function = body[0]
    else:
        place = question.tests.index(test) + 1
        function = _from_ok(body, test.output, f"test_{_identifier(question.name)}_{place}")
    used = names_used(ast.Module(_bare(function), [])) if function.body else set()
    tested = [name for name in own if name in used] or [name for name in asked if name in used]
    if not tested:
        raise Untranslatable("it calls no function of a student: test a function instead.")
    # Of several, the one that the question is about: the last, which may call the others.
    target = tested[-1]
    others = tuple(name for name in asked if name in used and name != target)
    return Translated(
        function.name,
        target,
        _written(function, target, others, test.hidden),
        frozenset(used - BUILT_IN - set(asked)),
        others,
    )


def _bare(function: ast.FunctionDef) -> list[ast.stmt]:
    """The body at the top level of a module, so that its free names are global ones.

    Names that it binds itself are no needs.
    """
    inner = ast.FunctionDef(
        name=function.name, args=_no_arguments(), body=function.body, decorator_list=[]
    )
    return [ast.fix_missing_locations(ast.copy_location(inner, function))]


def _no_arguments() -> ast.arguments:
    return ast.arguments([], [], None, [], [], None, [])


def _written(function: ast.FunctionDef, target: str, others: Collection[str], hidden: bool) -> str:
    docstring = ast.get_docstring(function)
    body = function.body[1:] if docstring else function.body
    sentence = " ".join((docstring or "").split()) or _sentence(body, target, hidden)
    asks = [target, *(["reference"] if others else [])]
    lines = [f"def {function.name}({', '.join(asks)}):", f"    {_quoted(sentence)}"]
    lines += [f"    {name} = reference.{name}" for name in others]
    for node in body:
        lines += ["    " + line for line in ast.unparse(node).split("\n")]
    return "\n".join(lines)


def _sentence(body: list[ast.stmt], target: str, hidden: bool) -> str:
    """What a test expects. Of a hidden one students see only this, so we can't make it up."""
    text = ast.unparse(body[0]) if len(body) == 1 else ""
    if not hidden and 0 < len(text) <= SHORT and "\n" not in text:
        if found := re.fullmatch(r"check\((.+\)), (.+)\)", text):
            return f"{found[1]} is {found[2]}."
        return f"{text.removeprefix('assert ')} holds."
    return f"TODO: say in one sentence what is expected of {target}; students see it."


def _quoted(sentence: str) -> str:
    plain = "\\" not in sentence and '"""' not in sentence and not sentence.endswith('"')
    return f'"""{sentence}"""' if plain else repr(sentence)


def _from_ok(body: list[ast.stmt], output: str, name: str) -> ast.FunctionDef:
    """A test cell whose output is what is expected, as a function."""
    *before, last = body
    if isinstance(last, ast.Expr):
        last = _expectation(last.value, output)
    elif output:
        raise Untranslatable("its output comes from more than an expression: check a value.")
    elif not any(isinstance(node, ast.Assert) for node in ast.walk(ast.Module(body, []))):
        raise Untranslatable("it checks nothing: run the notebook, save it, and import it anew.")
    function = ast.FunctionDef(name, _no_arguments(), [*before, last], [])
    return ast.fix_missing_locations(function)


def _expectation(value: ast.expr, output: str) -> ast.stmt:
    """`value` has to be what `output` shows."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "print":
        if len(value.args) != 1 or value.keywords:
            raise Untranslatable("it prints several things: check each by itself.")
        value = value.args[0]
    if output in ("True", "False"):
        return ast.Assert(value if output == "True" else ast.UnaryOp(ast.Not(), value))
    if not output and isinstance(value, ast.Compare):
        return ast.Assert(value)
    if not output:
        raise Untranslatable("it has no output: run the notebook, save it, and import it anew.")
    wanted = _literal(output)
    if isinstance(wanted, ast.Constant) and isinstance(wanted.value, str | type(None)):
        return ast.Assert(ast.Compare(value, [ast.Eq()], [wanted]))
    return ast.Expr(ast.Call(ast.Name("check"), [value, wanted], []))


def _literal(output: str) -> ast.expr:
    """The value that a text shows, as Python; arrays as NumPy writes them."""
    text = PRINTED_ARRAY.sub("np.array(", output)
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        tree = ast.Name("?")
    for node in ast.walk(tree):
        plain = ast.Constant | ast.List | ast.Tuple | ast.Dict | ast.UnaryOp | ast.USub | ast.Load
        called = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("np.")
        named = isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node).startswith("np")
        if not (isinstance(node, plain) or called or named or isinstance(node, ast.keyword)):
            shown = output.split("\n")[0][:40]
            raise Untranslatable(f"its output is no number or array: {shown}")
    return tree


def _identifier(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower() or "question"


def shares(points: object, tests: list[MasterTest]) -> tuple[list[float], Mapping[int, str]]:
    """Each test's points by Otter's rules, but none of them nothing; with remarks by place."""
    own = [test.points for test in tests]
    if isinstance(points, list) and len(points) == len(tests):
        own = [float(value) for value in points]
    elif isinstance(points, dict):
        own = [float(points.get("each", 1))] * len(tests)
    total = float(points) if isinstance(points, int | float) else None
    given = sum(value for value in own if value is not None)
    missing = own.count(None)
    if missing == len(own):
        rest = total if total is not None else 1.0
    else:
        rest = max(0.0, total - given) if total is not None else 0.0
    result = [value if value is not None else rest / missing for value in own]
    free = [place for place, value in enumerate(result) if value <= 0]
    if not free:
        return result, {}
    whole = sum(result) or 1.0
    quarter = whole / 4 if len(free) < len(result) else whole
    scale = (whole - quarter) / whole
    result = [value * scale if value > 0 else quarter / len(free) for value in result]
    what = f"had no points, and shares {quarter:g} of {whole:g} now: here every test counts."
    return result, dict.fromkeys(free, what)
