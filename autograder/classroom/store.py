"""What was graded when: an SQLite file beside the output.

A run is one `autograder grade`; its entries say which submission had which grade. A grade
is never changed: where the same is graded again, there is one more, and earlier runs keep
theirs. `latest` has, for the fingerprint of all that a grade depends on, the one that a later
run takes over where nothing has changed. Each grade is written in a transaction of its own:
whatever ends a run, only what was being graded at that moment is lost.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.classroom.absent import Absent
from autograder.classroom.database import FILE, opened, transaction
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.reports import Reports, Run
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus

ENTER = "INSERT OR REPLACE INTO entries VALUES (?,?,?,?,?)"


class Store:
    """The grades of an output folder; a context manager."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        """Open it; raises AutograderError where there is none, or it can't be used."""
        self.path = folder / FILE
        self._database = opened(self.path, create=create)

    def begin(
        self,
        assignment: str,
        grading: str,
        size: int,
        *,
        trial: bool = False,
        absent: Sequence[Absent] = (),
    ) -> Run:
        """Note that a run begins; `absent` are those of whom it will have no grade."""
        if other := next((run for run in self.runs() if run.assignment != assignment), None):
            raise AutograderError(
                f"holds the grades of {other.assignment}, and each assignment needs its own.",
                self.path.parent,
                f"Choose another folder for {assignment} with --out.",
            )
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        with self._transaction():
            number = self._database.execute(
                "INSERT INTO runs (assignment, grading, started, size, trial) VALUES (?,?,?,?,?)",
                (assignment, grading, started, size, trial),
            ).lastrowid
            rows = [(number, place, _json(one)) for place, one in enumerate(absent)]
            self._database.executemany("INSERT INTO absent VALUES (?,?,?)", rows)
        assert number is not None
        return Run(number, assignment, grading, started, size, trial)

    def known(self, contents: Sequence[str]) -> dict[str, tuple[str, SubmissionStatus, float]]:
        """Key, status and score of the grades that there are for these fingerprints."""
        found: dict[str, tuple[str, SubmissionStatus, float]] = {}
        for start in range(0, len(contents), 500):
            part = contents[start : start + 500]
            marks = ",".join("?" * len(part))
            query = (
                "SELECT content, key, status, score FROM latest JOIN grades USING (key) "
                f"WHERE content IN ({marks})"
            )
            for content, key, status, score in self._database.execute(query, part):
                found[content] = key, SubmissionStatus(status), score
        return found

    def keep(
        self,
        run: Run,
        place: int,
        entry: SubmissionFile,
        content: str,
        report: GradeReport,
        instead: str = "",
    ) -> None:
        """Write one grade of what has this fingerprint; the run gives it, or `instead` of it an
        earlier one of that key. A trial's is taken over later only where there is no other.
        """
        packed = zlib.compress(json.dumps(report.to_dict()).encode("ascii"), 1)
        with self._transaction():
            there = self._database.execute("SELECT 1 FROM grades WHERE key = ?", (content,))
            key = f"{content} of run {run.id}" if there.fetchone() else content
            row = (key, str(report.status), report.score, packed)
            self._database.execute("INSERT OR REPLACE INTO grades VALUES (?,?,?,?)", row)
            if key == content or not run.trial:
                self._database.execute("INSERT OR REPLACE INTO latest VALUES (?,?)", (content, key))
            self._database.execute(ENTER, _row(run, place, entry, instead or key))

    def take_over(self, run: Run, entries: Mapping[int, tuple[SubmissionFile, str]]) -> None:
        """Give grades that are known, by the place of the submission in the class."""
        rows = [_row(run, place, entry, key) for place, (entry, key) in entries.items()]
        with self._transaction():
            self._database.executemany(ENTER, rows)

    def runs(self, assignment: str | None = None) -> list[Run]:
        """All runs, the last one last."""
        query = "SELECT id, assignment, grading, started, size, trial FROM runs ORDER BY id"
        runs = [Run(*row) for row in self._database.execute(query)]
        return [run for run in runs if assignment is None or run.assignment == assignment]

    def run(self, number: int) -> Run:
        """The run of that number."""
        known = self.runs()
        for run in known:
            if run.id == number:
                return run
        numbers = ", ".join(str(run.id) for run in known) or "none"
        raise AutograderError(f"has no run {number}.", self.path, f"Runs: {numbers}.")

    def last(self, assignment: str | None = None) -> Run | None:
        """The last run that counts."""
        return next((r for r in reversed(self.runs(assignment)) if not r.trial), None)

    def keys(self, run: Run) -> dict[str, str]:
        """The key of the grade of every submission that a run got to."""
        query = "SELECT submission, key FROM entries WHERE run = ? ORDER BY place"
        return dict(self._database.execute(query, (run.id,)))

    def standing(self, run: Run) -> list[tuple[str, SubmissionStatus, float]]:
        """Name, status and score of each submission that the run has a grade of."""
        query = (
            "SELECT submission, status, score FROM entries JOIN grades USING (key) "
            "WHERE run = ? ORDER BY place"
        )
        rows = self._database.execute(query, (run.id,))
        return [(name, SubmissionStatus(status), score) for name, status, score in rows]

    def former(self, assignment: str) -> dict[str, tuple[str, float]]:
        """Key and score of the last grade of every submission, trials aside. It need not be
        of the last run, which may have been stopped before it came to that submission.
        """
        query = (
            "SELECT submission, key, score FROM ("
            "SELECT submission, key, max(run) FROM entries JOIN runs ON runs.id = run "
            "WHERE assignment = ? AND NOT trial GROUP BY submission"
            ") JOIN grades USING (key)"
        )
        rows = self._database.execute(query, (assignment,))
        return {submission: (key, score) for submission, key, score in rows}

    def state(self, run: Run) -> str:
        """All that the tables of a run are made of, as a hash."""
        digest = hashlib.blake2b(repr((run.assignment, run.grading)).encode(), digest_size=16)
        query = "SELECT place, submission, key, about FROM entries WHERE run = ? ORDER BY place"
        for row in self._database.execute(query, (run.id,)):
            digest.update(repr(row).encode())
        for one in self.reports(run).absent:
            digest.update(_json(one).encode())
        return digest.hexdigest()

    def reports(self, run: Run | None = None) -> Reports:
        """The reports of a run, by default of the last one."""
        run = run or self.last()
        if run is None:
            raise AutograderError("holds no grades.", self.path, "Grade a class first.")
        return Reports(self._database, run)

    def note(self, name: str) -> str:
        """A text that was noted, or an empty one."""
        row = self._database.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set_note(self, name: str, value: str) -> None:
        """Note a text, in place of the one before."""
        with self._transaction():
            self._database.execute("INSERT OR REPLACE INTO notes VALUES (?,?)", (name, value))

    def close(self) -> None:
        """Write all out; the file can then be copied alone."""
        self._database.close()

    def _transaction(self) -> AbstractContextManager[None]:
        return transaction(self._database, self.path)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def _row(run: Run, place: int, entry: SubmissionFile, key: str) -> tuple[Any, ...]:
    about = {
        "students": [dict(vars(student)) for student in entry.students],
        "origin": dict(vars(entry.origin)),
    }
    return run.id, place, entry.name, key, json.dumps(about)


def _json(one: Absent) -> str:
    return json.dumps(one.to_dict())
