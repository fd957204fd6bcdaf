"""`autograder new`: what it writes stands but for its TODOs, and nothing is written over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.authoring.lint import lint, unfinished
from autograder.authoring.scaffold import add_to_course, course_for
from autograder.authoring.verify import verify
from autograder.cli import cli
from autograder.course import Course, find_course
from autograder.errors import AutograderError


def run(*arguments: str) -> Result:
    """The command, in the folder that we are in."""
    return CliRunner().invoke(cli, arguments, catch_exceptions=True)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    place = tmp_path / "lecture"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def test_an_empty_folder_becomes_a_course(empty: Path) -> None:
    """`new` in an empty folder makes a course of it and says what comes next."""
    done = run("new", "attention")
    assert done.exit_code == 0, done.output
    assert "written: solutions/attention/attention.py" in done.output
    assert "Next: `autograder verify attention` lists" in done.output
    assert find_course(empty) == Course(empty)
    assert Course(empty).assignment("attention").names == ("moving_average", "my_function")
    assert Course(empty).assignment("attention").title == "Attention"


def test_only_the_todos_are_problems(empty: Path) -> None:
    """`verify` names each TODO with its line, and has nothing else to say against it."""
    run("new", "attention", "weights")
    course = Course(empty)
    assignment = course.assignment("attention")
    verdict = verify(course, assignment, jobs=1)
    todos = [str(problem) for problem in unfinished(course, assignment)]
    assert [str(problem) for problem in verdict.problems] == todos
    texts = [path.read_text(encoding="utf-8") for path in empty.rglob("*.*") if path.is_file()]
    assert len(todos) == sum(len(re.findall("TODO", text)) for text in texts)
    for part in ("attention.py", "assignment.toml", "test_weights.py", "mistakes.py", "variants"):
        assert any(part in todo for todo in todos), part
    assert all(row.score.hint for row in verdict.rows)  # the worked mistakes teach
    assert [note.what for note in verdict.notes] == ["is not built yet."]


def test_questions_are_added(empty: Path) -> None:
    """A second call adds questions to what is there and leaves the rest as it was."""
    run("new", "attention", "weights", "--without-example", "--title", "Looking back")
    before = (empty / "solutions/attention/attention.py").read_text(encoding="utf-8")
    done = run("new", "attention", "attend")
    assert done.exit_code == 0, done.output
    assert (
        (empty / "solutions/attention/attention.py").read_text(encoding="utf-8").startswith(before)
    )
    course = Course(empty)
    assert course.assignment("attention").names == ("weights", "attend")
    assert course.assignment("attention").title == "Looking back"
    assert lint(course, course.assignment("attention")) == []


def test_assignments_follow_each_other(empty: Path) -> None:
    """A further assignment comes after those that are there."""
    run("new", "first")
    run("new", "again", "--title", 'The "second" one')
    assert [a.slug for a in Course(empty).assignments] == ["first", "again"]


def test_another_folder(empty: Path) -> None:
    """--course names the course, in either place, and the next step repeats it."""
    done = run("new", "attention", "--course", "there")
    assert done.exit_code == 0, done.output
    assert "Next: `autograder --course there verify attention`" in done.output
    assert run("--course", "there", "new", "more").exit_code == 0
    assert len(Course(empty / "there").assignments) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Attention Heads"], "“Attention Heads” can't be a slug.\n  → "),
        (["Attention Heads"], "attention_heads"),
        (["random"], "random.py would hide Python's own “random”"),
        (["taken"], "There is an assignment “taken” already."),
        (["taken"], "autograder new taken FUNCTION"),
        (["taken", "weights"], "There is a question “weights” already."),
        (["fresh", "a", "a"], "There is a question “a” already."),
        (["fresh", "two words"], "“two words” is not the name of a function"),
        (["fresh", "rng"], "“rng”"),
    ],
)
def test_what_is_refused(empty: Path, arguments: list[str], says: str) -> None:
    """A name that can't be, or is there already, is refused, and nothing is written."""
    run("new", "taken", "weights", "--without-example")
    before = sorted(empty.rglob("*"))
    done = run("new", *arguments)
    assert isinstance(done.exception, AutograderError)
    assert says in str(done.exception)
    assert sorted(empty.rglob("*")) == before


def test_a_folder_with_other_things_in_it(empty: Path) -> None:
    """A folder that holds something else does not become a course by accident."""
    (empty / "thesis.tex").touch()
    with pytest.raises(AutograderError, match="the folder is not empty") as caught:
        course_for(None)
    assert "--course FOLDER" in caught.value.then
    with pytest.raises(AutograderError):
        course_for(empty)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=20))
def test_any_title(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """Whatever the title, the files can be read again, with what can be seen of it."""
    course = Course(tmp_path_factory.mktemp("course"))
    add_to_course(course, "slug", ["weights"], title)
    assert lint(course, Course(course.root).assignment("slug")) == []
    shown = Course(course.root).assignment("slug").title
    assert shown == (" ".join(shown.split()) or "Slug")
    assert set(shown) <= set(title) | set(" Slug")


@settings(max_examples=30, deadline=None)
@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,9}|\w{1,4}", fullmatch=True))
def test_any_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """A question may have any name that is refused with a reason or makes sound files."""
    course = Course(tmp_path_factory.mktemp("course"))
    refused = None
    try:
        add_to_course(course, "slug", [name])
    except AutograderError as error:
        refused = error
    if refused:
        assert refused.then
        assert not list(course.root.iterdir())
    else:
        assert lint(course, Course(course.root).assignment("slug")) == []
