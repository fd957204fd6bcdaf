"""A course folder on disk, as values: its assignments, their questions and limits.

Layout (the same in a checkout, in another course, and inside a Gradescope zip):

    solutions/<slug>/assignment.toml, <slug>.py      the author's source
    tests/suites/<slug>/test_*.py, mistakes.py       hidden and public tests
    assignments/<slug>/                              what a student gets (generated)
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

SLUG = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Question:
    """One function that a student writes; `name` is the function's name."""

    name: str
    points: float
    section: str
    seconds: float | None = None  # for one call, where the assignment's limit is too tight


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are wall-clock time, memory is in MB."""

    call_seconds: float = 3.0  # one call of a student's function
    question_seconds: float = 9.0  # all calls of one question together
    load_seconds: float = 10.0  # running the file or the notebook's cells once
    submission_seconds: float = 120.0  # everything together
    memory_mb: int = 512  # beyond what Python and NumPy take themselves


@dataclass(frozen=True)
class GradescopeSettings:
    """How an assignment behaves on Gradescope; the table [gradescope] of assignment.toml."""

    visibility: str = "visible"  # when students see what hidden tests say of their work
    minutes: float = 10.0  # the time limit of the autograder there
    leaderboard: bool = False
    submissions_per_day: int = 0  # 0: as many as they like
    late_percent_per_day: float = 0.0  # of the score, for each day begun after the due date
    late_days: int = 0  # after so many days nothing counts; 0: no end


VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


@dataclass(frozen=True)
class Assignment:
    """One assignment, as its assignment.toml describes it."""

    slug: str
    title: str
    order: int
    section: str
    summary: str
    questions: tuple[Question, ...]
    limits: Limits
    folder: Path
    carried: tuple[str, ...] = ()  # functions of earlier assignments that students bring along
    gradescope: GradescopeSettings = GradescopeSettings()

    @property
    def max_score(self) -> float:
        return sum(question.points for question in self.questions)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions)

    def question(self, name: str) -> Question:
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)


@dataclass(frozen=True)
class Course:
    """A folder with `solutions/` and `tests/suites/`."""

    root: Path

    def source(self, slug: str) -> Path:
        return self.root / "solutions" / slug / f"{slug}.py"

    def suite(self, slug: str) -> Path:
        return self.root / "tests" / "suites" / slug

    def student_folder(self, slug: str) -> Path:
        return self.root / "assignments" / slug

    def bundle(self, slug: str) -> Path:
        return self.root / "dist" / f"{slug}-autograder.zip"

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments, in their order."""
        files = sorted((self.root / "solutions").glob("*/assignment.toml"))
        return tuple(sorted(map(read_assignment, files), key=lambda a: (a.order, a.slug)))

    def assignment(self, slug: str) -> Assignment:
        for assignment in self.assignments:
            if assignment.slug == slug:
                return assignment
        known = ", ".join(a.slug for a in self.assignments) or "none yet"
        raise AutograderError(
            f"There is no assignment “{slug}” here.",
            self.root / "solutions",
            f"Assignments of this course: {known}.",
        )


def find_course(start: Path | None = None) -> Course:
    """The course that `start` (default: the current folder) lies in.

    Without `start`, and outside of any course, it is the course that this package lies in,
    if it is used from a checkout.
    """
    here = (start or Path.cwd()).resolve()
    checkout = [Path(__file__).resolve().parents[1]] if start is None else []
    for folder in (here, *here.parents, *checkout):
        if (folder / "solutions").is_dir() and (folder / "tests" / "suites").is_dir():
            return Course(folder)
    raise AutograderError(
        "This is not a course folder: no solutions/ and tests/suites/ here or above.",
        here,
        "Change into the course folder, or name it with --course FOLDER.",
    )


def read_assignment(file: Path, slug: str | None = None) -> Assignment:
    """Read and check one assignment.toml; every complaint names file and field.

    The slug is the folder's name, unless the caller knows better: a student may have
    unpacked the folder under any name.
    """
    slug = slug or file.parent.name
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AutograderError(f"can't be read: {error}", file, "Mend the file.") from error
    if not SLUG.match(slug):
        raise AutograderError(
            f"“{slug}” can't be a slug.", file, "Rename the folder: small letters, digits and _."
        )
    known = {"title", "order", "section", "summary", "limits", "questions", "carried"}
    known.add("gradescope")
    for key in data.keys() - known:
        advice = f"Fields: {', '.join(sorted(known))}."
        raise AutograderError(f"unknown field “{key}”.", file, advice)
    questions = tuple(_question(entry, file) for entry in _field(data, "questions", list, file))
    carried = _field(data, "carried", list, file, [])
    names = [*(question.name for question in questions), *map(str, carried)]
    if not questions:
        raise AutograderError("has no questions.", file, "Add one [[questions]] table a function.")
    for name in names:
        if names.count(name) > 1:
            raise AutograderError(f"lists the function “{name}” twice.", file, "Remove one.")
    return Assignment(
        slug=slug,
        title=_field(data, "title", str, file),
        order=_field(data, "order", int, file),
        section=_field(data, "section", str, file),
        summary=_field(data, "summary", str, file, ""),
        questions=questions,
        limits=_limits(data.get("limits", {}), file),
        folder=file.parent,
        carried=tuple(map(str, carried)),
        gradescope=_gradescope(_field(data, "gradescope", dict, file, {}), file),
    )


def _field(
    data: dict[str, Any], name: str, kind: type | tuple[type, ...], file: Path, default: Any = None
) -> Any:
    value = data.get(name, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        wanted = getattr(kind, "__name__", "a number")
        raise AutograderError(f"“{name}” is missing or not of type {wanted}.", file, "Add it.")
    return value


def _question(entry: dict[str, Any], file: Path) -> Question:
    name = _field(entry, "name", str, file)
    if not name.isidentifier():
        raise AutograderError(f"“{name}” is not the name of a function.", file, "Rename it.")
    points = _field(entry, "points", (int, float), file)
    if points <= 0:
        raise AutograderError(f"“{name}” has {points} points.", file, "Give it more than 0.")
    seconds = _field(entry, "seconds", (int, float), file) if "seconds" in entry else None
    for key in entry.keys() - {"name", "points", "section", "seconds"}:
        raise AutograderError(f"“{name}” has an unknown field “{key}”.", file, "Remove it.")
    return Question(name, points, _field(entry, "section", str, file), seconds)


def _limits(entry: dict[str, Any], file: Path) -> Limits:
    known = {field.name for field in fields(Limits)}
    for name, value in entry.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name not in known or not number or value <= 0:
            raise AutograderError(
                f"limit “{name}” is unknown or not a positive number.",
                file,
                f"Limits: {', '.join(sorted(known))}.",
            )
    return Limits(**entry)


def _gradescope(entry: dict[str, Any], file: Path) -> GradescopeSettings:
    usual = {field.name: field.default for field in fields(GradescopeSettings)}
    for name, value in entry.items():
        if name not in usual:
            advice = f"Settings: {', '.join(sorted(usual))}."
            raise AutograderError(f"[gradescope] has no “{name}”.", file, advice)
        wanted = (int, float) if isinstance(usual[name], float) else type(usual[name])
        if not isinstance(value, wanted) or isinstance(value, bool) != (usual[name] is False):
            raise AutograderError(f"[gradescope] {name} can't be {value!r}.", file, "Mend it.")
        if isinstance(value, int | float) and value < 0:
            raise AutograderError(f"[gradescope] {name} is below 0.", file, "Mend it.")
    settings = GradescopeSettings(**entry)
    if settings.visibility not in VISIBILITIES:
        advice = f"One of {', '.join(VISIBILITIES)}."
        raise AutograderError(f"[gradescope] visibility: {settings.visibility}?", file, advice)
    if not 1 <= settings.minutes <= 40:
        raise AutograderError("[gradescope] minutes: Gradescope takes 1 to 40.", file, "Mend it.")
    return settings
