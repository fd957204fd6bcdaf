"""A student with the assignment's folder and nothing else of the course."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.extract import extract

from .conftest import Run

SLUG = "cnn_layers"
FLIPPED = """

def conv2d(image, kernel, stride=1, padding=0):
    kernel = kernel[::-1, ::-1]
    if image.ndim == 2:
        image, kernel = image[:, :, None], kernel[:, :, None]
    image = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    high, wide = kernel.shape[:2]
    rows = range(0, image.shape[0] - high + 1, stride)
    columns = range(0, image.shape[1] - wide + 1, stride)
    return np.array(
        [[np.sum(image[i : i + high, j : j + wide] * kernel) for j in columns] for i in rows]
    )
"""


@pytest.fixture
def folder(course: Course, tmp_path: Path) -> Path:
    """The student's folder, unpacked somewhere else."""
    place = tmp_path / "homework one"
    shutil.copytree(course.student_folder(SLUG), place)
    return place


def test_the_first_check_says_what_to_do(autograder: Run, folder: Path) -> None:
    """An untouched folder: every function not written yet, and the first one to write."""
    done = autograder("check", cwd=folder)
    assert done.returncode == 1
    assert "Next: Write conv_output_size" in done.stdout
    assert "not written yet" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\x1b" not in done.stdout


def test_a_mistake_is_shown_and_named(autograder: Run, folder: Path, course: Course) -> None:
    """Call, expected, got, first difference and the hint of the flipped filter."""
    names = course.assignment(SLUG).names
    solution = extract(course.source(SLUG).read_text(encoding="utf-8"), names)
    (folder / f"{SLUG}.py").write_text(solution + FLIPPED, encoding="utf-8")
    done = autograder("check", f"{SLUG}.py", cwd=folder)
    text = " ".join(done.stdout.split())
    assert done.returncode == 1
    for part in ("✓ relu", "✗ conv2d", "called", "expected", "got", "differs in", "180°"):
        assert part in text, done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_right_work_passes_and_is_not_praised_too_much(
    autograder: Run, folder: Path, course: Course
) -> None:
    """All public tests pass, and nobody claims that these are all tests."""
    names = course.assignment(SLUG).names
    solution = extract(course.source(SLUG).read_text(encoding="utf-8"), names)
    (folder / f"{SLUG}.py").write_text(solution, encoding="utf-8")
    done = autograder("check", f"{SLUG}.py", cwd=folder)
    assert done.returncode == 0
    assert "all public tests passed" in done.stdout
    assert "all tests passed" not in done.stdout


def test_plain_pytest_works_in_the_folder(folder: Path) -> None:
    """Without our package on the path, the same tests fail on the stub, by name."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "Write " in done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "cp437"])
def test_old_code_pages(autograder: Run, folder: Path, encoding: str) -> None:
    """Where a sign can't be shown, another one stands for it; nothing fails."""
    (folder / f"{SLUG}.py").write_text("def relu(x):\n    return x\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "check"],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    text = done.stdout.decode(encoding)
    assert "x relu" in text
    assert "?" not in text.split("not defined")[0]


def test_what_is_tried_out_beside_it_is_not_checked(autograder: Run, folder: Path) -> None:
    """A newer file without any of the functions is left alone, unless it is named."""
    assert autograder("show", "relu", "--print", cwd=folder).returncode == 0
    (folder / "try.py").write_text("from cnn_layers import relu\nprint(relu(3))\n", "utf-8")
    assert "cnn_layers.py" in autograder("check", cwd=folder).stdout.splitlines()[0]
    assert "try.py" in autograder("check", "try.py", cwd=folder).stdout.splitlines()[0]
