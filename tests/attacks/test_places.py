"""The catalogue as another user, as a container's root, and there without Landlock."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

import pytest

from .catalogue import CATALOGUE, SHORT
from .fortress import RIGHT, SLUG, write_course
from .harness import Results, workplace
from .places import Impossible, Place, place
from .shown import leaks, unrest

# As a container's root nothing is new but missing capabilities, so that one can wait.
PLACES = [
    "user",
    "old container",
    pytest.param("container", marks=pytest.mark.slow),
]


@pytest.fixture(scope="module", params=PLACES)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place, or a reason why there is none."""
    try:
        with place(request.param) as found:
            yield found
    except Impossible as reason:
        pytest.skip(str(reason))


def expect_all_held(results: Results, names: Sequence[str]) -> None:
    """Fail with everything that is not as the catalogue says."""
    wrong = {}
    for name in names:
        finding, entry = results.findings[name], CATALOGUE[name]
        found = [*entry.complaints(finding.report), *finding.left]
        found += [f"shows {secret}" for secret in leaks(finding.report, entry)]
        found += unrest(finding.report)
        if finding.after != 1:
            found.append(f"an honest one after it has {finding.after:.0%}")
        if found:
            wrong[name] = found
    assert wrong == {}, wrong
    assert results.orphans == ()


def test_a_few_of_every_kind_are_held(elsewhere: Place) -> None:
    """The layers of that place contain what is most dangerous."""
    results = elsewhere.grade(SHORT)
    assert results.allowed == (), results.layers
    assert ("no files" in results.layers) == (elsewhere.name == "old container")
    assert ("own user" in results.layers) == (elsewhere.name != "user")
    expect_all_held(results, SHORT)


@pytest.mark.slow
def test_the_whole_catalogue_is_held(elsewhere: Place) -> None:
    """Every entry ends there as it does for root on a server."""
    names = list(CATALOGUE)
    expect_all_held(elsewhere.grade(names), names)


@pytest.mark.slow
def test_the_layers_bite_there_too(elsewhere: Place) -> None:
    """The tests of single layers hold in that place, as far as it has them."""
    arguments = ["-q", "-p", "no:cacheprovider", "--slow", "tests/attacks/test_layers.py"]
    done = elsewhere.run("pytest", *arguments)
    assert done.returncode == 0, done.stdout[-3000:]


HOG = """
import threading, time
threading.stack_size(65536)
try:
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
except RuntimeError:
    time.sleep(1.5)
"""
POOL = """
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

def count(n):
    with ThreadPoolExecutor(20) as many, ThreadPool(20) as pool:
        return pool.map(int, many.map(float, range(n)))
"""


def test_whoever_hogs_threads_takes_none_from_a_neighbour(
    elsewhere: Place,
) -> None:
    """Two sessions side by side, perhaps as one user, whose threads the system counts."""
    with workplace() as folder:
        write_course(folder / "course")
        handed_in = folder / "class"
        handed_in.mkdir()
        for number in range(4):
            (handed_in / f"{number}-hog.py").write_text(RIGHT + HOG)
            (handed_in / f"{number}-pool.py").write_text(RIGHT + POOL)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o644)
        words = ["grade", SLUG, str(handed_in), "--jobs", "2", "--quiet"]
        words += ["--out", str(folder / "out")]
        done = elsewhere.run("autograder", "--course", str(folder / "course"), *words)
        rows = list(csv.DictReader((folder / "out" / "grades.csv").open()))
    assert len(rows) == 8, done.stderr
    assert [row["score"] for row in rows if "pool" in row["submission"]] == ["20"] * 4, rows
