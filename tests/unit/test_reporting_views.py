"""The views of a report: Gradescope, terminal and page agree, and keep what is secret."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Assignment, Limits, Question
from autograder.grading.results import (
    Difference,
    GradeReport,
    Hint,
    LoadError,
    Outcome,
    QuestionScore,
    Status,
    Student,
    SubmissionStatus,
)
from autograder.reporting.check_view import render_check
from autograder.reporting.console import render_summary
from autograder.reporting.details import Details, as_json
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.html import count, render_report, write_report
from autograder.reporting.messages import next_step
from autograder.reporting.pages import TEMPLATES
from autograder.reporting.summary import Attention, needs_person, summarise

ASSIGNMENT = Assignment(
    slug="cnn",
    title="How a computer reads <b>an image",
    order=1,
    section="CNN",
    summary="",
    questions=(Question("relu", 4, "ReLU"), Question("conv2d", 6, "Convolution")),
    limits=Limits(),
    folder=Path("."),
)
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e'\"&"
HINT = Hint("flipped", "conv2d", "Is your kernel turned around first, unlike `conv2d` asks?")


def outcome(question: str, status: Status, points: float, **more: Any) -> Outcome:
    filled = {"sentence": f"{question} does what it should.", "public": False, **more}
    earned = points if status is Status.PASSED else 0
    return Outcome(
        test=f"test_{question}",
        question=question,
        status=status,
        points=earned,
        max_points=points,
        **filled,
    )


def report(
    relu: Status = Status.PASSED,
    conv2d: Status = Status.PASSED,
    hint: Hint | None = None,
    shown: dict[str, Any] | None = None,
    **more: Any,
) -> GradeReport:
    first = outcome("relu", relu, 4)
    second = outcome("conv2d", conv2d, 6, **(shown or {}))
    questions = (
        QuestionScore("relu", first.points, 4, (first,)),
        QuestionScore("conv2d", second.points, 6, (second,), hint, output="PRINTED SECRET"),
    )
    filled = {"status": SubmissionStatus.GRADED, "file": "ada.ipynb", **more}
    return GradeReport("ada", "cnn", questions=questions, **filled)


PUBLIC = {
    "public": True,
    "message": "the result differs in 1 of 4 values, first at [0, 1]: expected 2, got 3.\n"
    "expected:\n[1 2]\ngot:\n[1 3]",
    "call": "conv2d(np.array([[1, 2]]), np.array([[1]]))",
    "expected": "[[1. 2.]\n [3. 4.]]",
    "got": "[[1. 3.]\n [3. 4.]]",
}


def test_gradescope_gets_its_schema():
    """Scores, states, outcomes and mistakes stand where Gradescope and the course expect them."""
    result = to_gradescope(report(conv2d=Status.WRONG, hint=HINT, seconds=1.23456))
    assert result["score"] == 4
    assert result["execution_time"] == 1.235
    assert (result["visibility"], result["stdout_visibility"]) == ("visible", "hidden")
    relu, conv2d = result["tests"]
    assert (relu["name"], relu["score"], relu["max_score"], relu["status"]) == (
        "relu", 4, 4, "passed",
    )  # fmt: skip
    assert (conv2d["status"], conv2d["visibility"]) == ("failed", "visible")
    assert conv2d["extra_data"] == {
        "outcomes": [{"test": "test_conv2d", "status": "wrong", "points": 0, "max_points": 6}],
        "mistakes": ["flipped"],
    }
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_gradescope_shows_no_secret():
    """Staff details, printed text and an unexplained grader error stay out of a student's view."""
    secret = {"detail": "DETAIL SECRET", "call": "CALL SECRET", "expected": "EXPECTED SECRET"}
    graded = report(conv2d=Status.RAISED, shown=secret)
    broken = report(
        conv2d=Status.GRADER_ERROR, status=SubmissionStatus.GRADER_ERROR, reason="SECRET"
    )
    for each in (graded, broken):
        result = to_gradescope(each)
        shown = result["output"] + "".join(test["output"] for test in result["tests"])
        assert "SECRET" not in shown
    assert "on our side" in shown


def test_gradescope_explains_a_public_test_in_full():
    """Sentence, message, call, both arrays (once) and the hint are there."""
    text = to_gradescope(report(conv2d=Status.WRONG, hint=HINT, shown=PUBLIC))["tests"][1]["output"]
    for part in ("does what it should", "first at [0, 1]", PUBLIC["call"], " [3. 4.]]", HINT.text):
        assert part in text
    assert text.count("expected:") == 1


@pytest.mark.parametrize(
    "more",
    [
        {"conv2d": Status.WRONG},
        {"conv2d": Status.GRADER_ERROR},
        {"load_errors": (LoadError(3, 2, "NameError", "name 'x' is not defined"),)},
        {"status": SubmissionStatus.TIMED_OUT},
    ],
)
def test_praise_is_for_full_success_only(more):
    """Nothing says that all is right while something isn't; full marks get a warm word."""
    assert "well done" in to_gradescope(report())["output"]
    assert "well done" not in to_gradescope(report(**more))["output"]
    if "status" not in more:
        assert "all public tests passed" in render_check(report(), ASSIGNMENT)
        assert "all public tests passed" not in render_check(report(**more), ASSIGNMENT)


def test_a_question_without_outcomes_has_not_passed():
    """What was never tested is never shown as passed."""
    untested = GradeReport(
        "ada", "cnn", SubmissionStatus.GRADER_ERROR, (QuestionScore("relu", 0, 4, ()),)
    )
    assert to_gradescope(untested)["tests"][0]["status"] == "failed"
    assert "well done" not in to_gradescope(untested)["output"]
    assert "✓" not in render_check(untested, ASSIGNMENT)


def test_a_student_sees_a_failure_in_full():
    """Called, expected, got, the first difference and the hint, in this order, then what to do."""
    text = render_check(report(conv2d=Status.WRONG, hint=HINT, shown=PUBLIC), ASSIGNMENT)
    parts = [
        "✗ conv2d: conv2d does",
        "called",
        "expected",
        "got",
        "first at [0, 1]",
        "Hint:",
        "Next:",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert re.search(r"✓ relu +4 / 4", text)
    assert "\x1b" not in text


def test_colour_only_repeats_the_signs():
    """With colour the text is the same, and without it there is no escape sequence."""
    failing = report(conv2d=Status.NOT_STARTED, relu=Status.RAISED)
    plain = render_check(failing, ASSIGNMENT)
    coloured = render_check(failing, ASSIGNMENT, color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert "· conv2d" in plain
    assert "not written yet" in plain


@pytest.mark.parametrize("width", [60, 80])
def test_the_terminal_view_keeps_to_its_width(width):
    """Long names, words, arrays and messages are broken, never cut off or overflowing."""
    shown = {**PUBLIC, "call": f"conv2d({'1, ' * 100})", "got": f"[{'1.5 ' * 200}]"}
    long = report(
        conv2d=Status.WRONG,
        shown={**shown, "sentence": "word " * 40},
        hint=replace(HINT, text="w" * 200),
        load_errors=(LoadError(3, 2, "NameError", "x" * 300),),
        file="f" * 300,
    )
    views = render_check(long, ASSIGNMENT, width), render_summary(ASSIGNMENT, [long], width)
    for line in "".join(views).splitlines():
        assert len(line) <= max(width, 30 + 60 + 10)
        if "·" not in line:
            assert len(line) <= width


def test_an_unreadable_file_shows_only_its_reason():
    """No list of failed tests buries the one thing to mend."""
    unreadable = report(
        Status.UNREADABLE, Status.UNREADABLE, status=SubmissionStatus.UNREADABLE,
        reason="ada.ipynb: is empty.\n  → Save your work.",
    )  # fmt: skip
    text = render_check(unreadable, ASSIGNMENT)
    assert "is empty" in text
    assert "→ Save your work" in text
    assert "conv2d" not in text


CLASS = (
    report(),
    report(conv2d=Status.WRONG, hint=HINT),
    report(Status.WRONG, Status.WRONG, hint=HINT),
    report(Status.NOT_STARTED, Status.NOT_DEFINED),
    report(
        Status.UNREADABLE, Status.UNREADABLE, status=SubmissionStatus.UNREADABLE, reason="Broken."
    ),
)


def test_a_class_is_counted_once_and_right():
    """Mean, median, tenths, questions and mistakes count those that could be graded."""
    summary = summarise(ASSIGNMENT, CLASS)
    assert (summary.submissions, list(summary.scores)) == (5, [10, 4, 0, 0])
    assert (summary.mean, summary.median, summary.full) == (3.5, 2, 1)
    assert summary.bins == (2, 0, 0, 0, 1, 0, 0, 0, 0, 1)
    relu, conv2d = summary.questions
    assert (relu.mean, relu.share, relu.full, relu.untouched) == (2, 0.5, 2, 1)
    assert (conv2d.full, conv2d.untouched) == (1, 1)
    (mistake,) = summary.mistakes
    assert (mistake.mistake, mistake.section, mistake.count) == ("flipped", "Convolution", 2)
    assert summary.sections == (("Convolution", 2),)
    assert summary.attention == (Attention(4, "ada", "Broken."),)
    assert summary.attention_count == 1


def test_tests_are_ordered_by_what_they_cost():
    """Points lost by the whole class; what was not written is told apart from what failed."""
    first, second = summarise(ASSIGNMENT, CLASS).tests
    assert (first.test, first.lost, first.failed, first.untouched) == ("test_conv2d", 18, 2, 1)
    assert (second.test, second.lost, second.failed, second.untouched) == ("test_relu", 8, 1, 1)


@pytest.mark.parametrize(
    ("right", "discrimination"),
    [
        # who has relu right, and in the same order who has conv2d right
        ([(True, True), (False, False)] * 6, 1.0),
        ([(True, False), (False, True)] * 6, -1.0),
        ([(True, True), (True, False), (False, True), (False, False)] * 3, 0.0),
        ([(True, True)] * 12, None),  # nothing varies
        ([(True, True), (False, False)] * 4, None),  # too few
    ],
)
def test_discrimination_is_the_correlation_with_all_other_points(right, discrimination):
    """It is told for ten submissions and more, and where the points differ at all."""
    status = {True: Status.PASSED, False: Status.WRONG}
    reports = [report(status[relu], status[conv2d]) for relu, conv2d in right]
    for question in summarise(ASSIGNMENT, reports).questions:
        if discrimination is None:
            assert question.discrimination is None
        else:
            assert question.discrimination == pytest.approx(discrimination)


@pytest.mark.parametrize(("passed", "word"), [(9, "easy"), (7, "medium"), (3, "hard"), (0, "hard")])
def test_difficulty_is_a_word_for_the_mean(passed, word):
    """From 85 % of the points on a question is easy, below half it is hard."""
    reports = [report(Status.PASSED)] * passed + [report(Status.WRONG)] * (10 - passed)
    assert summarise(ASSIGNMENT, reports).questions[0].difficulty == word


def test_a_large_class_is_counted_without_being_kept():
    """Of those that need a person the first are named and all counted."""
    broken = {"status": SubmissionStatus.UNREADABLE, "reason": "Broken."}
    summary = summarise(ASSIGNMENT, (report(**broken) for _ in range(300)))
    assert (summary.attention_count, len(summary.attention)) == (300, 100)
    assert "and 280 more" in render_summary(ASSIGNMENT, [report(**broken)] * 300)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"conv2d": Status.WRONG}, ""),
        ({"conv2d": Status.GRADER_ERROR}, "failed in conv2d"),
        ({"status": SubmissionStatus.GRADER_ERROR, "reason": "why"}, "why"),
        ({"status": SubmissionStatus.TIMED_OUT}, "did not finish"),
        ({"reason": "The file crashed."}, "The file crashed."),
        ({"relu": Status.NOT_DEFINED, "conv2d": Status.NOT_DEFINED}, "wrong file"),
    ],
)
def test_a_person_is_called_where_the_score_needs_one(more, words):
    """Errors of ours, unread files and suspicious zeros are named, plain mistakes aren't."""
    reason = needs_person(report(**more))
    assert bool(reason) == bool(words)
    assert words in reason


def test_the_summary_on_a_terminal_says_what_matters():
    """Mean, shares, the hint and who needs a person stand in the class's view."""
    text = render_summary(ASSIGNMENT, CLASS)
    for part in ("mean 3.5, median 2 of 10 points", "50%", "2 × conv2d", "! ada: Broken."):
        assert part in text


def test_the_most_common_mistake_comes_first():
    """Mistakes are ordered by how many made them, whatever their names."""
    rare = report(conv2d=Status.WRONG, hint=replace(HINT, mistake="a_rare_one"))
    summary = summarise(ASSIGNMENT, [rare, *CLASS])
    assert [mistake.mistake for mistake in summary.mistakes] == ["flipped", "a_rare_one"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"load_errors": (LoadError(3, 2, "E", ""),), "relu": Status.WRONG}, "Mend cell 3, line 2"),
        ({"relu": Status.NOT_STARTED, "conv2d": Status.WRONG}, "Look at conv2d"),
        ({"relu": Status.NOT_STARTED, "conv2d": Status.NOT_STARTED}, "Write relu"),
        ({"relu": Status.TIMED_OUT, "reason": "Loading it did not end."}, "until it is gone"),
        ({"relu": Status.GRADER_ERROR, "status": SubmissionStatus.GRADER_ERROR}, ""),
        ({}, ""),
    ],
)
def test_there_is_one_next_step(more, words):
    """What broke the file comes first, then what was begun, then what is still to write."""
    step = next_step(report(**more))
    assert words in step
    assert bool(step) == bool(words)


def test_an_empty_class_has_views_too():
    """Nothing graded is no reason to fail."""
    assert "0 submissions" in render_summary(ASSIGNMENT, [])
    assert "No submission could be graded" in page_of([])


def page_of(reports: Sequence[GradeReport], notes: Sequence[str] = ()) -> str:
    return "".join(
        render_report(
            ASSIGNMENT, reports, notes, datetime(2025, 3, 4, 5, 6), count(ASSIGNMENT, reports)
        )
    )


class Page(HTMLParser):
    """Collects the tags, the attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.data: list[Any] = []  # of the script elements that hold JSON
        self.ids: list[str] = []
        self._inside: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._inside = dict(attrs) if tag == "script" else None
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is None:
            self.text += data
        elif self._inside.get("type") == "application/json":
            self.data.append(json.loads(data))

    @property
    def scripts(self) -> int:
        return self.tags.count("script") - len(self.data)

    def details(self) -> list[dict[str, Any]]:
        """What unfolds below each submission, the texts of the class put in."""
        *details, texts = self.data

        def filled(value: Any, key: str = "") -> Any:
            if isinstance(value, dict):
                return {name: filled(part, name) for name, part in value.items()}
            if isinstance(value, list):
                return [filled(part) for part in value]
            plain = key in ("more", "wrong", "of", "whole", "passed")
            return texts[value] if isinstance(value, int) and not plain else value

        return [filled(entry) for entry in details]


def hostile() -> GradeReport:
    shown = dict.fromkeys(("message", "detail", "call", "expected", "got", "sentence"), EVIL)
    made = report(
        conv2d=Status.WRONG,
        shown={**shown, "public": True, "notes": (EVIL,)},
        hint=Hint(EVIL, "conv2d", EVIL),
        file=EVIL,
        reason=EVIL,
        students=(Student(EVIL, EVIL, EVIL),),
        isolation=EVIL,
        load_errors=(LoadError(1, 1, EVIL, EVIL),),
    )
    return replace(made, submission=EVIL)


def test_hostile_text_stays_text_on_the_page():
    """Markup in every field a student can fill adds no tag and no attribute to the page."""
    evil = [replace(hostile(), source=f"{EVIL}\n" * 300), hostile()]
    text = page_of([*evil, replace(evil[0], source=evil[0].source + "x = 1")], [EVIL])
    page = Page(text)
    assert page.scripts == 1
    assert "img" not in page.tags
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on") or name in ("style", "src")}
    shown = page.text + json.dumps(page.details(), ensure_ascii=False)
    assert shown.count("<img src=x onerror=alert(2)>") > 20
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(page.ids) == len(set(page.ids))


def test_hostile_text_stays_text_in_the_other_views():
    """No escape sequence or direction override reaches a terminal or Gradescope."""
    views = [
        render_check(hostile(), ASSIGNMENT),
        render_summary(ASSIGNMENT, [hostile()]),
        to_gradescope(hostile())["output"],
        *(test["output"] for test in to_gradescope(hostile())["tests"]),
    ]
    assert not any(character in "".join(views) for character in "\x1b\u202e")


def test_the_page_allows_its_own_style_and_script_only():
    """The policy's hashes are those of the page's style and script, and nothing is fetched."""
    text = page_of(CLASS)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    allowed = policy[1].replace("&#39;", "'")
    assert allowed.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inside = text.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in allowed
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")  # a name, not an address


def test_the_page_shows_the_class(tmp_path):
    """Time, isolation, figures, hint, every submission and who needs a person are on the page."""
    when = datetime(2025, 3, 4, 5, 6)
    reports = [replace(each, isolation="Landlock, seccomp") for each in CLASS]
    write_report(tmp_path / "report.html", ASSIGNMENT, reports, ["One file was passed over."], when)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    for part in (
        "4 March 2025, 05:06", "Landlock, seccomp", "One file was passed over.", "Broken.",
        "Is your kernel turned around first", "Lecture: Convolution", "✓ full marks",
    ):  # fmt: skip
        assert part in page.text
    assert page.tags.count("tbody") == 2 + len(CLASS)
    assert page.tags.count("rect") == 3 + 2 * 2  # three columns that aren't empty, two bars
    assert "svg" in page.tags
    right, wrong, *_ = page.details()
    assert [question["passed"] for question in right["questions"]] == [True, True]
    (test,) = wrong["questions"][1]["tests"]
    assert wrong["questions"][1]["hint"] == HINT.text
    assert (test["sentence"], test["status"], test["lost"]) == (
        "conv2d does what it should.", "wrong", "6",
    )  # fmt: skip


class Again:
    """Reports that are made anew each time they are asked for; counts how many are alive."""

    def __init__(self, count: int, **more: Any) -> None:
        self.count, self.more = count, more
        self.alive: weakref.WeakSet[GradeReport] = weakref.WeakSet()
        self.most = 0

    def __iter__(self) -> Iterator[GradeReport]:
        for number in range(self.count):
            made = replace(report(**self.more), submission=f"sample-{number}")
            self.alive.add(made)
            self.most = max(self.most, len(self.alive))
            yield made
            del made


def test_a_page_is_made_of_one_report_at_a_time(tmp_path):
    """Reports that come out of a store are gone through, not collected."""
    class_ = Again(50, conv2d=Status.WRONG, hint=HINT, shown=PUBLIC)
    write_report(tmp_path / "report.html", ASSIGNMENT, class_, when=datetime(2025, 3, 4))
    assert class_.most <= 3
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in page.details()] == ["ada.ipynb"] * 50


def test_the_same_reports_make_the_same_page():
    """From a list or from a store: nothing on the page comes from elsewhere."""
    made = Again(12, conv2d=Status.WRONG, hint=HINT)
    assert page_of(list(made)) == page_of(made)  # type: ignore[arg-type]


def test_a_page_is_there_whole_or_not_at_all(tmp_path):
    """An error in the middle leaves the page of before, and no litter beside it."""
    path = tmp_path / "report.html"
    write_report(path, ASSIGNMENT, CLASS)
    before = path.read_bytes()

    class Broken(Again):
        def __iter__(self) -> Iterator[GradeReport]:
            yield from CLASS
            if self.more.setdefault("passes", 0):
                raise RuntimeError
            self.more["passes"] += 1

    with pytest.raises(RuntimeError):
        write_report(path, ASSIGNMENT, Broken(0))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_the_page_of_a_large_class_stays_bounded():
    """The more submissions, the less of each; every question still says what it cost."""
    shown = {**PUBLIC, "expected": "1 " * 300, "detail": "2 " * 400}
    outcomes = tuple(
        outcome("conv2d", Status.WRONG, 1, **{**shown, "got": f"{number} " * 200})
        for number in range(6)
    )
    long = replace(report(), questions=(QuestionScore("conv2d", 0, 6, outcomes, HINT),) * 4)
    sizes = {}
    for class_size in (1, 3_000, 100_000):
        details = Details(class_size)
        entry = details.of(long)
        sizes[class_size] = len(as_json(entry))
        for question in entry["questions"]:
            assert len(question["tests"]) >= 1
            assert len(question["tests"]) + question["more"] == 6
    assert sizes[1] > sizes[3_000] > sizes[100_000]
    assert sizes[100_000] < 2_000
    assert len(Details(1).of(long)["questions"][0]["tests"]) == 3


def test_a_file_that_never_ran_is_told_once():
    """A hundred tests that say the same are one sentence a question."""
    dead = report(Status.TIMED_OUT, Status.TIMED_OUT, reason="Loading it did not end.")
    (entry,) = Page(page_of([dead])).details()
    assert [set(question) for question in entry["questions"]] == [
        {"name", "score", "max", "summary"},
        {"name", "score", "max", "summary", "printed"},
    ]


DIFFERENCE = Difference((2, 2), 1, 1.0, ("..", ".A"))


def test_a_picture_is_for_staff_only():
    """The page has it; Gradescope, the terminal and Otter don't."""
    drawn = report(conv2d=Status.WRONG, shown={"difference": DIFFERENCE})
    bare = report(conv2d=Status.WRONG)
    assert to_gradescope(drawn) == to_gradescope(bare)
    assert render_check(drawn, ASSIGNMENT) == render_check(bare, ASSIGNMENT)
    (entry,) = Page(page_of([drawn])).details()
    picture = entry["questions"][1]["tests"][0]["picture"]
    assert picture["rows"] == ["..", ".A"]
    assert (picture["wrong"], picture["of"], picture["shape"]) == (1, 4, "(2, 2)")
    assert picture["whole"] is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme):
    """Text against what lies behind it has the contrast that WCAG's level AA asks for."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    light, dark, *_ = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#\w+)", dark))
    pairs = [(text, behind) for text in ("ink", "soft") for behind in ("paper", "raised", "tint")]
    pairs += [(text, "paper") for text in ("accent", "good", "warn", "bad")]
    pairs += [("warn", "warn-tint"), ("bad", "bad-tint")]
    pairs += [("ink", square) for square in ("high", "low", "odd")]
    for text, behind in pairs:
        lighter, darker = sorted(map(luminance, (colours[text], colours[behind])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (text, behind)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
