"""Remembers which hint a student had last, until the failure is another one.

In a small file beside the assignment. Where none can be written, every hint is the first one.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.grading.results import Outcome
from autograder.reporting.files import write_whole

FILE = ".hints-seen.json"


def climb(folder: Path, first: Outcome, steps: int) -> int:
    """The number of the next hint for this failure, from 0; the last one stays."""
    seen = _read(folder / FILE)
    failure = _failure(first)
    last = seen.get(first.question)
    step = 0
    if isinstance(last, dict) and last.get("failure") == failure:
        before = last.get("step")
        step = before + 1 if isinstance(before, int) and before >= 0 else 0
    step = max(0, min(step, steps - 1))
    seen[first.question] = {"failure": failure, "step": step}
    try:
        write_whole(folder / FILE, json.dumps(seen, indent=1) + "\n")
    except AutograderError:
        pass
    return step


def _read(path: Path) -> dict[str, Any]:
    try:
        seen = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _failure(first: Outcome) -> str:
    parts = [first.test, str(first.status), first.message, first.got]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
