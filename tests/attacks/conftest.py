"""What the attack suite shares: the `slow` marker, and one grading of all chosen entries;
and how several processes share all tests, as `make test` has it.
"""

from __future__ import annotations

import pytest

from . import harness
from .catalogue import CATALOGUE


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--slow` runs everything."""
    parser.addoption("--slow", action="store_true", help="Also run the slow attacks.")


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known, that of pytest-xdist too where it is not there."""
    config.addinivalue_line("markers", "slow: takes long; left out unless --slow is given")
    config.addinivalue_line("markers", "xdist_group: tests that one process has to run")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave slow tests out, unless somebody asks for them, and keep together what belongs
    together: a file's tests, and all attacks, which look around the machine for what was
    left there and must not find what another one is just doing.
    """
    for item in items:
        group = "attacks" if "attacks" in item.path.parts else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))
    if config.getoption("--slow", default=False) or "slow" in config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> harness.Results:
    """The findings for all entries that the chosen tests ask for, graded in one go."""
    chosen = {
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and "results" in item.fixturenames
        and "name" in getattr(item, "callspec", item).__dict__.get("params", {})
    }
    return harness.run([name for name in CATALOGUE if name in chosen])
