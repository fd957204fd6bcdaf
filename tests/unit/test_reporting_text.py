"""Cleaning text of students, and the sentences that they read."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AutograderError
from autograder.grading.results import Status, SubmissionStatus
from autograder.grading.wording import FAILURE, STATUS
from autograder.reporting.files import write_stream, write_whole
from autograder.reporting.messages import SUBMISSION
from autograder.reporting.text import clean, listed, number, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ttext\nüber 李 😀", "plain   text\nüber 李 😀"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07shown", "shown"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred\x9d0;t\x9cx", "redx"),
        ("\x1b]never ended", "never ended"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("bell\x07 back\x08 null\0", "bell back null"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("half \ud800", "half \ufffd"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
    ],
)
def test_what_steers_a_display_goes(text, expected):
    """Escapes, control characters and direction overrides go, letters of all scripts stay."""
    assert clean(text) == expected


def test_a_cut_is_said():
    """A long text ends in a note that it was cut, a short one doesn't."""
    assert clean("a" * 50, 10) == "a" * 10 + "… [cut after 10 characters]"
    assert clean("a" * 10, 10) == "a" * 10
    assert "cut" in clean("\x00" * 100_000, 10)


@given(st.text(st.characters(exclude_categories=())), st.integers(1, 40))
def test_cleaned_text_is_always_safe_and_short(text, limit):
    """Whatever comes in: no control or format character but \\n and joiners, and no flood."""
    shown = clean(text, limit)
    assert len(shown) <= limit + 40
    assert all(
        character in "\n\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        for character in shown
    )
    assert "\n" not in one_line(text, limit)
    assert len(one_line(text, limit)) <= limit


@pytest.mark.parametrize("start", ["\x1b]", "\x9d", "\x1b[", "\x1b", "\x1b]0;\n", "\x90;"])
def test_floods_of_escapes_are_cleaned_quickly(start):
    """Unended escape sequences don't make the cleaning quadratic."""
    begun = time.perf_counter()
    clean(start * 200_000, 100_000)
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [(5.0, "5"), (4.5, "4.5"), (0.1 + 0.2, "0.3"), (100, "100"), (-0.0, "0"), (1e6, "1000000")],
)
def test_numbers_have_no_noise(value, shown):
    """Scores read like a person writes them."""
    assert number(value) == shown


def test_long_lists_are_counted():
    """A list of words ends in how many more there are."""
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcdef"), 2) == "a, b and 4 more"


def test_everything_that_can_happen_has_its_sentence():
    """Each status and each kind of failure has a sentence of its own that ends like one."""
    assert set(STATUS) == set(Status)
    assert set(SUBMISSION) == set(SubmissionStatus)
    assert set(FAILURE) == {"none", "type", "shape", "finite", "values", "changed", "property"}
    sentences = [*STATUS.values(), *FAILURE.values()]
    assert len(set(sentences)) == len(sentences)
    assert all(text.endswith((".", "?")) and len(text) < 200 for text in sentences)


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    """A file is replaced whole or not at all."""
    path = tmp_path / "grades.csv"
    write_whole(path, "old")
    with pytest.raises(ZeroDivisionError):
        write_stream(path, (str(1 / number) for number in (1, 0)))
    assert [entry.name for entry in tmp_path.iterdir()] == ["grades.csv"]
    assert path.read_text() == "old"


def test_half_a_character_ends_no_writing(tmp_path):
    """What no file can hold is replaced, and the rest of the file is there."""
    write_whole(tmp_path / "results.json", "half \ud800, whole 🎉")
    assert (tmp_path / "results.json").read_text("utf-8") == "half ?, whole 🎉"


def test_a_place_that_cant_be_written_is_said(tmp_path):
    """An error of the file system names the file and what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(AutograderError, match="can't be written"):
        write_whole(tmp_path / "file" / "grades.csv", "x")
