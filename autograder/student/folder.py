"""Finds the file that a student means, and the assignment that it belongs to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from autograder.course import SLUG, Assignment, read_assignment
from autograder.errors import AutograderError


def find_file(named: Path | None) -> Path:
    """The file to check: the one that was named, or the newer of notebook and script here."""
    if named is not None:
        if not named.is_file():
            raise AutograderError("There is no such file.", named, "Check the name.")
        return named
    here = Path.cwd()
    candidates = [path for path in here.glob("*") if path.suffix in (".py", ".ipynb")]
    candidates = [path for path in candidates if path.stem != "conftest" and path.is_file()]
    notebooks = {path.stem for path in candidates if path.suffix == ".ipynb"}
    # What a student tries out in a file beside it is not the answer to anything.
    answers = [path for path in candidates if path.stem in notebooks or _holds_answers(path)]
    candidates = answers or candidates
    if not candidates:
        raise AutograderError(
            "There is no notebook and no .py file here.",
            here,
            "Change into the assignment's folder, or name the file: autograder check FILE",
        )
    return max(candidates, key=lambda path: (path.stat().st_mtime, path.suffix == ".py"))


def _holds_answers(path: Path) -> bool:
    """Whether one of the assignment's functions is defined in a file."""
    try:
        names = _names(path.parent / "assignment.toml")
        state = path.stat()
        return _defines(path, state.st_mtime_ns, state.st_size, names)
    except (AutograderError, OSError):
        return False


@lru_cache
def _names(description: Path) -> tuple[str, ...]:
    return read_assignment(description, "assignment").names


@lru_cache
def _defines(path: Path, time: int, size: int, names: tuple[str, ...]) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return any(f"def {name}(" in text for name in names)


def find_assignment(file: Path) -> Assignment:
    """The assignment whose folder the file lies in, or the one we stand in."""
    for folder in (file.absolute().parent, Path.cwd()):
        description = folder / "assignment.toml"
        if description.is_file() and (folder / "tests").is_dir():
            sources = sorted(folder.glob("*.ipynb"))
            slug = next((p.stem for p in (file, *sources) if SLUG.match(p.stem)), folder.name)
            return read_assignment(description, slug)
    raise AutograderError(
        "No assignment.toml and tests/ lie beside this file.",
        file,
        "Keep your file in the assignment's folder, or run the check from there.",
    )


def check_name(assignment: Assignment, question: str) -> str:
    """The name of a question, or an error that lists those there are."""
    if question not in assignment.names:
        names = ", ".join(assignment.names)
        raise AutograderError(f"There is no question “{question}”.", then=f"Known: {names}.")
    return question
