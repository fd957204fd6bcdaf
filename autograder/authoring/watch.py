"""Notices which assignments an author has just saved something of."""

from __future__ import annotations

import time
from collections.abc import Iterator

from autograder.course import Course

PAUSE = 0.3  # seconds between two looks
Stamps = dict[str, dict[str, tuple[int, int]]]  # slug -> file -> when changed, how large


def changed(course: Course, since: Stamps | None = None) -> Iterator[list[str]]:
    """Slugs, each time files of theirs have changed since the last look and are at rest.

    Looking is what works on every file system; a course has a few dozen files.
    """
    known = stamps(course) if since is None else since
    while True:
        time.sleep(PAUSE)
        now = stamps(course)
        if now == known:
            continue
        while now != (later := _after_a_pause(course)):
            now = later
        different = [slug for slug in now if now[slug] != known.get(slug)]
        known = now
        if different:
            yield different


def stamps(course: Course) -> Stamps:
    """The state of all files that authors write, by assignment."""
    found: Stamps = {}
    for part in ("solutions", "tests/suites"):
        for path in sorted((course.root / part).glob("*/*")):
            if path.suffix in (".py", ".toml"):
                try:
                    status = path.stat()
                except OSError:  # just being replaced
                    continue
                name = path.relative_to(course.root).as_posix()
                state = (status.st_mtime_ns, status.st_size)
                found.setdefault(path.parent.name, {})[name] = state
    return found


def _after_a_pause(course: Course) -> Stamps:
    time.sleep(PAUSE)
    return stamps(course)
