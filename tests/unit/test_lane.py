"""A lane: what becomes of a submission when no session comes up, or only the second one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from autograder.classroom import runner
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.lane import Lane
from autograder.classroom.runner import grade_class
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.session import GradingSession, SessionLost

WORK = "def double(x):\n    return 2.0 * x\n\n\ndef total(x):\n    return 2.0 * float(x.sum())\n"


@pytest.fixture
def lane(tiny_course: Course):
    """A lane of a small course."""
    lane = Lane(tiny_course, tiny_course.assignment("warmup"), True, 0)
    yield lane
    lane.close()


@pytest.fixture
def submission(tmp_path: Path) -> SubmissionFile:
    """One that is right."""
    path = tmp_path / "ada.py"
    path.write_text(WORK)
    return SubmissionFile("ada", path)


def failing(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Has so many sessions lose their process for student code as they start; gives those that
    were asked.
    """
    asked: list[str] = []
    really = GradingSession.wait_until_ready

    def wait_until_ready(session: GradingSession) -> None:
        really(session)
        asked.append("session")
        if len(asked) <= times:
            raise SessionLost("the process for student code did not start")

    monkeypatch.setattr(GradingSession, "wait_until_ready", wait_until_ready)
    return asked


def test_a_session_that_does_not_come_up_is_tried_again(lane, submission, monkeypatch):
    """Somebody may have killed it, which is no reason to end a class."""
    asked = failing(monkeypatch, 1)
    assert lane.grade(submission, threading.Event()).score == 10
    assert len(asked) == 2


def test_who_had_no_thread_gets_a_session_that_counts_anew(tiny_course, tmp_path, monkeypatch):
    """How many its user may have is known from the start of a session, and others come and go."""
    files = []
    for name in ("ada", "emmy"):
        (tmp_path / f"{name}.py").write_text(WORK)
        files.append(SubmissionFile(name, tmp_path / f"{name}.py"))
    monkeypatch.setattr(runner, "short_of_threads", lambda report: report.submission == "ada")
    asked, warmup = failing(monkeypatch, 0), tiny_course.assignment("warmup")
    given = [*grade_class(tiny_course, warmup, files, 1, uncontained=True)]
    assert [(place, report.score) for place, report in given] == [(1, 10), (0, 10)]
    assert len(asked) == 2


def test_where_none_comes_up_the_class_ends(lane, submission, monkeypatch):
    """Then it is the machine, and there is no use in going on."""
    failing(monkeypatch, 2)
    with pytest.raises(AutograderError, match="No grading session comes up: the process for"):
        lane.grade(submission, threading.Event())


def test_a_lost_zygote_is_told_from_a_broken_suite(tiny_course, monkeypatch):
    """One may be there the next time, the other not."""
    answers = iter([{"lost": "no worker could be made"}, {"error": "the suite is broken"}])
    with GradingSession(tiny_course, tiny_course.assignment("warmup"), warm=False) as session:
        monkeypatch.setattr(session, "_receive", lambda seconds: next(answers))
        with pytest.raises(SessionLost, match="no worker could be made"):
            session.wait_until_ready()
        with pytest.raises(AutograderError, match="the suite is broken"):
            session.wait_until_ready()
