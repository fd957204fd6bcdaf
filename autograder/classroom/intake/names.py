"""Names for submissions: safe as file names everywhere, and the same on every run.

What students call their files, and what they call themselves, ends in the names of the
results (`results/<name>.json`) and in the cells of tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from autograder.submission import split_name

NAME_BYTES = 200  # of the 255 that a file name may have: room for “-12” and “.json”
PART_BYTES = 60  # of these, for each part of one that is put together
KEPT = " _-.+,()@'"  # beside letters, digits and their accents
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z")  # names of Windows devices


def natural(name: str) -> tuple[list[str | int], str]:
    """A sort key by which student2 comes before student10."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)], name


def unique_names(files: Sequence[str]) -> list[str]:
    """A safe name for each file name: its stem; `stem.py` where stems clash; then `-2`, `-3`."""
    return told_apart([split_name(file) for file in files])


def told_apart(parts: Sequence[tuple[str, str]]) -> list[str]:
    """A safe name for each pair of a name and a kind, which is added where names clash.

    Names that differ only in case or composition count as equal, since some file systems
    don't tell them apart.
    """
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


def with_id(name: str, identity: str) -> str:
    """`Ada Lovelace_3031`: a readable name, and what keeps it apart from all others."""
    return f"{safe_name(name, PART_BYTES)}_{safe_name(identity, PART_BYTES)}"


def safe_name(text: str, most: int = NAME_BYTES) -> str:
    """`text` as a name that every file system and every spreadsheet takes quietly."""
    composed = unicodedata.normalize("NFC", text)
    name = "".join(character if _is_kept(character) else "_" for character in composed)
    name = name.encode()[:most].decode(errors="ignore")
    name = name.strip(" .").lstrip("-+@',. ")  # options, hidden files, formulas
    if RESERVED.match(name):
        name = f"_{name}"
    return name or "submission"


def _is_kept(character: str) -> bool:
    return character in KEPT or unicodedata.category(character)[0] in "LNM"


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
