"""Building: everything or nothing, the same bytes, and no secret where Otter puts files."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile

import pytest

from autograder.authoring import build
from autograder.authoring.build import check_current, write_bundle, write_student_folder
from autograder.authoring.bundle import bundle_bytes
from autograder.authoring.wheel import build_wheel
from autograder.errors import AutograderError


@pytest.fixture
def assignment(tiny_course):
    return tiny_course.assignment("warmup")


def test_written_folder_is_current(tiny_course, assignment):
    """What was just written is current; using it does not make it stale."""
    folder = write_student_folder(tiny_course, assignment)
    assert check_current(tiny_course, assignment) == []
    for litter in (".OTTER_LOG", "__pycache__/a.pyc", ".pytest_cache/b", "tests/__pycache__/c"):
        (folder / litter).parent.mkdir(exist_ok=True)
        (folder / litter).touch()
    assert check_current(tiny_course, assignment) == []


def test_every_difference_is_named(tiny_course, assignment):
    """A changed, a missing and a foreign file are each named with what is wrong."""
    folder = write_student_folder(tiny_course, assignment)
    (folder / "warmup.py").write_text("changed", encoding="utf-8")
    (folder / "README.md").unlink()
    (folder / "solution.txt").touch()
    assert check_current(tiny_course, assignment) == [
        "assignments/warmup/README.md is missing.",
        "assignments/warmup/solution.txt does not belong there.",
        "assignments/warmup/warmup.py is out of date.",
    ]


def test_nothing_built_yet(tiny_course, assignment):
    """Before the first build every file is missing."""
    assert all(line.endswith("is missing.") for line in check_current(tiny_course, assignment))


def test_a_failure_leaves_the_old_folder(tiny_course, assignment, monkeypatch):
    """Where the build fails, before or while it writes, the old folder stays as it was."""
    folder = write_student_folder(tiny_course, assignment)
    (folder / "notes.txt").write_text("old", encoding="utf-8")
    monkeypatch.setattr(build, "build_assignment", lambda *_: {"ok": b"", "ok/below": b""})
    with pytest.raises(OSError, match="ok"):  # a file can't be a folder as well
        write_student_folder(tiny_course, assignment)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "old"
    assert [path.name for path in folder.parent.iterdir()] == ["warmup"]


def test_a_new_build_replaces_all(tiny_course, assignment):
    """What does not belong into the folder is gone after a build."""
    folder = write_student_folder(tiny_course, assignment)
    (folder / "solution.txt").touch()
    write_student_folder(tiny_course, assignment)
    assert not (folder / "solution.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["warmup"]


def test_a_leak_stops_the_build(tiny_course, assignment):
    """A public test that gives the solution away is named, and nothing is written."""
    path = tiny_course.source("warmup")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("2.0 * np.asarray(x, dtype=float)", "2.0 * np.asarray(x)"), "utf-8"
    )
    toml = assignment.folder / "assignment.toml"
    secret = "check(double(x), reference.double(x))"
    toml.write_text(toml.read_text(encoding="utf-8") + f"# {secret}\n", encoding="utf-8")
    with pytest.raises(AutograderError, match=r"assignment\.toml:\d+: test_double\.py"):
        write_student_folder(tiny_course, assignment)
    assert not tiny_course.student_folder("warmup").exists()


def bundle(course, assignment):
    return zipfile.ZipFile(io.BytesIO(bundle_bytes(course, assignment)))


def test_bundle_is_the_same_every_time(tiny_course, assignment, tmp_path):
    """Two zips are equal byte for byte; a new one takes the old one's place."""
    path = tmp_path / "dist" / "warmup-autograder.zip"
    write_bundle(tiny_course, assignment, path)
    first = path.read_bytes()
    write_bundle(tiny_course, assignment, path)
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_bundle_layout(tiny_course, assignment):
    """Otter's files at the root, executable where they must be, our course and our wheel."""
    archive = bundle(tiny_course, assignment)
    names = archive.namelist()
    assert names == sorted(names)
    modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"run_autograder", "setup.sh"}
    wheel, _ = build_wheel()
    assert {
        "otter_config.json",
        "requirements.txt",
        "course/solutions/warmup/warmup.py",
        "course/tests/suites/warmup/test_double.py",
        "course/tests/suites/warmup/mistakes.py",
        f"wheels/{wheel}",
    } <= set(names)
    assert "environment.yml" not in names
    pinned = archive.read("requirements.txt").decode()
    assert pinned.count("==") > 30
    assert "--hash=sha256:" in pinned
    for name in ("run_autograder", "setup.sh"):
        assert archive.read(name).startswith(b"#!")
        assert b"\r" not in archive.read(name)
    (plugin,) = json.loads(archive.read("otter_config.json"))["plugins"]
    assert plugin == {"autograder.otter_plugin.GradePlugin": {"assignment": "warmup"}}


def test_no_secret_where_otter_copies(tiny_course, assignment):
    """tests/, which Otter copies beside the student's file, knows names and points only."""
    archive = bundle(tiny_course, assignment)
    names = archive.namelist()
    assert not [name for name in names if name.startswith("files/")]
    tests = [name for name in names if name.startswith("tests/")]
    assert tests == ["tests/double.py", "tests/total.py"]
    for name in tests:
        text = archive.read(name).decode()
        assert "np." not in text
        assert "check(" not in text
        assert 'raise AssertionError("The grader has not filled in this result.")' in text


def test_wheel_can_be_installed(tmp_path):
    """pip takes the wheel, and what it installs is the package that is running."""
    name, content = build_wheel()
    (tmp_path / name).write_bytes(content)
    assert build_wheel() == (name, content)
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", target, tmp_path / name], check=True, timeout=60)
    program = "import autograder, sys; print(autograder.__file__); import autograder.cli"
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert result.stdout.startswith(str(target))
    assert (target / "autograder" / "authoring" / "templates" / "README.md.j2").is_file()
    assert not list(target.rglob("test_*.py"))
