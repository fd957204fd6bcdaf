"""What axe-core finds wrong with a page, in a headless Chromium."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --dump-dom"
OPTIONS += " --disable-background-networking --disable-component-update --disable-sync"
OPTIONS += " --virtual-time-budget=60000"
RUN = "axe.run(document).then(r => {document.body.textContent = JSON.stringify(r.violations)})"


def axe() -> str:
    """The text of axe-core, from the package that ships it."""
    found = find_spec("axe_playwright_python")
    assert found
    assert found.origin
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(body: str, folder: Path, style: str = "") -> list[dict[str, Any]]:
    """Each rule that a page with this body breaks, with the elements that break it."""
    assert CHROMIUM is not None
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title>'
        f"<style>{style}</style></head><body><main><h1>A notebook</h1>{body}</main>"
        f"<script>{axe()}</script><script>{RUN}</script></body></html>",
        encoding="utf-8",
    )
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [CHROMIUM, *OPTIONS.split(), profile, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = re.search(r"<body>(\[.*\])</body>", done.stdout, re.S)
    assert found, done.stdout[-2000:]
    listed: list[dict[str, Any]] = json.loads(unescape(found.group(1)))
    return listed
