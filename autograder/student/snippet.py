"""A test's call as lines of Python, to be tried out: in a notebook's cell, or in a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.errors import AutograderError
from autograder.student.public_tests import Finding, PublicTest


@dataclass(frozen=True)
class Shown:
    """One call of a test, by the names that its values go by."""

    finding: Finding
    inputs: dict[str, Any]  # by the parameters' names, in the order of the call
    positional: int  # how many of them are given without a name

    @property
    def name(self) -> str:
        return self.finding.test.question


def shown(test: PublicTest, finding: Finding | None, parameters: Sequence[str]) -> Shown:
    """What a test's last call was made of; `parameters` are those of the function."""
    call = finding.call if finding else None
    if finding is None or call is None:
        raise AutograderError(
            f"{test.name} could not call {test.question}.",
            then=f"Is the function in your file? Try: autograder check -q {test.question}",
        )
    spare = [f"input_{number}" for number in range(len(call.arguments))]
    given = [*parameters, *spare[len(parameters) :]][: len(spare)]
    inputs = {**dict(zip(given, call.arguments)), **call.options}
    return Shown(finding, inputs, len(call.arguments))


def snippet(what: Shown, module: str = "") -> str:
    """The call as lines of Python; `module` is where to import the function from."""
    lines = ["import numpy as np"]
    if module:
        lines += ["", f"from {module} import {what.name}"]
    lines += ["", f"# {what.finding.test.sentence}"]
    values = dict(what.inputs)
    if what.finding.expected is not None:
        values["expected"] = what.finding.expected
    for name, value in values.items():
        text = literal(value)
        indent = " " * len(f"{name} = np.array(") if isinstance(value, np.ndarray) else ""
        lines.append(f"{name} = {text}".replace("\n", f"\n{indent}"))
    parts = list(what.inputs)[: what.positional]
    parts += [f"{name}={name}" for name in list(what.inputs)[what.positional :]]
    lines += ["", f"got = {what.name}({', '.join(parts)})", "print(got)"]
    return "\n".join(lines) + "\n"


def literal(value: Any) -> str:
    """Python text that makes the value again."""
    if isinstance(value, np.ndarray):
        inner = np.array2string(
            value, separator=", ", threshold=sys.maxsize, floatmode="unique", max_line_width=88
        )
        usual = value.dtype in (np.float64, np.int64, np.bool_)
        dtype = "" if usual and value.size else f", dtype=np.{value.dtype.name}"
        text = inner.replace("nan", "np.nan").replace("inf", "np.inf")
        return f"np.array({text}{dtype})"
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({value.item()!r})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {literal(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({''.join(f'{literal(part)}, ' for part in value)})"
    source = getattr(value, "source", None)
    if callable(value) and isinstance(source, str):
        return f"lambda x: {source}"
    return repr(value)
