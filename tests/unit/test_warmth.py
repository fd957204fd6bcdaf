"""What a session does for itself where it has much to grade: no grade may depend on it."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading import serve
from autograder.grading.collecting import collect
from autograder.grading.grade import Grader
from autograder.grading.hints import Catalogue
from autograder.grading.reference import load_mistakes, load_reference
from autograder.grading.suite import Suite
from autograder.grading.warmth import warm_up
from autograder.sandbox.workers import Zygote
from tests.unit.test_grading import RIGHT

WRONG = RIGHT.replace("2.0 * np.asarray(x, dtype=float)", "np.asarray(x, dtype=float) + 2.0")


class CountingZygote(Zygote):
    """Knows how many workers it has made."""

    made = 0

    def spawn(self, *arguments):
        self.made += 1
        return super().spawn(*arguments)


@pytest.fixture
def zygote() -> Iterator[CountingZygote]:
    """Where the workers come from that a test may make."""
    zygote = CountingZygote()
    yield zygote
    zygote.close()


def collected(course: Course, then: Callable[[Suite], None]) -> None:
    """Do something with the suite of the small course."""
    assignment = course.assignment("warmup")
    files = sorted(course.suite("warmup").glob("test_*.py"))
    collect(assignment, files, load_reference(course, assignment), then)


def test_the_eleventh_grade_is_as_the_first(
    tiny_course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In between, the session has graded submissions of its own, once."""
    requests, replies, warmed = io.BytesIO(), io.BytesIO(), []
    for number in range(serve.BUSY + 2):
        path = tmp_path / f"{number}.py"
        path.write_text(f"# {number}\n{RIGHT if number % 2 else WRONG}", encoding="utf-8")
        asked = {"path": str(path), "name": "work", "questions": [], "progress": False}
        requests.write(json.dumps(asked).encode() + b"\n")
    requests.seek(0)

    def noted(grader: Grader, *rest: object) -> None:
        warmed.append(len(replies.getvalue().splitlines()))
        warm_up(grader, *rest)

    monkeypatch.setattr(serve, "warm_up", noted)
    serve.serve(tiny_course, tiny_course.assignment("warmup"), requests, replies, warm=True)
    assert warmed == [1 + serve.BUSY]  # the first line says that it is ready
    reports = [json.loads(line)["report"] for line in replies.getvalue().splitlines()[1:]]
    for report in reports:
        del report["seconds"], report["file"], report["source"]
    assert [report["questions"][0]["score"] for report in reports[:2]] == [0, 4]
    assert reports == reports[:2] * (len(reports) // 2)


def test_right_answers_are_known_afterwards(
    tiny_course: Course, tmp_path: Path, zygote: CountingZygote
) -> None:
    """Also to a fork that runs no test; and nothing is told again as news."""
    assignment = tiny_course.assignment("warmup")
    path = tmp_path / "work.py"
    path.write_text(RIGHT, encoding="utf-8")
    run = list[str]()

    class Watched(Suite):
        def run(self, test, function):
            run.append(test.name)
            return super().run(test, function)

    def grade(suite: Suite) -> None:
        mistakes = load_mistakes(tiny_course, assignment)
        assert suite.reference is not None
        grader = Grader(
            Watched(suite.assignment, suite.tests, suite.reference, suite.seed),
            Catalogue(mistakes, suite.reference),
            zygote,
        )
        warm_up(grader, tiny_course, mistakes)
        assert zygote.made >= 3
        assert grader.memory.news() == []
        run.clear()
        assert grader.grade(path, "work").score == 10
        assert run == []

    collected(tiny_course, grade)


def test_what_takes_long_is_left_out(tiny_course: Course, zygote: CountingZygote) -> None:
    """A question that has a time limit of its own trains something."""
    settings = tiny_course.source("warmup").with_name("assignment.toml")
    settings.write_text(settings.read_text().replace("[[questions]]", "[[questions]]\nseconds = 9"))
    assert all(q.seconds == 9 for q in tiny_course.assignment("warmup").questions)

    def grade(suite: Suite) -> None:
        warm_up(Grader(suite, lambda *_: None, zygote), tiny_course, ())
        assert zygote.made == 0

    collected(tiny_course, grade)


def test_what_can_not_be_made_ready_is_no_obstacle(
    tiny_course: Course, monkeypatch: pytest.MonkeyPatch, zygote: CountingZygote
) -> None:
    """A full disk, or a mistake that stands in no file, costs time and nothing else."""
    known = load_mistakes(tiny_course, tiny_course.assignment("warmup"))
    strange = (replace(known[0], id="made_by_a_loop"),)

    def no_room() -> None:
        raise OSError("no space left on device")

    def grade(suite: Suite) -> None:
        grader = Grader(suite, lambda *_: None, zygote)
        warm_up(grader, tiny_course, strange)
        assert zygote.made == 1  # the solution
        monkeypatch.setattr(tempfile, "TemporaryDirectory", no_room)
        warm_up(grader, tiny_course, known)
        assert zygote.made == 1

    collected(tiny_course, grade)
