"""A pytest plugin for somebody who trusts all students: the file is run where the tests are.

    pytest -p benchmarks.bare_pytest --submission FILE --reference FILE --questions a,b SUITE

What a grader with a pytest process per submission and no isolation comes to; only for
`benchmarks/throughput.py`.
"""

from __future__ import annotations

import json
import zlib
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import numpy as np
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    for name in ("--submission", "--reference", "--questions"):
        parser.addoption(name, required=True)


def pytest_configure(config: pytest.Config) -> None:
    for marker in ("points(number)", "public"):
        config.addinivalue_line("markers", marker)
    reference = SourceFileLoader("reference", config.getoption("reference")).load_module()
    student = run_file(Path(config.getoption("submission")))
    given = {name: student.get(name) for name in config.getoption("questions").split(",")}
    given["reference"] = reference
    members = {name: fixture(name, value) for name, value in given.items()}
    config.pluginmanager.register(type("Given", (), members)())


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """The same numbers for every submission."""
    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))


def fixture(name: str, value: Any) -> Any:
    """A fixture with a value."""

    def give(self: Any) -> Any:
        return value

    return pytest.fixture(name=name)(give)


def run_file(path: Path) -> dict[str, Any]:
    """The names that a script or a notebook defines."""
    names: dict[str, Any] = {"__name__": "submission"}
    for source in sources(path):
        exec(compile(source, path.name, "exec"), names)
    return names


def sources(path: Path) -> list[str]:
    """The code of a script, or of each cell of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return [text]
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in cells]
