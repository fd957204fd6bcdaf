"""The class report, opened and used in a real browser."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.results import (
    Difference,
    GradeReport,
    Hint,
    Outcome,
    QuestionScore,
    Status,
    Student,
    SubmissionStatus,
)
from autograder.reporting.html import write_report

from .browser import CHROMIUM, Browser

HOSTILE = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"
NAMES = ("Ada Lovelace", "Grace Hopper", "Emmy Noether", "Alan Turing", "Hedy Lamarr")
PICTURE = Difference((40, 60), 700, 2.5, ("." * 16, "AbI?" * 4, *["." * 16] * 14))
COUNT = 2_000
ROWS = "[...document.querySelectorAll('.class tbody')].filter(row => !row.hidden)"
SHOWN = f"{ROWS}.map(row => row.querySelector('th').textContent)"

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


def reports_of(course: Course, count: int) -> Iterator[GradeReport]:
    """Invented submissions; the first has hostile names and texts, every tenth is unreadable."""
    assignment = course.assignment("cnn_layers")
    for number in range(count):
        dice = random.Random(number)
        text = HOSTILE if number == 0 else f"The value at [{number}, 0] is not right."
        questions = []
        for question in assignment.questions:
            right = number > 0 and dice.random() < 0.6
            outcome = Outcome(
                test="test_it",
                sentence=f"{question.name} does what it should.",
                question=question.name,
                status=Status.PASSED if right else Status.WRONG,
                points=question.points if right else 0,
                max_points=question.points,
                public=True,
                message="" if right else text,
                call="" if right else f"{question.name}(np.zeros((40, 60)))",
                expected="" if right else "[[0. 0. 0.]\n [0. 0. 0.]]",
                got="" if right else f"[[{number} 0. 0.]\n {text}]",
                detail=text,
                difference=None if right else PICTURE,
            )
            hint = None if right else Hint("some_mistake", question.name, text)
            points = outcome.points
            questions.append(
                QuestionScore(question.name, points, question.points, (outcome,), hint, text)
            )
        name = f"{NAMES[number % len(NAMES)]} {number}"
        report = GradeReport(
            submission=HOSTILE if number == 0 else f"sample-{number:04}",
            assignment=assignment.slug,
            status=SubmissionStatus.GRADED,
            questions=tuple(questions),
            students=(Student(name, str(number), f"student{number}@example.edu"),),
            source=f"def conv2d(image):\n    return {' + '.join(f'image.{text}' * 9)}\n",
        )
        if number % 10 == 9:
            status, reason = SubmissionStatus.UNREADABLE, "It is not a notebook."
            report = replace(report, status=status, reason=reason, questions=())
        yield report


def written(course: Course, path: Path, count: int) -> Path:
    reports = list(reports_of(course, count))
    when = datetime(2025, 3, 4, 5, 6)
    write_report(path, course.assignment("cnn_layers"), reports, [HOSTILE], when)
    return path


@pytest.fixture
def page(course: Course, tmp_path: Path) -> Path:
    """The report on thirty submissions."""
    return written(course, tmp_path / "report.html", 30)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests here."""
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, page: Path) -> Iterator[Browser]:
    """The browser with the page; whatever the page logs fails the test."""
    browser.problems.clear()
    browser.window(1200)
    browser.media(prefers_color_scheme="light")
    browser.open(page)
    yield browser
    assert browser.problems == []


def search(browser: Browser, words: str) -> list[str]:
    browser.run(
        "(async () => { const field = document.getElementById('search');"
        f" field.value = {words!r}; field.dispatchEvent(new Event('input'));"
        " await new Promise(done => setTimeout(done, 150)); })()"
    )
    shown: list[str] = browser.run(SHOWN)
    return shown


@needs_chromium
def test_a_search_leaves_what_matches(opened: Browser) -> None:
    """By name, mistake and status, by several words at once; the count says how many."""
    assert len(opened.run(SHOWN)) == 30
    assert search(opened, "sample-0007") == ["sample-0007"]
    assert len(search(opened, "emmy")) == 6
    assert len(search(opened, "E\u0301mm\u00fd")) == 6
    assert search(opened, "emmy unreadable") == []
    assert opened.run("document.getElementById('nothing').hidden") is False
    assert search(opened, "unreadable") == ["sample-0009", "sample-0019", "sample-0029"]
    assert opened.run("document.getElementById('shown').textContent") == "3 of 30"
    opened.run("document.getElementById('person').click()")
    assert len(search(opened, "")) == 3


@needs_chromium
def test_a_click_on_a_heading_sorts(opened: Browser) -> None:
    """Upwards, downwards, and the heading says which."""
    scores = f"{ROWS}.map(row => Number(row.dataset.score))"
    heading = "document.querySelector('[data-key=score]')"
    state = f"{heading}.closest('th').getAttribute('aria-sort')"
    for direction, backwards in (("ascending", False), ("descending", True)):
        opened.run(f"{heading}.click()")
        found = opened.run(scores)
        assert found == sorted(found, reverse=backwards)
        assert opened.run(state) == direction
    opened.run("document.querySelector('[data-key=student]').click()")
    students = opened.run(f"{ROWS}.map(row => row.querySelector('.student bdi').textContent)")
    assert students[:2] == ["Ada Lovelace 0", "Ada Lovelace 5"]


@needs_chromium
def test_a_row_unfolds_with_the_keyboard(opened: Browser) -> None:
    """Tab reaches it, Enter opens it, and there is what was graded and a picture with words."""
    opened.run("document.querySelector('#s5 button').focus()")
    opened.press("Tab", 9)
    assert opened.run("document.activeElement.closest('tbody').id") == "s6"
    opened.press("Enter", 13)
    assert opened.run("document.activeElement.getAttribute('aria-expanded')") == "true"
    text = opened.run("document.querySelector('#s6 .details').innerText")
    for part in ("expected", "got", "where it differs", "700 of 2400 entries differ"):
        assert part in text
    assert "A square shows the largest difference" in text
    picture = "document.querySelector('#s6 .map svg')"
    assert opened.run(f"{picture}.querySelectorAll('rect').length") == 256
    label = opened.run(f"{picture}.getAttribute('aria-label')")
    assert label == "16 by 16 squares: 8 too high, 4 too low, 4 no finite number"
    opened.press("Enter", 13)
    assert opened.run("document.querySelector('#s6 .details')") is None


@needs_chromium
def test_a_link_leads_to_a_row_that_a_search_hides(opened: Browser) -> None:
    """Whoever needs a person is one click away, unfolded."""
    search(opened, "sample-0003")
    opened.run("document.querySelector('.people a').click()")
    opened.run("new Promise(done => setTimeout(done, 100))")
    assert len(opened.run(SHOWN)) == 30
    assert "not a notebook" in opened.run("document.querySelector('#s10 .details').innerText")
    opened.run("document.querySelector('[data-find]').click()")
    assert 0 < len(opened.run(SHOWN)) < 30


@needs_chromium
def test_hostile_texts_do_nothing(opened: Browser) -> None:
    """Unfolded, searched for, side by side: a text stays a text."""
    opened.run("document.querySelector('#s1 button').click()")
    opened.run("document.querySelectorAll('details').forEach(pair => pair.open = true)")
    for place in (0, 1):
        assert HOSTILE in opened.run(f"document.querySelector('#s1').rows[{place}].textContent")
    assert "hacked" not in opened.run("document.title")
    assert opened.run("document.querySelectorAll('img, iframe, object').length") == 0
    own = "[...document.scripts].filter(script => !script.type).length"
    assert opened.run(own) == 1
    assert len(search(opened, "<script>")) == 1


@needs_chromium
@pytest.mark.parametrize("width", [360, 768, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out(opened: Browser, width: int, scheme: str) -> None:
    """Also on a phone, with everything unfolded, there is nothing to scroll sideways to."""
    opened.media(prefers_color_scheme=scheme)
    opened.window(width, phone=width < 800)
    opened.run("document.getElementById('unfold').click()")
    opened.run("document.querySelectorAll('details').forEach(pair => pair.open = true)")
    assert opened.run("document.documentElement.scrollWidth") <= width
    assert len(opened.run("[...document.querySelectorAll('.class .details')]")) == 30


@needs_chromium
def test_prints(opened: Browser) -> None:
    """On paper there is what is shown, without tools, dark ink on white also at night."""
    opened.media("print", prefers_color_scheme="dark")
    style = "getComputedStyle({})"
    assert opened.run(f"{style.format('document.body')}.backgroundColor") == "rgb(255, 255, 255)"
    assert opened.run(f"{style.format('document.querySelector(`.tools`)')}.display") == "none"
    assert opened.pdf().startswith(b"%PDF")


@needs_chromium
def test_without_a_script_the_table_is_there(browser: Browser, page: Path) -> None:
    """Names, scores and reasons can be read; nothing pretends to work."""
    # The text of rows is only there while they are in sight: all thirty are, in one so high.
    browser.window(1200, 5000)
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page)
        shown = browser.run("document.body.innerText")
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
    for part in ("sample-0007", "It is not a notebook.", "With JavaScript"):
        assert part in shown
    assert "only those that need a person" not in shown


@needs_chromium
def test_two_thousand_students(browser: Browser, course: Course, tmp_path: Path) -> None:
    """Opened, sorted and searched; benchmarks/report.py says how long that takes."""
    path = written(course, tmp_path / "report.html", COUNT)
    assert path.stat().st_size < 25_000_000
    browser.problems.clear()
    browser.media()
    browser.window(1200)
    browser.open(path)
    browser.run("document.querySelector('[data-key=score]').click()")
    browser.run("document.querySelector('[data-key=score]').click()")
    scores = browser.run(f"{ROWS}.map(row => Number(row.dataset.score))")
    assert scores == sorted(scores, reverse=True)
    assert search(browser, "sample-0123") == ["sample-0123"]
    assert len(search(browser, "")) == COUNT
    assert browser.run("document.documentElement.scrollWidth") <= 1200
    people = "[...document.querySelectorAll('.people li')].filter(each => each.checkVisibility())"
    assert 0 < browser.run(f"{people}.length") < 20
    browser.media("print")  # where nobody can ask for the others
    assert browser.run(f"{people}.length") >= 100
    browser.media()
    assert browser.problems == []


def test_asks_for_nothing_from_outside(page: Path) -> None:
    """One self-contained file: no address is fetched, and the page's policy forbids it."""
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text or "default-src &#39;none&#39;" in text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert "@import" not in text
