"""Makes zips that are equal, byte for byte, whenever their contents are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable

EPOCH = (2020, 1, 1, 0, 0, 0)


def stable_zip(contents: Iterable[tuple[str, bytes]], executable: Collection[str] = ()) -> bytes:
    """A zip of these files (name and content), in their order, with fixed times and modes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode counts
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
