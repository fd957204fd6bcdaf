"""One file per submission in Gradescope's schema: results/<submission>.json."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.grading.results import GradeReport
from autograder.reporting.files import write_whole
from autograder.reporting.gradescope import to_gradescope


def write_result_json(folder: Path, report: GradeReport) -> Path:
    """Write `folder/<submission>.json` in Gradescope's schema; gives its path.

    NaN and infinity have no place in JSON and raise ValueError: a score that is none is a
    mistake of ours and must not be written.
    """
    path = folder / f"{report.submission}.json"
    text = json.dumps(to_gradescope(report), ensure_ascii=False, allow_nan=False, indent=1)
    write_whole(path, text + "\n")
    return path
