"""Lets plain `pytest` check your work. Generated; there is nothing for you to change here.

It runs image_tagger.py or image_tagger.ipynb, whichever you saved last (or the file that you name with
--submission FILE), and hands your functions to the tests in tests/.
"""

from __future__ import annotations

import json
import linecache
import os
import re
import sys
import types
from pathlib import Path

import pytest

HERE = Path(__file__).parent
QUESTIONS = [
    "image_features",
    "tagger_loss_and_gradients",
    "greedy_decode",
    "train_tagger",
    "sentiment_loss_and_gradients",
    "train_sentiment",
]

os.environ.setdefault("MPLBACKEND", "Agg")  # pictures open no windows here


def pytest_addoption(parser):
    parser.addoption("--submission", metavar="FILE", help="the .py file or notebook to check")


def pytest_report_header(config):
    return f"checking {chosen_file(config).name} (choose another with --submission FILE)"


def pytest_collection_modifyitems(items):
    """In the order of the assignment, so that `pytest -x` stops where there is work to do."""
    places = {name: place for place, name in enumerate(QUESTIONS)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def chosen_file(config):
    """The file to check: the one that was named, or the one that was saved last."""
    named = config.getoption("--submission")
    files = [Path(named)] if named else [HERE / "image_tagger.py", HERE / "image_tagger.ipynb"]
    files = [file for file in files if file.is_file()]
    if not files:
        wanted = named or "image_tagger.py or image_tagger.ipynb"
        raise pytest.UsageError(f"There is no {wanted} here. Name your file: --submission FILE")
    return max(files, key=lambda file: (file.stat().st_mtime, file.suffix == ".py"))


class Work:
    """A student's file, run once: its names, and the errors that it met on the way."""

    def __init__(self, file):
        self.file = file
        self.errors = []
        self.module = types.ModuleType(file.stem)
        self.module.__file__ = str(file)
        sys.modules.setdefault(file.stem, self.module)
        text = file.read_text(encoding="utf-8-sig")
        if file.suffix != ".ipynb":
            self.run(text, str(file))
            return
        for number, cell in enumerate(json.loads(text)["cells"], start=1):
            if cell["cell_type"] == "code":
                source = without_magics("".join(cell["source"]))
                name = f"{file.name}, cell {number}"
                lines = source.splitlines(keepends=True)  # so that a traceback can show them
                linecache.cache[name] = (len(source), None, lines, name)
                self.run(source, name)

    def run(self, source, name):
        """Run a cell or a file. An error in it leaves what came before as it is."""
        try:
            exec(compile(source, name, "exec", dont_inherit=True), self.module.__dict__)
        except (Exception, SystemExit) as error:
            self.errors.append(f"{Path(name).name}: {type(error).__name__}: {error}")

    def function(self, question):
        """The student's function, or one that says that it is missing."""
        found = getattr(self.module, question, None)
        if callable(found):
            return found

        def missing(*arguments, **options):
            told = "".join(f"\n  {error}" for error in self.errors[:5])
            after = f"\nThese errors came up while it was run:{told}" if told else ""
            pytest.fail(f"{question} is not defined in {self.file.name}.{after}", pytrace=False)

        return missing


class Silent(types.ModuleType):
    """Stands in for what checks a notebook: whatever yours asks of it, nothing happens here."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **options):
        return self


for _name in ("otter", "autograder.notebook"):
    sys.modules[_name] = Silent(_name)


@pytest.fixture(scope="session")
def work(request):
    return Work(chosen_file(request.config))


def fixture_for(question):
    @pytest.fixture(name=question)
    def student_function(work):
        return work.function(question)

    return student_function


for _question in QUESTIONS:
    globals()[f"_{_question}"] = fixture_for(_question)


# The grader's own way with notebook magics, word for word.
PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python", "%%python3")


MAGIC_LINE = re.compile(r"^(\s*)(?:[\w.,\s\[\]]+=\s*)?[%!].*$|^(\s*)\?.*$|^(\s*)[\w.]+\?{1,2}\s*$")


def without_magics(source: str) -> str:
    """The cell as Python: magics replaced so that line numbers stay."""
    first = source.lstrip().split("\n", 1)[0]
    if first.startswith("%%"):
        if not first.startswith(PYTHON_CELL_MAGICS):
            return ""
        source = source.replace(first, "", 1)
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
        return source  # valid as it is: a % at a line's start may be inside a string
    except (SyntaxError, ValueError):
        return "\n".join(MAGIC_LINE.sub(_pass, line) for line in source.split("\n"))


def _pass(match: re.Match[str]) -> str:
    indent = next(group for group in match.groups() if group is not None)
    return f"{indent}pass"
