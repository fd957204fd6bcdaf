"""What the tests of intake have in common: a class in many forms, and a short way in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograder.classroom.intake import Intake, Remark, Roster, Several, find_submissions

from ..exports import Files, archive, as_folder, as_zip


def take(*paths: Path, several: str = "latest", roster: Roster | None = None) -> Intake:
    """Take them in for the assignment `cnn`, with a work folder beside the first."""
    work = Path(tempfile.mkdtemp(dir=paths[0].parent, prefix="work-"))
    rule = Several(several)
    return find_submissions(paths, "cnn", several=rule, roster=roster, work=work)


def class_path(place: Path, form: str, files: Files) -> Path:
    """An export as a folder or an archive, alone or in another."""
    if form == "folder":
        return as_folder(place / "export", files)
    if form == "folder in a folder":
        as_folder(place / "downloads" / "export", files)
        return place / "downloads"
    if form == "zip with a folder":
        return as_zip(place / "export.zip", files, "assignment_7_export/")
    if form == "zip in a zip":
        return as_zip(place / "all.zip", {"section.zip": archive(files, "inner/")}, "outer/")
    return as_zip(place / "export.zip", files)


def reasons(remarks: Iterable[Remark]) -> list[str]:
    """Why, in the order of the alphabet."""
    return sorted(remark.why for remark in remarks)
