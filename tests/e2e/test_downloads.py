"""From what an instructor downloads to grades: Gradescope, Canvas and Moodle."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.sample import as_notebook
from autograder.authoring.source import read_source
from autograder.course import Course
from autograder.extract import extract

from .. import exports
from .conftest import Run

SLUG = "rnn_cell"
Files = dict[str, bytes]
Make = Callable[..., Files]


@pytest.fixture(scope="module")
def work(course: Course) -> bytes:
    """A right submission."""
    source = course.source(SLUG).read_text(encoding="utf-8")
    return extract(source, course.assignment(SLUG).names).encode()


@pytest.fixture(scope="module")
def stub(course: Course) -> bytes:
    """A notebook in which nothing is written yet."""
    cells = read_source(course, course.assignment(SLUG)).answers.values()
    return as_notebook(["import numpy as np", *(cell.stub for cell in cells)]).encode()


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROSTER = "First Name,Last Name,SID,Email\n" + "".join(
    f"{line}\n"
    for line in (
        "Augusta Ada,King,3031,ada@example.edu",
        "Grace,Hopper,0042,grace@example.edu",
        "Vera,Rubin,3050,vera@example.edu",
    )
)


NOBODY = {  # these platforms' numbers are not on the roster, so what is whose can't be told
    ("not_graded", "", name) for name in ("Augusta Ada King", "Grace Hopper", "Vera Rubin")
}


@pytest.mark.parametrize(
    ("make", "expected", "without", "told"),
    [
        (
            exports.gradescope,
            {
                ("Ada Lovelace_3031", "Augusta Ada King", "ada@example.edu"),
                ("Grace Hopper_0042", "Grace Hopper", "grace@example.edu"),
                ("Grace Hopper_0042", "Renée Noether", "Renee@Example.edu"),
                ("submission_103", "", ""),
                ("Alan Turing_alan@example.edu", "Alan Turing", "alan@example.edu"),
                ("Mary Somerville_3035", "Mary Somerville", ""),
                ("submission_109", "", ""),
            },
            {
                ("not_graded", "submission_106", "Emmy Noether"),
                ("not_graded", "submission_107", "Sofia: the first"),
                ("not_graded", "submission_108", "Katherine Johnson"),
                ("not_graded", "", "Vera Rubin"),
            },
            [
                "class.zip → class (a Gradescope export, 7 submissions)",
                "passed over: …class.zip → class/submission_107 (holds no notebook",
                "set aside: …class.zip → class/submission_101 (rnn_cell.py counts only if",
                "not matched: …class.zip → class/submission_104 (Alan Turing (alan@example.edu)",
                "not matched: 1 other on the roster (may have handed in something",
            ],
        ),
        (
            exports.canvas,
            {
                ("anon_Xy4zQ", "", ""),
                ("anon_Zz", "", ""),
                ("hoppergrace_12", "hoppergrace", ""),
                ("lovelaceada_11", "lovelaceada", ""),
                ("noetherrenée_13", "noetherrenée", ""),
                ("project_groups1_15", "project_groups1", ""),
                ("李小龙_19", "李小龙", ""),
            },
            {
                ("not_graded", "johnsonkatherine_18_509_scan.pdf", "johnsonkatherine"),
                ("not_graded", "somervillemary_LATE_17_link.html", "somervillemary"),
                ("not_graded", "turingalan_16_text.html", "turingalan"),
                *NOBODY,
            },
            [
                "class.zip → class (a Canvas download, 7 submissions)",
                "turingalan_16_text.html (is a text entry, not a file",
                "(504_rnn_cell-1.py counts, not 503_rnn_cell.py)",
                "not matched: …class.zip → class: anon_Xy4zQ (is anonymous)",
                "not matched: 2 others on the roster (may have handed in something",
            ],
        ),
        (
            exports.moodle,
            {
                ("Ada Lovelace_11", "Ada Lovelace", ""),
                ("Default team", "Default team", ""),
                ("Grace O'Hopper-Murray_13", "Grace O'Hopper-Murray", ""),
                ("Renée Noether_12", "Renée Noether", ""),
                ("Team A-Emmy Noether_16", "Team A-Emmy Noether", ""),
            },
            {
                ("not_graded", "Alan Turing_14_assignsubmission_onlinetext", "Alan Turing"),
                ("not_graded", "Katherine Johnson_17", "Katherine Johnson"),
                ("not_graded", "Mary Somerville_15_assignsubmission_file", "Mary Somerville"),
                *NOBODY,
            },
            [
                "class.zip → class (a Moodle download, 6 submissions)",
                "_assignsubmission_onlinetext (is online text, not a file",
                "Katherine Johnson_17 (holds several files that could count (a.py, b.py)",
                "not matched: 3 others on the roster (may have handed in something",
            ],
        ),
    ],
)
def test_an_export_is_graded_as_it_was_downloaded(
    autograder: Run,
    tmp_path: Path,
    work: bytes,
    stub: bytes,
    make: Make,
    expected: set[tuple[str, str, str]],
    without: set[tuple[str, str, str]],
    told: list[str],
) -> None:
    """Every submission has its row and full marks, also where only the script is written in;
    what isn't graded is said; nothing that was unpacked is left."""
    path = exports.as_zip(tmp_path / "class.zip", make(work, stub, SLUG), "class/")
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    done = autograder(
        *("grade", SLUG, path, "--out", tmp_path / "out"),
        *("--jobs", 2, "--roster", tmp_path / "roster.csv"),
        environment={"TMPDIR": str(tmp_path / "tmp")},
    )
    assert done.returncode == 0, done.stderr
    gone = [row for row in rows(tmp_path / "out") if row["status"].startswith("not_")]
    assert {(row["status"], row["submission"], row["student"]) for row in gone} == without
    assert not any(row["score"] for row in gone)
    found = [row for row in rows(tmp_path / "out") if row not in gone]
    assert {(row["submission"], row["student"], row["email"]) for row in found} == expected
    assert len(found) == len(expected)
    assert {row["score"] for row in found} == {found[0]["max_score"]}
    for text in told:
        start, _, rest = text.rpartition("…")
        assert any(rest in line and line.startswith(start) for line in done.stderr.splitlines())
    assert not list((tmp_path / "tmp").iterdir())


def test_lists_are_short_however_long_they_are(
    autograder: Run, tmp_path: Path, work: bytes
) -> None:
    """The first ten and a count, and no letter of a name that steers the terminal."""
    files = {f"ada_1_2_{SLUG}.py": work}
    files |= {f"ben\x1b[31m{number}_{number + 5}_text.html": b"" for number in range(25)}
    folder = exports.as_folder(tmp_path / "class", files)
    done = autograder("grade", SLUG, folder, "--out", tmp_path / "out", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("passed over")]
    assert len(lines) == 11
    assert lines[-1] == "passed over: … and 15 more: see the report"
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert all(f"{number}_{number + 5}_text.html" in report for number in range(25))
    assert "\x1b" not in done.stderr


def test_the_rule_for_several_is_an_option(autograder: Run, tmp_path: Path, work: bytes) -> None:
    """Stated in the help, and obeyed."""
    files = {f"ada_1_2_{SLUG}.py": work, f"ada_1_3_{SLUG}-1.py": b"x = 1\n"}
    folder = exports.as_folder(tmp_path / "class", files)
    scores = {}
    for rule in ("latest", "first", "all"):
        out = tmp_path / rule
        done = autograder("grade", SLUG, folder, "--out", out, "--several", rule, "--jobs", 1)
        assert done.returncode == 0, done.stderr
        scores[rule] = {row["submission"]: float(row["score"]) > 0 for row in rows(out)}
    assert scores == {
        "latest": {"ada_1": False},
        "first": {"ada_1": True},
        "all": {"ada_1_2": True, "ada_1_3": False},
    }
    usage = autograder("grade", "--help").stdout
    assert "the latest counts" in " ".join(usage.split())
