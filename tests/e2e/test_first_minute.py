"""A new student with the assignment's folder alone: two commands to a first message."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.wheel import build_wheel
from autograder.course import Course

SLUG = "cnn_layers"
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


@pytest.fixture
def folder(course: Course, tmp_path: Path) -> Path:
    """The folder, far from the course."""
    place = tmp_path / "homework"
    shutil.copytree(course.student_folder(SLUG), place)
    return place


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A fresh environment with nothing in it."""
    uv = Path(sys.executable).with_name("uv")
    try:
        subprocess.run([uv, "venv", "--python", sys.executable, tmp_path / "venv"], check=True)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no fresh environment could be made: {error}")
    return tmp_path / "venv" / "bin" / "python"


def install(python: Path, *packages: str | Path) -> None:
    """The first command: pip install."""
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "pip", "install", "--quiet", "--python", python, *packages]
    try:
        subprocess.run(command, check=True, timeout=600)
    except subprocess.SubprocessError as error:
        pytest.skip(f"nothing can be installed here: {error}")


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_with_the_courses_package(folder: Path, python: Path, tmp_path: Path) -> None:
    """pip install the wheel, then `autograder check`: what is missing, and what to write first."""
    name, content = build_wheel()
    (tmp_path / name).write_bytes(content)
    install(python, tmp_path / name)
    command = python.with_name("autograder")
    done = run(folder, command, "check")
    assert done.returncode == 1, done.stderr
    assert "Next: Write conv_output_size" in done.stdout
    file = folder / f"{SLUG}.py"
    stub = 'raise NotImplementedError("Write conv_output_size here.")'
    file.write_text(file.read_text(encoding="utf-8").replace(stub, "return n - f"), "utf-8")
    done = run(folder, command, "check", "-q", "conv_output_size")
    assert "The result should be 3, but is 2." in done.stdout, done.stdout
    assert "autograder hint conv_output_size" in done.stdout
    done = run(folder, command, "hint", "conv_output_size")
    assert "Hint 1 of" in done.stdout, done.stderr


def test_with_plain_pytest(folder: Path, python: Path) -> None:
    """pip install numpy and pytest, then `pytest -x`: the same tests, and the same words."""
    install(python, "numpy", "pytest")
    done = run(folder, python, "-m", "pytest", "-x", "-q")
    assert done.returncode == 1
    assert "NotImplementedError: Write conv_output_size here." in done.stdout
