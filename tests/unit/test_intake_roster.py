"""Rosters of all programs, and who on them handed in what: joined by ids, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.absent import Absence, absent
from autograder.classroom.intake import Intake, Roster, read_roster
from autograder.classroom.intake.roster import Enrolled
from autograder.errors import AutograderError
from autograder.grading.results import Student

from ..exports import as_folder, canvas, gradescope, moodle
from .taken import reasons, take

ADA = Student("Ada Lovelace", "0031", "ada@example.edu")


def roster(place: Path, text: str | bytes) -> Roster:
    path = place / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_roster(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Name,SID,Email\nAda Lovelace,0031,ada@example.edu\n", Enrolled(ADA)),
        ("First Name,Last Name,SID,Email\nAda,Lovelace,0031,ada@example.edu\n", Enrolled(ADA)),
        ("Vorname;Name;Matrikelnummer;E-Mail\nAda;Lovelace;0031;ada@example.edu\n", Enrolled(ADA)),
        ("\ufeffstudent id\tE-MAIL\tNAME\n0031\tada@example.edu\tAda Lovelace", Enrolled(ADA)),
        ("sep=;\r\nID;Name\r\n0031;Ada Lovelace\r\n", Enrolled(Student("Ada Lovelace", "0031"))),
        ('\n\n"Name","ID number"\n"Lovelace, Ada",0031\n\n,\n',
         Enrolled(Student("Lovelace, Ada", "0031"))),
        ("Nom,Adresse de courriel\nAda,ada@example.edu\n",
         Enrolled(Student("", "", "ada@example.edu"))),
        ("Email,SID\nnone,0031", Enrolled(Student("", "0031"))),
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,cnn (7)\n"
            "    Points Possible,,,,,100\n"
            '"Lovelace, Ada",11,0031,ada@example.edu,A,\n',
            Enrolled(Student("Lovelace, Ada", "0031", "ada@example.edu"), canvas="11"),
        ),
        (
            "Student;ID;SIS Login ID;Section\nLovelace, Ada;11;ada;A\n",
            Enrolled(Student("Lovelace, Ada"), canvas="11"),
        ),
        (
            "Identifier,Full name,Email address,Status,Grade\n"
            "Participant 11,Ada Lovelace,ada@example.edu,,\n",
            Enrolled(Student("Ada Lovelace", "", "ada@example.edu"), moodle="11"),
        ),
        (
            "ID,Vollständiger Name,E-Mail-Adresse\nTeilnehmer/in11,Ada Lovelace,ada@example.edu\n",
            Enrolled(Student("Ada Lovelace", "", "ada@example.edu"), moodle="11"),
        ),
        ("Identifier,Status\nParticipant 11,-\n", Enrolled(Student(), moodle="11")),
        ("学生,ID\n艾达,参加者11\n", Enrolled(Student(), moodle="11")),
        ("ID,Name\ns3031,Ada\n", Enrolled(Student("Ada", "s3031"))),
    ],
)  # fmt: skip
def test_columns_are_found(tmp_path: Path, text: str, expected: Enrolled) -> None:
    """Of spreadsheets, Gradescope, Canvas's gradebook and Moodle's worksheet."""
    assert roster(tmp_path, text).enrolled == (expected,)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """What spreadsheets write on all systems."""
    (one,) = roster(tmp_path, "Name;SID\nRenée;7\n".encode(encoding)).enrolled
    assert one.student == Student("Renée", "7")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"Name,Section\nAda,A\n", "no column for a SID or an email"),
        (b"SID\n" + b"7" * 200_000, "not readable in line"),
        (b"SID\x81\n\xff", "is not text"),
        (b"SID\n7\0", "is not text|no column"),
        (b"SID\n7\0\n", "is not text"),
        ("SID\n7\n".encode("utf-32"), "is not text"),
        (None, "can't be read"),
    ],
)
def test_what_is_no_roster_is_said(tmp_path: Path, content: bytes | None, words: str) -> None:
    """With the file, and what to do next."""
    path = tmp_path / "roster.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AutograderError, match=words) as caught:
        read_roster(path)
    assert caught.value.then


def test_lines_without_an_id_are_listed(tmp_path: Path) -> None:
    """Nothing can be done with them, and somebody should know; twice the same is once."""
    found = roster(tmp_path, "Name,SID\nAda,1\nBen,\nAda,1\n")
    assert found.enrolled == (Enrolled(Student("Ada", "1")),)
    assert [(one.what.rpartition(", ")[2], one.why) for one in found.remarks] == [
        ("line 3", "has neither a SID nor an email")
    ]


GRADESCOPE = """\
Name,SID,Email
Countess Lovelace,3031,
Admiral Hopper,0042,grace@example.edu
Renée,,renee@example.edu
Turing,3034,ALAN@example.edu
Somerville,3035,mary@example.edu
Emmy,3036,
Vera Rubin,3050,vera@example.edu
"""


def named() -> dict[str, bytes]:
    """Gradescope's export without what nobody is named for, which may be anybody's."""
    nobodys = ("submission_103", "submission_109")
    return {name: data for name, data in gradescope().items() if not name.startswith(nobodys)}


def test_an_export_is_joined_by_sid_or_email(tmp_path: Path) -> None:
    """The roster's names are used, groups too; who is not there and who is missing is told."""
    found = roster(tmp_path, GRADESCOPE)
    intake = take(as_folder(tmp_path / "export", gradescope()), roster=found)
    students = {one.origin.id: one.students for one in intake.submissions}
    assert students == {
        "101": (Student("Countess Lovelace", "3031", "ada@example.edu"),),
        "102": (
            Student("Admiral Hopper", "0042", "grace@example.edu"),
            Student("Renée", "S-7", "renee@example.edu"),
        ),
        "103": (),
        "104": (Student("Turing", "3034", "ALAN@example.edu"),),
        "105": (Student("Somerville", "3035", "mary@example.edu"),),
        "109": (),
    }
    assert intake.missing == ()
    whole = take(as_folder(tmp_path / "named", named()), roster=found)
    assert whole.missing == (Student("Vera Rubin", "3050", "vera@example.edu"),)
    assert reasons(intake.unmatched) == [
        "Katherine Johnson (3038) is not on the roster",
        "Sofia: the first (3037) is not on the roster",
        "has nobody named as its student",
        "has nobody named as its student",
        "may have handed in something, since some of it could not be matched",
    ]
    without = take(as_folder(tmp_path / "export", gradescope()))
    assert [one.name for one in without.submissions] == [one.name for one in intake.submissions]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SID,Email\n1,ada@example.edu\n31,other@example.edu\n", "the SID of one and the email"),
        ("SID,Email\n31,a@example.edu\n31,b@example.edu\n", "shares a SID or an email"),
        ("SID,Email\n31,ada@example.edu\n32,ADA@example.edu\n", "shares a SID or an email"),
        (
            "Name,SID,Email\nAda,32,ada@example.edu\n",
            "has the email of Ada (32) on the roster",
        ),
        ("Name,SID\nAda Lovelace,0031\n", "is not on the roster"),
        ("Name,SID\nAda Lovelace,31.0\n", "is not on the roster"),
    ],
)
def test_what_is_ambiguous_is_never_guessed(tmp_path: Path, text: str, reason: str) -> None:
    """The submission is graded as what the platform says, and the reason is told."""
    metadata = (
        "submission_1:\n  ':submitters':\n"
        "  - {':name': Ada Lovelace, ':sid': '31', ':email': ada@example.edu}\n"
    )
    files = {"submission_1/cnn.py": b"x", "submission_metadata.yml": metadata.encode()}
    intake = take(as_folder(tmp_path / "export", files), roster=roster(tmp_path, text))
    assert intake.submissions[0].students == (Student("Ada Lovelace", "31", "ada@example.edu"),)
    remark, *_ = intake.unmatched
    assert reason in remark.why
    assert remark.origin.id == "1"
    assert not intake.missing  # an id or a name of all of them was seen
    gone = {one.student: one.status for one in absent(intake)}
    on_it = [one.student for one in roster(tmp_path, text).enrolled]
    assert gone == dict.fromkeys(on_it, Absence.NOT_GRADED)


def test_canvas_is_joined_by_its_gradebook(tmp_path: Path) -> None:
    """By Canvas's number; anonymous ones can't be, and who sent a text is not missing."""
    found = roster(
        tmp_path,
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        "    Points Possible,,,,\n"
        '"Lovelace, Ada",11,0031,ada@example.edu,A\n'
        '"Turing, Alan",16,0036,alan@example.edu,A\n'
        '"Rubin, Vera",50,0050,vera@example.edu,A\n',
    )
    intake = take(as_folder(tmp_path / "class", canvas()), roster=found)
    ada = next(one for one in intake.submissions if one.origin.id == "11")
    assert ada.name == "lovelaceada_11"
    assert ada.students == (Student("Lovelace, Ada", "0031", "ada@example.edu"),)
    assert not intake.missing
    assert reasons(intake.unmatched).count("is anonymous") == 2
    assert "hoppergrace is not on the roster" in reasons(intake.unmatched)
    text = next(one for one in intake.passed_over if one.origin.id == "16")
    assert text.students[0].sid == "0036"


def test_moodle_is_joined_by_its_worksheet(tmp_path: Path) -> None:
    """By the participant's number, unless the name is another: a group's number is no
    participant's."""
    found = roster(
        tmp_path,
        "Identifier,Full name,Email address,Status\n"
        "Participant 11,Ada  Lovelace,ada@example.edu,\n"
        "Participant 12,Vera Rubin,vera@example.edu,\n"
        "Participant 13,Grace O’Hopper-Murray,grace@example.edu,\n"
        "Participant 16,Emmy Noether,emmy@example.edu,\n",
    )
    intake = take(as_folder(tmp_path / "class", moodle()), roster=found)
    emails = {one.origin.id: one.students[0].email for one in intake.submissions}
    assert emails == {
        "11": "ada@example.edu",
        "Renée Noether_12": "",
        "13": "grace@example.edu",
        "16": "emmy@example.edu",
        "": "",
    }
    assert (
        "Renée Noether has the number of Vera Rubin (vera@example.edu) on the roster, "
        "but another name"
    ) in reasons(intake.unmatched)
    assert not intake.missing
    assert absent(intake)[-1].student.name == "Vera Rubin"
    assert absent(intake)[-1].status is Absence.NOT_GRADED


def test_a_blind_download_is_joined_by_its_number(tmp_path: Path) -> None:
    """“Participant” is no name, so it is no other name than the roster's."""
    found = roster(tmp_path, "Identifier,Full name\nParticipant 11,Ada\nParticipant 12,Ben\n")
    files = {f"Participant_{n}_assignsubmission_file_/cnn.py": b"x" for n in (11, 12)}
    intake = take(as_folder(tmp_path / "class", files), roster=found)
    assert [one.students[0].name for one in intake.submissions] == ["Ada", "Ben"]
    assert intake.unmatched == intake.missing == ()


def test_a_group_of_moodle_makes_nobody_missing(tmp_path: Path) -> None:
    """Whose number it has may have handed in with it; who is nowhere handed in nothing."""
    found = roster(
        tmp_path,
        "Identifier,Full name\nParticipant 55,Carol Cee\nParticipant 56,Dan Dot\n"
        "Participant 57,Eve\n",
    )
    files = {f"{name}_assignsubmission_file/cnn.py": b"x" for name in ("Group A_55", "Dan Dot_56")}
    intake = take(as_folder(tmp_path / "class", files), roster=found)
    assert [one.origin.id for one in intake.submissions] == ["56", "Group A_55"]
    assert [(one.student.name, str(one.status)) for one in absent(intake)] == [
        ("Carol Cee", "not_graded"),
        ("Eve", "not_submitted"),
    ]
    assert "may have handed in what is not matched" in absent(intake)[0].why


@pytest.mark.parametrize("title", ["Full name", "Nom complet", "Nazwa", "First name / Last name"])
def test_a_number_needs_a_name_beside_it(tmp_path: Path, title: str) -> None:
    """In whatever language: of another assignment's worksheet every number is another one's."""
    text = f"Identifier,{title},Email address\n"
    text += "Participant 55,Ada Lovelace,a@b.de\nParticipant 56,Bob Marley,b@b.de\n"
    found = roster(tmp_path, text)
    folders = ("Ada Lovelace_56", "Bob Marley_55", "1_55", "🚀_56")
    for pair in (folders[:2], folders[2:]):
        files = {f"{name}_assignsubmission_file/cnn.py": b"x" for name in pair}
        intake = take(as_folder(tmp_path / pair[0], files), roster=found)
        assert [who.email for one in intake.submissions for who in one.students] == ["", ""]
        assert sum("but another name" in why for why in reasons(intake.unmatched)) == 2


def test_without_names_numbers_join_only_blind_ones(tmp_path: Path) -> None:
    """Then everybody is called alike, in the roster's language as well."""
    found = roster(tmp_path, "Id,Status\nOsalleja 55,-\nOsalleja 56,-\n")
    names = ("Osalleja_55", "Osalleja_56")
    files = {f"{name}_assignsubmission_file/cnn.py": b"x" for name in names}
    assert not take(as_folder(tmp_path / "blind", files), roster=found).unmatched
    files = {f"{name}_assignsubmission_file/cnn.py": b"x" for name in ("Ada_55", "Bob_56")}
    assert len(take(as_folder(tmp_path / "class", files), roster=found).unmatched) >= 2


def test_a_quote_that_never_closes_is_said(tmp_path: Path) -> None:
    """All that comes after it would be one cell, and these people nowhere."""
    with pytest.raises(AutograderError, match="a quote opens before the end and never closes"):
        roster(tmp_path, 'Name,SID,Email\nAda,1,a@b.de\nBob,2,"b@b.de\nCarl,3,c@b.de\n')


def test_canvas_s_test_student_is_nobody(tmp_path: Path) -> None:
    """Whom Canvas puts into every gradebook."""
    text = 'Student,ID,SIS User ID,SIS Login ID\n"Lovelace, Ada",11,31,a@b.de\n'
    found = roster(tmp_path, f'{text}"Student, Test",99,,9f8e\n')
    assert [one.student.name for one in found.enrolled] == ["Lovelace, Ada"]


def test_who_is_twice_on_the_roster_is_not_missing(tmp_path: Path) -> None:
    """Nobody can say which of them the graded submission is of."""
    found = roster(tmp_path, "Name,SID\nDup One,3031\nDup Two,3031\nHopper,0042\nVera,3050\n")
    intake = take(as_folder(tmp_path / "export", named()), roster=found)
    assert intake.missing == (Student("Vera", "3050"),)
    gone = {one.student.name: (str(one.status), one.why) for one in absent(intake)}
    assert gone["Dup One"] == gone["Dup Two"]
    assert gone["Dup One"][0] == "not_graded"
    told = [one.what for one in intake.unmatched if "may have handed in" in one.why]
    assert told == ["Dup One (3031)", "Dup Two (3031)"]


BAD = b"submission_1: [\n"


@pytest.mark.parametrize(
    "files",
    [
        {"submission_1/cnn.py": b"x", "submission_metadata.yml": BAD},
        {
            "submission_1/cnn.py": b"x",
            "submission_2/cnn.py": b"x",
            "submission_metadata.yml": b"submission_2:\n  :submitters:\n  - :sid: '7'\n" + BAD,
        },
        {"ada_1_2_cnn.py": b"x", "ben_3_4_cnn.py": b"x"},
        {"anon_X_2_cnn.py": b"x"},
        {"my work.py": b"x", "other.py": b"x"},
    ],
)
def test_where_nothing_tells_whose_it_is_nobody_is_missing(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    """Broken metadata, ids that the roster has none of, anonymous or plain files: one remark,
    and everybody of whom nothing was seen has no grade for that reason."""
    found = roster(tmp_path, "Name,SID\nSeen,7\nVera,3050\nWilma,3051\n")
    intake = take(as_folder(tmp_path / "export", files), roster=found)
    assert not intake.missing
    gone = {one.student.name: one for one in absent(intake) if one.student.sid}
    assert {"Vera", "Wilma"} <= gone.keys() <= {"Seen", "Vera", "Wilma"}
    assert {str(one.status) for one in gone.values()} == {"not_graded"}
    (remark,) = (one for one in intake.unmatched if one.what.endswith("on the roster"))
    assert "could not be matched" in remark.why
    assert {one.why for one in gone.values()} == {remark.why}


def plain_class(place: Path, found: Roster) -> Intake:
    files = ["0031.py", "GRACE@example.edu.ipynb", "0033.py", "0033.ipynb", "Vera Rubin.py"]
    return take(as_folder(place / "class", dict.fromkeys(files, b"x")), roster=found)


def test_plain_files_are_joined_if_their_whole_name_is_an_id(tmp_path: Path) -> None:
    """Two with one id are both graded, and nobody's; a name alone joins nothing."""
    found = roster(
        tmp_path,
        "Name,SID,Email\nAda,0031,ada@example.edu\nGrace,0032,grace@example.edu\n"
        "Emmy,0033,\nVera Rubin,0034,\n",
    )
    intake = plain_class(tmp_path, found)
    assert {one.name: [who.name for who in one.students] for one in intake.submissions} == {
        "0031": ["Ada"],
        "GRACE@example.edu": ["Grace"],
        "0033.py": [],
        "0033.ipynb": [],
        "Vera Rubin": [],
    }
    assert reasons(intake.unmatched) == [
        "is not called by a SID or an email",
        "is not the only one that could be by Emmy (0033)",
        "is not the only one that could be by Emmy (0033)",
        f"may have handed in what is not matched: {tmp_path}/class/Vera Rubin.py",
    ]
    assert not intake.missing


def test_a_plain_file_beside_an_export_is_nobodys(tmp_path: Path) -> None:
    """It makes nobody's absence doubtful, unless an id stands in its name."""
    found = roster(tmp_path, "Name,SID\nAda,3031\nVera,3050\nWilma,3051\n")
    files = {**named(), "solution.py": b"x", "hw1_3051.py": b"x"}
    intake = take(as_folder(tmp_path / "export", files), roster=found)
    assert [student.name for student in intake.missing] == ["Vera"]


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=6), st.sampled_from(",;\t"))
def test_any_cells_are_survived(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    """Whatever stands in a roster, it is read or refused with a message."""
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    lines = [delimiter.join(["Name", "SID", "Email"]), *map(delimiter.join, rows)]
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    try:
        found = read_roster(path)
    except AutograderError:
        return
    for one in found.enrolled:
        assert one.student.sid or one.student.email
