"""Finds the one file in an archive that is meant to be graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

ARCHIVE_BYTES = 50_000_000
MEMBERS = 2_000
JUNK = {"__MACOSX", "__pycache__", "__zip_filename__", "tests"}  # as are all hidden ones


class BadArchive(Exception):
    """An archive without one clear, readable file in it: what is wrong and what to do."""

    def __init__(self, what: str, then: str = "Pack your notebook anew and hand it in again."):
        super().__init__(what)
        self.what, self.then = what, then


@dataclass(frozen=True)
class Member:
    """One entry of an archive; `place` is how its reader finds it again."""

    name: str
    regular: bool  # a file: no folder, link or device
    place: Any
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.name)

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @property
    def depth(self) -> int:
        return len(self.path.parts)


def choose(members: Sequence[Member], slug: str | None) -> Member:
    """The one notebook or .py file among them; `slug` decides between several."""
    if len(members) > MEMBERS:
        raise BadArchive(f"holds more than {MEMBERS:,} files.", "Pack only your notebook.")
    candidates = [member for member in members if _is_candidate(member)]
    if not candidates:
        raise BadArchive("holds neither a notebook (.ipynb) nor a .py file.")
    chosen = candidates[0] if len(candidates) == 1 else _preferred(candidates, slug)
    others = [member.name[:60] for member in candidates if member is not chosen]
    notes = (f"Of the archive only {chosen.name[:60]} was graded, not {_listed(others)}.",)
    return replace(chosen, notes=notes if others else ())


def _is_candidate(member: Member) -> bool:
    if member.suffix not in (".py", ".ipynb") or not member.regular or member.name.endswith("/"):
        return False
    parts = [part for part in member.path.parts if part != ".."]
    return not any(part in JUNK or part.startswith(".") for part in parts)


def _preferred(candidates: list[Member], slug: str | None) -> Member:
    for wanted in (f"{slug}.ipynb", f"{slug}.py"):
        named = [member for member in candidates if member.path.name == wanted]
        nearest = min((member.depth for member in named), default=0)
        named = [member for member in named if member.depth == nearest]
        if len(named) == 1:
            return named[0]
        if named:
            break
    names = _listed([member.name[:60] for member in candidates])
    advice = f"Pack only {slug}.ipynb or {slug}.py." if slug else "Pack only the one that counts."
    raise BadArchive(f"holds several files that could be graded: {names}.", advice)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
