"""A course folder on disk, as values: its assignments, their questions and limits.

Layout (the same in a checkout, in another course, and inside a Gradescope zip):

    solutions/<slug>/assignment.toml, <slug>.py      the author's source
    tests/suites/<slug>/test_*.py, mistakes.py       hidden and public tests
    assignments/<slug>/                              what a student gets (generated)
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from autograder.errors import AutograderError
from autograder.names import did_you_mean
from autograder.toml_table import Table, read_table

SLUG = re.compile(r"[a-z][a-z0-9_]*\Z")
FIXTURES = ("reference", "rng", "request")  # what a test can ask for besides its function
FIELDS = {"title", "order", "section", "summary", "limits", "questions", "carried", "gradescope"}


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

    def before(self, name: str) -> tuple[str, ...]:
        """The questions that come before this one: what it may build on."""
        return self.names[: self.names.index(name)]

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
        known = [a.slug for a in self.assignments] or ["none yet"]
        raise AutograderError(
            f"There is no assignment “{slug}” here.",
            self.root / "solutions",
            f"{did_you_mean(slug, known)} Assignments of this course: {', '.join(known)}.".strip(),
        )


def find_course(start: Path | None = None) -> Course:
    """The course that `start` (default: the current folder) lies in.

    Without `start`, and outside of any course, it is the course that this package lies in,
    if it is used from a checkout.
    """
    here = (start or Path.cwd()).resolve()
    if not here.is_dir():
        raise AutograderError("There is no such folder.", here, "Check the path after --course.")
    checkout = [Path(__file__).resolve().parents[1]] if start is None else []
    for folder in (here, *here.parents, *checkout):
        if (folder / "solutions").is_dir() and (folder / "tests" / "suites").is_dir():
            return Course(folder)
    raise AutograderError(
        "This is not a course folder: no solutions/ and tests/suites/ here or above.",
        here,
        "Change into the course folder, or name it with --course FOLDER.\n"
        "    `autograder new SLUG` begins one.",
    )


def read_assignment(file: Path, slug: str | None = None) -> Assignment:
    """Read and check one assignment.toml; every complaint names file and line.

    The slug is the folder's name, unless the caller knows better: a student may have
    unpacked the folder under any name.
    """
    slug = slug or file.parent.name
    table = read_table(file)
    if not SLUG.match(slug):
        raise AutograderError(
            f"“{slug}” can't be a slug.", file, "Rename the folder: small letters, digits and _."
        )
    table.only(FIELDS)
    questions = tuple(map(_question, table.tables("questions")))
    carried = tuple(map(str, table.field("carried", list, [])))
    if not questions:
        raise AutograderError("has no questions.", file, "Add one [[questions]] table a function.")
    names = [question.name for question in questions] + [*carried]
    for number, name in enumerate(names):
        if name in names[:number]:
            place = Table({}, file, table.text, "questions", number + 1)
            place.refuse("name", f"lists the function “{name}” twice.", "Remove one.")
    return Assignment(
        slug=slug,
        title=table.field("title", str),
        order=table.field("order", int),
        section=table.field("section", str),
        summary=table.field("summary", str, ""),
        questions=questions,
        limits=_limits(table.table("limits")),
        folder=file.parent,
        carried=carried,
        gradescope=_gradescope(table.table("gradescope")),
    )


def _question(entry: Table) -> Question:
    entry.only({field.name for field in fields(Question)})
    name = entry.field("name", str)
    if not name.isidentifier() or keyword.iskeyword(name):
        entry.refuse("name", f"“{name}” is not the name of a function.", "Rename it.")
    if name in FIXTURES:
        entry.refuse("name", f"tests know something else by the name “{name}”.", "Rename it.")
    points = entry.field("points", (int, float))
    if points <= 0:
        entry.refuse("points", f"“{name}” has {points} points.", "Give it more than 0.")
    seconds = entry.field("seconds", (int, float)) if "seconds" in entry.data else None
    return Question(name, points, entry.field("section", str), seconds)


def _limits(entry: Table) -> Limits:
    entry.only({field.name for field in fields(Limits)})
    for name in entry.data:
        if entry.field(name, (int, float)) <= 0:
            entry.refuse(name, f"limit “{name}” is not above 0.", "Give it more, or remove it.")
    return Limits(**entry.data)


def _gradescope(entry: Table) -> GradescopeSettings:
    usual = {field.name: field.default for field in fields(GradescopeSettings)}
    entry.only(set(usual))
    for name, value in entry.data.items():
        wanted = (int, float) if isinstance(usual[name], float) else type(usual[name])
        if not isinstance(value, wanted) or isinstance(value, bool) != (usual[name] is False):
            entry.refuse(name, f"[gradescope] {name} can't be {value!r}.", "Mend it.")
        if isinstance(value, int | float) and value < 0:
            entry.refuse(name, f"[gradescope] {name} is below 0.", "Mend it.")
    settings = GradescopeSettings(**entry.data)
    if settings.visibility not in VISIBILITIES:
        advice = f"One of {', '.join(VISIBILITIES)}."
        entry.refuse("visibility", f"[gradescope] visibility: {settings.visibility}?", advice)
    if not 1 <= settings.minutes <= 40:
        what = "[gradescope] minutes: Gradescope takes 1 to 40."
        entry.refuse("minutes", what, "Mend it.")
    return settings
