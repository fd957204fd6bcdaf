"""The made-up class that demonstrations and benchmarks grade."""

from __future__ import annotations

from collections import Counter

import pytest

from autograder.authoring.sample import BROKEN, write_sample_class
from autograder.submission import read_submission


@pytest.fixture
def sample(tiny_course, tmp_path):
    """Writes a class; gives the content of its files by name."""

    def sample(size: int, **choices) -> dict[str, bytes]:
        assignment = tiny_course.assignment("warmup")
        write_sample_class(tiny_course, assignment, tmp_path / "class", size, **choices)
        return {path.name: path.read_bytes() for path in sorted((tmp_path / "class").iterdir())}

    return sample


def test_an_honest_class_can_be_read_and_has_no_two_files_the_same(sample, tmp_path):
    """Scripts and notebooks, none of them broken; the same class every time."""
    files = sample(60, honest=True)
    assert len(files) == len(set(files.values())) == 60
    kinds = Counter(read_submission(tmp_path / "class" / name).kind for name in files)
    assert min(kinds["py"], kinds["ipynb"]) > 15
    assert sample(60, honest=True) == files


def test_a_class_has_something_of_everything(sample):
    """Broken files, and one that never ends, unless they are left out."""
    contents = list(sample(60).values())
    assert set(BROKEN.values()) <= set(contents)
    assert b"while True" in contents[len(BROKEN)]
