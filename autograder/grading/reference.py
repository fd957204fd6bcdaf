"""The trusted functions: the author's solution, and the catalogue of known mistakes."""

from __future__ import annotations

import copy
import importlib.util
import marshal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.course import Assignment, Course
from autograder.errors import AutograderError, place_in
from autograder.extract import extract
from autograder.grading.bytecode import no_bytecode
from autograder.grading.compare import may_be_numbers
from autograder.sandbox.child import wire


class Reference:
    """The solution's functions as attributes; answers are remembered by their arguments.

    A suite asks for the same expected values for every submission, so after the warm-up
    most of them cost a dictionary look-up. The arrays in them can only be read.
    """

    def __init__(self, functions: dict[str, Callable[..., Any]]) -> None:
        self._functions = functions
        self._known: dict[tuple[str, bytes, bytes], Any] = {}

    def lend(self, functions: Iterable[Callable[..., Any]]) -> None:
        """Let functions of a catalogue call ours by name, as they can in a submission."""
        for function in functions:
            for name in self._functions:
                function.__globals__.setdefault(name, _copying(getattr(self, name)))

    def stand_in(self, name: str) -> Callable[..., Any]:
        """A function that remembers nothing: a student's code decides what it is asked."""
        return self._functions[name]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self._functions:
            raise AttributeError(f"the reference has no function “{name}”")
        function = self._functions[name]

        def answer(*arguments: Any, **options: Any) -> Any:
            key = (name, *fingerprint((arguments, options)))
            if key not in self._known:
                value = function(*copy.deepcopy(arguments), **copy.deepcopy(options))
                self._known[key] = copy.deepcopy(value)
            return read_only(self._known[key])

        return answer


def _copying(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same with answers of the caller's own: a mistake may go on to change them."""

    def answer(*arguments: Any, **options: Any) -> Any:
        return copy.deepcopy(function(*arguments, **options))

    return answer


def read_only(value: Any) -> Any:
    """New containers around the same arrays, which nobody can write to any more."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, dict):
        return {key: read_only(part) for key, part in value.items()}
    elif isinstance(value, list | tuple):
        return type(value)(map(read_only, value))
    return value


@dataclass(frozen=True)
class Mistake:
    """A known wrong implementation of a question, with the hint that leads to it."""

    id: str
    question: str
    hint: str
    function: Callable[..., Any]


def fingerprint(value: Any) -> tuple[bytes, bytes]:
    """What identifies arguments: their wire form."""
    form, payload = wire.encode(value)
    return marshal.dumps(form, 2), payload  # later versions depend on more than the value


def load_reference(course: Course, assignment: Assignment) -> Reference:
    """The functions of all questions, cut out of the author's source and executed."""
    source = course.source(assignment.slug)
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", source, "Write the solution.") from error
    module = ModuleType(f"reference_{assignment.slug}")
    names = (*assignment.names, *assignment.carried)
    try:
        exec(compile(extract(text, names, where=source), str(source), "exec"), module.__dict__)
    except Exception as error:
        what = f"the solution can't be run: {type(error).__name__}: {error}"
        raise AutograderError(what, source, "Mend what stands outside the functions.") from error
    return Reference({name: vars(module)[name] for name in names})


def load_mistakes(course: Course, assignment: Assignment) -> tuple[Mistake, ...]:
    """The catalogue in the suite's mistakes.py; empty where there is none."""
    file = course.suite(assignment.slug) / "mistakes.py"
    found = []
    for name, function in marked_functions(file, "__mistake__"):
        question, hint = function.__mistake__
        if question not in assignment.names:
            place = f"{file}:{line_of(function)}"
            raise AutograderError(f"“{name}” names no question: {question}.", place, "Mend it.")
        found.append(Mistake(name, question, hint, function))
    return tuple(found)


def solution_text(course: Course, assignment: Assignment) -> str:
    """The solution as somebody would hand it in: the functions, and what they use."""
    file = course.source(assignment.slug)
    return extract(file.read_text(encoding="utf-8"), assignment.names, where=file)


def replacement(course: Course, assignment: Assignment, mistake: Mistake) -> str:
    """Source that replaces a question's function by a mistake when it is run last."""
    catalogue = course.suite(assignment.slug) / "mistakes.py"
    return replacing(catalogue, mistake.id, mistake.question)


def replacing(catalogue: Path, name: str, question: str) -> str:
    """Source that replaces a question's function by one of a catalogue when it is run last."""
    text = catalogue.read_text(encoding="utf-8")
    function = extract(text, [name], where=catalogue, unmarked=("mistake", "variant"))
    return f"\n\n{function}\n\n{question} = {name}\n"


def line_of(function: Callable[..., Any]) -> int:
    """The line of its file where a function of a catalogue begins, decorators and all."""
    return function.__code__.co_firstlineno


def marked_functions(file: Path, mark: str) -> Iterator[tuple[str, Any]]:
    """The functions of a catalogue file that carry a mark, in their order."""
    if not file.is_file():
        return
    spec = importlib.util.spec_from_file_location(f"catalogue_{file.parent.name}_{file.stem}", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        with no_bytecode():
            spec.loader.exec_module(module)
    except Exception as error:
        what = f"can't be loaded: {type(error).__name__}: {error}"
        raise AutograderError(what, place_in(file, error), "Mend that line.") from error
    for name, value in vars(module).items():
        if hasattr(value, mark) and value.__name__ == name:
            yield name, value


def same_answer(left: Any, right: Any) -> bool:
    """Whether two answers are the same in shape and value (NaN equals NaN).

    Of single numbers an int is not a float: for some questions that is all the difference.
    Lists count as arrays, and tuples as lists.
    """
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_answer(left[k], right[k]) for k in left)
    if isinstance(left, np.ndarray) != isinstance(right, np.ndarray):
        left, right = _as_array(left), _as_array(right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(same_answer, left, right))
    numbers = (np.ndarray, np.generic, int, float, bool)
    if isinstance(left, numbers) and isinstance(right, numbers):
        a, b = np.asarray(left), np.asarray(right)
        if "O" in (a.dtype.kind, b.dtype.kind):  # an int beyond 64 bits
            return a.shape == b.shape and bool(left == right)
        if a.shape != b.shape:
            return False
        if a.shape == () and (a.dtype.kind in "iub") != (b.dtype.kind in "iub"):
            return False
        # By the array's largest value, as in check(): float32 input leaves rounding behind.
        scale = max(1.0, float(np.max(np.abs(b), initial=0.0, where=np.isfinite(b))))
        with np.errstate(all="ignore"):
            return bool(np.allclose(a, b, rtol=0.0, atol=1e-6 * scale, equal_nan=True))
    if isinstance(left, wire.Opaque) or isinstance(right, wire.Opaque):
        return repr(left) == repr(right)
    return type(left) is type(right) and bool(left == right)


def _as_array(value: Any) -> Any:
    if not isinstance(value, list | tuple) or not may_be_numbers(value):
        return value
    try:
        array = np.asarray(value)
    except ValueError:  # a ragged list
        return value
    return array if array.dtype.kind in "biufc" else value
