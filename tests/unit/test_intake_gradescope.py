"""Gradescope's export: whose a submission is, and which of its files count."""

from __future__ import annotations

import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.intake import Intake, find_submissions, people
from autograder.classroom.intake.gradescope_metadata import (
    BadMetadata,
    Described,
    descriptions,
    time_of,
)
from autograder.errors import AutograderError
from autograder.grading.results import Origin, Student

from ..exports import archive, as_folder, as_zip, gradescope
from .taken import class_path, reasons, take


@pytest.fixture(params=["folder", "zip", "zip with a folder", "folder in a folder", "zip in a zip"])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Intake:
    """The same export in each form that it may come in."""
    return take(class_path(tmp_path, request.param, gradescope()))


def test_each_submission_is_found_with_its_students(intake: Intake) -> None:
    """Groups, missing SIDs, emails, people and descriptions; ids stay as they were written."""
    found = {one.name: (one.origin.id, one.students) for one in intake.submissions}
    assert found == {
        "Ada Lovelace_3031": ("101", (Student("Ada Lovelace", "3031", "ada@example.edu"),)),
        "Grace Hopper_0042": (
            "102",
            (
                Student("Grace Hopper", "0042", "grace@example.edu"),
                Student("Renée Noether", "S-7", "Renee@Example.edu"),
            ),
        ),
        "submission_103": ("103", ()),
        "Alan Turing_alan@example.edu": ("104", (Student("Alan Turing", "", "alan@example.edu"),)),
        "Mary Somerville_3035": ("105", (Student("Mary Somerville", "3035"),)),
        "submission_109": ("109", ()),
    }


def test_the_file_that_counts_is_chosen_as_on_gradescope(intake: Intake) -> None:
    """In nested folders, past junk; a notebook first, and the script if that is untouched."""
    files = {
        one.origin.id: [path.name for path in (one.path, *one.fallbacks)]
        for one in intake.submissions
    }
    assert files == {
        "101": ["cnn.ipynb", "cnn.py"],
        "102": ["cnn.py"],
        "103": ["cnn.py"],
        "104": ["another name.py"],
        "105": ["cnn.zip"],
        "109": ["cnn.py"],
    }


def test_what_is_not_graded_is_listed_with_whose_it_is(intake: Intake) -> None:
    """Nothing handed in, nothing to grade, several alike: each with the reason."""
    assert {one.students[0].name: one.why for one in intake.passed_over} == {
        "Emmy Noether": "has no folder in the export: nothing was handed in, or it was left out",
        "Sofia: the first": "holds no notebook, .py file or archive",
        "Katherine Johnson": (
            "holds several files that could count (one.ipynb, two.ipynb), and nothing tells which"
        ),
    }
    assert [one.why for one in intake.unmatched] == ["has nobody named as its student"] * 2
    assert reasons(intake.set_aside) == ["cnn.py counts only if nothing is written in cnn.ipynb"]
    assert [one.why for one in intake.sources] == ["a Gradescope export, 7 submissions"]


def test_times_are_iso(intake: Intake) -> None:
    """Ruby's times become ISO 8601 in UTC; one that can't be read is left out."""
    assert {one.origin.id: one.origin.submitted for one in intake.submissions} == {
        "101": "2024-10-01T03:22:11.123456+00:00",
        "102": "2024-10-01T10:00:00.500000+00:00",
        "103": "2024-10-01T03:22:11.123456+00:00",
        "104": "",
        "105": "",
        "109": "",
    }


PAIR = """\
submission_1:
  :submitters: [{':name': Ada, ':sid': a}, {':name': Ben, ':sid': b}]
  :created_at: 2024-10-01 10:00:00 Z
submission_2:
  :submitters: [{':name': Ada, ':sid': a}]
  :created_at: 2024-10-01 11:00:00 +02:00
submission_3:
  :submitters: [{':name': Cleo, ':email': Cleo@example.edu}]
  :created_at: 2024-10-01 10:00:00 Z
submission_4:
  :submitters: [{':name': Cleo, ':email': cleo@example.edu}]
  :created_at: 2024-10-01 10:00:01 Z
"""


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ("latest", {"1": ["Ada", "Ben"], "4": ["Cleo"]}),
        ("first", {"1": ["Ben"], "2": ["Ada"], "3": ["Cleo"]}),
        ("all", {"1": ["Ada", "Ben"], "2": ["Ada"], "3": ["Cleo"], "4": ["Cleo"]}),
    ],
)
def test_the_latest_submission_of_a_student_counts(
    tmp_path: Path, several: str, expected: dict[str, list[str]]
) -> None:
    """By its time, for each member of a group; the earlier one still counts for the others."""
    files = {f"submission_{number}/cnn.py": b"x" for number in range(1, 5)}
    folder = as_folder(tmp_path / "export", files | {"submission_metadata.yml": PAIR.encode()})
    intake = take(folder, several=several)
    found = {one.origin.id: [who.name for who in one.students] for one in intake.submissions}
    assert found == expected
    assert len({one.name for one in intake.submissions}) == len(expected)
    left_out = {"1", "2", "3", "4"} - expected.keys()
    assert {one.origin.id for one in intake.set_aside} == left_out
    assert all("of the same student counts" in one.why for one in intake.set_aside)


def test_a_student_keeps_the_name_in_a_later_export(tmp_path: Path) -> None:
    """Whatever number the submission has, whoever else is there, in whatever order."""
    metadata = (
        "submission_{0}:\n  :submitters:\n  - {{':name': Ada, ':sid': a}}\n"
        "submission_{1}:\n  :submitters:\n  - {{':name': Ada, ':sid': b}}\n"
    )
    first = metadata.format(1, 2)
    later = metadata.format(9, 3).replace("  - {':name': Ada, ':sid': a}\n", (
        "  - {':name': Zoe, ':sid': z}\n  - {':name': Ada, ':sid': a}\n"
    ))  # fmt: skip
    names = []
    for number, (text, ids) in enumerate([(first, (1, 2)), (later, (9, 3))]):
        files = {f"submission_{n}/cnn.py": b"x" for n in ids}
        files |= {"submission_metadata.yml": text.encode()}
        intake = take(as_folder(tmp_path / str(number), files))
        names.append({one.students[0].sid: one.name for one in intake.submissions})
    assert names == [{"a": "Ada_a", "b": "Ada_b"}] * 2


def test_an_export_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    """As a folder and as the zip it came in: each submission once, the other set aside."""
    folder = as_folder(tmp_path / "export", gradescope())
    intake = take(folder, folder, as_zip(tmp_path / "export.zip", gradescope()))
    assert len(intake.submissions) == 6
    assert sum("the same submission" in one.why for one in intake.set_aside) == 7


def test_a_link_to_a_neighbour_is_not_followed(tmp_path: Path) -> None:
    """A folder that is a link to another student's is passed over, and graded once."""
    folder = as_folder(tmp_path / "export", {"submission_1/cnn.py": b"x"})
    (folder / "submission_2").symlink_to(folder / "submission_1")
    (folder / "submission_3").mkdir()
    (folder / "submission_3" / "cnn.py").symlink_to(folder / "submission_1" / "cnn.py")
    intake = take(folder)
    assert [one.name for one in intake.submissions] == ["submission_1"]
    assert reasons(intake.passed_over) == ["holds no notebook, .py file or archive", "is a link"]


def test_plain_files_beside_a_forged_description_stay_plain(tmp_path: Path) -> None:
    """A student who hands in a submission_metadata.yml changes nothing for the others."""
    files = {"ada.py": b"x", "submission_metadata.yml": gradescope()["submission_metadata.yml"]}
    intake = take(as_folder(tmp_path / "class", files))
    assert [(one.name, one.students) for one in intake.submissions] == [("ada", ())]


def test_a_file_that_a_teacher_added_is_graded_too(tmp_path: Path) -> None:
    """Plain files beside the folders are plain; other kinds are listed."""
    files = gradescope() | {"sent by mail.py": b"x", "notes.txt": b"x"}
    intake = take(as_folder(tmp_path / "class", files))
    assert "sent by mail" in {one.name for one in intake.submissions}
    assert len(intake.submissions) == 7
    assert "is of another kind" in reasons(intake.passed_over)


def described(text: str | bytes) -> dict[str, Described]:
    data = text.encode() if isinstance(text, str) else text
    return dict(descriptions(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("submission_1: [", "is not readable YAML"),
        ("submission_1: {a: [1\nb: 2", "is not readable YAML at line 2"),
        ("- one\n- two\n", "holds no table"),
        ("just text", "holds no table"),
        ("submission_1: " + "[" * 500 + "]" * 500, "nested too deeply"),
        ("submission_1: " + "[" * 100_000, "is not readable YAML"),
        (b"submission_1: \xff\xfe", "is not readable YAML"),
        ("submission_1: \x07", "is not readable YAML"),
    ],
)
def test_broken_metadata_is_said(text: str | bytes, reason: str) -> None:
    """With the reason, and never with an exception of another kind."""
    with pytest.raises(BadMetadata, match=reason):
        described(text)


def test_submissions_are_graded_without_readable_metadata(tmp_path: Path) -> None:
    """What came before the broken place is used; the others are graded without a name."""
    files = gradescope()
    text = files["submission_metadata.yml"].decode()
    broken = text[: text.index("submission_104")] + "submission_104: {"
    intake = take(
        as_folder(tmp_path / "export", files | {"submission_metadata.yml": broken.encode()})
    )
    assert {one.origin.id for one in intake.submissions} == {
        "101", "102", "103", "104", "105", "109",
    }  # fmt: skip
    assert sum(bool(one.students) for one in intake.submissions) == 2
    assert sum("nothing tells whose" in one.why for one in intake.passed_over) == 1
    del files["submission_metadata.yml"]
    intake = take(as_folder(tmp_path / "none", files))
    assert len(intake.submissions) == 6


RUBY = """\
---
submission_1: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
  :history: [{:id: 1, :created_at: 2024-10-01 03:22:11 Z}]
  :submitters:
  - :name: Ada
    :sid: &1 '0031'
  :created_at: 2024-10-01 10:00:00 Z
submission_2:
  :score: 8.0
  :submitters:
  - :name: Ben
    :sid: *1
  - :name: "Cleo\\nsubmission_9:"
  :results:
    :output: |-
      :submitters: []

      submission_9:
    :tests: [{:score: 1.0}]

# and one more
'submission_3':
    submitters: [{name: Dora}]
    history: [{:id: 1}]
"""


def read_as_far_as_it_goes(text: str | bytes) -> tuple[dict[str, Described], str]:
    """What is found in it, and why that isn't all."""
    found = {}
    try:
        for folder, about in descriptions(
            io.BytesIO(text.encode() if isinstance(text, str) else text)
        ):
            found[folder] = about
    except BadMetadata as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_what_only_ruby_reads_costs_nothing_where_it_is_not_needed(
    start: str, line_end: str
) -> None:
    """`[{:id: 1}]` is no YAML: such a history or result is dropped, and nothing else is lost."""
    assert read_as_far_as_it_goes(start + RUBY.replace("\n", line_end)) == (
        {
            "submission_1": Described(
                (Student("Ada", "0031"),), datetime(2024, 10, 1, 10, tzinfo=UTC)
            ),
            "submission_2": Described((Student("Ben", "0031"), Student("Cleo submission_9:"))),
            "submission_3": Described((Student("Dora"),)),
        },
        "",
    )


@pytest.mark.parametrize(
    "bad",
    [
        b"submission_2:\n  :submitters: [{:name: Ben}]\n",
        b"submission_2: {':submitters': [{':name': Ben}], ':history': [{:id: 1}]}\n",
        b"submission_2:\n  :submitters:\n  - :name: B\xffn\n",
        b"submission_2:\n  :submitters:\n  - :name: 'Ben\n",
        b"submission_2:\n  :submitters:\n  - :name: [Ben\n]: {\n",
        b"submission_2:\n  :submitters: " + b"[" * 500 + b"\n",
        b"submission_2:\n  :submitters: [" + b"{':name': Ben}, " * 100_000 + b"}\n",
    ],
    ids=["Ruby's", "flow", "no UTF-8", "no end", "the margin", "too deep", "too long"],
)
def test_a_broken_entry_costs_only_itself(bad: bytes) -> None:
    """It is named by its number; those before and after it are read."""
    first, last = (f"submission_{n}:\n  :submitters:\n  - :name: A{n}\n".encode() for n in (1, 3))
    found, why = read_as_far_as_it_goes(first + bad + last)
    assert found == {
        "submission_1": Described((Student("A1"),)),
        "submission_2": Described(),
        "submission_3": Described((Student("A3"),)),
    }
    assert why.endswith(": nothing tells whose submission_2 is")


@pytest.mark.parametrize("between", ["submission: 2\n", "]\n", "  :score: 1\nsubmission_: {\n"])
def test_what_is_between_entries_of_a_broken_file_is_said(between: str) -> None:
    """It may be one more of them."""
    entry = "submission_{0}:\n  :submitters:\n  - :name: A{0}\n"
    text = f"{entry.format(1)}  :history: [{{:id: 1}}]\n{between}{entry.format(2)}"
    found, why = read_as_far_as_it_goes(text)
    assert found == {f"submission_{n}": Described((Student(f"A{n}"),)) for n in (1, 2)}
    assert why == "is not readable YAML at line 4: what belongs to no submission was left out"


def test_a_student_in_a_broken_entry_is_listed_by_number(tmp_path: Path) -> None:
    """With a folder or without one; the class keeps its names."""
    entry = "submission_{0}:\n  :submitters:\n  - :name: A{0}\n  :history: [{{:id: 1}}]\n"
    text = "".join(map(entry.format, range(1, 5))).replace("  - :name: A2", "  - [{:name: A2}]")
    text = text.replace("  - :name: A3", "  - [{:name: A3}]")
    files = {f"submission_{n}/cnn.py": b"x" for n in (1, 2, 4)}
    files["submission_metadata.yml"] = text.encode()
    intake = take(as_folder(tmp_path / "export", files))
    names = {one.origin.id: [who.name for who in one.students] for one in intake.submissions}
    assert names == {"1": ["A1"], "2": [], "4": ["A4"]}
    assert [one.origin.id for one in intake.unmatched] == ["2"]
    assert reasons(intake.passed_over) == [
        "has no folder in the export: nothing was handed in, or it was left out",
        "is not readable YAML at line 4: nothing tells whose submission_2, submission_3 is",
    ]


def test_an_alias_bomb_costs_nothing() -> None:
    """What aliases repeat is shared, whether it is wanted or skipped."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    lines += ["submission_1:", "  :submitters: *a29", "  :results: *a29"]
    assert described("\n".join(lines)) == {"submission_1": Described()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("submission_1:\n", Described()),
        ("submission_1: []\n", Described()),
        ("submission_1: {':submitters': 7}\n", Described()),
        ("submission_1: {':submitters': [7, [], {}]}\n", Described()),
        ("submission_1: {':submitters': [{':name': [x], ':sid': 1}]}",
         Described((Student("", "1"),))),
        ("submission_1: {submitters: [{name: Ada}]}\n", Described((Student("Ada"),))),
        ("submission_1: &a {':submitters': *a}\n", Described()),
        ("submission_1: {? [a, b] : c, ':created_at': !!timestamp 2024-10-01 00:00:00 Z}",
         Described(created=datetime(2024, 10, 1, tzinfo=UTC))),
        ("submission_1: !ruby/object:Kernel {':submitters': [{':name': !ruby/object:X y}]}",
         Described((Student("y"),))),
    ],
)  # fmt: skip
def test_odd_metadata_is_read_as_far_as_it_goes(text: str, expected: Described) -> None:
    """Wrong types, no colons, foreign tags, a thing that holds itself: no error, no object."""
    assert described(text) == {"submission_1": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-10-01 03:22:11.123456000 Z", datetime(2024, 10, 1, 3, 22, 11, 123456, UTC)),
        ("2024-10-01T03:22:11Z", datetime(2024, 10, 1, 3, 22, 11, tzinfo=UTC)),
        ("2024-10-01 03:22:11 UTC", datetime(2024, 10, 1, 3, 22, 11, tzinfo=UTC)),
        ("2024-10-01 03:22:11.5 -0700", datetime(2024, 10, 1, 10, 22, 11, 500000, UTC)),
        ("2024-10-01 03:22:11", datetime(2024, 10, 1, 3, 22, 11, tzinfo=UTC)),
        ("2024-13-01 03:22:11 Z", None),
        ("0001-01-01 00:00:00 +14:00", None),
        ("9999-12-31 23:59:59 -14:00", None),
        ("soon", None),
    ],
)
def test_times_of_ruby(text: str, expected: datetime | None) -> None:
    """With parts of a second, offsets, or none; what isn't a time is None."""
    assert time_of(text) == expected


def test_an_export_without_anything_to_grade_is_an_error(tmp_path: Path) -> None:
    """With the first reasons, and what to do."""
    folder = as_folder(tmp_path / "export", {"submission_1/scan.pdf": b"%PDF"})
    with pytest.raises(AutograderError, match=r"submission_1: holds no notebook"):
        take(folder)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6))
def test_any_names_and_ids_give_safe_and_unique_names(people: list[tuple[str, str, str]]) -> None:
    """Whatever students are called, and whoever else is there, a name is safe and stays."""

    def names_of(chosen: list[int]) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as name:
            metadata = {
                f"submission_{number}": {
                    ":submitters": [
                        {":name": people[number][0], ":sid": f"{number}-{people[number][1]}",
                         ":email": people[number][2]}
                    ]
                }
                for number in chosen
            }  # fmt: skip
            files = {f"submission_{number}/cnn.py": b"x" for number in chosen}
            files["submission_metadata.yml"] = json.dumps(metadata, ensure_ascii=False).encode()
            intake = find_submissions([as_folder(Path(name), files)], "cnn")
            return {one.origin.id: one.name for one in intake.submissions}

    everybody = names_of(list(range(len(people))))
    assert len({name.casefold() for name in everybody.values()}) == len(people)
    for number in range(len(people)):
        assert names_of([number]) == {str(number): everybody[str(number)]}
    for name in everybody.values():
        assert len(f"{name}.json".encode()) <= 255
        assert not set(name) & set('/\\\0\n:*?"<>|')


def test_a_large_archive_of_a_student_is_not_opened(tmp_path: Path) -> None:
    """Their own zips are only moved: what is in them is the confined worker's business."""
    hostile = archive({"../../evil.py": b"x"})
    folder = as_folder(tmp_path / "export", {"submission_1/cnn.zip": hostile})
    (one,) = take(folder).submissions
    assert one.path.read_bytes() == hostile


def test_two_people_with_one_sid_are_two() -> None:
    """Where it is a 0 for everybody, the address tells who is who."""
    origin = Origin("gradescope", "1")
    ada, bob = Student("Ada", "0", "ada@example.edu"), Student("Bob", "0", "bob@example.edu")
    assert people([ada], origin, "a") != people([bob], origin, "b")
    assert people([ada], origin, "a") == people([ada], Origin("gradescope", "2"), "c")
