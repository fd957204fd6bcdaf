"""Nothing in the package knows this repository's own course."""

from __future__ import annotations

import re
from pathlib import Path

import autograder
from autograder.course import Course

PACKAGE = Path(autograder.__file__).parent


def test_no_name_of_the_course_is_in_the_package() -> None:
    """Neither slugs nor questions' names occur in code, templates or comments."""
    course = Course(PACKAGE.parent)
    names = {a.slug for a in course.assignments}
    names |= {name for a in course.assignments for name in a.names if re.search(r"[_\d]", name)}
    assert len(names) > 20
    word = re.compile(rf"\b({'|'.join(sorted(names))})\b")
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {match[0]}"
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in (".py", ".j2", ".css", ".js", ".sh", ".ini", "")
        and path.is_file()
        and "__pycache__" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        if (match := word.search(line))
    ]
    assert found == []
