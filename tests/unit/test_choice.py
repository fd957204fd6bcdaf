"""Which uploaded file counts: one clear rule, and a message where there is no answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.choice import Candidate, candidates, choose


def folder_with(tmp_path: Path, *names: str) -> Path:
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["cnn.ipynb"], ["cnn.ipynb"]),
        (["my work.py"], ["my work.py"]),
        (["cnn.py", "cnn.ipynb"], ["cnn.ipynb", "cnn.py"]),
        (["other.ipynb", "cnn.ipynb"], ["cnn.ipynb"]),
        (["other.ipynb", "cnn.py"], ["cnn.py"]),
        (["helper.py", "plots.py", "cnn.py"], ["cnn.py"]),
        (["deep/er/cnn.ipynb"], ["deep/er/cnn.ipynb"]),
        (["old/cnn.ipynb", "cnn.ipynb"], ["cnn.ipynb"]),
        (["work.zip"], ["work.zip"]),
        (["work.zip", "cnn.py"], ["cnn.py"]),
        (["work.tar.gz", "notes.txt"], ["work.tar.gz"]),
        (["cnn.ipynb", ".ipynb_checkpoints/cnn.ipynb", "__MACOSX/cnn.ipynb"], ["cnn.ipynb"]),
        (["cnn.ipynb", "tests/conv2d.py", "conftest.py", "__init__.py"], ["cnn.ipynb"]),
    ],
)
def test_what_counts(tmp_path: Path, names: list[str], chosen: list[str]) -> None:
    """The assignment's name first, then the notebook, then the script, then an archive."""
    choice = choose(candidates(folder_with(tmp_path, *names)), "cnn")
    assert [file.shown for file in choice.files] == chosen
    assert choice.problem == ""


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "No notebook"),
        (["notes.txt", "picture.png"], "No notebook"),
        (["one.ipynb", "two.ipynb"], "several files that could be graded: one.ipynb, two.ipynb"),
        (["a/cnn.py", "b/cnn.py"], "call it cnn.py"),
    ],
)
def test_what_can_t_be_decided_is_said(tmp_path: Path, names: list[str], words: str) -> None:
    """No file, or several alike: nothing is guessed."""
    choice = choose(candidates(folder_with(tmp_path, *names)), "cnn")
    assert choice.files == ()
    assert words in choice.problem


def test_what_was_not_graded_is_listed(tmp_path: Path) -> None:
    """A student who handed in two files reads which one counted."""
    choice = choose(candidates(folder_with(tmp_path, "cnn.ipynb", "cnn.py")), "cnn")
    assert choice.note(choice.files[0]) == "Only cnn.ipynb was graded, not cnn.py."
    assert choice.note(choice.files[1]) == "Only cnn.py was graded, not cnn.ipynb."


def test_links_pipes_and_floods_are_passed_over(tmp_path: Path) -> None:
    """A link to the solution, a pipe and thousands of files cost nothing."""
    secret = tmp_path / "secret.py"
    secret.write_text("x", encoding="utf-8")
    place = tmp_path / "submission"
    place.mkdir()
    (place / "cnn.py").symlink_to(secret)
    os.mkfifo(place / "cnn.ipynb")
    (place / "loop").symlink_to(place)
    assert choose(candidates(place), "cnn").files == ()
    for number in range(6000):
        (place / f"{number:05}.txt").touch()
    (place / "zzz.py").touch()
    assert choose(candidates(place), "cnn").files == ()


@pytest.mark.parametrize(
    ("files", "first", "chosen"),
    [
        ([("cnn.py", 7), ("cnn.py", 9), ("cnn.py", 8)], False, [9]),
        ([("cnn.py", 7), ("cnn.py", 9), ("cnn.py", 8)], True, [7]),
        ([("cnn.py", 7), ("other.py", 9)], False, [7]),
        ([("a.ipynb", 7), ("b.ipynb", 9), ("c.py", 8), ("d.py", 10)], False, [9, 10]),
        ([("a.ipynb", 7), ("b.ipynb", 9), ("c.py", 8), ("d.py", 10)], True, [7, 8]),
        ([("in/cnn.py", 9), ("cnn.py", 7)], False, [7]),
        ([("cnn.py", 7), ("cnn.py", 7)], False, []),
    ],
)
def test_of_several_alike_the_latest_counts(
    files: list[tuple[str, int]], first: bool, chosen: list[int]
) -> None:
    """Where it is known which one came later; its name and kind decide before."""
    found = [Candidate(name, None, number) for name, number in files]
    choice = choose(found, "cnn", first=first)
    assert [file.number for file in choice.files] == chosen
    assert bool(choice.problem) == (not chosen)
