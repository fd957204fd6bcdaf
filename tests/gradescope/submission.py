"""What Gradescope puts beside an autograder for one submission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

METADATA: Mapping[str, Any] = {
    "id": 123456789,
    "created_at": "2024-10-01T03:22:11.123456-07:00",
    "assignment": {
        "due_date": "2024-10-04T23:59:00.000000-07:00",
        "group_size": None,
        "group_submission": False,
        "id": 5012345,
        "course_id": 812345,
        "late_due_date": "2024-10-06T23:59:00.000000-07:00",
        "release_date": "2024-09-20T09:00:00.000000-07:00",
        "title": "Convolutional layers",
        "total_points": "10.0",
    },
    "submission_method": "upload",
    "users": [{"email": "ada@example.edu", "id": 3141592, "name": "Ada Lovelace"}],
    "previous_submissions": [
        {
            "submission_time": "2024-09-30T18:05:43.654321-07:00",
            "score": 4.0,
            "autograder_error": False,
            "results": {
                "score": 4.0,
                "tests": [{"name": "relu", "score": 4.0, "max_score": 10.0}],
            },
        }
    ],
}


def write_submission(
    place: Path, files: Mapping[str, bytes], metadata: Mapping[str, Any] | None
) -> None:
    """Write a submission and what is known of it below `place`, which is /autograder.

    What `metadata` has replaces its counterpart in METADATA; of objects, field by field.
    """
    for name in ("submission", "results"):
        (place / name).mkdir(parents=True)
    for name, content in files.items():
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts:
            raise ValueError(f"not a name inside of a submission: {name!r}")
        path = place / "submission" / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    text = json.dumps(_merged(METADATA, metadata or {}), ensure_ascii=False)
    (place / "submission_metadata.json").write_text(text, "utf-8")


def _merged(usual: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**usual, **changed}
    for key in usual.keys() & changed.keys():
        if isinstance(usual[key], Mapping) and isinstance(changed[key], Mapping):
            merged[key] = _merged(usual[key], changed[key])
    return merged
