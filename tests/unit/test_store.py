"""Grades that are kept: what is taken over, what is graded anew, what two runs differ in."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from autograder.classroom import database, outputs
from autograder.classroom.changes import (
    Change,
    render_changes,
    write_changes_csv,
    write_changes_page,
)
from autograder.classroom.compare import compare, last_two
from autograder.classroom.intake import SubmissionFile, find_submissions
from autograder.classroom.leftovers import swept
from autograder.classroom.outputs import Choices, ClassResult, grade_into
from autograder.classroom.runner import grade_class
from autograder.classroom.store import FILE, Store
from autograder.cli.instructor import _summary
from autograder.cli.shared import _pace, class_progress
from autograder.errors import AutograderError
from autograder.grading.results import (
    GradeReport,
    Origin,
    Outcome,
    QuestionScore,
    Status,
    Student,
    SubmissionStatus,
)

RIGHT = """import numpy as np
def double(x): return 2.0 * np.asarray(x, dtype=float)
def total(x): return float(np.sum(double(x)))
"""
WRONG = "import numpy as np\ndef double(x): return np.asarray(x) + 2.0\n"


@pytest.fixture
def folder(tmp_path):
    """A class of three: one right, one half right, one that can't be read."""
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.py").write_text(RIGHT)
    (folder / "grace.py").write_text(WRONG)
    (folder / "joan.py").write_bytes(b"\xff\xfe\xff")
    return folder


@pytest.fixture
def run(tiny_course, tmp_path, folder):
    """Grades the class; gives the result with all of its reports read."""

    def run(_voice="quiet", **choices) -> tuple[ClassResult, dict[str, float]]:
        with Store(tmp_path / "out") as store, class_progress(3, _voice) as progress:
            result = grade_into(
                store,
                tiny_course,
                tiny_course.assignment("warmup"),
                find_submissions([folder], "warmup").submissions,
                Choices(**choices),
                progress,
            )
            return result, {report.submission: report.score for report in result.reports}

    return run


def rows(path: Path) -> list[dict[str, str]]:
    """A table as it was written."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_second_run_grades_only_what_has_changed(run, folder, tmp_path):
    """Nothing changed: nothing graded, and the tables stay; one file changed: one graded."""
    first, scores = run()
    assert (first.graded, first.taken_over) == (3, 0)
    before = (tmp_path / "out" / "grades.csv").stat().st_mtime_ns
    second, again = run()
    assert (second.graded, second.taken_over, second.summary) == (0, 3, None)
    assert again == scores
    assert (tmp_path / "out" / "grades.csv").stat().st_mtime_ns == before
    (folder / "grace.py").write_text(RIGHT)
    third, better = run()
    assert (third.graded, third.taken_over, bool(third.summary)) == (1, 2, True)
    assert better == {"ada": 10, "grace": 10, "joan": 0}
    assert {row["submission"]: row["score"] for row in rows(tmp_path / "out" / "grades.csv")} == {
        "ada": "10", "grace": "10", "joan": "0",
    }  # fmt: skip


def test_of_two_runs_at_once_the_files_are_those_of_one(tiny_course, folder, tmp_path):
    """A run of another class begins while one is in the middle: it alone says what lies in the
    folder, and the store has the grades of both."""
    other, out = tmp_path / "other", tmp_path / "out"
    other.mkdir()
    (other / "emmy.py").write_text(RIGHT)
    warmup = tiny_course.assignment("warmup")

    def grade(where, progress=lambda each: None):
        found = find_submissions([where], "warmup").submissions
        with Store(out) as store:
            return grade_into(store, tiny_course, warmup, found, Choices(), progress)

    inner = []

    def begin_another(each):
        if each.done == 1 and not inner:
            inner.append(grade(other))

    result = grade(folder, begin_another)
    assert (result.graded, result.overtaken, inner[0].overtaken) == (3, True, False)
    assert [row["submission"] for row in rows(out / "grades.csv")] == ["emmy"]
    assert [path.name for path in (out / "results").iterdir()] == ["emmy.json"]
    with Store(out) as store:
        assert [len(store.keys(run)) for run in store.runs()] == [3, 1]
    again = grade(folder)
    assert (again.graded, again.taken_over, again.overtaken) == (0, 3, False)
    assert len(list((out / "results").iterdir())) == 3


def test_the_summary_is_that_of_the_run(run, folder, tmp_path, tiny_course):
    """Also where the run before wrote the tables, and printed nothing."""
    run()
    warmup = tiny_course.assignment("warmup")

    def said() -> str:
        result, _ = run()
        with Store(tmp_path / "out") as store:
            reports = store.reports(result.reports.run)
            return _summary(store, warmup, replace(result, reports=reports), remembered=True)

    assert "3 submissions" in said()
    (folder / "grace.py").unlink()
    _, scores = run()
    assert f"{len(scores)} submission" in said()


def test_who_waits_to_be_graded_again_keeps_the_grade(run, tmp_path, monkeypatch):
    """A regrade that is stopped, even killed, takes nobody's grade away."""
    run()
    table = tmp_path / "out" / "grades.csv"
    before = [(row["submission"], row["score"]) for row in rows(table)]
    for end in (KeyboardInterrupt, Killed):
        stopping = partial(one_and_then, end)
        with monkeypatch.context() as patch, suppress(Killed):
            patch.setattr(outputs, "grade_class", stopping)
            result, _ = run(regrade=True)
            assert (result.graded, result.missing, result.kept) == (1, 2, 2)
        with Store(tmp_path / "out") as store:
            assert len(store.reports()) == 3
        assert [(row["submission"], row["score"]) for row in rows(table)] == before
        assert len(list((tmp_path / "out" / "results").iterdir())) == 3


def one_and_then(end, *arguments, **options):
    """Grades one, and then ends otherwise than one should."""
    yield next(grade_class(*arguments, **options))
    raise end


def test_a_known_failure_ends_a_run_as_well(run, folder):
    """With --fail-fast: nobody has mended it."""
    (folder / "joan.py").rename(folder / "aaa.py")
    assert run(fail_fast=True)[0].missing == 2
    again, _ = run(fail_fast=True)
    assert (again.taken_over, again.graded, again.missing) == (1, 0, 2)


def test_time_left_is_that_of_what_is_graded(capsys):
    """What is taken over took no time: at this pace the other half takes as long again."""
    progress = outputs.Progress(done=1020, total=1040, taken_over=1000, attention=2)
    assert _pace(progress, 60) == "20/min, 1:00 left, 2 to look at"


@pytest.mark.parametrize("part", ["suite", "solution", "settings"])
def test_whatever_a_grade_depends_on_makes_it_new(run, tiny_course, part):
    """A change of suite, solution or settings regrades everybody."""
    run()
    file = {
        "suite": tiny_course.suite("warmup") / "test_total.py",
        "solution": tiny_course.source("warmup"),
        "settings": tiny_course.source("warmup").with_name("assignment.toml"),
    }[part]
    file.write_text(file.read_text() + "\n# a change\n")
    assert run()[0].graded == 3


def test_another_assignment_is_refused(run, tmp_path):
    """A folder has the grades of one assignment; the next one can't take its place."""
    run()
    with Store(tmp_path / "out") as store:
        with pytest.raises(AutograderError, match="holds the grades of warmup"):
            store.begin("other", "", 1)
        assert len(store.runs()) == 1


def test_what_a_killed_run_left_half_written_is_swept(tmp_path):
    """The next run takes it away, but not beside one that is still writing."""
    litter = [tmp_path / f".{'a' * 16}.part", tmp_path / "results" / f".{'0' * 16}.part"]
    mine = tmp_path / ".my own.part"
    (tmp_path / "results").mkdir()
    with swept(tmp_path):
        for path in (*litter, mine):
            path.touch()
        with swept(tmp_path):
            assert all(path.exists() for path in litter)
    with swept(tmp_path):
        assert not any(path.exists() for path in litter)
    assert mine.exists()


def test_regrade_and_only(run):
    """All anew, or those that ended with a status."""
    run()
    assert run(regrade=True)[0].graded == 3
    assert run(only=frozenset({SubmissionStatus.UNREADABLE}))[0].graded == 1


def test_fail_fast_stops_at_the_first_that_can_t_be_graded(run, folder):
    """What comes after it is not graded, and is there the next time."""
    (folder / "joan.py").rename(folder / "aaa.py")
    result, scores = run(fail_fast=True)
    assert (scores, result.missing) == ({"aaa": 0}, 2)
    assert run()[0].graded == 2


def test_a_lost_result_is_written_again(run, tmp_path):
    """What was taken over is complete on disk, too."""
    run()
    (tmp_path / "out" / "results" / "ada.json").unlink()
    run()
    assert (tmp_path / "out" / "results" / "ada.json").is_file()


def test_results_are_those_of_the_class(run, folder, tmp_path):
    """Who has left the class has no result there any more; who comes back has the old grade."""
    run()
    text = (folder / "ada.py").read_text()
    (folder / "ada.py").unlink()
    run()
    results = tmp_path / "out" / "results"
    assert sorted(path.stem for path in results.iterdir()) == ["grace", "joan"]
    (folder / "ada.py").write_text(text)
    assert run()[0].graded == 0
    assert sorted(path.stem for path in results.iterdir()) == ["ada", "grace", "joan"]


def test_a_lost_table_is_written_again(run, tmp_path):
    """Also where no grade has changed."""
    run()
    (tmp_path / "out" / "grades.csv").unlink()
    run()
    assert len(rows(tmp_path / "out" / "grades.csv")) == 3


def test_never_lower_keeps_the_better_grade(run, folder, tmp_path):
    """A score that a change would lower stays, in the tables and the next time, too."""
    run()
    (folder / "ada.py").write_text(WRONG)
    _, kept = run(never_lower=True)
    assert kept["ada"] == 10
    assert rows(tmp_path / "out" / "grades.csv")[0]["score"] == "10"
    assert '"score": 10' in (tmp_path / "out" / "results" / "ada.json").read_text()
    assert run(never_lower=True)[1]["ada"] == 10
    assert run()[1]["ada"] < 10


def test_never_lower_looks_beyond_a_run_that_was_stopped(run, folder):
    """The run before may not have come to a submission; then the one before that counts."""
    run()
    (folder / "ada.py").write_text(WRONG)
    (folder / "joan.py").rename(folder / "aaa.py")
    assert run(never_lower=True, fail_fast=True)[0].missing == 1
    assert run(never_lower=True)[1]["ada"] == 10


@pytest.mark.parametrize(
    "contents", [(RIGHT, WRONG), (RIGHT, WRONG, RIGHT)], ids=["graded", "taken over"]
)
def test_a_run_that_is_killed_leaves_no_outdated_result(
    run, folder, tmp_path, monkeypatch, contents
):
    """Killed between store and file, whether a grade is new or an earlier one counts again:
    the next run's files say what its table says.
    """
    for content in contents[:-1]:
        (folder / "ada.py").write_text(content)
        run()
    (folder / "ada.py").write_text(contents[-1])
    with monkeypatch.context() as patch:
        patch.setattr("autograder.classroom.outputs.write_result_json", killed)
        with pytest.raises(Killed):
            run()
    _, scores = run()
    written = json.loads((tmp_path / "out" / "results" / "ada.json").read_text())
    assert written["score"] == scores["ada"]


class Killed(BaseException):
    """The end of a process, as far as a test can have it."""


def killed(folder: Path, report: GradeReport) -> None:
    raise Killed


def test_two_runs_are_compared_test_by_test(run, folder, tmp_path):
    """Who goes up, by how much, because of which tests; in a table as well."""
    run()
    (folder / "grace.py").write_text(RIGHT)
    (folder / "alan.py").write_text(RIGHT)
    run()
    with Store(tmp_path / "out", create=False) as store:
        changes = {c.submission: c for c in compare(store, *last_two(store, None, None))}
    assert set(changes) == {"grace", "alan"}
    grace = changes["grace"]
    assert grace.difference == grace.after - grace.before > 0
    assert "double:test_values" in grace.gained
    assert grace.lost == ()
    assert (changes["alan"].before, changes["alan"].after) == (None, 10)
    text = render_changes(list(changes.values()), 4)
    assert text.startswith("4 submissions: 1 up, 0 down, 1 in one run only")
    assert all(len(line) <= 80 for line in text.splitlines())
    write_changes_csv(tmp_path / "changes.csv", list(changes.values()), never_lower=True)
    assert {row["submission"] for row in rows(tmp_path / "changes.csv")} == {"grace", "alan"}
    with Store(tmp_path / "out", create=False) as store:
        two = last_two(store, None, None)
    evil = Change("<script>x</script>", (Student("<b>"),), 1, 2, ("<i>",))
    write_changes_page(tmp_path / "changes.html", *two, [*changes.values(), evil], 5, False)
    page = (tmp_path / "changes.html").read_text()
    assert "double:test_values" in page
    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_a_table_of_changes_names_every_test(run, tmp_path):
    """However many make the difference; and run 0 is none, rather than not given."""
    names = tuple(f"question:test_number_{number}" for number in range(100))
    write_changes_csv(tmp_path / "changes.csv", [Change("ada", (), 9, 1, lost=names)], False)
    (row,) = rows(tmp_path / "changes.csv")
    assert all(name in row["because"] for name in names)
    run()
    run()
    with Store(tmp_path / "out", create=False) as store:
        for numbers in ((0, 1), (1, 0)):
            with pytest.raises(AutograderError, match="no run 0"):
                last_two(store, *numbers)


def test_a_trial_changes_nothing_but_the_store(run, tiny_course, tmp_path):
    """A changed suite can be tried on the last run before it counts."""
    run()
    before = (tmp_path / "out" / "grades.csv").read_bytes()
    file = tiny_course.suite("warmup") / "test_total.py"
    file.write_text(file.read_text().replace("@points(4)", "@points(4)  # a change"))
    result, _ = run(trial=True)
    assert result.graded == 3
    assert (tmp_path / "out" / "grades.csv").read_bytes() == before
    with Store(tmp_path / "out") as store:
        assert [bool(each.trial) for each in store.runs()] == [False, True]
        assert store.last().id == 1
    assert run()[0].graded == 0  # the trial's grades count for whoever grades now


def test_a_failure_of_ours_is_tried_again(run, tmp_path):
    """A grade that is none of the student's doing is not taken over."""
    run()
    with sqlite3.connect(tmp_path / "out" / FILE) as database:
        database.execute("UPDATE grades SET status = 'grader_error' WHERE score = 10")
    assert run()[0].graded == 1


def test_a_report_comes_back_whole(tmp_path):
    """Whatever a report holds survives the store, lone surrogates included."""
    outcome = Outcome("t", "S.", "q", Status.WRONG, 0, 2, True, "m\ud800", notes=("n",))
    question = QuestionScore("q", 0, 2, (outcome,), output="\x00\x1b[1m")
    students = (Student("Ada \udcff", "007", "a@example.edu"), Student("Grace"))
    origin = Origin(
        "moodle", "7", "Ada_7_assignsubmission_file_", "2024-10-01T03:22:11+00:00", True
    )
    report = GradeReport("ada", "warmup", SubmissionStatus.GRADED, (question,), "ada.py",
                         students=students, origin=origin)  # fmt: skip
    entry = SubmissionFile("ada", tmp_path / "a\udcff.py", students, origin)
    with Store(tmp_path) as store:
        made = store.begin("warmup", "suite", 1)
        store.keep(made, 0, entry, "key", report)
    with Store(tmp_path, create=False) as store:
        assert list(store.reports()) == [report]


WRITER = """
import sys
from pathlib import Path
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.store import Store
from autograder.grading.results import GradeReport, SubmissionStatus
folder, start = Path(sys.argv[1]), int(sys.argv[2])
with Store(folder) as store:
    made = store.begin("warmup", "suite", 50)
    for place in range(50):
        name = f"s{start + place}"
        report = GradeReport(name, "warmup", SubmissionStatus.GRADED, ())
        store.keep(made, place, SubmissionFile(name, folder), name, report)
"""


def test_two_runs_at_once_lose_nothing(tmp_path):
    """Both write to one store; it holds all grades of both, and is sound."""
    commands = [[sys.executable, "-c", WRITER, str(tmp_path), start] for start in ("0", "100")]
    processes = [subprocess.Popen(command) for command in commands]
    assert [process.wait(60) for process in processes] == [0, 0]
    with Store(tmp_path, create=False) as store:
        assert [len(store.reports(made)) for made in store.runs()] == [50, 50]
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"not a database" * 100, "can't be used"), (None, "holds no grades")],
)
def test_what_is_no_store_is_said_calmly(tmp_path, content, says):
    """Another file of that name, or none at all."""
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(AutograderError, match=says):
        Store(tmp_path, create=False)


def test_a_grade_that_is_given_again_takes_nothing_from_earlier_runs(run, tmp_path, monkeypatch):
    """Graded again, the same file may end otherwise, for time: tables, exports and comparison
    follow, what an earlier run gave stays, a trial changes nothing that counts, and what
    must not get lower does not.
    """
    grades = iter([10.0, 4.0, 6.0, 2.0])
    score = 0.0

    def grade_class(course, assignment, submissions, jobs, **options):
        for place, submission in enumerate(submissions):
            question = QuestionScore("double", score, 10)
            report = GradeReport(
                submission.name, "warmup", SubmissionStatus.GRADED, (question,), "work.py"
            )
            yield place, report

    def table():
        return {row["submission"]: row["score"] for row in rows(tmp_path / "out" / "grades.csv")}

    monkeypatch.setattr(outputs, "grade_class", grade_class)
    score = next(grades)
    run()
    score = next(grades)
    assert run(regrade=True)[1]["ada"] == 4
    assert table()["ada"] == "4"
    assert run()[1]["ada"] == 4  # the last one is taken over
    score = next(grades)
    assert run(regrade=True, trial=True)[1]["ada"] == 6
    assert (table()["ada"], run()[1]["ada"]) == ("4", 4)
    score = next(grades)
    assert run(regrade=True, never_lower=True)[1]["ada"] == 4
    assert json.loads((tmp_path / "out" / "results" / "ada.json").read_text())["score"] == 4
    with Store(tmp_path / "out") as store:
        given = [store.reports(made).named("ada").score for made in store.runs()]
        first, second = store.runs()[:2]
        change = next(each for each in compare(store, first, second) if each.submission == "ada")
    assert given == [10, 4, 4, 6, 4, 4]
    assert change.difference == -6


def test_a_store_of_before_is_taken_on(run, tmp_path):
    """What version 1 has written is known to the next run, in which nothing is graded."""
    run()
    former = sqlite3.connect(tmp_path / "out" / FILE)
    former.executescript("DROP TABLE latest; PRAGMA user_version = 1;")
    former.close()
    assert run()[0].graded == 0


def test_what_a_killed_run_left_can_be_read_where_nothing_can_be_written(tmp_path, monkeypatch):
    """Its last grades are still in the log beside the file."""
    code = WRITER.replace("with Store(folder) as store:", "import os\nstore = Store(folder)\nif 1:")
    subprocess.run([sys.executable, "-c", f"{code}\nos._exit(0)", tmp_path, "0"], check=True)
    assert (tmp_path / f"{FILE}-wal").stat().st_size > 0
    monkeypatch.setattr(database.os, "access", lambda path, mode: False)
    with Store(tmp_path, create=False) as store:
        assert len(store.reports()) == 50


def test_somebody_else_s_database_stays_as_it_is(tmp_path):
    """Nothing is written into it, not even by looking."""
    path = tmp_path / FILE
    other = sqlite3.connect(path)
    other.executescript("CREATE TABLE runs (mine TEXT)")
    other.close()
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(AutograderError, match="of another program"):
            Store(tmp_path, create=create)
    assert path.read_bytes() == before


def test_an_archive_can_be_read(run, tmp_path, monkeypatch):
    """Where nothing can be written, what was graded can still be looked at."""
    run()
    before = sorted(path.name for path in (tmp_path / "out").iterdir())
    monkeypatch.setattr(database.os, "access", lambda path, mode: False)
    with Store(tmp_path / "out", create=False) as store:
        assert {report.submission for report in store.reports()} == {"ada", "grace", "joan"}
        with pytest.raises(AutograderError, match="can't be written"):
            store.set_note("a", "b")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == before


def test_a_damaged_store_is_told_without_a_traceback(run, tmp_path):
    """Whichever command meets it, and where it does."""
    run()
    path = tmp_path / "out" / FILE
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for words in (["runs", path.parent], ["export", "gradescope", path.parent, "--to", "a.csv"]):
        command = [sys.executable, "-m", "autograder", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert done.returncode == 2
        assert "malformed" in done.stderr
        assert "→" in done.stderr
        assert "Traceback" not in done.stderr


def test_lines_for_scripts_have_what_is_taken_over(run, capsys):
    """Each submission has a line, whenever it was graded."""
    run()
    run(_voice="json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line.get("submission"), line.get("from_before")) for line in lines] == [
        ("ada", True), ("grace", True), ("joan", True), (None, None),
    ]  # fmt: skip
    assert lines[0]["score"] == 10
    assert lines[2]["status"] == "unreadable"
    assert lines[3] == {"done": 3, "total": 3, "taken_over": 3, "attention": 1}
