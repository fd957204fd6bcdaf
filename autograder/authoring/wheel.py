"""Makes a wheel of the package as it is running here: what Gradescope installs."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
from pathlib import Path

import autograder
from autograder.stable_zip import stable_zip

DISTRIBUTION = "lecture-autograder"
WHEEL = """\
Wheel-Version: 1.0
Generator: autograder
Root-Is-Purelib: true
Tag: py3-none-any
"""


def build_wheel() -> tuple[str, bytes]:
    """File name and content of a wheel, the same bytes for the same package."""
    distribution = importlib.metadata.distribution(DISTRIBUTION)
    stem = f"{DISTRIBUTION.replace('-', '_')}-{distribution.version}"
    package = Path(autograder.__file__).parent
    contents = {
        path.relative_to(package.parent).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    contents[f"{stem}.dist-info/WHEEL"] = WHEEL.encode()
    for name in ("METADATA", "entry_points.txt"):
        contents[f"{stem}.dist-info/{name}"] = (distribution.read_text(name) or "").encode()
    record = f"{stem}.dist-info/RECORD"
    rows = [f"{name},{_digest(content)},{len(content)}" for name, content in contents.items()]
    contents[record] = "\n".join([*sorted(rows), f"{record},,", ""]).encode()
    return f"{stem}-py3-none-any.whl", stable_zip(sorted(contents.items()))


def _digest(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"
