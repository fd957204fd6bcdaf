"""What a grading run found out, as plain frozen values that survive JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What happened to one test."""

    PASSED = "passed"
    WRONG = "wrong"  # an answer, but not the right one
    RAISED = "raised"  # an exception in the student's function
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"  # the process that ran the student's code ended
    REFUSED = "refused"  # an import or a value that isn't allowed
    NOT_STARTED = "not_started"  # the stub's NotImplementedError
    NOT_DEFINED = "not_defined"
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader_error"  # ours: a person has to look


class SubmissionStatus(StrEnum):
    """What happened to one submission as a whole; the `status` of grades.csv."""

    GRADED = "graded"
    TIMED_OUT = "timed_out"
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class Difference:
    """Where an array differs from the expected one, for a small picture.

    A row is a text with a sign a square: “.” right, “A” to “I” too high, “a” to “i” too low
    (the later the letter, the further off; “I” is `largest`), “?” not a finite number.
    """

    shape: tuple[int, ...]
    wrong: int  # how many entries differ
    largest: float  # difference of an entry that is a finite number
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """One test of one submission.

    `message` may be shown to the student: of a hidden test it holds neither inputs nor
    expected values nor the text of the student's exception. `detail` and `difference` are
    for staff. `call`, `expected` and `got` are texts and filled for public tests only.
    """

    test: str  # the test function's name, with [parameters]
    sentence: str  # its docstring
    question: str
    status: Status
    points: float
    max_points: float
    public: bool
    message: str = ""
    detail: str = ""
    call: str = ""
    expected: str = ""
    got: str = ""
    notes: tuple[str, ...] = ()
    difference: Difference | None = None

    @property
    def passed(self) -> bool:
        return self.status is Status.PASSED

    def to_dict(self) -> dict[str, Any]:
        """A form that `json.dumps` takes."""
        return {**vars(self), "difference": self.difference and dict(vars(self.difference))}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Outcome:
        """Rebuild an outcome from what `to_dict` made, after a way through JSON."""
        drawn = data["difference"]
        if drawn:
            drawn = Difference(
                **{**drawn, "shape": tuple(drawn["shape"]), "rows": tuple(drawn["rows"])}
            )
        status, notes = Status(data["status"]), tuple(data["notes"])
        # Past the frozen __init__, which takes ten times as long: a class has many of these.
        outcome = cls.__new__(cls)
        vars(outcome).update(EMPTY, **data)
        vars(outcome).update(status=status, notes=notes, difference=drawn)
        return outcome


EMPTY = {each.name: each.default for each in fields(Outcome) if each.default is not MISSING}


@dataclass(frozen=True)
class Hint:
    """A known mistake that explains every answer the student's function gave."""

    mistake: str
    question: str
    text: str


@dataclass(frozen=True)
class QuestionScore:
    """One question of one submission."""

    name: str
    score: float
    max_score: float
    outcomes: tuple[Outcome, ...] = ()
    hint: Hint | None = None
    output: str = ""  # what the student's code printed, cut

    @property
    def passed(self) -> bool:
        return bool(self.outcomes) and all(outcome.passed for outcome in self.outcomes)

    def to_dict(self) -> dict[str, Any]:
        """A form that `json.dumps` takes."""
        hint = dict(vars(self.hint)) if self.hint else None
        outcomes = [outcome.to_dict() for outcome in self.outcomes]
        return {**vars(self), "outcomes": outcomes, "hint": hint}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> QuestionScore:
        """Rebuild a question from what `to_dict` made, after a way through JSON."""
        outcomes = tuple(map(Outcome.from_dict, data["outcomes"]))
        hint = Hint(**data["hint"]) if data["hint"] else None
        return cls(**{**data, "outcomes": outcomes, "hint": hint})


Progress = Callable[[QuestionScore], None]  # told of each question once it is graded


@dataclass(frozen=True)
class LoadError:
    """A cell (or the file, where `cell` is None) that raised while it was run."""

    cell: int | None  # counted from 1 among the notebook's cells
    line: int | None
    kind: str  # the exception's type name
    message: str

    @property
    def place(self) -> str:
        parts = [f"cell {self.cell}"] if self.cell is not None else []
        parts += [f"line {self.line}"] if self.line is not None else []
        return ", ".join(parts) or "the file"


@dataclass(frozen=True)
class Student:
    """Whose submission it is, as far as an export or a roster tells."""

    name: str = ""
    sid: str = ""  # the school's own id, as text: it may begin with zeros
    email: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a submission came from."""

    platform: str = ""  # gradescope, canvas or moodle; empty for plain files
    id: str = ""  # there: Gradescope's submission, Canvas's user, Moodle's participant
    folder: str = ""  # Moodle's folder, whose name a feedback file has to repeat
    submitted: str = ""  # when, in ISO 8601
    late: bool = False


UNTOUCHED = {Status.NOT_STARTED, Status.NOT_DEFINED}
UNKNOWN = Origin()  # a plain file


@dataclass(frozen=True)
class GradeReport:
    """Everything about one graded submission; every output is a function of this."""

    submission: str
    assignment: str
    status: SubmissionStatus
    questions: tuple[QuestionScore, ...]
    file: str = ""  # what was graded, as the student would call it
    reason: str = ""  # why it could not be graded, or not fully
    load_errors: tuple[LoadError, ...] = ()
    seconds: float = 0.0
    students: tuple[Student, ...] = ()  # several for a group, which has one score
    origin: Origin = UNKNOWN
    isolation: str = ""
    crowded: bool = False  # whether a thread was refused, perhaps for somebody else's sake
    source: str = ""  # the code that was graded, its cells one after the other, cut

    @property
    def score(self) -> float:
        return round(sum(question.score for question in self.questions), 6)

    @property
    def max_score(self) -> float:
        return sum(question.max_score for question in self.questions)

    @property
    def hints(self) -> tuple[Hint, ...]:
        return tuple(question.hint for question in self.questions if question.hint)

    @property
    def touched(self) -> bool:
        """Whether something is written in the file: not every function is the stub's."""
        statuses = {o.status for question in self.questions for o in question.outcomes}
        return not statuses <= UNTOUCHED

    def question(self, name: str) -> QuestionScore:
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """A form that `json.dumps` takes; `from_dict` is its inverse."""
        questions = [question.to_dict() for question in self.questions]
        errors = [dict(vars(error)) for error in self.load_errors]
        return {
            **vars(self),
            "questions": questions,
            "load_errors": errors,
            "students": [dict(vars(student)) for student in self.students],
            "origin": dict(vars(self.origin)),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> GradeReport:
        """Rebuild a report from what `to_dict` made, after a way through JSON."""
        return cls(
            **{
                **data,
                "status": SubmissionStatus(data["status"]),
                "questions": tuple(map(QuestionScore.from_dict, data["questions"])),
                "load_errors": tuple(LoadError(**entry) for entry in data["load_errors"]),
                "students": tuple(Student(**entry) for entry in data["students"]),
                "origin": Origin(**data["origin"]),
            }
        )
