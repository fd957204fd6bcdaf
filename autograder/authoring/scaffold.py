"""Writes the beginnings of a course, an assignment and a question.

A new question is complete, though about nothing: it verifies but for its TODOs, so that an
author changes something that works, and `verify` has the list of what is left.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from autograder.course import FIXTURES, SLUG, Course, find_course
from autograder.errors import AutograderError
from autograder.suite import __all__ as HELPERS

FOLDER = files("autograder.authoring") / "templates" / "new"
TEMPLATES = ("assignment.toml", "source.py", "mistakes.py", "variants.py")
IGNORED = "__pycache__/\n.pytest_cache/\n.ipynb_checkpoints/\n.OTTER_LOG\n/dist/\n/out/\n"
# A student's file has the slug's name; these would be hidden by it.
TAKEN = {*sys.stdlib_module_names, "numpy", "pytest", "otter", "autograder", "conftest", "tests"}
EXAMPLE = "moving_average"


def course_for(folder: Path | None) -> Course:
    """The course to write to: the one that we are in, or a new one in an empty folder."""
    place = (folder or Path.cwd()).resolve()
    if folder is None:
        try:
            return find_course(place)
        except AutograderError:
            pass
    if (place / "solutions").is_dir() and (place / "tests" / "suites").is_dir():
        return Course(place)
    if place.is_dir() and any(path.name[:1] != "." for path in place.iterdir()):
        raise AutograderError(
            "There is no course here, and the folder is not empty.",
            place,
            "Change into a course, or name an empty folder: --course FOLDER",
        )
    return Course(place)


def add_to_course(
    course: Course, slug: str, questions: Sequence[str], title: str = "", example: bool = True
) -> list[Path]:
    """Write a new assignment, or add questions to one that is there; returns what was written.

    An assignment of no questions by name gets one that asks to be renamed.
    """
    for name in questions:
        _check_name(name)
    exists = course.source(slug).exists() or course.suite(slug).exists()
    if exists:
        if not questions:
            raise AutograderError(
                f"There is an assignment “{slug}” already.",
                course.source(slug).parent,
                f"Name the questions to add: autograder new {slug} FUNCTION",
            )
        known = course.assignment(slug).names
        texts: dict[Path, str] = {}
    else:
        check_slug(slug)
        known = (EXAMPLE,) if example else ()
        texts = begin(course, slug, plain(title) or slug.replace("_", " ").capitalize())
        if example:
            _append(texts, course, slug, "example", EXAMPLE)
        questions = questions or ["my_function"]
    for number, name in enumerate(questions):
        if name in (*known, *questions[:number]):
            raise AutograderError(f"There is a question “{name}” already.", slug, "Rename it.")
        _append(texts, course, slug, "question", name)
    return write_files(course, texts)


def begin(
    course: Course, slug: str, title: str, templates: Sequence[str] = TEMPLATES
) -> dict[Path, str]:
    """The beginning of each file that an assignment has once."""
    values = {"slug": slug, "title": title, "order": next_order(course)}
    return {
        path: _render(f"head/{template}", values)
        for path, template in _common_files(course, slug).items()
        if template in templates
    }


def next_order(course: Course) -> int:
    """The place of a new assignment: the last."""
    return max((assignment.order for assignment in course.assignments), default=0) + 1


def _append(texts: dict[Path, str], course: Course, slug: str, part: str, name: str) -> None:
    """Add a question: its piece of each common file, and a test file of its own."""
    values = {"name": name, "heading": name.replace("_", " ").capitalize()}
    for path, template in _common_files(course, slug).items():
        before = texts.get(path)
        if before is None:
            before = path.read_text(encoding="utf-8") if path.exists() else ""
        texts[path] = before + _render(f"{part}/{template}", values)
    texts[course.suite(slug) / f"test_{name}.py"] = _render(f"{part}/test.py", values)


def _common_files(course: Course, slug: str) -> dict[Path, str]:
    """The files that all questions share, and the template of each."""
    source, suite = course.source(slug), course.suite(slug)
    paths = (
        source.parent / "assignment.toml",
        source,
        suite / "mistakes.py",
        suite / "variants.py",
    )
    return dict(zip(paths, TEMPLATES))


def _render(template: str, values: Mapping[str, object]) -> str:
    text = (FOLDER / f"{template}.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["quoted"] = partial(json.dumps, ensure_ascii=False)
    return environment.from_string(text).render(values)


def write_files(course: Course, texts: dict[Path, str]) -> list[Path]:
    """Write them, and in a new course what git should pass over; returns what was written."""
    ignored = course.root / ".gitignore"
    if not (course.root / "solutions").exists() and not ignored.exists():
        texts = {ignored: IGNORED, **texts}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def plain(title: str) -> str:
    """A title on one line, of letters that can be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())


def check_slug(slug: str) -> None:
    """Refuse what can't be the name of an assignment."""
    if not SLUG.match(slug):
        legal = re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_")
        raise AutograderError(
            f"“{slug}” can't be a slug.",
            then="Small letters, digits and _, a letter first"
            + (f": {legal}" if SLUG.match(legal) else "."),
        )
    if slug in TAKEN or keyword.iskeyword(slug):
        raise AutograderError(
            f"A student's file {slug}.py would hide Python's own “{slug}”.",
            then=f"Take another name: {slug}_homework",
        )


def _check_name(name: str) -> None:
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        what = f"“{name}” is not the name of a function."
        raise AutograderError(what, then="Take the letters a to z, digits and _.")
    if name in (*FIXTURES, *HELPERS, "np"):
        what = f"“{name}” means something else in a suite."
        raise AutograderError(what, then="Take another name.")
