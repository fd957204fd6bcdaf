"""A collected suite: pytest imports and collects once, then runs tests on demand.

`collect` starts pytest with a plugin of ours and, once everything is collected, hands the
Suite to a function of the caller in place of pytest's own loop over the tests. The suite
can then be run any number of times, each time with another implementation behind the
fixtures; running in a forked child leaves the collected state untouched.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Assignment
from autograder.errors import AutograderError, place_in
from autograder.grading import compare
from autograder.grading.bytecode import no_bytecode
from autograder.grading.recording import Recording, recording_of
from autograder.grading.reference import Reference
from autograder.sandbox.calls import Call
from autograder.sandbox.child import wire
from autograder.sandbox.student import AHEAD_BYTES

CONFIGURATION = Path(__file__).parent / "pytest.ini"
OPTIONS = ["-c", str(CONFIGURATION), "--noconftest", "--import-mode=importlib", "-s"]
LEFT_OUT = "cacheprovider terminal doctest junitxml pastebin stepwise logging warnings faulthandler"
LEFT_OUT += " unraisableexception threadexception"
OURS = ("reference", "rng")  # our fixtures besides the students' functions


@dataclass(frozen=True)
class SuiteTest:
    """One collected test and what its author said about it.

    `plain` tests ask for nothing but our own fixtures and parameters, so they can be called
    like functions; pytest's set-up and tear-down would cost more than most of them.
    """

    item: pytest.Function
    question: str
    sentence: str
    points: float
    public: bool
    plain: bool

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def identity(self) -> str:
        return self.item.nodeid


@dataclass
class Suite:
    """All tests of one assignment, ready to run."""

    assignment: Assignment
    tests: tuple[SuiteTest, ...]
    reference: Reference | None
    seed: int = 0
    _recorded: dict[str, Recording] = field(default_factory=dict)
    _revealing: dict[str, frozenset[str]] = field(default_factory=dict)
    _functions: dict[str, Any] = field(default_factory=dict)
    _errors: dict[str, BaseException] = field(default_factory=dict)
    _generators: dict[str, tuple[np.random.Generator, Any]] = field(default_factory=dict)

    def of(self, question: str) -> tuple[SuiteTest, ...]:
        """The tests of one question, in the order of their file."""
        return tuple(test for test in self.tests if test.question == question)

    def calls(self, question: str) -> tuple[Call, ...]:
        """What the tests of a question ask of a right answer."""
        return tuple(call for test in self.of(question) for call in self.recorded(test))

    def recorded(self, test: SuiteTest) -> tuple[Call, ...]:
        """What one test asks of a right answer; found out by running it on the reference,
        which also proves that suite and solution agree.

        Raises AutograderError where they don't.
        """
        return self._record(test).calls

    def ahead(self, test: SuiteTest) -> tuple[Call, ...]:
        """Those of its calls that may be sent before the earlier ones are answered: up to the
        first one with a number in it that an earlier answer has brought up.
        """
        recording = self._record(test)
        return recording.calls[: recording.ahead]

    def together(self, tests: Sequence[SuiteTest]) -> int:
        """How many of these tests, from the first on, may be asked in one go.

        A hidden test is not asked together with public ones, which may still tell what they
        were answered; none is together with one that it gives an answer away to.
        """
        chosen: set[str] = set()
        room = AHEAD_BYTES
        for test in tests:
            recording = self._record(test)
            room -= recording.size
            told = test.public != tests[0].public or not chosen.isdisjoint(self._revealed(test))
            if chosen and (told or room < 0):
                break
            chosen.add(test.identity)
            if recording.ahead < len(recording.calls):
                break
        return len(chosen)

    def _revealed(self, test: SuiteTest) -> frozenset[str]:
        """The tests of its question whose answers its calls would give away."""
        if test.identity not in self._revealing:
            mine, others = self._record(test), self.of(test.question)
            found = (other for other in others if mine.gives_away(self._record(other)))
            self._revealing[test.identity] = frozenset(other.identity for other in found)
        return self._revealing[test.identity]

    def _record(self, test: SuiteTest) -> Recording:
        if self.reference is None:
            return Recording()
        if test.identity not in self._recorded:
            made: list[tuple[Call, Any]] = []
            right = getattr(self.reference, test.question)
            error, _ = self.run(test, _noted(test.question, right, made))
            if error is not None:
                raise AutograderError(
                    f"the solution fails {test.name}: {type(error).__name__}: {error}",
                    place_in(test.item.path, error),
                    "Mend the test or the solution.",
                )
            self._recorded[test.identity] = recording_of(made)
        return self._recorded[test.identity]

    def run(self, test: SuiteTest, function: Any) -> tuple[BaseException | None, tuple[str, ...]]:
        """Run a test with `function` behind its question's fixture: what it raised (None
        where it passed) and the notes it made.
        """
        self._functions[test.question] = function
        compare.NOTES.clear()
        error = self._call(test) if test.plain else self._run_with_pytest(test)
        if isinstance(error, pytest.fail.Exception):
            error = AssertionError(error.msg)
        return error, tuple(compare.NOTES)

    def rng(self, item: pytest.Function) -> np.random.Generator:
        """The generator of a test: the same numbers for every submission."""
        if item.nodeid not in self._generators:
            text = f"{self.seed}:{item.path.stem}::{item.name}"
            digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
            made = np.random.default_rng(int.from_bytes(digest, "big"))
            self._generators[item.nodeid] = made, made.bit_generator.state
        generator, start = self._generators[item.nodeid]
        generator.bit_generator.state = start
        return generator

    def _call(self, test: SuiteTest) -> BaseException | None:
        parameters = test.item.callspec.params if hasattr(test.item, "callspec") else {}
        arguments = {}
        for name in test.item._fixtureinfo.argnames:
            if name in parameters:
                arguments[name] = parameters[name]
            elif name in OURS:
                arguments[name] = self.reference if name == "reference" else self.rng(test.item)
            else:
                arguments[name] = self._functions[name]
        try:
            test.item.obj(**arguments)
        except (Exception, pytest.fail.Exception) as error:
            return error
        return None

    def _run_with_pytest(self, test: SuiteTest) -> BaseException | None:
        self._errors.clear()
        test.item.config.hook.pytest_runtest_protocol(item=test.item, nextitem=None)
        return self._errors.pop(test.item.nodeid, None)


def _noted(
    name: str, function: Callable[..., Any], made: list[tuple[Call, Any]]
) -> Callable[..., Any]:
    """The function, noting what it is called with and what it answers."""

    def call(*arguments: Any, **options: Any) -> Any:
        asked = Call(name, *wire.encode((arguments, options)))
        made.append((asked, None))
        value = function(*arguments, **options)
        made[-1] = asked, value
        return value

    return call


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
