"""Opens what a failing test asked: its inputs, what was expected, and what came back.

In a console, for which the student's own file is run once more, here, as `python FILE` would
run it.
"""

from __future__ import annotations

import code
import os
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import AutograderError
from autograder.grading.feedback import show_call
from autograder.reporting.text import clean
from autograder.sandbox.child.cells import compile_cells, run_cells
from autograder.sandbox.child.inert import NOTEBOOK_NAMES, Finder
from autograder.student.definitions import definitions_of
from autograder.student.public_tests import Finding, PublicTest, PublicTests
from autograder.student.snippet import Shown
from autograder.submission import Submission


def choose(tests: PublicTests, wanted: str, passed: Callable[[PublicTest], bool]) -> PublicTest:
    """The test that is meant: `area`, `test_sides` or `area.test_sides`.

    Of a function it is the first failing test; where none fails, the first.
    """
    question, _, name = wanted.replace("::", ".").rpartition(".")
    found = [
        test
        for test in tests.tests
        if (not question and wanted in (test.question, test.name, test.name.removeprefix("test_")))
        or (question == test.question and name in (test.name, test.name.removeprefix("test_")))
    ]
    if not found:
        near = [test for test in tests.tests if test.question in (question, wanted)]
        names = [f"{test.question}.{test.name}" for test in near] or [*tests.assignment.names]
        known = f"Known: {', '.join(names)}."
        raise AutograderError(f"There is no test “{clean(wanted, 80)}”.", then=known)
    failing = [test for test in found if not passed(test)]
    candidates = failing or found
    if len({test.question for test in candidates}) > 1:
        known = ", ".join(f"{test.question}.{test.name}" for test in candidates)
        raise AutograderError(f"“{wanted}” is a test of several functions.", then=f"Take {known}.")
    return candidates[0]


def open_console(what: Shown, submission: Submission) -> None:
    """A console with everything bound; Ctrl-D ends it."""
    module, errors = _run(submission)
    namespace: dict[str, Any] = {
        **vars(module),
        "np": np,
        "expected": what.finding.expected,
        "got": _answer(what.finding),
        **what.inputs,
    }
    print(_banner(what, namespace, errors))
    try:
        import readline
        import rlcompleter

        readline.set_completer(rlcompleter.Completer(namespace).complete)
        readline.parse_and_bind("tab: complete")
    except ImportError:  # Windows
        pass
    code.interact(banner="", local=namespace, exitmsg="")


def _banner(what: Shown, namespace: dict[str, Any], errors: Sequence[dict[str, Any]]) -> str:
    lines = [what.finding.test.sentence, ""]
    assert what.finding.call is not None
    lines += [clean(show_call(what.finding.call), 4000), ""]
    lines += [f"While your file was run: {clean(str(e['message']), 200)}" for e in errors[:3]]
    names = [*what.inputs, "expected", "got", what.name]
    lines.append(f"Here: {', '.join(name for name in names if name in namespace)}, np.")
    lines.append("Your own code runs here, not locked up. Ctrl-D ends it (Windows: Ctrl-Z, Enter).")
    return "\n".join(lines)


def _answer(finding: Finding) -> Any:
    return finding.call.value if finding.got is None and finding.call else finding.got


def _run(submission: Submission) -> tuple[types.ModuleType, list[dict[str, Any]]]:
    """The student's file as a module; plots and checks in it are left out."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    module = types.ModuleType(Path(submission.file).stem)
    vars(module).update(NOTEBOOK_NAMES)
    finder, before = Finder(), set(sys.modules)
    sys.meta_path.insert(0, finder)
    try:
        cells = [(cell.number, cell.source) for cell in submission.cells]
        errors = run_cells(compile_cells(cells, submission.file), module, {})
    finally:
        sys.meta_path.remove(finder)
        for name in set(sys.modules) - before:
            if getattr(sys.modules[name], "__loader__", None) is finder:
                del sys.modules[name]
    return module, errors


def parameters_of(submission: Submission, name: str) -> list[str]:
    """The names of a function's parameters, from the student's file."""
    found: list[str] = []
    for node in definitions_of(submission, name):
        found = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    return found
