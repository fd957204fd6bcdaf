"""A student's check where there is no fork: the same outcomes, and a word about isolation."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.sample import as_notebook
from autograder.authoring.specimens import specimens
from autograder.course import Course
from autograder.grading.reference import load_mistakes
from autograder.student.check import NOT_ISOLATED, Checker
from autograder.student.folder import find_assignment

from .elsewhere import WITHOUT_UNIX, environment

SLUG = "cnn_layers"
MISTAKES = 4
BROKEN = {
    "never ends": "def relu(x):\n    while True:\n        pass\n",
    "exits": "import os\n\ndef relu(x):\n    os._exit(3)\n",
    "crashes": "import ctypes\n\ndef relu(x):\n    ctypes.string_at(0)\n",
    "imports": "import torch\n\ndef relu(x):\n    return x\n",
    "imports late": "def relu(x):\n    import torch\n",
    "too large": "import numpy as np\n\ndef relu(x):\n    return np.zeros((10**7, 10**7))\n",
    "raises": "def relu(x):\n    print('here')\n    return x[9, 9, 9]\n",
    "changes": "def relu(x):\n    x[x < 0] = 0\n    return x\n",
    "an object": "def relu(x):\n    return object()\n",
    "cannot run": "def relu(x)\n    return x\n",
    "not utf-8": "\udce9",
}
REPORTS = """
import json, sys
from pathlib import Path
from autograder.student.check import Checker
from autograder.student.folder import find_assignment

files = [Path(name) for name in sys.argv[1:]]
with Checker(find_assignment(files[0])) as checker:
    print(json.dumps([checker.check(file).to_dict() for file in files]))
"""


@pytest.fixture(scope="module")
def submissions(course: Course, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Stub, solution, mistakes and broken files in a student's folder; some as notebooks."""
    assignment = course.assignment(SLUG)
    mistakes = load_mistakes(course, assignment)
    chosen = mistakes[:: max(1, len(mistakes) // MISTAKES)][:MISTAKES]
    folder = tmp_path_factory.mktemp("desk") / SLUG
    shutil.copytree(course.student_folder(SLUG), folder)
    files = []
    for number, (name, text) in enumerate(
        {**specimens(course, assignment, chosen, {}), **BROKEN}.items()
    ):
        path = folder / f"{name.replace(' ', '-')}.py"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        files.append(path)
        if number % 4 == 1 and name != "not utf-8":  # which no notebook can be
            notebook = path.with_suffix(".ipynb")
            notebook.write_text(as_notebook(["import numpy as np", text]), encoding="utf-8")
            files.append(notebook)
    return files


def plainly(report: dict[str, Any]) -> Any:
    """What two runs of the same file have to have in common: all but times and isolation."""
    text = json.dumps({**report, "seconds": 0, "isolation": ""})
    return json.loads(re.sub(r"[\d.]+ seconds", "some seconds", text))


def test_the_outcomes_are_the_same(submissions: list[Path], tmp_path: Path) -> None:
    """Status, message, call, arrays, hint and printed text of every test, both ways."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", REPORTS, *map(str, submissions)],
        env=environment(tmp_path, WITHOUT_UNIX),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    elsewhere = json.loads(done.stdout)
    with Checker(find_assignment(submissions[0])) as checker:
        here = [checker.check(file).to_dict() for file in submissions]
    assert {report["isolation"] for report in elsewhere} == {NOT_ISOLATED}
    assert {report["isolation"] for report in here} == {""}
    for file, mine, theirs in zip(submissions, here, elsewhere, strict=True):
        assert plainly(mine) == plainly(theirs), file.name


def test_the_command_says_that_nothing_is_locked(submissions: list[Path], tmp_path: Path) -> None:
    """`autograder check` on Windows and macOS: the same text and exit code, and a note."""
    command = [sys.executable, "-P", "-m", "autograder", "check", submissions[0].name]
    texts = []
    for name, env in (("here", dict(os.environ)), ("there", environment(tmp_path, WITHOUT_UNIX))):
        done = subprocess.run(
            command, cwd=submissions[0].parent, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (name, done.stdout, done.stderr)
        texts.append(done.stdout)
    here, there = texts
    assert there == f"{here.rstrip()}\nNote: {NOT_ISOLATED}\n\n"


def test_nothing_is_left_behind(submissions: list[Path], tmp_path: Path) -> None:
    """No process and no file stays, also where the student's code never ends."""
    place = tmp_path / "temporary"
    place.mkdir()
    never = next(path for path in submissions if path.name == "never-ends.py")
    env = {**environment(tmp_path, WITHOUT_UNIX), "TMPDIR": str(place)}
    command = [sys.executable, "-P", "-c", REPORTS, str(never)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    assert process.wait(120) == 0
    assert list(place.iterdir()) == []
    with pytest.raises(ProcessLookupError):  # nobody is left in its group
        os.killpg(process.pid, 0)
