"""One hostile, broken or noisy submission, and what must be reported about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from autograder.grading.results import GradeReport, Status, SubmissionStatus

from .fortress import QUESTIONS, RIGHT

# Contents that are large are built when needed.
Content = str | bytes | Callable[[], bytes]


@dataclass(frozen=True)
class Entry:
    """A submission with its expectations.

    `expected` gives for a question the statuses that its failing tests may have, joined by
    `|`. With a leading `?` some of its tests may pass, else it scores 0. A question that is
    not mentioned is honest and must keep full marks. `status` is the submission's, or several
    joined by `|` where the speed of the machine decides. `hides` are texts that must not be
    shown to a student, besides the secrets of the course.

    A text may name @COURSE@, @FOLDER@ (of the submissions), @PEER@ (another submission),
    @MARKER@ (to be used in every name of a trace) and @GRADER@ (a process id).
    """

    name: str
    content: Content
    expected: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ".py"
    status: str = SubmissionStatus.GRADED
    hides: tuple[str, ...] = ()
    says: str = ""  # what the reason, a message or a load error has to contain
    slow: bool = False
    seconds: float = 8.0  # it must be over by then, on a machine that is not slow

    def bytes(self, places: Mapping[str, str]) -> bytes:
        """The file's content, with the names of places filled in."""
        content = self.content() if callable(self.content) else self.content
        if isinstance(content, bytes):
            return content
        for name, value in places.items():
            content = content.replace(f"@{name}@", value)
        return content.encode("utf-8", "surrogatepass")

    def complaints(self, report: GradeReport) -> list[str]:
        """How a report differs from what is expected."""
        found = []
        if report.status not in self.status.split("|"):
            found.append(f"status {report.status}, not {self.status}: {report.reason}")
        for question in report.questions:
            wanted = self.expected.get(question.name)
            statuses = {str(o.status) for o in question.outcomes if not o.passed}
            if wanted is None:
                if question.score != question.max_score or not question.passed:
                    lost = sorted(
                        {f"{o.status}: {o.message}" for o in question.outcomes if not o.passed}
                    )
                    found.append(f"{question.name} lost points: {lost}")
                continue
            if statuses - set(wanted.lstrip("?").split("|")):
                found.append(f"{question.name} is {sorted(statuses)}, not {wanted}")
            if not wanted.startswith("?") and question.score != 0:
                found.append(f"{question.name} has {question.score} points")
        texts = [report.reason, *(f"{e.kind}: {e.message}" for e in report.load_errors)]
        texts += [o.message for q in report.questions for o in q.outcomes]
        if self.says and not any(self.says in text for text in texts):
            found.append(f"nobody says “{self.says}”")
        return found


def everything(statuses: str) -> dict[str, str]:
    """The same expectation for all questions."""
    return dict.fromkeys(QUESTIONS, statuses)


def attack(name: str, extra: str, **expected: str) -> Entry:
    """The right solution, followed by hostile code."""
    return Entry(name, f"{RIGHT}\n\n{extra.strip()}\n", expected)


def first(name: str, extra: str, statuses: str = "") -> Entry:
    """Hostile code, followed by the right solution."""
    expected = everything(statuses) if statuses else {}
    return Entry(name, f"{extra.strip()}\n\n\n{RIGHT}", expected)


def unreadable(
    name: str, content: Content, suffix: str = ".py", says: str = "", slow: bool = False
) -> Entry:
    """A file that can't be read at all."""
    return Entry(
        name,
        content,
        everything(Status.UNREADABLE),
        suffix,
        status=SubmissionStatus.UNREADABLE,
        says=says,
        slow=slow,
    )


def honest(name: str, content: Content, suffix: str = ".py", says: str = "") -> Entry:
    """Noisy or odd, but right: full marks."""
    return Entry(name, content, {}, suffix, says=says)
