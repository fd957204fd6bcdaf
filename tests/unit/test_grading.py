"""Grading one submission: scores, statuses, what a student may read, and diagnosis."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.classroom.runner import short_of_threads
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.collecting import collect
from autograder.grading.grade import Grader
from autograder.grading.reference import load_reference
from autograder.grading.results import GradeReport, Status, SubmissionStatus
from autograder.grading.session import GradingSession, SessionLost
from autograder.grading.suite import Suite
from autograder.grading.wording import FAILURE
from autograder.reporting.check_view import render_check
from autograder.reporting.gradescope import to_gradescope
from autograder.sandbox.workers import Zygote

RIGHT = """
import numpy as np

def double(x):
    return 2.0 * np.asarray(x, dtype=float)

def total(x):
    return float(np.sum(double(x)))
"""
Grade = Callable[[str], GradeReport]


@pytest.fixture
def session(tiny_course: Course) -> Iterator[GradingSession]:
    """A session of the small course."""
    with GradingSession(tiny_course, tiny_course.assignment("warmup")) as session:
        session.wait_until_ready()
        yield session


@pytest.fixture
def grade(session: GradingSession, tmp_path: Path) -> Grade:
    """Grades source text as a .py file."""

    def run(text: str) -> GradeReport:
        path = tmp_path / "work.py"
        path.write_text(text, encoding="utf-8")
        return session.grade(path, "work")

    return run


def statuses(report: GradeReport, question: str) -> list[Status]:
    """The statuses of a question's tests, in order."""
    return [outcome.status for outcome in report.question(question).outcomes]


def test_right_answers_get_full_marks(grade: Grade) -> None:
    """The score is the sum of the points, and a report survives its way through JSON."""
    report = grade(RIGHT)
    assert (report.score, report.max_score, report.status) == (10, 10, "graded")
    assert GradeReport.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_one_submission_leaves_nothing_for_the_next(grade: Grade) -> None:
    """Patched libraries, endless loops and deaths don't touch whoever comes after."""
    patch = "import numpy as np\nnp.sum = lambda *a, **k: 0\nnp.asarray = None\n"
    assert grade(RIGHT.replace("\ndef", patch + "\ndef", 1)).score < 10
    assert grade("import os\nos.kill(os.getppid(), 9)\n").score == 0
    assert grade(RIGHT).score == 10


def test_a_mistake_is_paid_for_once(grade: Grade) -> None:
    """total calls a double that is wrong: it keeps its points, and a note says why."""
    report = grade(RIGHT.replace("2.0 *", "3.0 *"))
    assert report.question("double").score == 0
    assert report.question("total").score == 6
    assert "judged with our own double" in report.question("total").outcomes[0].notes[0]


def test_following_through_needs_an_answer_of_one_s_own(grade: Grade) -> None:
    """A later question is not put right by the stand-in if it is wrong itself."""
    wrong = RIGHT.replace("2.0 *", "5.0 *").replace("np.sum", "np.max")
    assert grade(wrong).question("total").score == 0


def test_what_still_fails_is_told_by_the_second_look(grade: Grade) -> None:
    """With a stub below it, a wrong total is called wrong, and gets the hint of its own fault."""
    stub = "raise NotImplementedError('Write it.')\n    return 2.0"
    text = RIGHT.replace("np.sum(double(x))", "np.sum(double(x)) / 2")
    report = grade(text.replace("return 2.0", stub))
    total = report.question("total")
    assert set(statuses(report, "double")) == {Status.NOT_STARTED}
    assert {outcome.status for outcome in total.outcomes} == {Status.WRONG}
    assert total.hint is not None
    assert total.hint.mistake == "plain_sum"


def test_a_known_mistake_gets_its_hint(grade: Grade) -> None:
    """An answer that equals one mistake everywhere gets the hint; another wrong one none."""
    known = grade(RIGHT.replace("2.0 * np.asarray(x, dtype=float)", "np.asarray(x) + 2.0"))
    assert known.question("double").hint is not None
    assert known.question("double").hint.mistake == "adds_two"
    assert grade(RIGHT.replace("2.0 *", "3.0 *")).question("double").hint is None


@pytest.mark.parametrize("error", [MemoryError, RecursionError, OverflowError, KeyError])
def test_a_diagnosis_that_fails_costs_only_the_hint(
    tiny_course: Course, tmp_path: Path, error: type[Exception]
) -> None:
    """What goes wrong while answers are compared with mistakes is no grader error."""

    def diagnosis(*arguments: object) -> None:
        raise error

    def grade(suite: Suite) -> None:
        reports.append(Grader(suite, diagnosis, zygote).grade(path, "work"))

    path = tmp_path / "work.py"
    path.write_text(RIGHT.replace("np.sum", "np.mean"), encoding="utf-8")
    assignment, reports = tiny_course.assignment("warmup"), list[GradeReport]()
    files = sorted(tiny_course.suite("warmup").glob("test_*.py"))
    zygote = Zygote()
    collect(assignment, files, load_reference(tiny_course, assignment), grade)
    zygote.close()
    assert (reports[0].status, reports[0].score) == ("graded", 4)
    assert reports[0].hints == ()


def test_changing_an_argument_costs_its_own_points(grade: Grade) -> None:
    """An in-place answer loses the points for that, gets the hint, and keeps the rest."""
    report = grade(RIGHT.replace("return 2.0 * np.asarray(x, dtype=float)", "x *= 2; return x"))
    outcomes = {outcome.test: outcome for outcome in report.question("double").outcomes}
    assert outcomes["test_argument_stays"].status is Status.WRONG
    assert "changed" in outcomes["test_argument_stays"].message
    assert report.question("double").score == 3
    assert report.question("double").hint is not None


def test_a_grade_does_not_depend_on_who_was_graded_before(grade: Grade) -> None:
    """A test that looks back at earlier calls is not known to pass by its own answers."""
    changes = "y = 2.0 * x\n    x *= 2 if len(x) == 3 else 1\n    return y"
    mutating = RIGHT.replace("return 2.0 * np.asarray(x, dtype=float)", changes)
    first = grade(mutating)
    assert statuses(first, "double") == [Status.PASSED, Status.PASSED, Status.WRONG]
    assert grade(RIGHT).score == 10
    assert grade(mutating).score == first.score


def test_an_answer_that_can_t_be_sent_back_is_wrong(tiny_course: Course, tmp_path: Path) -> None:
    """A test may give an answer to the function again; one too large is no fault of ours."""
    suite = tiny_course.suite("warmup") / "test_double.py"
    text = suite.read_text(encoding="utf-8")
    twice = "check(double(double(x)), [6.0, -8.0])\n    check(double(x), [3.0, -4.0])"
    suite.write_text(text.replace("check(double(x), [3.0, -4.0])", twice), encoding="utf-8")
    long = "[0.12345678901234567] * 49_900 + [10**18] * 97"
    work = tmp_path / "work.py"
    work.write_text(RIGHT.replace("2.0 * np", f"{long} if len(x) < 9 else np"), encoding="utf-8")
    with GradingSession(tiny_course, tiny_course.assignment("warmup")) as session:
        session.wait_until_ready()
        assert statuses(session.grade(work, "work"), "double")[2] is Status.WRONG


def test_a_hidden_test_tells_no_secret(grade: Grade) -> None:
    """An exception's text and a wrong value stay out of a hidden test's message."""
    leak = RIGHT.replace("    return 2.0", "    raise ValueError(str(x))\n    return 2.0")
    hidden = [o for o in grade(leak).question("double").outcomes if not o.public]
    assert [o.message for o in hidden] == ["Your function raised ValueError (line 5)."] * 2
    named = RIGHT.replace(
        "    return 2.0", "    raise type('E' + str(float(x[0])), (Exception,), {})\n    return 2.0"
    )
    for outcome in grade(named).question("double").outcomes:
        if not outcome.public:
            assert outcome.message == "Your function raised an exception of its own (line 5)."
    wrong = grade(RIGHT.replace("2.0 *", "3.0 *"))
    hidden = [o for o in wrong.question("double").outcomes if not o.public]
    assert not any(o.call or o.expected or o.got for o in hidden)
    assert hidden[0].message == FAILURE["values"]


def test_a_public_test_tells_everything(grade: Grade) -> None:
    """Call, expected and got of a public test are there to be compared."""
    outcome = grade(RIGHT.replace("2.0 *", "3.0 *")).question("double").outcomes[0]
    assert outcome.public
    assert outcome.call == "double(np.array([1., 2.]))"
    assert (outcome.expected, outcome.got) == ("[2. 4.]", "[3. 6.]")
    assert "differs in 2 of 2 values, first at [0]: expected 2, got 3" in outcome.message


@pytest.mark.parametrize(
    ("text", "status", "double", "reason"),
    [
        ("while True: pass", "timed_out", Status.TIMED_OUT, "did not end within"),
        ("import os\nos._exit(0)", "graded", Status.CRASHED, "exit code 0"),
        ("1 / 0\n" + RIGHT, "graded", Status.NOT_DEFINED, ""),
        ("import numpy as np\nnp.ones(10**10)\n" + RIGHT, "graded", Status.OUT_OF_MEMORY, ""),
        ("import torch\n" + RIGHT, "graded", Status.REFUSED, ""),
        ("def double(x:", "graded", Status.NOT_DEFINED, ""),
        ("double = 5\n", "graded", Status.NOT_DEFINED, ""),
        ("def double(x):\n    raise NotImplementedError('…')", "graded", Status.NOT_STARTED, ""),
        ("def double(x):\n    while True: pass", "graded", Status.TIMED_OUT, ""),
        ("def double(x):\n    return None", "graded", Status.WRONG, ""),
        ("def double():\n    return 1", "graded", Status.RAISED, ""),
    ],
)
def test_every_misfortune_has_its_status(
    grade: Grade, text: str, status: str, double: Status, reason: str
) -> None:
    """What happened is named, the submission is not lost, and its score is 0."""
    report = grade(text)
    assert report.status == status
    assert set(statuses(report, "double")) == {double}
    assert reason in report.reason
    assert report.score == 0
    assert all(outcome.message for outcome in report.question("double").outcomes)


def test_where_a_file_failed_is_said(grade: Grade) -> None:
    """A missing function names the line that kept it from being defined."""
    report = grade("1 / 0\n" + RIGHT)
    assert report.load_errors[0].place == "line 1"
    message = report.question("double").outcomes[0].message
    assert message == "`double` is not defined, because line 1 raised ZeroDivisionError."


def test_an_unreadable_file_is_not_graded(session: GradingSession, tmp_path: Path) -> None:
    """Bytes that are no text give a report with the reason, and no points."""
    path = tmp_path / "work.py"
    path.write_bytes("é".encode("latin-1"))
    report = session.grade(path, "work")
    assert report.status is SubmissionStatus.UNREADABLE
    assert "UTF-8" in report.reason
    assert (report.score, report.max_score) == (0, 10)


def test_notebook_and_script_agree(session: GradingSession, tmp_path: Path) -> None:
    """The same functions score the same as .py and as .ipynb."""
    wrong = RIGHT.replace("np.sum", "np.mean")
    script = tmp_path / "work.py"
    script.write_text(wrong, encoding="utf-8")
    cells = [{"cell_type": "code", "source": part, "outputs": []} for part in wrong.split("\n\n")]
    notebook = tmp_path / "work.ipynb"
    notebook.write_text(json.dumps({"nbformat": 4, "cells": cells, "metadata": {}}))
    one, other = session.grade(script, "a"), session.grade(notebook, "b")
    assert one.score == other.score == 4
    assert statuses(one, "total") == statuses(other, "total")


def test_a_child_that_dies_costs_one_submission(session: GradingSession, tmp_path: Path) -> None:
    """Killing the grading child again and again gives a grader error; the session goes on."""
    path = tmp_path / "slow.py"
    path.write_text("import time\ntime.sleep(1.5)\n" + RIGHT, encoding="utf-8")
    pid = session._process.pid
    killer = os.fork()
    if killer == 0:  # outside this process, since grade() blocks
        import time

        for _ in range(30):
            time.sleep(0.1)
            for name in os.listdir("/proc"):
                if name.isdigit() and parent(name) == pid and b"serve" in command(name):
                    os.kill(int(name), signal.SIGKILL)
        os._exit(0)
    report = session.grade(path, "slow")
    os.waitpid(killer, 0)
    assert report.status is SubmissionStatus.GRADER_ERROR
    assert "ended early" in report.reason
    path.write_text(RIGHT, encoding="utf-8")
    assert session.grade(path, "next").score == 10


def parent(pid: str) -> int:
    """The parent of a process; 0 if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def command(pid: str) -> bytes:
    """The command line of a process; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_lost_session_is_said_to_be_lost(session: GradingSession, tmp_path: Path) -> None:
    """A session that was killed raises SessionLost rather than wait for ever."""
    session._process.kill()
    with pytest.raises(SessionLost):
        session.grade(tmp_path / "work.py", "work")


def test_a_suite_that_the_solution_fails_is_refused(tiny_course: Course) -> None:
    """Nobody is graded by a test that the reference fails; the error names it."""
    suite = tiny_course.suite("warmup") / "test_double.py"
    suite.write_text(suite.read_text().replace("[2.0, 4.0]", "[2.0, 5.0]"))
    with GradingSession(tiny_course, tiny_course.assignment("warmup")) as session:
        with pytest.raises(AutograderError, match="the solution fails test_worked_example"):
            session.wait_until_ready()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("@points(2)\n", "", "test_values has no points"),
        ("@points(2)\n", "@points(3)\n", "its tests carry 5 points, assignment.toml says 4"),
        ('    """Every entry is doubled."""\n', "", "test_values has no docstring"),
        ("def test_values(double,", "def test_values(double, total,", "2 student functions"),
        ("import numpy as np", "import nonsense", "nonsense"),
        ("reference.double(x)", "reference.nothing(x)", "no function “nothing”"),
    ],
)
def test_a_broken_suite_is_named(tiny_course: Course, old: str, new: str, complaint: str) -> None:
    """An author's slip is an error that names file and test, before anyone is graded."""
    suite = tiny_course.suite("warmup") / "test_double.py"
    suite.write_text(suite.read_text().replace(old, new, 1))
    with GradingSession(tiny_course, tiny_course.assignment("warmup")) as session:
        with pytest.raises(AutograderError) as caught:
            session.wait_until_ready()
    assert complaint in str(caught.value)
    assert "test_double.py" in str(caught.value)


def test_two_suites_in_one_process_stay_apart(tiny_course: Course) -> None:
    """A suite that was changed, or another one of the same file names, is read anew."""
    found = []

    def sentences(suite: Suite) -> None:
        found.append([test.sentence for test in suite.of("double")])

    assignment = tiny_course.assignment("warmup")
    file = tiny_course.suite("warmup") / "test_double.py"
    for old, new in (("", ""), ("Every entry", "Each entry")):
        file.write_text(file.read_text().replace(old, new))
        collect(assignment, [file], None, sentences)
    assert found[0][1] == "Every entry is doubled."
    assert found[1][1] == "Each entry is doubled."


def test_a_report_keeps_the_source_and_where_an_array_differs(
    grade: Grade, tiny_course: Course
) -> None:
    """Of a hidden test as well; no text that a student reads tells of it."""
    text = RIGHT.replace("dtype=float)", "dtype=float) + 1e-3")
    report = grade(text)
    assert report.source == text
    hidden = report.question("double").outcomes[1]
    assert not hidden.public
    assert hidden.difference is not None
    assert (hidden.difference.shape, hidden.difference.rows) == ((3,), ("III",))
    assignment = tiny_course.assignment("warmup")
    shown = json.dumps(to_gradescope(report)) + render_check(report, assignment)
    assert "III" not in shown
    assert str(hidden.difference.largest) not in shown


def test_an_endless_function_takes_no_time_from_those_that_call_it(grade: Grade) -> None:
    """Ours stand in at once, so the time lasts for everything else that is right."""
    report = grade(RIGHT.replace("return 2.0", "while True: pass\n    return 2.0"))
    assert set(statuses(report, "double")) == {Status.TIMED_OUT}
    assert report.question("total").score == 6
    assert "judged with our own double" in report.question("total").outcomes[0].notes[0]
    assert report.status is SubmissionStatus.GRADED


@pytest.mark.parametrize(
    ("crowded", "isolation", "again"),
    [
        (True, "process, limits", True),
        (True, "process, own user", False),
        (False, "process, limits", False),
    ],
)
def test_who_is_short_of_threads_through_others(crowded: bool, isolation: str, again: bool) -> None:
    """A thread was refused where workers share a user."""
    report = GradeReport("a", "b", SubmissionStatus.GRADED, (), isolation=isolation)
    assert short_of_threads(replace(report, crowded=crowded)) == again


MANY_THREADS = """
import threading, time
for _ in range(2000):
    thread = threading.Thread(target=time.sleep, args=(30,), daemon=True)
    try:
        thread.start()
    except RuntimeError:
        break
"""


def test_a_thread_that_is_refused_is_noted(grade: Grade) -> None:
    """Also where the code copes with it; nobody else's report says so."""
    report = grade(RIGHT + MANY_THREADS)
    assert (report.crowded, report.score) == (True, report.max_score)
    assert not grade(RIGHT).crowded
