"""Gradescope's documented form of a results.json, and what in one is not like it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

Check = Callable[[Any], str]  # what is wrong with a value; empty if nothing

VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")
FORMATS = ("text", "html", "simple_format", "md", "ansi")


def problems(results: Any) -> list[str]:
    """All that Gradescope would refuse, misread or not know in a parsed results.json.

    Stricter than Gradescope in one thing: a hidden test is a problem, since students do not
    see their total then.
    """
    if not isinstance(results, dict):
        return [f"the results are {_kind(results)}, not an object"]
    found = [*_not_strict(results, "results"), *_fields(results, TOP, "")]
    tests = _entries(results, "tests", found)
    for index, test in enumerate(tests):
        found += _test(test, f"tests[{index}]", results)
    for index, entry in enumerate(_entries(results, "leaderboard", found)):
        found += _leader(entry, f"leaderboard[{index}]")
    return found + list(_total(results, tests))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> str:
    return "" if _is_number(value) else f"is {_kind(value)}, not a number"


def _seconds(value: Any) -> str:
    return _number(value) or ("is negative" if value < 0 else "")


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else f"is {_kind(value)}, not a text"


def _object(value: Any) -> str:
    return "" if isinstance(value, dict) else f"is {_kind(value)}, not an object"


def _array(value: Any) -> str:
    return "" if isinstance(value, list) else f"is {_kind(value)}, not an array"


def _texts(value: Any) -> str:
    return _array(value) or next((problem for item in value if (problem := _text(item))), "")


def _one_of(*names: str) -> Check:
    def check(value: Any) -> str:
        known = isinstance(value, str) and value in names
        return "" if known else f"is {value!r}, not one of {', '.join(names)}"

    return check


def _leader_value(value: Any) -> str:
    if not isinstance(value, str):
        return _number(value)
    try:  # a text such as "*****" is allowed
        float(value)
    except ValueError:
        return ""
    return f"is the text {value!r}, not a number"


TOP: Mapping[str, Check] = {
    "score": _number,
    "execution_time": _seconds,
    "output": _text,
    "output_format": _one_of(*FORMATS),
    "test_output_format": _one_of(*FORMATS),
    "test_name_format": _one_of(*FORMATS),
    "visibility": _one_of(*VISIBILITIES),
    "stdout_visibility": _one_of(*VISIBILITIES),
    "extra_data": _object,
    "tests": _array,
    "leaderboard": _array,
}
TEST: Mapping[str, Check] = {
    "score": _number,
    "max_score": _number,
    "status": _one_of("passed", "failed"),
    "name": _text,
    "name_format": _one_of(*FORMATS),
    "number": _text,
    "output": _text,
    "output_format": _one_of(*FORMATS),
    "tags": _texts,
    "visibility": _one_of(*VISIBILITIES),
    "extra_data": _object,
}
LEADER: Mapping[str, Check] = {
    "name": _text,
    "value": _leader_value,
    "order": _one_of("asc", "desc"),
}


def _fields(found: Mapping[str, Any], known: Mapping[str, Check], where: str) -> Iterator[str]:
    for key, value in found.items():
        path = f"{where}.{key}" if where else key
        if key not in known:
            yield f"{path} is not a field that Gradescope knows"
        elif problem := known[key](value):
            yield f"{path} {problem}"


def _entries(results: Mapping[str, Any], key: str, found: list[str]) -> list[dict[str, Any]]:
    """The objects of an array; others are told in `found`."""
    entries = results.get(key, [])
    if not isinstance(entries, list):
        return []
    for index, entry in enumerate(entries):
        if problem := _object(entry):
            found.append(f"{key}[{index}] {problem}")
    return [entry for entry in entries if isinstance(entry, dict)]


def _test(test: Mapping[str, Any], where: str, results: Mapping[str, Any]) -> Iterator[str]:
    yield from _fields(test, TEST, where)
    score, most = test.get("score"), test.get("max_score")
    if _is_number(most) and most < 0:
        yield f"{where}.max_score is negative"
    if _is_number(score) and _is_number(most) and score > most:
        yield f"{where}.score is {score}, over the max_score of {most}"
    if test.get("visibility", results.get("visibility")) == "hidden":
        yield f"{where} is hidden, so that students do not see their total"


def _leader(entry: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from _fields(entry, LEADER, where)
    for key in ("name", "value"):
        if key not in entry:
            yield f"{where} has no {key}"


def _total(results: Mapping[str, Any], tests: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the scores taken together."""
    if "score" not in results:
        if not any("score" in test for test in tests):
            yield "there is no score, neither of all nor of a test"
        return
    score = results["score"]
    most = [test["max_score"] for test in tests if _is_number(test.get("max_score"))]
    if not tests or len(most) < len(tests) or not _is_number(score):
        return
    if score > math.fsum(most) + 1e-9:  # sums of decimal fractions are off by a little
        yield f"score is {score}, over the {math.fsum(most)} of all tests"


def _not_strict(value: Any, where: str) -> Iterator[str]:
    """What JSON's own standard does not have, at any depth."""
    if isinstance(value, float) and not math.isfinite(value):
        yield f"{where} is {value}, which JSON does not have"
    elif isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            yield f"{where} has half a surrogate pair"
    elif isinstance(value, dict):
        for key, item in value.items():
            if problem := _text(key):
                yield f"a key of {where} {problem}"
            yield from _not_strict(key, f"a key of {where}")
            yield from _not_strict(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _not_strict(item, f"{where}[{index}]")
    elif value is not None and not isinstance(value, bool | int | float):
        yield f"{where} is {_kind(value)}, which JSON does not have"


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "a truth value"}
    if value is None:
        return "null"
    if _is_number(value):
        return "a number"
    return names.get(type(value), f"a {type(value).__name__}")
