"""One column of the teacher's Canvas gradebook, and nothing else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom.exports.canvas import plan_canvas
from autograder.classroom.exports.csv_cells import parse_table
from autograder.classroom.exports.plan import Kind
from autograder.errors import AutograderError
from autograder.grading.results import Student
from tests.unit.exports_class import ADA, ASSIGNMENT, EVIL, GRACE, report, unreadable

# As Canvas writes it: a row for manual posting, spaces before “Points Possible”, read-only
# totals (in the teacher's language), an excused student and the test student.
BOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Other (11),cnn_layers (4711),"
    "Current Score (2024),Final Grade\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,5.00,15.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",101,007,ada@example.edu,"One, and Two",3.00,,87.5,B\r\n'
    '"Hopper, Grace",102,3032,GRACE@example.edu,One,"",8.00,87.5,B\r\n'
    '"Turing, Alan",103,3033,alan,One,1,EX,87.5,B\r\n'
    '"Noether, Emmy",104,,3034,One,1,N/A,87.5,B\r\n'
    '"Student, Test",105,,0123456789abcdef,One,,,,\r\n'
)


@pytest.fixture
def book(tmp_path):
    def write(text=BOOK, encoding="utf-8"):
        path = tmp_path / "grades.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def plan(path, *reports, **options):
    return plan_canvas(path, ASSIGNMENT, reports, **options)


def kinds(plan):
    return [(remark.kind, remark.who) for remark in plan.remarks]


@pytest.mark.parametrize(
    "who",
    [
        {"platform": "canvas", "id": "101"},
        {"students": ("", "007", "")},
        {"students": ("", "", "ADA@example.edu ")},
        {"platform": "gradescope", "id": "101", "students": ("", "007", "")},
    ],
)
def test_a_student_is_found_by_any_id(book, who):
    """Canvas's id, the school's, and the login are tried; an address in any case."""
    who = dict(who)
    students = [Student(*who.pop("students"))] if "students" in who else []
    result = plan(book(), report("a", (5, 4.5), *students, **who))
    old = '"One, and Two",3.00,,87.5'
    assert result.content.decode() == BOOK.replace(old, old.replace(",,", ",9.5,"))
    assert result.complete
    assert [(change.old, change.new) for change in result.changes] == [("", "9.5")]


def test_a_name_proves_nothing(book):
    """Ada without an id is not matched with the row of that name."""
    result = plan(book(), report("ada", (5, 4), Student("Lovelace, Ada")))
    assert result.content.decode() == BOOK
    assert kinds(result) == [(Kind.UNMATCHED, "Lovelace, Ada (ada)")]
    assert not result.complete


def test_an_id_of_another_platform_is_none_here(book):
    """Gradescope's submission 101 is not Canvas's user 101."""
    result = plan(book(), report("a", platform="gradescope", id="101"))
    assert kinds(result) == [(Kind.UNMATCHED, "a")]


def test_a_group_has_one_score_and_several_rows(book):
    """Each member is found by an own id, never by the one that handed in for all."""
    result = plan(book(), report("ab", (5, 10), ADA, GRACE, platform="canvas", id="103"))
    table = parse_table(result.content)
    assert [table.value(row, 6) for row in (3, 4, 5)] == ["15", "15", "EX"]


def test_ids_that_disagree_are_refused(book):
    """Where one id says Ada and the other Grace, nobody gets the score."""
    mixed = Student("Ada", "007", "grace@example.edu")
    result = plan(book(), report("a", (5, 5), mixed))
    assert result.content.decode() == BOOK
    assert kinds(result) == [(Kind.AMBIGUOUS, "Ada (a)")]
    assert "2 rows fit" in result.remarks[0].why


@pytest.mark.parametrize(
    ("student", "why"),
    [
        (("Ada", "3031", "ada@example.edu"), "has the student id 007, not 3031"),
        (("Bob", "3032", "bob@example.edu"), "has the e-mail address grace@example.edu, not bob@"),
    ],
)
def test_an_id_that_is_another_one_in_the_row_is_refused(book, student, why):
    """One id fits and the other is somebody's who has no row: nobody gets the score."""
    result = plan(book(), report("a", (5, 5), Student(*student)))
    assert result.content.decode() == BOOK
    assert [remark.kind for remark in result.remarks] == [Kind.AMBIGUOUS]
    assert why in result.remarks[0].why


def test_a_school_with_two_addresses(book):
    """Asked for, an id is enough where only the address differs; another id never is."""
    alias = report("a", (5, 5), Student("Ada", "007", "lovelace@example.edu"))
    wrong = report("b", (5, 5), Student("Grace", "3031", "grace@example.edu"))
    refused = plan(book(), alias)
    assert "--other-addresses" in refused.remarks[0].why
    result = plan(book(), alias, wrong, other_addresses=True)
    assert [change.who for change in result.changes] == ["Ada (a)"]
    assert kinds(result) == [(Kind.AMBIGUOUS, "Grace (b)")]
    stranger = report("c", (5, 5), Student("Ada", "9999", "lovelace@example.edu"))
    assert kinds(plan(book(), stranger, other_addresses=True)) == [(Kind.UNMATCHED, "Ada (c)")]


@pytest.mark.parametrize(
    "student", [("", "3033", "alan@example.edu"), ("", "007", ""), ("", "s7", "ada@example.edu")]
)
def test_what_is_empty_or_of_another_kind_contradicts_nothing(book, student):
    """A login that is a name is no address, and a cell without an id says nothing."""
    path = book(BOOK.replace("EX", "").replace(",007,", ",S7,", student[1] == "s7"))
    assert len(plan(path, report("a", (5, 5), Student(*student))).changes) == 1
    login = BOOK.replace(",007,", ",,").replace("N/A", "")
    ada = Student("", "3031", "ada@example.edu")
    emmy = report("e", (5, 5), Student("", "3035"), platform="canvas", id="104")
    assert len(plan(book(login), report("a", (5, 5), ada), emmy).changes) == 2


def test_two_submissions_of_one_student_are_refused(book):
    """Neither wins: which one counts is decided where the class is graded."""
    twice = [report("a", (5, 5), ADA), report("b", (5, 6), platform="canvas", id="101")]
    result = plan(book(), *twice)
    assert result.content.decode() == BOOK
    assert kinds(result) == [(Kind.AMBIGUOUS, "Ada Lovelace (a)"), (Kind.AMBIGUOUS, "b")]


def test_two_rows_of_one_id_are_refused(book):
    """A gradebook that lists an id twice is not clear."""
    path = book(BOOK.replace(",102,", ",101,"))
    assert kinds(plan(path, report("a", platform="canvas", id="101"))) == [(Kind.AMBIGUOUS, "a")]


@pytest.mark.parametrize(
    ("id", "why"), [("103", "excused"), ("104", "not assigned"), ("105", "test student")]
)
def test_some_rows_keep_what_they_have(book, id, why):
    """EX, N/A and the test student stay, and that is said but no failure."""
    result = plan(book(), report("x", platform="canvas", id=id))
    assert result.content.decode() == BOOK
    assert result.complete
    assert why in result.remarks[0].why


def test_the_school_id_may_be_the_login(book):
    """Where Canvas hides SIS user ids, the login often is that id."""
    result = plan(book(BOOK.replace(",N/A,", ",,")), report("e", (5, 5), Student("", "3034")))
    assert [change.new for change in result.changes] == ["10"]


def test_a_score_that_needs_a_person_waits(book):
    """An unreadable file is no zero, unless the teacher says so."""
    bad = unreadable("ada", ADA)
    waiting = plan(book(), bad)
    assert waiting.content.decode() == BOOK
    assert kinds(waiting) == [(Kind.UNFINISHED, "Ada Lovelace (ada)")]
    taken = plan(book(), bad, unfinished=True)
    assert [(change.old, change.new) for change in taken.changes] == [("", "0")]


def test_a_score_that_stands_already_is_left_as_it_is_written(book):
    """8.00 is 8: a second export changes not one byte."""
    result = plan(book(), report("g", (5, 3), GRACE))
    assert (result.content.decode(), result.same, result.changes) == (BOOK, 1, ())


@pytest.mark.parametrize("wanted", ["4711", "cnn_layers", "cnn_layers (4711)", ""])
def test_the_column_is_named_or_found(book, wanted):
    """By id, by title, by both; without a name by the assignment's slug."""
    result = plan(book(), report("a", (5, 5), ADA), column=wanted)
    assert parse_table(result.content).value(3, 6) == "10"


@pytest.mark.parametrize(
    "title", ["CNN-Layers (4711)", "“How a computer reads an image” (4711)", "Cnn layers (4711)"]
)
def test_titles_need_not_be_spelled_alike(book, title):
    """Case, dashes and quotes don't count; what the letters say does."""
    path = book(BOOK.replace("cnn_layers (4711)", title))
    assert plan(path, report("a", (5, 5), ADA)).changes


@pytest.mark.parametrize(
    ("header", "wanted", "reason"),
    [
        ("cnn_layers (4711)", "rnn", "no columns called “rnn”"),
        ("Layers (4711)", "", "no columns with the title"),
        ("cnn_layers", "", "no columns"),
        ("cnn_layers", "cnn_layers", "no columns"),
        ("cnn_layers (4711)", "Current Score (2024)", "no columns called"),
        ("cnn_layers (4711)", "Final Grade", "no columns called"),
        ("Other (4711)", "Other", "2 columns called “Other”"),
    ],
)
def test_a_column_that_is_not_there_is_refused(book, header, wanted, reason):
    """Canvas would make a new assignment; what there is instead is listed, with ids."""
    path = book(BOOK.replace("cnn_layers (4711)", header))
    with pytest.raises(AutograderError, match=reason) as error:
        plan(path, report("a", (5, 5), ADA), column=wanted)
    assert "Other (11)" in str(error.value)


def test_read_only_totals_are_known_in_any_language(book):
    """A total that looks like an assignment is not one, where no points are possible."""
    text = BOOK.replace("Current Score (2024)", "Note (2024)").replace("(read only)", "(lesbar)")
    with pytest.raises(AutograderError, match="no columns called"):
        plan(book(text), report("a", (5, 5), ADA), column="2024")


def test_other_maxima_are_said_and_scaled_only_if_asked(book):
    """9.5 of 15 stays 9.5, or becomes 6.33 of 10."""
    path = book(BOOK.replace("15.00", "10.00"))
    plain = plan(path, report("a", (5, 4.5), ADA))
    scaled = plan(path, report("a", (5, 4.5), ADA), scale=True)
    assert [plain.changes[0].new, scaled.changes[0].new] == ["9.5", "6.33"]
    assert "out of 10 points, the autograder out of 15" in plain.notes[0]
    assert "as they are" in plain.notes[0]
    assert "are scaled" in scaled.notes[0]
    with pytest.raises(AutograderError, match="nothing can be scaled"):
        plan(book(BOOK.replace("15.00", "")), report("a", (5, 4.5), ADA), scale=True)


def test_a_file_with_decimal_commas_gets_them(book):
    """Semicolons, commas, a byte order mark: a German teacher's file stays German."""
    german = BOOK.replace('"One, and Two"', "One").replace(",", ";").replace(".00", ",00")
    german = german.replace(";87.5;", ";87,5;").replace(";87.5;", ";87,5;").replace("; ", ", ")
    path = book(german, "utf-8-sig")
    result = plan(path, report("a", (5, 4.5), ADA), report("g", (5, 4.25), GRACE))
    table = parse_table(result.content)
    assert [table.value(row, 6) for row in (3, 4)] == ["9,5", "9,25"]
    assert result.content.startswith(b"\xef\xbb\xbfStudent;ID;")
    expected = german.replace("One;3,00;;", "One;3,00;9,5;").replace(";8,00;", ";9,25;")
    assert result.content.decode("utf-8-sig") == expected


def test_first_and_last_names_may_stand_apart(book):
    """Canvas can write two columns of names; its test student is known there, too."""
    text = (
        "LastName,FirstName,ID,SIS Login ID,Section,cnn_layers (4711)\n"
        "    Points Possible,,,,,15\nLovelace,Ada,101,ada,One,\nStudent,Test,105,x,One,\n"
    )
    reports = [report("a", platform="canvas", id="101"), report("t", platform="canvas", id="105")]
    result = plan(book(text), *reports)
    assert result.content.decode() == text.replace("ada,One,", "ada,One,9.5")
    assert kinds(result) == [(Kind.KEPT, "t")]


def test_another_file_is_refused(book):
    """A CSV that is no gradebook is named, and how to get one."""
    with pytest.raises(AutograderError, match="not a gradebook of Canvas") as error:
        plan(book("name,points\nAda,1\n"), report("a", (5, 5), ADA))
    assert "Export" in str(error.value)


NAMES = st.text(
    st.one_of(st.sampled_from(',;"\r\n=@\u202e'), st.characters(exclude_categories=("Cs",))),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_no_name_harms_the_file(book, names, data):
    """Whatever students are called: each gets the own score, and no other byte changes."""
    rows = [
        '"{}",{},login{},One,1,{}'.format(name.replace('"', '""'), 200 + n, n, "")
        for n, name in enumerate(names)
    ]
    header = "Student,ID,SIS Login ID,Section,Other (11),cnn_layers (4711)"
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    path = book(end.join([header, "    Points Possible,,,,5,15", *rows]))
    students = data.draw(st.permutations(range(len(names))))
    reports = [
        report(f"s{n}", (5, 0.5 + n % 9), Student(EVIL), platform="canvas", id=str(200 + n))
        for n in students
    ]
    result = plan(path, *reports)
    expected = [f"{row}{5.5 + n % 9}" for n, row in enumerate(rows)]
    lines = [header, "    Points Possible,,,,5,15", *expected]
    assert result.content.decode() == end.join(lines)
    again = book(result.content.decode())
    assert plan(again, *reports).content == result.content
    assert not list(itertools.chain(result.remarks, result.notes))
