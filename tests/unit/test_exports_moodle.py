"""Grades and comments in the teacher's Moodle worksheet, in any language, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classroom.exports.csv_cells import parse_table
from autograder.classroom.exports.moodle import OURS, comment_of, plan_moodle
from autograder.classroom.exports.moodle_columns import participant
from autograder.classroom.exports.plan import Kind
from autograder.errors import AutograderError
from autograder.grading.results import Student, SubmissionStatus
from tests.unit.exports_class import ADA, ASSIGNMENT, EVIL, GRACE, report, unreadable

ENGLISH = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Online text,Last modified (grade),Feedback comments\n"
    'Participant 12345,Ada Lovelace,ada@example.edu,"Submitted for grading - ",,15.00,Yes,'
    '"Monday, 2 March 2026, 10:00 AM","a, ""b""\n=c",-,\n'
    'Participant 12346,Grace Hopper,grace@example.edu,"Submitted, late",8.00,15.00,Yes,-,,-,'
    "Well done!\n"
    'Participant 12347,Alan Turing,,"No submission",,15.00,Yes,-,,-,""\n'
)
GERMAN = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,'
    '"Bewertung kann geändert werden","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\r\n'
    'Teilnehmer/in12345,"Ada Lovelace",ada@example.edu,"Zur Bewertung abgegeben",,"15,00",Ja,-,\r\n'
    'Teilnehmer/in12346,"Grace Hopper",grace@example.edu,Keine,"8,00","15,00",Ja,-,\r\n'
)
FRENCH_TABS = (
    "Identifiant\tNom complet\tAdresse de courriel\tStatut\tNote\tNote maximale\t"
    "La note peut être modifiée\tDernière modification (note)\tFeedback par commentaires\n"
    "Participant12345\tAda Lovelace\tada@example.edu\t' -\t\t15,00\tOui\t-\t\n"
)
BLIND_SPANISH = (
    "Identificador;Estado;Calificación;Calificación máxima;Comentarios de retroalimentación\r\n"
    "Participante 12345;Enviado;;15,00;\r\n"
)
POLISH = (  # a language that we know nothing of: found by what stands in the columns
    "Identyfikator,Imię,Adres,Status,Ocena,Maksimum,Data,Komentarz\n"
    "Uczestnik 12345,Ada,ada@example.edu,x,,15.00,-,\n"
    "Uczestnik 12346,Grace,grace@example.edu,x,8.00,15.00,-,\n"
)
ADA_HERE = report("ada", (5, 4.5), platform="moodle", id="12345")


@pytest.fixture
def sheet(tmp_path):
    def write(text=ENGLISH, encoding="utf-8"):
        path = tmp_path / "sheet.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def plan(path, *reports, **options):
    return plan_moodle(path, ASSIGNMENT, reports, **options)


def kinds(plan):
    return [(remark.kind, remark.who) for remark in plan.remarks]


COMMENT = comment_of(ADA_HERE, ASSIGNMENT)


@pytest.mark.parametrize(
    ("text", "encoding", "old", "new"),
    [
        (ENGLISH, "utf-8", "grading - \",,15.00", "grading - \",9.5,15.00"),
        (ENGLISH, "utf-8-sig", "grading - \",,15.00", "grading - \",9.5,15.00"),
        (ENGLISH.replace("\n", "\r\n"), "utf-8", "grading - \",,15.00", "grading - \",9.5,15.00"),
        (GERMAN, "utf-8-sig", 'abgegeben",,"15,00"', 'abgegeben","9,5","15,00"'),
        (FRENCH_TABS, "utf-8", "' -\t\t15,00", "' -\t9,5\t15,00"),
        (FRENCH_TABS, "utf-16", "' -\t\t15,00", "' -\t9,5\t15,00"),
        (BLIND_SPANISH, "cp1252", "Enviado;;", "Enviado;9,5;"),
        (POLISH, "utf-8", "ada@example.edu,x,,", "ada@example.edu,x,9.5,"),
    ],
)  # fmt: skip
def test_only_the_grade_changes_in_any_language(sheet, text, encoding, old, new):
    """Language, delimiter, decimal sign, marks, quotes, line ends: all as they were."""
    result = plan(sheet(text, encoding), ADA_HERE, comments=False)
    assert result.content.decode(encoding) == text.replace(old, new)
    assert result.complete


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, FRENCH_TABS, BLIND_SPANISH])
def test_the_comment_goes_into_its_column(sheet, text):
    """The last cell holds the score, the points of each question and the hint."""
    table = parse_table(plan(sheet(text), ADA_HERE).content)
    assert table.value(1, len(table.header) - 1) == COMMENT
    assert COMMENT == (
        "Autograder: 9.5 of 15 points.<br>relu: 5 of 5<br>"
        "conv2d: 4.5 of 10. Hint: Is the kernel &lt;turned&gt; around?"
    )


def test_a_comment_by_a_person_stays(sheet):
    """The grade is filled, the teacher's own words are not touched, and that is said."""
    result = plan(sheet(), report("g", (5, 5), GRACE))
    assert result.content.decode() == ENGLISH.replace('late",8.00', 'late",10')
    assert kinds(result) == [(Kind.KEPT, "Grace Hopper (g)")]
    assert result.complete


def test_our_own_comment_is_replaced_and_a_second_export_changes_nothing(sheet):
    """A regrade updates what we wrote before; the same grades leave the file as it is."""
    first = plan(sheet(), ADA_HERE)
    path = sheet(first.content.decode())
    assert plan(path, ADA_HERE).content == first.content
    assert plan(path, ADA_HERE).same == 1
    better = report("ada", (5, 10), platform="moodle", id="12345")
    table = parse_table(plan(path, better).content)
    assert table.value(1, 10).startswith(f"{OURS}15 of 15")


def test_a_comment_is_inert_and_keeps_secrets():
    """Hostile hints and reasons are escaped on one line; details never come in."""
    hostile = replace(unreadable("ada", ADA), reason=EVIL)
    broken = report("b", status=SubmissionStatus.GRADER_ERROR, reason="SECRET")
    for each in (hostile, broken, ADA_HERE):
        text = comment_of(each, ASSIGNMENT)
        assert text.startswith("Autograder: ")
        assert "SECRET" not in text
        assert "<script" not in text
        assert not set(text) & set("\n\r\x1b\x07\u202e")


def test_letters_that_the_file_has_not_are_spelled_as_html(sheet):
    """A file of Windows-1252 stays one, also with Greek in a comment."""
    greek = replace(unreadable("ada", platform="moodle", id="12345"), reason="αβ – ü")
    result = plan(sheet(BLIND_SPANISH, "cp1252"), greek, unfinished=True)
    assert "&#945;&#946; – ü" in result.content.decode("cp1252")


@pytest.mark.parametrize(
    "who", [{"platform": "moodle", "id": "12346"}, {"students": ("", "", "GRACE@Example.edu")}]
)
def test_a_student_is_found_by_participant_or_address(sheet, who):
    """The participant id first, then the address in any case."""
    who = dict(who)
    students = [Student(*who.pop("students"))] if "students" in who else []
    result = plan(sheet(), report("g", (5, 5), *students, **who), comments=False)
    assert result.content.decode() == ENGLISH.replace('late",8.00', 'late",10')


def test_who_is_not_clear_gets_nothing(sheet):
    """No id, an unknown id, ids that disagree, two submissions of one: each is told."""
    reports = [
        report("a", (5, 5), Student("Ada Lovelace", "12345")),
        report("b", (5, 5), platform="moodle", id="1"),
        report("c", (5, 5), GRACE, platform="moodle", id="12345"),
        report("d", (5, 5), platform="moodle", id="12347"),
        report("e", (5, 6), platform="moodle", id="12347"),
        report("f", (5, 5), platform="canvas", id="12345"),
        unreadable("g", ADA),
    ]
    result = plan(sheet(), *reports)
    assert result.content.decode() == ENGLISH
    assert {who.rpartition("(")[2].rstrip(")"): kind for kind, who in kinds(result)} == {
        "a": Kind.UNMATCHED,
        "b": Kind.UNMATCHED,
        "c": Kind.AMBIGUOUS,
        "d": Kind.AMBIGUOUS,
        "e": Kind.AMBIGUOUS,
        "f": Kind.UNMATCHED,
        "g": Kind.UNFINISHED,
    }
    assert result.nobody == 3


def called(name, id="12345", **more):
    return report("x", (5, 5), Student(name), platform="moodle", id=id, **more)


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, FRENCH_TABS, POLISH])
@pytest.mark.parametrize("name", ["Group A", "Group 12345", "Joada Lovelace", "Carol Cee"])
def test_a_number_under_another_name_is_nobodys(sheet, text, name):
    """A group's number, or that of another assignment, is some other participant's here."""
    result = plan(sheet(text), called(name))
    assert result.content.decode() == text
    assert kinds(result) == [(Kind.AMBIGUOUS, f"{name} (x)")]
    assert "in the worksheet: take that of the same assignment" in result.remarks[0].why
    assert not result.complete


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ENGLISH, "ADA  lovelace"),
        (ENGLISH, "Team A-Ada Lovelace"),
        (ENGLISH, "Participant 12345"),
        (GERMAN, "Teilnehmerin 12345"),
        (GERMAN, "Teilnehmer/in"),
        (POLISH, "Uczestnik 12345"),
        (ENGLISH.replace("Participant", "参与者"), "参与者 12345"),
        (ENGLISH.replace("Ada Lovelace", "Zo\u0308e"), "Z\u00f6e"),
    ],
)
def test_a_name_that_is_the_same_or_none_is_no_obstacle(sheet, text, name):
    """Case, spaces and composition don't count, and blind marking gives no name."""
    result = plan(sheet(text), called(name))
    assert len(result.changes) == 1
    assert result.complete


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ENGLISH.replace("Ada Lovelace", ""), "Carol Cee"),
        (BLIND_SPANISH, "Carol Cee"),
        (ENGLISH.replace("Full name", "First name / Last name"), "Carol Cee"),
        (ENGLISH, "1"),
        (ENGLISH, "🚀🚀"),
        (POLISH, "1"),
    ],
)
def test_a_number_alone_is_not_enough(sheet, text, name):
    """Where no name tells that it is the same assignment, or a participant's at all."""
    result = plan(sheet(text), called(name))
    assert result.changes == ()
    assert [kind for kind, _ in kinds(result)] == [Kind.AMBIGUOUS]


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH.replace("15.00,Yes", "15.00,No"),
        GERMAN.replace(",Ja,", ",Nein,"),
        FRENCH_TABS.replace("\tOui\t", "\tNon\t"),
    ],
)
def test_a_grade_that_moodle_has_locked(sheet, text):
    """Moodle would pass the row over, so nobody should believe that it is in."""
    result = plan(sheet(text), called("Ada Lovelace"))
    assert result.changes == ()
    assert [kind for kind, _ in kinds(result)] == [Kind.REFUSED]


def test_an_address_is_more_than_a_name(sheet):
    """Who is found by it may be called as they like; a number or an address that is another
    is told."""
    maiden = Student("Ada Byron", "", "ADA@example.edu")
    here = {"platform": "moodle", "id": "12345"}
    assert len(plan(sheet(), report("x", (5, 5), maiden, **here)).changes) == 1
    other = Student("Ada Lovelace", "", "ada@elsewhere.edu")
    elsewhere = {"platform": "moodle", "id": "99"}
    for each in (report("x", (5, 5), other, **here), report("x", (5, 5), maiden, **elsewhere)):
        result = plan(sheet(), each)
        assert result.content.decode() == ENGLISH
        assert [remark.kind for remark in result.remarks] == [Kind.AMBIGUOUS]
        assert "the row that fits has the" in result.remarks[0].why


def test_the_schools_number_counts_where_it_stands(sheet):
    """As an id that finds a row, and as one that contradicts."""
    text = ENGLISH.replace("Status", "ID number").replace('"Submitted for grading - "', "3031")
    (change,) = plan(sheet(text), report("x", (5, 5), Student("", "3031"))).changes
    assert change.new == "10"
    result = plan(sheet(text), report("x", (5, 5), Student("", "3032", "ada@example.edu")))
    assert "has the student id 3031, not 3032" in result.remarks[0].why
    assert result.content.decode() == text


def test_what_the_roster_refused_is_told(sheet):
    """Intake keeps a number that is somebody else's together with the name."""
    result = plan(sheet(), called("Group A", "Group A_12345"))
    assert kinds(result) == [(Kind.AMBIGUOUS, "Group A (x)")]
    assert "by hand" in result.remarks[0].why


def test_what_moodle_would_not_take_is_not_written(sheet):
    """Moodle passes over a grade above its maximum without a word, so we say it."""
    path = sheet(ENGLISH.replace("15.00", "10.00"))
    high, fits = report("a", (5, 8), ADA), report("g", (5, 4), GRACE)
    result = plan(path, high, fits)
    assert kinds(result)[0] == (Kind.REFUSED, "Ada Lovelace (a)")
    assert [(change.old, change.new) for change in result.changes] == [("8.00", "9")]
    scaled = plan(path, high, fits, scale=True)
    assert [change.new for change in scaled.changes] == ["8.67", "6"]


def test_a_scale_of_words_is_refused(sheet):
    """Where Moodle grades with words, a number would be dropped there."""
    by_header = GERMAN.replace("Bestwertung", "Skala").replace('"15,00"', "bestanden")
    by_value = GERMAN.replace('"8,00"', "bestanden")
    for text in (by_header, by_value):
        with pytest.raises(AutograderError, match="grades in words"):
            plan(sheet(text), ADA_HERE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,points\nAda,1\n", "not a grading worksheet of Moodle"),
        (ENGLISH.replace("Participant 12346", "Grace"), "not a grading worksheet"),
        (POLISH.replace("15.00", "x"), "no columns that look like the grade"),
        (ENGLISH.replace("Status", "Grade"), "2 columns that look like the grade"),
        (ENGLISH.replace("Online text", "Feedback"), "2 columns that look like the comment"),
    ],
)
def test_in_doubt_nothing_is_written(sheet, text, reason):
    """A file that is not what it should be, or not clear, is refused with what to do."""
    with pytest.raises(AutograderError, match=reason):
        plan(sheet(text), ADA_HERE)


def test_columns_can_be_named(sheet):
    """What can't be found can be said, and what is said wrongly is refused."""
    text = POLISH.replace("15.00", "x").replace(",-,\n", ",-,\n")
    named = {"grade_column": "Ocena", "comment_column": "Komentarz"}
    table = parse_table(plan(sheet(text), ADA_HERE, **named).content)
    assert (table.value(1, 4), table.value(1, 7)) == ("9.5", COMMENT)
    with pytest.raises(AutograderError, match="no columns called “Oceny”"):
        plan(sheet(text), ADA_HERE, grade_column="Oceny")


def test_without_a_column_for_comments_grades_go_in(sheet):
    """An assignment without comments is no obstacle; it is said."""
    result = plan(sheet(POLISH), ADA_HERE)
    assert "only grades go in" in result.notes[0]
    assert parse_table(result.content).value(1, 4) == "9.5"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Participant 12345", "12345"),
        ("Teilnehmer/in12345", "12345"),
        ("参与者12345", "12345"),
        ("مشارك 12345", "12345"),
        ("12345", ""),
        ("Ada", ""),
        ("", ""),
    ],
)
def test_an_identifier_is_a_word_and_a_number(text, id):
    """In every language Moodle writes a word for “participant” and the id."""
    assert participant(text) == id


NAMES = st.text(
    st.one_of(st.sampled_from(',;"\r\n=@\u202e'), st.characters(exclude_categories=("Cs",))),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=6), st.data())
def test_no_name_or_text_harms_the_file(sheet, cells, data):
    """Whatever students are called and wrote online: only grade and comment change."""
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    header = "Identifier,Full name,Status,Grade,Maximum Grade,Online text,Feedback comments"

    def lines(grade, comment):
        rows = [header]
        for n, (name, text) in enumerate(cells):
            name, text = (value.replace('"', '""') for value in (name, text))
            rows.append(f'Participant {n},"{name}",x,{grade(n)},15.00,"{text}",{comment(n)}')
        return end.join(rows) + end

    reports = [
        report(f"s{n}", (5, 0.5 + n), Student(cells[n][0]), platform="moodle", id=str(n))
        for n in data.draw(st.permutations(range(len(cells))))
    ]
    comments = {each.origin.id: comment_of(each, ASSIGNMENT) for each in reports}
    result = plan(sheet(lines(lambda n: "", lambda n: "")), *reports)
    expected = lines(lambda n: 5.5 + n, lambda n: comments[str(n)])
    assert result.content.decode() == expected
