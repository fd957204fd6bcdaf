"""The built wheel in a clean environment, with a course elsewhere: a new author's first day."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from tests.unit import otter_masters as masters

from .conftest import ROOT
from .installed import Place, clean_place
from .reader import Reader

MACHINE_SECONDS = 240  # of the ten minutes; the rest is for reading and typing


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A clean environment."""
    return clean_place(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def author(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An author who has followed docs/author.md from top to bottom."""
    masters.save(place.home / "hw03.ipynb", masters.exception_based())

    def instead(command: str) -> str:
        """Done already, with the wheel that is named."""
        if not command.startswith("pip install"):
            return command
        assert f'"{place.wheel.name}[author]"' in command
        return ""

    reader = Reader(tmp_path_factory.mktemp("author"), place.environment, instead)
    reader.follow((ROOT / "docs" / "author.md").read_text(encoding="utf-8"))
    return reader


def test_from_new_to_the_zip(author: Reader, place: Place) -> None:
    """Everything on the page works as it says, and the machine's part takes a few minutes."""
    assert "autograder new attention attention_weights --without-example" in author.commands
    assert author.seconds < MACHINE_SECONDS
    with zipfile.ZipFile(author.folder / "dist" / "attention-autograder.zip") as archive:
        names = archive.namelist()
    assert "course/solutions/attention/attention.py" in names
    assert f"wheels/{place.wheel.name}" in names


def test_a_class_of_that_course(author: Reader) -> None:
    """The course is graded by what was installed: right and wrong answers, and the stub."""
    folder = author.folder / "class"
    folder.mkdir()
    stub = (author.folder / "assignments/attention/attention.py").read_text(encoding="utf-8")
    right = (author.folder / "solutions/attention/attention.py").read_text(encoding="utf-8")
    wrong = (author.folder / "wrong.py").read_text(encoding="utf-8")
    for name, text in (("Ada", right), ("Grace", wrong), ("Alan", stub)):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    author.run("autograder grade attention class --out all")
    with (author.folder / "all" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    points = {name: float(row["attention_weights"]) for name, row in rows.items()}
    assert points == {"Ada": 5, "Grace": 0, "Alan": 0}


def test_what_is_installed(place: Place, tmp_path: Path) -> None:
    """The wheel is what runs; it has type information and a licence, and no suite of ours."""
    program = "import autograder, pathlib; print(pathlib.Path(autograder.__file__).parent)"
    package = Path(place.run(f"python -c '{program}'", tmp_path).stdout.strip())
    assert package.is_relative_to(place.folder)
    assert (package / "py.typed").is_file()
    with zipfile.ZipFile(place.wheel) as wheel:
        names = wheel.namelist()
        (metadata,) = (name for name in names if name.endswith("dist-info/METADATA"))
        text = wheel.read(metadata).decode()
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert "License-Expression: MIT" in text
    assert "Provides-Extra: author" in text
    assert not [name for name in names if "/test_" in name or "solutions/" in name]


def test_the_author_extra_is_missing(place: Place, tmp_path: Path) -> None:
    """Without the packages that authors need, the command says which, and how to get them."""
    (tmp_path / "without").mkdir()
    for name in ("jupytext", "otter"):
        text = f"raise ModuleNotFoundError('No module named {name}', name='{name}')\n"
        (tmp_path / "without" / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "course").mkdir()
    assert place.run("autograder new attention --course course", tmp_path).returncode == 0
    command = "PYTHONPATH=without autograder --course course verify attention"
    done = place.run(command, tmp_path)
    assert done.returncode == 2, done.stdout
    assert "Authors need jupytext as well." in done.stdout
    assert 'pip install "lecture-autograder[author]"' in done.stdout
