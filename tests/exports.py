"""Classes as Gradescope, Canvas and Moodle export them, with the quirks of each; made up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

Files = Mapping[str, bytes]  # by their names in the export; a name that ends in / is a folder

GRADESCOPE_METADATA = """\
---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '3031'
    :email: ada@example.edu
  :created_at: 2024-10-01 03:22:11.123456000 Z
  :score: 8.0
  :results:
    tests: &1
    - {name: q1, score: 1.0, output: "line one\\nline two", extra: [[1, 2], {deep: [3]}]}
    leaderboard:
  :history:
  - :id: 90
    :created_at: 2024-09-30 22:00:00.000000000 Z
    :score: 1.0
    :results: {tests: *1}
submission_102:
  :submitters:
  - :name: Grace Hopper
    :sid: 0042
    :email: grace@example.edu
  - :name: !binary |-
      UmVuw6llIE5vZXRoZXI=
    :sid: S-7
    :email: Renee@Example.edu
  :created_at: 2024-10-01 12:00:00.5 +02:00
submission_103:
  :submitters:
  :created_at: 2024-10-01 03:22:11.123456000 Z
submission_104:
  :submitters:
  - :name: Alan Turing
    :email: alan@example.edu
  :created_at: yesterday
submission_105:
  :submitters:
  - :name: Mary Somerville
    :sid: '3035'
    :email:
submission_106:
  :submitters:
  - :name: Emmy Noether
    :sid: '3036'
    :email: emmy@example.edu
submission_107:
  :submitters:
  - {":name": "Sofia: the first", ":sid": "3037", ":email": ~}
submission_108:
  :submitters:
  - :name: Katherine Johnson
    :sid: '3038'
"""


def gradescope(work: bytes = b"x", stub: bytes = b"x", slug: str = "cnn") -> dict[str, bytes]:
    """Groups, missing ids, people and folders, nested folders and junk."""
    return {
        "submission_metadata.yml": GRADESCOPE_METADATA.encode(),
        f"submission_101/{slug}.ipynb": stub,
        f"submission_101/{slug}.py": work,
        f"submission_102/my work/final/{slug}.py": work,
        "submission_102/.DS_Store": b"\0\1",
        f"submission_102/__MACOSX/._{slug}.py": b"\0\1",
        f"submission_103/{slug}.py": work,
        "submission_104/another name.py": work,
        f"submission_105/{slug}.zip": archive({f"{slug}.py": work}),
        "submission_107/scan.pdf": b"%PDF",
        "submission_108/one.ipynb": stub,
        "submission_108/two.ipynb": stub,
        f"submission_109/{slug}.py": work,
        ".DS_Store": b"\0\1",
        "__MACOSX/._submission_metadata.yml": b"\0\1",
    }


def canvas(work: bytes = b"x", stub: bytes = b"x", slug: str = "cnn") -> dict[str, bytes]:
    """Late, anonymous, resubmitted, Unicode, several attachments, texts and links."""
    return {
        f"lovelaceada_11_501_{slug}.ipynb": stub,
        f"lovelaceada_11_502_{slug}.py": work,
        f"hoppergrace_LATE_12_503_{slug}.py": b"def nothing(): pass\n",
        f"hoppergrace_LATE_12_504_{slug}-1.py": work,
        f"noetherrenée_13_505_3_2_{slug}.py": work,
        f"anon_Xy4zQ_506_{slug}.py": work,
        f"LATE_anon_Zz_507_{slug}.py": work,
        f"project_groups1_15_508_{slug}.zip": archive({f"{slug}.py": work}),
        "turingalan_16_text.html": b"<p>my answer</p>",
        "somervillemary_LATE_17_link.html": b"<a>",
        "johnsonkatherine_18_509_scan.pdf": b"%PDF",
        "johnsonkatherine_18_510_text.html": b"<p>",
        f"李小龙_19_511_{slug}-12.py": work,
    }


def moodle(
    work: bytes = b"x", stub: bytes = b"x", slug: str = "cnn", ending: str = ""
) -> dict[str, bytes]:
    """A folder each: new (or old, with `ending` `_`), texts, groups, several files."""
    file, text = f"_assignsubmission_file{ending}", f"_assignsubmission_onlinetext{ending}"
    return {
        f"Ada Lovelace_11{file}/{slug}.ipynb": stub,
        f"Ada Lovelace_11{file}/{slug}.py": work,
        f"Ada Lovelace_11{text}/onlinetext.html": b"<p>",
        f"Renée Noether_12{file}/deep/er/{slug}.py": work,
        f"Renée Noether_12{file}/.DS_Store": b"\0",
        f"Grace O'Hopper-Murray_13{file}/{slug}.zip": archive({f"{slug}.py": work}),
        f"Alan Turing_14{text}/onlinetext.html": b"<p>",
        f"Mary Somerville_15{file}/": b"",
        f"Team A-Emmy Noether_16{file}/{slug}.py": work,
        f"Default team{file}/{slug}.py": work,
        f"Katherine Johnson_17{file}/a.py": work,
        f"Katherine Johnson_17{file}/b.py": work,
    }


def flat_moodle(
    work: bytes = b"x", stub: bytes = b"x", slug: str = "cnn", name: str = ""
) -> dict[str, bytes]:
    """All files in one folder; blind where a `name` for everybody is given."""
    return {
        f"{name or 'Ada Lovelace'}_11_assignsubmission_file_{slug}.ipynb": stub,
        f"{name or 'Ada Lovelace'}_11_assignsubmission_file_{slug}.py": work,
        f"{name or 'Renée Noether'}_12_assignsubmission_file_my_{slug}_file.py": work,
        f"{name or 'Alan Turing'}_14_assignsubmission_onlinetext_onlinetext.html": b"<p>",
        f"{name or 'Katherine Johnson'}_17_assignsubmission_file_scan.pdf": b"%PDF",
    }


def as_folder(folder: Path, files: Files) -> Path:
    """The export unpacked."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(content)
    return folder


def as_zip(path: Path, files: Files | Iterable[tuple[str, bytes]], wrapper: str = "") -> Path:
    """The export as it was downloaded, below a folder `wrapper` if there is one."""
    path.write_bytes(archive(files, wrapper))
    return path


def archive(files: Files | Iterable[tuple[str, bytes]], wrapper: str = "") -> bytes:
    """The bytes of a zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            file.writestr(wrapper + name, content)
    return data.getvalue()
