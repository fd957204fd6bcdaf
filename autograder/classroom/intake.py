"""Finds the submissions in files and folders, and gives each a name of its own.

File names come from students. A submission's name is a safe file name everywhere, since
its results are written to `results/<name>.json`, and the same on every run.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from autograder.errors import AutograderError
from autograder.grading.results import UNKNOWN, Origin, Student
from autograder.reporting.text import plural
from autograder.submission import split_name

WANTED = "A submission is a .py or .ipynb file, or an archive with one (.zip, .tar.gz)."
IGNORED = {"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"}  # as is all that is hidden
NAME_BYTES = 200  # of the 255 that a file name may have: room for “-12” and “.json”
KEPT = " _-.+,()@'"  # beside letters, digits and their accents
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z")  # names of Windows devices


@dataclass(frozen=True)
class SubmissionFile:
    """One submission; `name` is unique in its class and safe as a file name."""

    name: str
    path: Path
    students: tuple[Student, ...] = ()
    origin: Origin = UNKNOWN
    questions: tuple[str, ...] = ()  # to grade; all where it is empty


@dataclass(frozen=True)
class Intake:
    """What was found, and what was not taken, with the reason for each."""

    submissions: tuple[SubmissionFile, ...]
    passed_over: tuple[Path, ...]
    reasons: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))


def find_submissions(paths: Sequence[Path]) -> Intake:
    """All submissions among `paths`, each a file or a folder of files, in natural order."""
    found: list[Path] = []
    passed_over: dict[Path, str] = {}
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:  # ValueError: a null character in the name
            raise AutograderError("does not exist.", path, "Check the path.") from error
        if stat.S_ISDIR(mode):
            taken = _look_through(path, passed_over)
            if not taken:
                raise AutograderError(
                    "holds no submission.",
                    path,
                    WANTED,
                )
            found += taken
        elif reason := _why_not(path, mode):
            passed_over[path] = reason
        else:
            found.append(path)
    unique = {(os.path.realpath(path.parent), path.name): path for path in found}
    if not unique:
        raise AutograderError(
            f"There is no submission among {plural(len(paths), 'path')}.",
            then=WANTED,
        )
    ordered = sorted(unique.values(), key=lambda path: (natural(path.name), str(path)))
    named = zip(unique_names([path.name for path in ordered]), ordered)
    return Intake(
        tuple(SubmissionFile(name, path) for name, path in named),
        tuple(passed_over),
        MappingProxyType(passed_over),
    )


def natural(name: str) -> tuple[list[str | int], str]:
    """A sort key by which student2 comes before student10."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)], name


def unique_names(files: Sequence[str]) -> list[str]:
    """A safe name for each file name: its stem; `stem.py` where stems clash; then `-2`, `-3`.

    Names that differ only in case or composition count as equal, since some file systems
    don't tell them apart.
    """
    parts = [split_name(file) for file in files]
    stems = [safe_name(stem) for stem, _ in parts]
    clashes = Counter(map(_key, stems))
    wanted = [
        f"{stem}{kind}" if clashes[_key(stem)] > 1 else stem
        for stem, (_, kind) in zip(stems, parts)
    ]
    counts = Counter(map(_key, wanted))
    taken = {key for key, count in counts.items() if count == 1}  # these get what they want
    names = []
    for name in wanted:
        chosen, tries = name, 1
        while counts[_key(name)] > 1 and _key(chosen) in taken:
            tries += 1
            chosen = f"{name}-{tries}"
        taken.add(_key(chosen))
        names.append(chosen)
    return names


def safe_name(text: str) -> str:
    """`text` as a name that every file system and every spreadsheet takes quietly."""
    composed = unicodedata.normalize("NFC", text)
    name = "".join(character if _is_kept(character) else "_" for character in composed)
    name = name.encode()[:NAME_BYTES].decode(errors="ignore")
    name = name.strip(" .").lstrip("-+@',. ")  # options, hidden files, formulas
    if RESERVED.match(name):
        name = f"_{name}"
    return name or "submission"


def _is_kept(character: str) -> bool:
    return character in KEPT or unicodedata.category(character)[0] in "LNM"


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _look_through(folder: Path, passed_over: dict[Path, str]) -> list[Path]:
    """The submissions directly in a folder; what else lies there goes to `passed_over`."""
    try:
        names = sorted((entry.name for entry in os.scandir(folder)), key=natural)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AutograderError(f"can't be opened: {reason}.", folder, "Check its rights.") from error
    home = Path(os.path.realpath(folder))
    taken = []
    for path in _visible(folder, names):
        try:
            inside = Path(os.path.realpath(path)).is_relative_to(home)
            reason = _why_not(path, path.stat().st_mode) if inside else "leads out of the folder"
        except OSError:
            reason = "leads nowhere"
        if reason:
            passed_over[path] = reason
        else:
            taken.append(path)
    return taken


def _visible(folder: Path, names: Iterable[str]) -> Iterable[Path]:
    return (folder / name for name in names if name not in IGNORED and name[0] not in ".~")


def _why_not(path: Path, mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "is a folder"
    if not stat.S_ISREG(mode):
        return "is not a file"
    return "" if split_name(path.name)[1] else "is of another kind"
