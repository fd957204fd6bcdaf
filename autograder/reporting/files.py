"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import AutograderError

BUFFER = 1 << 20
UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.part")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content`, text as UTF-8 with `\\n` line ends; no reader ever sees half of it."""
    write_stream(path, [content])


def write_stream(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write what comes in pieces, as it comes, and as whole as `write_whole`.

    The temporary file lies in the same folder, since a rename is atomic on one disk only;
    its name is short, so that a long name of the target stays possible.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "xb", BUFFER) as file:
                for piece in pieces:
                    # A file's name may hold bytes that are no UTF-8; nothing else does.
                    data = piece.encode(errors="replace") if isinstance(piece, str) else piece
                    file.write(data)
            os.replace(temporary, path)
        except BaseException:  # also Ctrl-C: leave nothing half-written behind
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise AutograderError(
            f"can't be written: {reason}.", path, "Check the folder, its rights and the disk."
        ) from error


def unfinished_in(folder: Path) -> list[Path]:
    """The temporary files in a folder: of somebody who writes just now, or was killed."""
    names = os.listdir(folder) if folder.is_dir() else []
    return [folder / name for name in names if UNFINISHED.fullmatch(name)]
