"""Archives that lead out, blow up, clash or are none."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable

from .entry import Entry, honest, unreadable
from .fortress import RIGHT

WRONG = "def double(x): return 0\n"


def packed(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    """A .zip of names and contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def many() -> bytes:
    """An archive of 30,000 members."""
    return packed(*((f"{number}.txt", "") for number in range(30_000)), ("fortress.py", RIGHT))


def bomb() -> bytes:
    """40 kB that would become 40 MB."""
    return packed(("fortress.py", "x = 1\n" * 7_000_000))


def link(name: str, target: str) -> bytes:
    """An archive with a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return packed((info, target))


def locked() -> bytes:
    """An archive that says that its member is encrypted."""
    data = bytearray(packed(("fortress.py", RIGHT)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        data[at] |= 1
    return bytes(data)


def lying(size: int) -> bytes:
    """An archive that states another size for its member."""
    data = bytearray(packed(("fortress.py", RIGHT)))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


def unusual() -> bytes:
    """An archive packed with a method that isn't usual."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("fortress.py", RIGHT)
    return stream.getvalue()


def tarred(*members: tuple[str, str], packing: str = "gz") -> Callable[[], bytes]:
    """A tar archive with these members."""

    def make() -> bytes:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode=f"w:{packing}") as archive:
            for name, content in members:
                info = tarfile.TarInfo(name)
                info.size = len(content.encode())
                archive.addfile(info, io.BytesIO(content.encode()))
        return stream.getvalue()

    return make


def tar_link(kind: bytes, target: str) -> Callable[[], bytes]:
    """A tar archive whose only member is a link, a device or a pipe."""

    def make() -> bytes:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            info = tarfile.TarInfo("fortress.py")
            info.type, info.linkname = kind, target
            archive.addfile(info)
        return stream.getvalue()

    return make


def tar_bomb(packing: str) -> Callable[[], bytes]:
    """A small file that unfolds to more than 100 MB."""
    return lambda: tarred(("d.txt", "x" * 101_000_000), ("a.py", RIGHT), packing=packing)()


def endless_headers() -> bytes:
    """Ten thousand headers each of which says that the next block is a long name."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("n" * 200))
    return stream.getvalue()[:512] * 10_000


def crooked() -> bytes:
    """An archive of which every part after the middle is damaged."""
    data = bytearray(packed(("fortress.py", RIGHT * 20)))
    middle = len(data) // 4
    data[middle : middle + 40] = bytes(40)
    return bytes(data)


ENTRIES: list[Entry] = [
    honest("archive-that-leads-out", packed(("../../../tmp/attack-o/fortress.py", RIGHT)), ".zip"),
    honest("archive-with-an-absolute-path", packed(("/tmp/attack-abs/fortress.py", RIGHT)), ".zip"),
    honest("archive-from-windows", packed(("C:\\\\work\\\\fortress.py", RIGHT)), ".zip"),
    honest("archive-with-the-usual-junk",
           packed(("__MACOSX/._fortress.py", "x"), (".DS_Store", "x"), ("a/fortress.py", RIGHT)),
           ".zip"),
    honest("archive-with-more-files",
           packed(("other.py", WRONG), ("data.csv", "1,2"), ("fortress.py", RIGHT)), ".zip"),
    honest("archive-with-a-hostile-name",
           packed(("<script>\x1b[31m" + "a" * 5000 + ".py", RIGHT)), ".zip"),
    honest("archive-with-an-upper-case-kind", packed(("fortress.py", RIGHT)), ".ZIP"),
    unreadable("archive-with-a-link", link("fortress.py", "/etc/passwd"), ".zip", "neither"),
    unreadable("archive-bomb", bomb, ".zip", "1 MB"),
    unreadable("archive-of-30000-members", many, ".zip", "far more files"),
    unreadable("archive-with-clashing-names",
               packed(("a/fortress.py", RIGHT), ("b/fortress.py", WRONG)), ".zip", "several"),
    unreadable("archive-with-names-of-one-letter-s-size",
               packed(("one.py", RIGHT), ("ONE.py", WRONG)), ".zip", "several"),
    unreadable("archive-in-an-archive", packed(("w.zip", packed(("fortress.py", RIGHT)))), ".zip",
               "neither"),
    unreadable("archive-with-a-password", locked, ".zip", "password"),
    honest("archive-that-states-more", lambda: lying(2**31), ".zip"),
    unreadable("archive-that-states-less", lambda: lying(40), ".zip"),
    unreadable("archive-packed-unusually", unusual, ".zip", "unusual"),
    unreadable("archive-cut-in-half", packed(("fortress.py", RIGHT * 9))[:150], ".zip", "archive"),
    unreadable("archive-that-is-damaged", crooked, ".zip", "damaged"),
    unreadable("archive-of-nothing", packed(), ".zip", "neither"),
    unreadable("archive-that-is-text", RIGHT, ".zip", "archive"),
    unreadable("archive-that-is-a-tar", tarred(("fortress.py", RIGHT)), ".zip", "archive"),
    honest("tar-that-leads-out", tarred(("../../../tmp/attack-o/fortress.py", RIGHT)), ".tar.gz"),
    honest("tar-with-an-absolute-path", tarred(("/tmp/attack-abs/fortress.py", RIGHT)), ".tgz"),
    honest("tar-with-more-files", tarred(("other.py", WRONG), ("fortress.py", RIGHT)), ".tar"),
    unreadable("tar-with-a-link", tar_link(tarfile.SYMTYPE, "/etc/passwd"), ".tar", "neither"),
    unreadable("tar-with-a-hard-link", tar_link(tarfile.LNKTYPE, "/etc/passwd"), ".tar", "neither"),
    unreadable("tar-with-a-device", tar_link(tarfile.CHRTYPE, ""), ".tar", "neither"),
    unreadable("tar-bomb-gz", tar_bomb("gz"), ".tar.gz", "100 MB"),
    unreadable("tar-bomb-xz", tar_bomb("xz"), ".tar.xz", "100 MB", slow=True),
    unreadable("tar-bomb-bz2", tar_bomb("bz2"), ".tar.bz2", "100 MB", slow=True),
    unreadable("tar-of-endless-headers", endless_headers, ".tar", ""),
    unreadable("tar-of-30000-members", tarred(*((f"{n}.txt", "") for n in range(30_000))), ".tgz",
               "more than 2,000 files"),
    unreadable("tar-cut-in-half", lambda: tarred(("fortress.py", RIGHT * 9))()[:150], ".tgz",
               "not a readable"),
    unreadable("archive-with-a-folder-called-like-a-file", packed(("fortress.py/", "")), ".zip",
               "neither"),
    unreadable("archive-with-bad-bytes", packed(("fortress.py", b"\xff\xfe\xfd")), ".zip"),
]  # fmt: skip
