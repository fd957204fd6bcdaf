"""Starts pytest, which imports and collects a suite once.

`collect` brings a plugin of ours along: once everything is collected, it hands the Suite to
a function of the caller in place of pytest's own loop over the tests.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Assignment
from autograder.errors import AutograderError, place_in
from autograder.grading.bytecode import no_bytecode
from autograder.grading.reference import Reference
from autograder.grading.suite import OURS, Suite, SuiteTest

CONFIGURATION = Path(__file__).parent / "pytest.ini"
OPTIONS = ["-c", str(CONFIGURATION), "--noconftest", "--import-mode=importlib", "-s"]
LEFT_OUT = "cacheprovider terminal doctest junitxml pastebin stepwise logging warnings faulthandler"
LEFT_OUT += " unraisableexception threadexception"


class Plugin:
    """Our side of pytest: markers, checks of what was collected, outcomes, the loop."""

    def __init__(
        self,
        assignment: Assignment,
        reference: Reference | None,
        seed: int,
        then: Callable[[Suite], None],
    ) -> None:
        self.suite = Suite(assignment, (), reference, seed)
        self.then = then
        self.problem: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "points(number): what the test is worth")
        config.addinivalue_line("markers", "public: students get to see this test")

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        if self.problem is None and isinstance(node, pytest.Collector) and call.excinfo:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            what = f"can't be collected: {type(error).__name__}: {error}"
            self.problem = AutograderError(what, place_in(node.path, error), "Mend that line.")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        try:
            order = self.suite.assignment.names
            tests = [self._test(item) for item in items if isinstance(item, pytest.Function)]
            # Public ones first: the student's process knows nothing hidden yet.
            tests.sort(key=lambda t: (order.index(t.question), not t.public))
            self.suite.tests = tuple(tests)
        except AutograderError as error:
            self.problem = error

    def _test(self, item: pytest.Function) -> SuiteTest:
        names = self.suite.assignment.names
        asked = [name for name in item.fixturenames if name in names]
        place = f"{item.path}:{item.location[1]}" if item.location[1] else item.path
        if len(asked) != 1:
            raise AutograderError(
                f"{item.name} asks for {len(asked)} student functions.",
                place,
                "A test belongs to one question: give it exactly one function as an argument.",
            )
        points = self._points(item)
        if points is None:
            raise AutograderError(f"{item.name} has no points.", place, "Add @points(…).")
        sentence = " ".join((item.function.__doc__ or "").split())
        if not sentence:
            raise AutograderError(f"{item.name} has no docstring.", place, "Say what it expects.")
        public = item.get_closest_marker("public") is not None or _is_student_copy(item)
        return SuiteTest(item, asked[0], sentence, points, public, self._is_plain(item))

    @staticmethod
    def _is_plain(item: pytest.Function) -> bool:
        parameters = set(item.callspec.params) if hasattr(item, "callspec") else set()
        known = {*OURS, *parameters, "request"}
        others = [n for n in item.fixturenames if n not in known]
        markers = {marker.name for marker in item.iter_markers()}
        return (
            len(others) == 1  # the student's function; no fixture of the suite, no autouse
            and item.cls is None
            and markers <= {"points", "public", "parametrize"}
        )

    @staticmethod
    def _points(item: pytest.Function) -> float | None:
        marker = item.get_closest_marker("points")
        if marker is not None:
            return float(marker.args[0])
        if _is_student_copy(item):  # a generated public test file lists its points in order
            names = [n for n, value in vars(item.module).items() if n.startswith("test_")]
            return float(item.module.points[names.index(item.name)])
        return None

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.problem is None and not session.testsfailed:
            try:
                self.then(self.suite)
            except BaseException as error:  # pytest would print it as an error of its own
                self.problem = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        # Pytest's own report renders a traceback, which costs more than most tests.
        error = call.excinfo.value if call.excinfo else None
        if error is not None:
            self.suite._errors.setdefault(item.nodeid, error)
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed" if error else "passed",
            longrepr=None,
            when="call",  # pytest asks for setup and teardown too; one error is one error
            duration=call.duration,
        )


def _is_student_copy(item: pytest.Function) -> bool:
    return hasattr(item.module, "OK_FORMAT")


def _fixtures(suite: Suite) -> object:
    """A plugin with one fixture a student function, and `reference` and `rng`."""

    def student(name: str) -> Any:
        @pytest.fixture(name=name)
        def function(self: Any) -> Any:
            return suite._functions[name]

        return function

    def reference(self: Any) -> Any:
        return suite.reference

    def rng(self: Any, request: pytest.FixtureRequest) -> np.random.Generator:
        return suite.rng(request.node)

    members = {name: student(name) for name in suite.assignment.names}
    members |= {"reference": pytest.fixture(reference), "rng": pytest.fixture(rng)}
    return type("Fixtures", (), members)()


def collect(
    assignment: Assignment,
    files: Sequence[Path],
    reference: Reference | None,
    then: Callable[[Suite], None],
    *,
    seed: int = 0,
) -> None:
    """Collect the suite in `files` and call `then` with it, inside pytest.

    Raises AutograderError where the suite itself is broken.
    """
    if not files:
        raise AutograderError("There are no tests.", assignment.folder, "Write test_<name>.py.")
    plugin = Plugin(assignment, reference, seed, then)
    options = [*OPTIONS, f"--rootdir={files[0].parent}"]
    for name in LEFT_OUT.split():
        options += ["-p", f"no:{name}"]
    with no_bytecode(), _quiet_python(), _forgotten_modules():
        plugins = [plugin, _fixtures(plugin.suite)]
        code = pytest.main([*options, *map(str, files)], plugins=plugins)
    if plugin.problem is not None:
        raise plugin.problem
    if not plugin.suite.tests or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise AutograderError(f"pytest could not run (exit code {int(code)}).", files[0].parent)


@contextmanager
def _forgotten_modules() -> Iterator[None]:
    """Take the modules of a suite out again: pytest would reuse them for the next course.

    It names them by their path below the root, and each suite is a root of its own.
    """
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if name.startswith("test_") or hasattr(sys.modules[name], "OK_FORMAT"):
                del sys.modules[name]


@contextmanager
def _quiet_python() -> Iterator[None]:
    """No plugins that happen to be installed, and no Otter.

    A public test file registers itself with Otter where there is one; importing that takes
    seconds, and here nobody asks for it.
    """
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    without_otter = sys.modules.setdefault("otter", None) is None  # type: ignore[arg-type]
    try:
        yield
    finally:
        if without_otter:
            del sys.modules["otter"]
        if before is None:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        else:
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = before
