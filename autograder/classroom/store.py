"""What was graded when: an SQLite file beside the output.

A run is one `autograder grade`; its entries say which submission had which grade. A grade
is kept under the fingerprint of all it depends on, so that a later run takes it over where
nothing has changed. Each grade is written in a transaction of its own: whatever ends a run,
only what was being graded at that moment is lost.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.classroom.absent import Absent
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.reports import Reports, Run
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus

FILE = "grades.sqlite"
VERSION = 1
WAIT_SECONDS = 60.0  # for another run that is writing just now
TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, assignment TEXT NOT NULL, grading TEXT NOT NULL,
    started TEXT NOT NULL, size INTEGER NOT NULL, trial INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS grades (
    key TEXT PRIMARY KEY, status TEXT NOT NULL, score REAL NOT NULL, report BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS entries (
    run INTEGER NOT NULL REFERENCES runs, place INTEGER NOT NULL, submission TEXT NOT NULL,
    key TEXT NOT NULL REFERENCES grades, about TEXT NOT NULL,
    PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_of_submission ON entries (submission, run);
CREATE TABLE IF NOT EXISTS absent (
    run INTEGER NOT NULL REFERENCES runs, place INTEGER NOT NULL, about TEXT NOT NULL,
    PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
ENTER = "INSERT OR REPLACE INTO entries VALUES (?,?,?,?,?)"


class Store:
    """The grades of an output folder; a context manager."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        """Open it; raises AutograderError where there is none, or it can't be used."""
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise AutograderError(
                "holds no grades.", folder, "Name a folder that `autograder grade` has written."
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._write_ahead()
            self._database.execute("PRAGMA synchronous = FULL")
            known = self._database.execute("PRAGMA user_version").fetchone()[0]
            if known not in (0, VERSION):
                raise sqlite3.DatabaseError("it was written by another version of autograder")
            with self._transaction():
                for statement in TABLES.split(";"):
                    self._database.execute(statement)
                self._database.execute(f"PRAGMA user_version = {VERSION}")
        except OSError as error:
            then = "Choose another folder with --out."
            raise AutograderError(f"can't be written: {error.strerror}.", folder, then) from error
        except sqlite3.Error as error:
            then = "Choose another folder with --out, or move this file away."
            raise AutograderError(f"can't be used: {error}.", self.path, then) from error

    def _write_ahead(self) -> None:
        """Turn on the log. SQLite does not wait for others here, so two that begin at the
        same moment have to.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

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

    def known(self, keys: Sequence[str]) -> dict[str, tuple[SubmissionStatus, float]]:
        """Status and score of those of these grades that there are."""
        found: dict[str, tuple[SubmissionStatus, float]] = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, status, score FROM grades WHERE key IN ({marks})"
            for key, status, score in self._database.execute(query, part):
                found[key] = SubmissionStatus(status), score
        return found

    def keep(
        self,
        run: Run,
        place: int,
        entry: SubmissionFile,
        key: str,
        report: GradeReport,
        counting: str,
    ) -> None:
        """Write one grade under its key; `counting` is the key of the one that the run gives."""
        packed = zlib.compress(json.dumps(report.to_dict()).encode("ascii"), 1)
        row = (key, str(report.status), report.score, packed)
        with self._transaction():
            self._database.execute("INSERT OR REPLACE INTO grades VALUES (?,?,?,?)", row)
            self._database.execute(ENTER, _row(run, place, entry, counting))

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

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                then = "Check the disk; what was graded before is kept."
                raise AutograderError(f"can't be written: {error}.", self.path, then) from error
            raise

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
