"""The test file of one function, put together from Otter's test cells."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from autograder.authoring.otter_import.master import MasterQuestion, MasterTest
from autograder.authoring.otter_import.translation import (
    Translated,
    Untranslatable,
    shares,
    translate,
)
from autograder.extract import bound_names, extract, names_used, pieces
from autograder.suite import __all__ as HELPERS

NUMPY = "import numpy as np"
Note = tuple[int, str, str]  # a cell's number, what could not be, what to do


@dataclass
class SuiteText:
    """What test_<function>.py will hold."""

    function: str
    notebook: str
    tests: list[str] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)  # of what the notebook gives
    given: str = ""
    _names: set[str] = field(default_factory=set)

    @staticmethod
    def add(
        suites: dict[str, SuiteText],
        question: MasterQuestion,
        own: Sequence[str],
        asked: Sequence[str],
        given: str,
    ) -> list[Note]:
        """Add the tests of one question of Otter's, whose functions are `own`."""
        notes: list[Note] = []
        points, remarks = shares(question.config.get("points"), question.tests)
        for place, (test, number) in enumerate(zip(question.tests, points)):
            if place in remarks:
                notes.append((test.number, f"a test {remarks[place]}", "Change it if you like."))
            try:
                translated = translate(test, question, own, asked)
                public, note = _may_be_public(translated, test, given, asked)
            except Untranslatable as error:
                notes.append((test.number, f"a test was left out: {error}", "It is a TODO now."))
                suites[own[-1]]._postpone(test, str(error), number)
                continue
            if note:
                notes.append((test.number, *note))
            suites[translated.question]._keep(translated, public, number, given)
        for name in own:
            if not suites[name].tests:
                what = f"no test calls {name}."
                notes.append((question.number, what, f"Write test_{name}.py."))
        return notes

    @property
    def total(self) -> str:
        """The points of the function, as TOML."""
        total = round(sum(self.points), 9) or 1
        return str(int(total) if total == int(total) else total)

    def text(self) -> str:
        """The file."""
        body = "\n\n\n".join(self.tests)
        definitions = extract(self.given, sorted(self.needs)) if self.needs else ""
        split = pieces(definitions)
        imports = [text for node, text in split if isinstance(node, ast.Import | ast.ImportFrom)]
        rest = [text for node, text in split if not isinstance(node, ast.Import | ast.ImportFrom)]
        used = names_used(ast.parse("\n\n".join([*rest, body])))
        helpers = ", ".join(sorted(used & set(HELPERS)))
        if "np" in used and NUMPY not in imports:
            imports.append(NUMPY)
        blocks = [
            f'"""{self.function}: imported from {self.notebook}."""',
            *["\n".join(sorted(set(imports)))] * bool(imports),
            *[f"from autograder.suite import {helpers}"] * bool(helpers),
        ]
        return "\n\n\n".join(["\n\n".join(blocks), *rest, *self.tests]) + "\n"

    def _keep(self, test: Translated, public: bool, points: float, given: str) -> None:
        name, number = test.name, 2
        while name in self._names:
            name, number = f"{test.name}_{number}", number + 1
        self._names.add(name)
        code = test.code.replace(f"def {test.name}(", f"def {name}(", 1)
        marks = ["@public"] * public + [f"@points({_number(points)})"]
        self.tests.append("\n".join([*marks, code]))
        self.points.append(points)
        self.needs |= test.needs & _defined(given)
        self.given = given

    def _postpone(self, test: MasterTest, why: str, points: float) -> None:
        """Keep a test that could not be translated as a comment."""
        code = textwrap.indent(test.code.strip(), "#     ", lambda line: True)
        shown = textwrap.indent(test.output, "#     ", lambda line: True)
        output = f"\n# its output:\n{shown}" if test.output else ""
        head = f"# TODO: rewrite this test, once worth {_number(points)} points: {why}"
        self.tests.append(f"{head}\n{code}{output}")


def _may_be_public(
    test: Translated, master: MasterTest, given: str, asked: Sequence[str]
) -> tuple[bool, tuple[str, str] | None]:
    """Whether students may see a test; raises Untranslatable where nobody can run it."""
    missing = test.needs - _defined(given) - {"np", *HELPERS}
    if missing:
        name = sorted(missing)[0]
        raise Untranslatable(f"it uses `{name}`, which only an answer defines.")
    needed = sorted(test.needs & _defined(given))
    text = extract(given, needed) if needed else ""
    if computed := set(asked) & names_used(ast.parse(text)):
        name = sorted(computed)[0]
        raise Untranslatable(f"it uses what students compute with {name}: call it in the test.")
    imports = [line for node, line in pieces(text) if isinstance(node, ast.Import | ast.ImportFrom)]
    others = [line for line in imports if line != NUMPY]
    if master.hidden or not (others or test.others):
        return not master.hidden, None
    why = f"needs `{others[0]}`" if others else f"needs {test.others[0]} from `reference`"
    what = f"{test.name} {why}, which a public test can't: it is hidden now."
    return False, (what, "Write the expected values down and mark it @public again.")


def _defined(given: str) -> set[str]:
    return {name for node in ast.parse(given).body for name in bound_names(node)}


def _number(points: float) -> str:
    """Points as they are written in a marker: 2, 0.25 or 1 / 3."""
    if round(points, 3) == points:
        return f"{points:g}"
    share = Fraction(points).limit_denominator(1000)
    return f"{share.numerator} / {share.denominator}"
