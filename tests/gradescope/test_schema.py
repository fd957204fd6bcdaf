"""The check of a results.json finds every departure from Gradescope's documented form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .schema import problems

GOOD: dict[str, Any] = {
    "score": 3.5,
    "execution_time": 12,
    "output": "Well done",
    "output_format": "simple_format",
    "test_output_format": "md",
    "test_name_format": "text",
    "visibility": "visible",
    "stdout_visibility": "hidden",
    "extra_data": {"anything": [1, None, {"deep": True}]},
    "tests": [
        {
            "score": 3.5,
            "max_score": 4,
            "status": "failed",
            "name": "conv2d",
            "name_format": "text",
            "number": "1.1",
            "output": "",
            "output_format": "ansi",
            "tags": ["cnn"],
            "visibility": "after_published",
            "extra_data": {},
        },
        {"name": "style", "status": "passed", "max_score": 0},
    ],
    "leaderboard": [
        {"name": "time", "value": 1.5, "order": "asc"},
        {"name": "stars", "value": "***"},
    ],
}


def test_a_good_file_has_no_problem() -> None:
    """All documented fields are known; most are optional."""
    assert problems(GOOD) == []
    assert problems({"score": 0}) == []
    assert problems({"tests": [{"score": 1}, {"name": "information only"}]}) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"score": "3.5"}, "score is a text, not a number"),
        ({"score": True}, "score is a truth value"),
        ({"score": None}, "score is null"),
        ({"score": 4.5}, "over the 4.0 of all tests"),
        ({"execution_time": -1}, "execution_time is negative"),
        ({"output": ["a"]}, "output is an array"),
        ({"output_format": "markdown"}, "not one of text, html"),
        ({"visibility": "public"}, "not one of hidden"),
        ({"stdout_visibility": []}, "not one of hidden"),
        ({"visibility": "hidden"}, "tests[1] is hidden"),
        ({"extra_data": []}, "extra_data is an array"),
        ({"extra_data": {"a": [float("nan")]}}, "extra_data.a[0] is nan"),
        ({"score": float("-inf")}, "results.score is -inf"),
        ({"output": "\ud800"}, "half a surrogate pair"),
        ({"extra_data": {1: 2}}, "a key of results.extra_data is a number"),
        ({"total": 3}, "total is not a field"),
        ({"tests": {}}, "tests is an object, not an array"),
        ({"tests": ["conv2d"]}, "tests[0] is a text, not an object"),
        ({"leaderboard": [{"name": "a"}]}, "leaderboard[0] has no value"),
        ({"leaderboard": [{"name": "a", "value": "1"}]}, "is the text '1', not a number"),
        ({"leaderboard": [{"name": "a", "value": 1, "order": "up"}]}, "not one of asc, desc"),
        ({"leaderboard": [{"name": "a", "value": 1, "rank": 1}]}, "leaderboard[0].rank is not"),
    ],
)
def test_the_top_level_is_checked(change: dict[str, Any], told: str) -> None:
    """Each field's type and choices; unknown ones; what JSON does not have."""
    found = problems({**GOOD, **change})
    assert any(told in problem for problem in found), found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"score": 5}, "score is 5, over the max_score of 4"),
        ({"max_score": -1}, "max_score is negative"),
        ({"status": "wrong"}, "not one of passed, failed"),
        ({"number": 1.1}, "number is a number, not a text"),
        ({"tags": "cnn"}, "tags is a text, not an array"),
        ({"tags": [1]}, "tags is a number, not a text"),
        ({"visibility": "hidden"}, "do not see their total"),
        ({"max": 4}, "tests[0].max is not a field"),
    ],
)
def test_each_test_is_checked(change: dict[str, Any], told: str) -> None:
    """A test's fields, and its score against its most."""
    found = problems({**GOOD, "tests": [{**GOOD["tests"][0], **change}]})
    assert any(told in problem for problem in found), found


def test_some_score_is_there() -> None:
    """Without a score of all there is one of a test; and the results are an object."""
    assert problems({"tests": [{"name": "a"}]}) == [
        "there is no score, neither of all nor of a test"
    ]
    assert problems(None) == ["the results are null, not an object"]


def test_what_python_reads_but_json_has_not_is_found() -> None:
    """A file with NaN, as Python writes it, is no JSON for Gradescope."""
    assert problems(json.loads('{"score": NaN}')) == [
        "results.score is nan, which JSON does not have"
    ]
