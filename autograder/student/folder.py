"""Finds the file that a student means, and the assignment that it belongs to."""

from __future__ import annotations

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
    if not candidates:
        raise AutograderError(
            "There is no notebook and no .py file here.",
            here,
            "Change into the assignment's folder, or name the file: autograder check FILE",
        )
    return max(candidates, key=lambda path: (path.stat().st_mtime, path.suffix == ".py"))


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
