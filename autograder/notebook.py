"""Checks in a notebook, with or without Otter:

    from autograder.notebook import grader

    grader.check("area")     # the public tests of a function, as a block below the cell
    grader.check_all()         # those of all functions
    grader.hint("area")      # a hint; called again, the next one
    grader.show("area")      # the failing call, in a new cell

Needs NumPy and the standard library only, and starts no process: the functions are those of
the notebook. So it works wherever the notebook does, JupyterLite among them.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.course import Assignment, read_assignment
from autograder.errors import AutograderError
from autograder.grading.results import QuestionScore
from autograder.reporting.block import Seen, render_block, render_plain
from autograder.reporting.messages import first_failure
from autograder.student.in_process import check_functions
from autograder.student.public_tests import PublicTests, read_public_tests

__all__ = ["Grader", "Told", "grader"]


class Told:
    """Something to read: a block where HTML is shown, plain text elsewhere."""

    def __init__(self, plain: str, html: str = "") -> None:
        self._plain, self._html = plain, html

    def _repr_html_(self) -> str | None:
        return self._html or None

    def __repr__(self) -> str:
        return self._plain


class Grader:
    """Takes the place of Otter's `grader`. `folder` is where the notebook and tests/ lie."""

    def __init__(self, folder: Path | str = ".") -> None:
        self._folder = Path(folder)
        self._tests: PublicTests | None = None

    def check(self, question: str, global_env: Mapping[str, Any] | None = None) -> Told:
        """Run the public tests of one function on what the notebook defines."""
        names = global_env if global_env is not None else sys._getframe(1).f_globals
        return _told(lambda: self._check([question], names))

    def check_all(self, global_env: Mapping[str, Any] | None = None) -> Told:
        """Run the public tests of all functions."""
        names = global_env if global_env is not None else sys._getframe(1).f_globals
        return _told(lambda: self._check(self._load().assignment.names, names))

    def hint(self, question: str) -> Told:
        """A hint for a failing function; called again, the next one."""
        names = sys._getframe(1).f_globals
        return _told(lambda: self._hint(question, names))

    def show(self, question: str) -> Told | None:
        """Put the first failing call into a new cell below, or tell it where that can't be."""
        names = sys._getframe(1).f_globals
        try:
            text = self._snippet(question, names)
        except AutograderError as error:
            return Told(str(error))
        shell = _shell()
        if shell is None:
            return Told(text)
        shell.set_next_input(text)
        return None

    def _load(self) -> PublicTests:
        if self._tests is None:
            self._tests = read_public_tests(_assignment(self._folder))
        return self._tests

    def _check(self, questions: Any, names: Mapping[str, Any]) -> Told:
        tests, plain, html = self._load(), [], []
        for name in questions:
            score = self._score(name, names)
            section = tests.assignment.question(name).section
            plain.append(render_plain(score, section))
            html.append(render_block(score, section, _seen(tests, score, names)))
        return Told("\n".join(plain), "".join(html))

    def _score(self, name: str, names: Mapping[str, Any]) -> QuestionScore:
        from autograder.student.folder import check_name

        tests = self._load()
        return check_functions(tests, check_name(tests.assignment, name), names, _cell_number)

    def _hint(self, name: str, names: Mapping[str, Any]) -> Told:
        from autograder.student.climbed import climb
        from autograder.student.hint import render_hint
        from autograder.student.ladder import ladder, with_example

        score, tests = self._score(name, names), self._load()
        first = first_failure(score)
        if first is None:
            return Told(f"{name} passes all its public tests, so there is nothing to hint at.")
        finding = tests.findings.get((name, first.test))
        docstring = with_example(tests.assignment, name, inspect.getdoc(names.get(name)))
        steps = ladder(score, finding, docstring)
        number = climb(tests.assignment.folder, first, len(steps))
        question = tests.assignment.question(name)
        return Told(render_hint(question, first, steps, [number], command='grader.{}("{}")'))

    def _snippet(self, name: str, names: Mapping[str, Any]) -> str:
        from autograder.student.snippet import shown, snippet

        score, tests = self._score(name, names), self._load()
        first = first_failure(score)
        test = next(t for t in tests.of(name) if first is None or t.name == first.test)
        parameters = _parameters(names.get(name))
        return snippet(shown(test, tests.findings.get((name, test.name)), parameters))


def _told(work: Callable[[], Told]) -> Told:
    try:
        return work()
    except AutograderError as error:  # to be read, without a traceback
        return Told(str(error))


def _assignment(folder: Path) -> Assignment:
    description = folder / "assignment.toml"
    if not description.is_file() or not (folder / "tests").is_dir():
        raise AutograderError(
            "No assignment.toml and tests/ lie beside this notebook.",
            folder.absolute(),
            "Put the notebook back into the assignment's folder, and restart its kernel.",
        )
    return read_assignment(description, "notebook")


def _seen(tests: PublicTests, score: QuestionScore, names: Mapping[str, Any]) -> Seen | None:
    first = first_failure(score)
    finding = tests.findings.get((score.name, first.test)) if first else None
    if finding is None or finding.call is None:
        return None
    parameters = _parameters(names.get(score.name))
    inputs = dict(zip(parameters, finding.call.arguments)) | finding.call.options
    return Seen(inputs, finding.expected, finding.got)


def _parameters(function: Any) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def _shell() -> Any:
    """The notebook's shell, if there is one."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def _cell_number(file: str) -> int | None:
    """The number in the brackets beside the cell that a code's file name stands for."""
    known = getattr(getattr(_shell(), "compile", None), "_filename_map", {})
    number = known.get(file)
    return number if isinstance(number, int) else None


grader = Grader()
