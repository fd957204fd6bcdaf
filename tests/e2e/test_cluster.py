"""A class on a Dask cluster: nothing is lost with a worker, and nothing is graded twice."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from autograder.authoring.sample import write_sample_class
from autograder.classroom.intake import find_submissions
from autograder.classroom.outputs import Choices, grade_into
from autograder.classroom.store import Store
from autograder.course import Course
from autograder.errors import AutograderError

distributed = pytest.importorskip("distributed")
SIZE = 24


def grade(course: Course, folder: Path, out: Path, choices: Choices, progress) -> dict[str, bytes]:
    """Grade a class; gives the tables that it left."""
    found = find_submissions([folder]).submissions
    with Store(out) as store:
        result = grade_into(store, course, course.assignment("rnn_cell"), found, choices, progress)
        assert (result.graded, result.missing) == (len(found), 0)
        assert len(result.reports) == len(found)
    return {"grades.csv": (out / "grades.csv").read_bytes()}


def test_a_killed_worker_loses_nothing(course: Course, tmp_path: Path) -> None:
    """Two workers, one killed in the middle: the tables are those of a single machine."""
    folder = tmp_path / "class"
    write_sample_class(course, course.assignment("rnn_cell"), folder, SIZE)
    alone = grade(course, folder, tmp_path / "alone", Choices(jobs=2), lambda progress: None)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        victims = [worker.pid for worker in cluster.workers.values()][:1]
        told: list[str] = []

        def progress(now) -> None:
            if now.report is not None:
                told.append(now.report.submission)
            if now.done >= 5 and victims:
                os.kill(victims.pop(), signal.SIGKILL)

        choices = Choices(scheduler=cluster.scheduler_address)
        shared = grade(course, folder, tmp_path / "shared", choices, progress)
    assert victims == []
    assert shared == alone
    assert len(told) == len(set(told)) == SIZE


def test_no_scheduler_is_said_calmly(course: Course, tmp_path: Path, monkeypatch) -> None:
    """A wrong address ends with what to do, not with a traceback."""
    monkeypatch.setattr("autograder.classroom.cluster.CONNECT_SECONDS", 0.5)
    folder = tmp_path / "class"
    write_sample_class(course, course.assignment("rnn_cell"), folder, 10)
    choices = Choices(scheduler="tcp://127.0.0.1:9")
    with pytest.raises(AutograderError, match="No Dask scheduler answers"):
        grade(course, folder, tmp_path / "out", choices, lambda progress: None)
