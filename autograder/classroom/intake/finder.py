"""Finds the submissions in whatever an instructor has downloaded, and takes them in.

What a path is, is seen from what lies in it. An archive is a class's only if it was named
by itself, and only if all archives that were named together are: a student could hand in
one that looks like an export, with submissions of others in it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from autograder.classroom.intake import canvas, gradescope, moodle, plain
from autograder.classroom.intake.archives import Archive, Untrusted, Workplace
from autograder.classroom.intake.containers import Container, Entry, Folder, Kind, NotTaken
from autograder.classroom.intake.matching import Matching
from autograder.classroom.intake.names import natural, told_apart
from autograder.classroom.intake.roster import Roster
from autograder.classroom.intake.several import Picked, Several, pick
from autograder.classroom.intake.submissions import HandedIn, Intake, Remark, SubmissionFile
from autograder.errors import AutograderError
from autograder.reporting.text import one_line, plural
from autograder.submission import split_name

WANTED = (
    "A submission is a .py or .ipynb file, or an archive with one (.zip, .tar.gz); a class is "
    "a folder of them, or what was downloaded from Gradescope, Canvas or Moodle."
)
PLATFORMS = (gradescope, moodle, canvas)
Exports = list[tuple[ModuleType, Container]]
DEEPEST = 3  # folders or archives in each other until a platform's form is found


def find_submissions(
    paths: Sequence[Path],
    slug: str = "",
    *,
    several: Several = Several.LATEST,
    roster: Roster | None = None,
    work: Path | None = None,
) -> Intake:
    """All submissions among `paths`, in natural order: files, folders, and what platforms
    export.

    The assignment's `slug` decides between several files. `work` is an empty folder of the
    caller's for what is unpacked of a class's archive, and is needed as long as the
    submissions are; without one, an archive is one submission.
    """
    place = Workplace(work) if work is not None else None
    search = _Search(slug, place)
    try:
        search.look(paths)
        handed_in, passed_over, set_aside = search.handed_in, search.passed_over, list[Remark]()
        unmatched = [one.remark(one.doubt) for one in handed_in if one.doubt]
        matching = Matching(roster) if roster is not None else None
        if matching:
            handed_in = matching.submissions(handed_in)
            passed_over = matching.remarks(passed_over)
            unmatched += matching.unmatched
        picked = pick(handed_in, slug, several, passed_over, set_aside)
        submissions = _unpacked(picked, passed_over)
    finally:
        if place is not None:
            place.opened.close()
    if not submissions:
        told = [f"\n  {one_line(r.what)}: {one_line(r.why)}" for r in passed_over[:3]]
        raise AutograderError(
            f"There is no submission among {plural(len(paths), 'path')}.",
            then=WANTED + "".join(told),
        )
    return Intake(
        submissions,
        tuple(passed_over),
        tuple(set_aside),
        tuple(unmatched),
        matching.missing if matching else (),
        tuple(search.sources),
    )


def _unpacked(picked: Sequence[Picked], passed_over: list[Remark]) -> tuple[SubmissionFile, ...]:
    """The submissions with paths and names, less those that can't be unpacked."""
    found: list[tuple[Picked, list[Path]]] = []
    for one in sorted(picked, key=lambda one: (natural(one.name), one.handed_in.where)):
        paths = []
        for file in one.files:
            try:
                paths.append(one.handed_in.container.path(file.place))
            except NotTaken as error:
                passed_over.append(one.handed_in.remark(f"{file.shown} {error}"))
        if paths:
            found.append((one, paths))
    names = told_apart(
        [split_name(one.name) if one.handed_in.is_plain else (one.name, "") for one, _ in found]
    )
    return tuple(
        SubmissionFile(
            name,
            paths[0],
            one.handed_in.students,
            one.handed_in.origin,
            fallbacks=tuple(paths[1:]),
        )
        for name, (one, paths) in zip(names, found)
    )


class _Search:
    """Looks through paths, and gathers what was handed in."""

    def __init__(self, slug: str, work: Workplace | None) -> None:
        self.handed_in: list[HandedIn] = []
        self.passed_over: list[Remark] = []
        self.sources: list[Remark] = []
        self._slug, self._work = slug, work
        self._seen: set[tuple[str, str]] = set()  # folder and name of plain files

    def look(self, paths: Sequence[Path]) -> None:
        known: dict[str, tuple[Path, int]] = {}
        for path in paths:
            try:
                real = os.path.join(os.path.realpath(path.parent), path.name)
                mode = path.stat().st_mode
                real = os.path.realpath(path) if stat.S_ISDIR(mode) else real
                known.setdefault(real, (path, mode))
            except (OSError, ValueError) as error:  # ValueError: a null character in the name
                raise AutograderError("does not exist.", path, "Check the path.") from error
        classes = self._classes([path for path, mode in known.values() if stat.S_ISREG(mode)])
        for real, (path, mode) in known.items():
            if stat.S_ISDIR(mode):
                self._folder(path, real)
            elif path in classes:
                self._class(*classes[path])
            else:
                kind = Kind.FILE if stat.S_ISREG(mode) else Kind.OTHER
                entry, container = Entry(path.name, kind, path), Folder(path.parent)
                found = plain.read_entry(container, entry, self.passed_over)
                self._add_plain(os.path.dirname(real), found)

    def _folder(self, path: Path, real: str) -> None:
        container = Folder(path)
        if self._add_platforms(self._platforms(container, 0)):
            return
        found = plain.read(container, self.passed_over)
        if not found:
            raise AutograderError("holds no submission.", path, WANTED)
        self._add_plain(real, found)

    def _class(self, archive: Archive, exports: Exports) -> None:
        if not self._add_platforms(exports):
            self.handed_in += plain.read(_unwrapped(archive.root), self.passed_over)
            self.sources.append(Remark(archive.where, "a class of plain files"))
        self.passed_over += archive.refused

    def _add_plain(self, folder: str, found: Sequence[HandedIn]) -> None:
        for one in found:
            key = folder, one.names[0]
            if key not in self._seen:
                self._seen.add(key)
                self.handed_in.append(one)

    def _add_platforms(self, found: Exports) -> bool:
        for platform, container in found:
            handed_in = platform.read(container, self.passed_over)
            self.handed_in += handed_in
            what = f"{platform.TITLE}, {plural(len(handed_in), 'submission')}"
            self.sources.append(Remark(container.where, what))
        return bool(found)

    def _platforms(self, container: Container, depth: int) -> Exports:
        """What platforms have exported here, if it is nothing else: also in folders, and in
        an archive in archives."""
        entries = container.entries()
        for platform in PLATFORMS:
            if platform.recognises(entries):
                return [(platform, container)]
        inside = [entry for entry in entries if not entry.is_hidden and container.opens(entry)]
        others = any(entry.is_gradable and entry not in inside for entry in entries)
        if others or depth == DEEPEST:
            return []
        found: Exports = []
        for entry in inside:
            try:
                exports = self._platforms(container.inside(entry), depth + 1)
            except NotTaken:
                return []
            if not exports:
                return []
            found += exports
        return found

    def _classes(self, files: Sequence[Path]) -> dict[Path, tuple[Archive, Exports]]:
        """Those among the named files that are classes, if all archives among them are."""
        named = [path for path in files if split_name(path.name)[1] == ".zip"]
        found: dict[Path, tuple[Archive, Exports]] = {}
        if self._work is None:
            return found
        for path in named:
            try:
                archive = Archive(path, str(path), self._work)
            except Untrusted as error:
                if len(named) > 1:
                    continue
                advice = "Download it again, or unpack it yourself and name the folder."
                raise AutograderError(f"{error}.", path, advice) from None
            except NotTaken as error:
                if len(named) == 1:
                    why = f"{error}: if it is a class, download it again"
                    self.sources.append(Remark(str(path), why))
                continue
            exports = self._platforms(archive.root, 0)
            if exports or (len(named) == 1 and self._holds_several(archive)):
                found[path] = archive, exports
            else:
                count = len(_gradable(archive)) if len(named) == 1 else 0
                if count > 1:
                    why = (
                        f"counts as one submission, though {count} files in it could be graded: "
                        "if it is a class, unpack it and name the folder"
                    )
                    self.sources.append(Remark(str(path), why))
                archive.close()
        if len(found) == len(named):
            return found
        why = (
            "looks like a class, but counts as one submission beside other archives: name it alone"
        )
        self.sources += [Remark(str(path), why) for path in found]
        return {}

    def _holds_several(self, archive: Archive) -> bool:
        """Whether an archive can't be read as a single submission, but as several."""
        sources = [file for file in archive.candidates() if file.kind in (".py", ".ipynb")]
        if len(sources) == 1 or any(file.stem == self._slug for file in sources):
            return False
        return len(_gradable(archive)) >= (2 if sources else 1)


def _gradable(archive: Archive) -> list[Entry]:
    """What could be graded by itself of what an archive holds."""
    entries = _unwrapped(archive.root).entries()
    return [entry for entry in entries if entry.is_gradable and not entry.is_hidden]


def _unwrapped(container: Container) -> Container:
    """The folder that is all there is in an archive, which was made from it."""
    for _ in range(DEEPEST):
        entries = [entry for entry in container.entries() if not entry.is_hidden]
        if len(entries) != 1 or entries[0].kind is not Kind.FOLDER:
            break
        container = container.inside(entries[0])
    return container
