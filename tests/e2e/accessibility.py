"""What axe-core finds wrong with a page, in a headless Chromium."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from .browser import Browser

# Each rule that the page breaks, how bad that is, and the first element that breaks it; once
# no colour is on its way from one theme to the other any more.
RUN = """Promise.all(document.getAnimations()
    .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime))
    .map(each => each.finished.catch(() => 0)))
  .then(() => axe.run(document, {resultTypes: ["violations"]}))
  .then(done => done.violations.map(each => [each.id, each.impact, each.nodes[0].html]))"""


def axe() -> str:
    """The text of axe-core, from the package that ships it."""
    found = find_spec("axe_playwright_python")
    assert found
    assert found.origin
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def findings(browser: Browser) -> list[tuple[str, str, str]]:
    """Of the page that is open, as it stands; all of them, also what axe calls minor."""
    browser.run(f"{axe()};0")
    return [(str(rule), str(impact), str(html)[:300]) for rule, impact, html in browser.run(RUN)]


def violations(body: str, folder: Path, style: str = "") -> list[tuple[str, str, str]]:
    """The same of a page with this body."""
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title>'
        f"<style>{style}</style></head><body><main><h1>A notebook</h1>{body}</main></body></html>",
        encoding="utf-8",
    )
    with Browser(folder / "profile") as browser:
        browser.open(page)
        return findings(browser)
