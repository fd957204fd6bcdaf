"""From a master notebook for Otter Assign to our source and suites, as far as that goes."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.authoring.otter_import.convert import convert, texts
from autograder.authoring.otter_import.master import read_master
from autograder.authoring.scaffold import begin, check_slug, next_order, write_files
from autograder.course import Course
from autograder.errors import AutograderError


def import_notebook(
    course: Course, path: Path, slug: str = "", title: str = ""
) -> tuple[str, list[Path], list[AutograderError]]:
    """Write a new assignment from a master notebook: its slug, the files, and what is left.

    The notebook is read, not run.
    """
    slug = slug or re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
    check_slug(slug)
    if course.source(slug).parent.exists() or course.suite(slug).exists():
        raise AutograderError(
            f"There is an assignment “{slug}” already.", then="Choose another: --slug NAME"
        )
    conversion = convert(read_master(path), slug, title)
    if not conversion.suites:
        raise AutograderError(
            "has no question with a function to write, which is all that can be graded here.",
            path,
            "\n    ".join(["Left out:", *(error.what for error in conversion.left)]),
        )
    catalogues = begin(course, slug, conversion.title, ("mistakes.py", "variants.py"))
    written = {**texts(conversion, course, next_order(course)), **catalogues}
    return slug, write_files(course, written), conversion.left
