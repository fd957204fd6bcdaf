"""Every entry of the catalogue: what is reported, what is shown, what is left behind."""

from __future__ import annotations

import json
import sys
import sysconfig
from pathlib import Path

import pytest

from .catalogue import CATALOGUE, GROUPS
from .harness import Results
from .shown import leaks, unrest

ALL = [
    pytest.param(entry.name, marks=[pytest.mark.slow] if entry.slow else [], id=entry.name)
    for entry in CATALOGUE.values()
]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ALL)
def test_only_what_was_forged_is_lost(results: Results, name: str) -> None:
    """Forged functions score nothing and say why; honest ones in the same file keep it all."""
    finding, entry = results.findings[name], CATALOGUE[name]
    assert entry.complaints(finding.report) == []
    assert finding.seconds < entry.seconds * results.slowness


@pytest.mark.parametrize("name", ALL)
def test_nothing_secret_is_shown(results: Results, name: str) -> None:
    """A student sees no input, answer, test, solution or place of ours, and nothing wild."""
    finding, entry = results.findings[name], CATALOGUE[name]
    ours = [str(ROOT / "autograder"), sysconfig.get_path("stdlib"), sys.prefix, sys.base_prefix]
    if "@" not in str(entry.content):  # who names a place can tell it
        ours.append("fortress-")
    assert leaks(finding.report, entry, ours) == []
    assert unrest(finding.report) == []


@pytest.mark.parametrize("name", ALL)
def test_a_report_stays_small(results: Results, name: str) -> None:
    """A class of hostile files does not fill a disk, and all of it can be written as UTF-8."""
    whole = json.dumps(results.findings[name].report.to_dict(), ensure_ascii=False)
    assert len(whole.encode()) < 200_000


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_left_behind(results: Results, name: str) -> None:
    """No process, file, socket or memory stays, and the next one is graded rightly."""
    finding = results.findings[name]
    assert finding.left == ()
    assert finding.after == 1


def test_no_process_outlives_its_session(results: Results) -> None:
    """Once the sessions are closed nothing runs that they had started."""
    assert results.orphans == ()


def test_the_catalogue_is_broad() -> None:
    """There are many entries of every kind, and most of them are hostile."""
    assert all(len(group) >= 5 for group in GROUPS.values())
    assert sum(bool(entry.expected) for entry in CATALOGUE.values()) >= 200
    assert sys.platform == "linux", "elsewhere there is no containment to be attacked"
