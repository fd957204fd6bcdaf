"""The file of a store: its tables, its versions, and who may write in it."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AutograderError

FILE = "grades.sqlite"
VERSION = 2
WAIT_SECONDS = 60.0  # for another run that is writing just now
TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, assignment TEXT NOT NULL, grading TEXT NOT NULL,
    started TEXT NOT NULL, size INTEGER NOT NULL, trial INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS grades (
    key TEXT PRIMARY KEY, status TEXT NOT NULL, score REAL NOT NULL, report BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS latest (
    content TEXT PRIMARY KEY, key TEXT NOT NULL REFERENCES grades
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
FROM_VERSION_1 = "INSERT OR IGNORE INTO latest SELECT key, key FROM grades"


def opened(path: Path, *, create: bool) -> sqlite3.Connection:
    """The database at `path`; without `create` it has to be there, and may be read-only.

    Raises AutograderError where it can't be used, before anything is written to it.
    """
    folder = path.parent
    if not create and not path.is_file():
        raise AutograderError(
            "holds no grades.", folder, "Name a folder that `autograder grade` has written."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if create or (os.access(path, os.W_OK) and os.access(folder, os.W_OK)):
            if not os.access(folder, os.W_OK):
                raise PermissionError(errno.EACCES, "the folder is read-only")
            database = _connect(path, "mode=rwc")
            version = _version(database)
            database.execute("PRAGMA synchronous = FULL")
            if create or version != VERSION:
                _prepare(database, version, path)
        else:
            # An archive: nobody writes there, so nobody has to be waited for either. A run
            # that was killed may have left something in the log, which is read then.
            log = path.with_name(f"{FILE}-wal")
            cut_off = log.is_file() and log.stat().st_size > 0
            database = _connect(path, "mode=ro" if cut_off else "mode=ro&immutable=1")
            if _version(database) != VERSION:
                raise sqlite3.DatabaseError("it is an older one and has to be writable once")
    except OSError as error:
        then = "Choose another folder with --out."
        raise AutograderError(f"can't be written: {error.strerror}.", folder, then) from error
    except sqlite3.Error as error:
        then = "Choose another folder with --out, or move this file away."
        raise AutograderError(f"can't be used: {error}.", path, then) from error
    return database


@contextmanager
def transaction(database: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All or nothing of what is written inside; AutograderError where it can't be written."""
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("COMMIT")
    except BaseException as error:
        if database.in_transaction:
            database.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            then = "Check the disk; what was graded before is kept."
            raise AutograderError(f"can't be written: {error}.", path, then) from error
        raise


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=True,
    )


def _version(database: sqlite3.Connection) -> int:
    """Raises where it is somebody else's, or a newer one's."""
    # Tables first: another run may make them, and note the version, at this moment.
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, 1, VERSION):
        raise sqlite3.DatabaseError("it was written by another version of autograder")
    if version == 0 and tables:
        raise sqlite3.DatabaseError("it is a database of another program")
    return version


def _prepare(database: sqlite3.Connection, version: int, path: Path) -> None:
    _write_ahead(database)
    with transaction(database, path):
        for statement in TABLES.split(";"):
            database.execute(statement)
        if version == 1:
            database.execute(FROM_VERSION_1)
        database.execute(f"PRAGMA user_version = {VERSION}")


def _write_ahead(database: sqlite3.Connection) -> None:
    """Turn on the log. SQLite does not wait for others here, so two that begin at the
    same moment have to.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
