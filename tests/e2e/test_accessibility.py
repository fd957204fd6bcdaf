"""Everything we show in a browser, looked at by axe-core: not one finding.

The block of a notebook is in test_notebook_block.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.classroom.changes import Change, write_changes_page
from autograder.classroom.store import Run
from autograder.course import Course
from autograder.reporting.feedback_page import render_feedback
from tests.unit.exports_class import ADA, ASSIGNMENT, EVIL, report, unreadable

from .accessibility import findings
from .browser import CHROMIUM, Browser
from .conftest import ROOT
from .test_report import written

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests here."""
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        browser.window(1200)
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder]
    done = subprocess.run(
        [*command, "--config-file", ROOT / "docs" / "site" / "mkdocs.yml"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@THEMES
def test_the_report_of_a_class(
    browser: Browser, course: Course, tmp_path: Path, theme: str
) -> None:
    """On a class, as it opens and with everything unfolded, pictures too."""
    browser.media(prefers_color_scheme=theme)
    browser.open(written(course, tmp_path / "report.html", 12))
    assert findings(browser) == []
    browser.run("document.getElementById('unfold').click()")
    browser.run("document.querySelectorAll('details').forEach(pair => pair.open = true)")
    assert findings(browser) == []


@THEMES
def test_what_a_regrade_changes(browser: Browser, tmp_path: Path, theme: str) -> None:
    """Up, down, new, gone; and a page on which nothing is."""
    before, after = (
        Run(number, "cnn_layers", "suite", f"2025-03-0{number}T10:00:00", 4, 0) for number in (1, 2)
    )
    changes = [
        Change("up", (ADA,), 3, 5, gained=("conv2d.test_it",)),
        Change("down", (), 5, 3, lost=("conv2d.test_it",)),
        Change("new", (ADA,), None, 3),
        Change(EVIL, (), 3, None, reason=EVIL),
    ]
    browser.media(prefers_color_scheme=theme)
    for listed in (changes, []):
        write_changes_page(tmp_path / "changes.html", before, after, listed, 4, False)
        browser.open(tmp_path / "changes.html")
        assert findings(browser) == []


@THEMES
def test_the_page_of_a_student(browser: Browser, tmp_path: Path, theme: str) -> None:
    """Right, wrong, and a file that could not be read."""
    browser.media(prefers_color_scheme=theme)
    page = tmp_path / "feedback.html"
    for each in (report("ada", (5, 10)), report("ada"), unreadable("ada")):
        page.write_text(render_feedback(each, ASSIGNMENT), encoding="utf-8")
        browser.open(page)
        assert findings(browser) == []


@pytest.mark.parametrize(
    ("theme", "scheme", "width"), [("light", "default", 1200), ("dark", "slate", 360)]
)
def test_the_site(browser: Browser, site: Path, theme: str, scheme: str, width: int) -> None:
    """Each page, on a screen and on a phone: nothing serious, and nothing from elsewhere."""
    browser.media(prefers_color_scheme=theme)
    browser.window(width, phone=width < 800)
    pages = sorted(page for page in site.glob("*.html") if page.stem != "404")  # needs a server
    assert len(pages) > 10
    browser.open(pages[0])
    browser.run("localStorage.clear()")  # a theme that was stored would count for more
    browser.requested.clear()
    for page in pages:
        browser.open(page)
        assert browser.run("document.body.dataset.mdColorScheme") == scheme
        found = [each for each in findings(browser) if each[1] in ("serious", "critical")]
        assert found == [], page.name
    assert any(address.endswith(".css") for address in browser.requested)
    assert [each for each in browser.requested if not each.startswith(("file:", "data:"))] == []


def test_addresses_in_the_site(site: Path) -> None:
    """No page has a script, a style or a picture from elsewhere, and each picture has words."""
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"""<(?:script|img|iframe)[^>]* src=["']?(?:https?:)?//""", text)
        assert not re.search(r"""<link[^>]* href=["']?(?:https?:)?//""", text)
        assert not re.findall(r'<img (?![^>]*alt="[^"]+)', text)
