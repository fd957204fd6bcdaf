"""One file per submission in Gradescope's schema: results/<submission>.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.grading.results import GradeReport
from autograder.reporting.files import write_whole
from autograder.reporting.gradescope import to_gradescope


def write_result_json(folder: Path, report: GradeReport) -> Path:
    """Write `folder/<submission>.json` in Gradescope's schema; gives its path.

    NaN and infinity have no place in JSON and raise ValueError: a score that is none is a
    mistake of ours and must not be written.
    """
    path = folder / f"{report.submission}.json"
    result = to_gradescope(report)
    # A line an entry: json's own indentation takes ten times as long.
    tests = ",\n  ".join(map(_dumps, result.pop("tests")))
    rest = ",\n ".join(f"{_dumps(name)}: {_dumps(value)}" for name, value in result.items())
    write_whole(path, f'{{\n {rest},\n "tests": [\n  {tests}\n ]\n}}\n')
    return path


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
