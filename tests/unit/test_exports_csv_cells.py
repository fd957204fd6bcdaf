"""Single cells change; every other byte of somebody's file stays."""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.exports.csv_cells import parse_table, read_table
from autograder.errors import AutograderError

TEXTS = st.text(
    st.one_of(
        st.sampled_from(",;\t\"\r\n =+-@'éש語\u202e"), st.characters(exclude_categories=("Cs",))
    ),
    max_size=8,
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, str, list[list[str]]]:
    """A CSV file as somebody may save it: its bytes, its delimiter, its values."""
    delimiter = draw(st.sampled_from(",;\t"))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    width, height = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    header = [f"column {number}" for number in range(width)]
    rows = [[draw(TEXTS) for _ in range(width)] for _ in range(height)]
    lines = [
        delimiter.join(_written(draw, value, delimiter) for value in row) for row in [header, *rows]
    ]
    text = end.join(lines) + draw(st.sampled_from(["", end]))
    return text.encode(draw(st.sampled_from(ENCODINGS))), delimiter, [header, *rows]


def _written(draw: st.DrawFn, value: str, delimiter: str) -> str:
    must = any(sign in value for sign in (delimiter, '"', "\r", "\n"))
    if must or draw(st.booleans()):
        return '"{}"'.format(value.replace('"', '""'))
    return value


@settings(max_examples=400, deadline=None)
@given(files())
def test_a_file_with_nothing_changed_is_the_same_file(file):
    """Delimiter, quotes, line ends, marks and the end of the file survive byte for byte."""
    content, _, _ = file
    assert parse_table(content).with_cells({}) == content


@settings(max_examples=400, deadline=None)
@given(files(), st.data())
def test_only_the_touched_cells_change(file, data):
    """What lies between the new values is what lay between the old ones."""
    content, delimiter, rows = file
    table = parse_table(content)
    if table.delimiter != delimiter:  # a text full of another delimiter may look like a table
        return
    assert [[cell.value for cell in row] for row in table.rows if len(row) > 1] == rows
    places = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, len(rows[0]) - 1))
    changes = data.draw(st.dictionaries(places, TEXTS, max_size=4))
    new: dict[int, dict[int, str]] = {}
    for (row, column), value in changes.items():
        new.setdefault(row, {})[column] = value
    written = parse_table(table.with_cells(new)) if changes else table
    if written.delimiter != delimiter:
        return
    for (number, row), column in itertools.product(enumerate(rows), range(len(rows[0]))):
        expected = changes.get((number, column), row[column])
        assert written.rows[number][column].value == expected
    assert (written.mark, written.encoding) == (table.mark, table.encoding)
    assert _between(written) == _between(table)
    assert _untouched(written, changes) == _untouched(table, changes)


def _between(table):
    """Everything outside the cells."""
    cells = [cell for row in table.rows for cell in row]
    starts = [cell.start for cell in cells[1:]] + [len(table.text)]
    return [table.text[cell.end : start] for cell, start in zip(cells, starts)]


def _untouched(table, changes):
    """The raw text of all cells that were not changed, quotes included."""
    return [
        table.text[cell.start : cell.end]
        for number, row in enumerate(table.rows)
        for column, cell in enumerate(row)
        if (number, column) not in changes
    ]


@settings(max_examples=200, deadline=None)
@given(files())
def test_values_are_those_of_the_standard_library(file):
    """Python's own reader finds the same values with the same delimiter."""
    content, _, _ = file
    table = parse_table(content)
    read = list(csv.reader(io.StringIO(table.text, newline=""), delimiter=table.delimiter))
    ours = [[cell.value for cell in row] for row in table.rows]
    assert [row for row in ours if row != [""]] == [row for row in read if row not in ([], [""])]


@pytest.mark.parametrize(
    ("text", "delimiter", "values"),
    [
        ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2,5", ";", [["a", "b"], ["1,5", "2,5"]]),
        ("a\tb\r\n1\t2\r\n", "\t", [["a", "b"], ["1", "2"]]),
        ('Student;ID\n"Lovelace, Ada";1\n', ";", [["Student", "ID"], ["Lovelace, Ada", "1"]]),
        ("a,b; c; d; e (1)\n1,2\n", ",", [["a", "b; c; d; e (1)"], ["1", "2"]]),
        ('a,b\n"x\r\ny ""z""",2\n', ",", [["a", "b"], ['x\r\ny "z"', "2"]]),
        ('a,b\n5" pipe,"q"tail\n', ",", [["a", "b"], ['5" pipe', "qtail"]]),
        ("a,b\n\n1,2,,\n", ",", [["a", "b"], [""], ["1", "2", "", ""]]),
    ],
)
def test_what_real_files_hold(text, delimiter, values):
    """Decimal commas, commas in names, line ends in cells, stray quotes, blank lines."""
    table = parse_table(text.encode())
    assert table.delimiter == delimiter
    assert [[cell.value for cell in row] for row in table.rows] == values
    assert table.with_cells({}) == text.encode()


def test_cells_that_a_spreadsheet_dropped_come_back():
    """A row that is too short gets its empty cells, and nothing else of it changes."""
    table = parse_table(b'a,b,c,d\r\n1,"2"\r\n5,6,7,8\r\n')
    assert table.with_cells({1: {3: "x"}}) == b'a,b,c,d\r\n1,"2",,x\r\n5,6,7,8\r\n'
    assert table.with_cells({1: {1: "y", 2: "z"}}) == b'a,b,c,d\r\n1,"y",z\r\n5,6,7,8\r\n'


def test_quotes_are_kept_and_added_where_needed():
    """A quoted cell stays quoted; a bare one is quoted only if its value asks for it."""
    table = parse_table(b'a,b\n"",1\n2,3\n')
    new = {1: {0: "5", 1: "6"}, 2: {0: 'x"y', 1: "9,5"}}
    assert table.with_cells(new) == b'a,b\n"5",6\n"x""y","9,5"\n'


def test_a_file_of_windows_1252_stays_one():
    """An old spreadsheet's file is read, and its bytes stay."""
    content = "Student;ID\r\nJürgen “Jü”;1\r\n".encode("cp1252")
    table = parse_table(content)
    assert table.value(1, 0) == "Jürgen “Jü”"
    assert table.with_cells({1: {1: "2"}}) == content.replace(b";1", b";2")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"just a line", "one cell only"),
        (b"\x81\x8d\xff,b", "not text"),
        (b'a,b\n"open,2\n3,4\n', "a quote opens in line 2"),
        (b"a,b\nAda,1\nGrace,2,3\n", "line 3 .“Grace”. has more cells"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, reason):
    """A damaged file is named with the line and the next step; nothing is guessed."""
    (tmp_path / "book.csv").write_bytes(content)
    with pytest.raises(AutograderError, match=reason) as error:
        read_table(tmp_path / "book.csv")
    assert "book.csv" in str(error.value)
    assert "Download it again" in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    """A path that leads nowhere is a clear error."""
    with pytest.raises(AutograderError, match="can't be read"):
        read_table(tmp_path / "nothing.csv")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding):
    """As a roster may come; it stays without one."""
    table = parse_table("Student,ID\nZoë,1\n".encode(encoding))
    assert table.value(1, 0) == "Zoë"
    assert table.with_cells({1: {1: "2"}}) == "Student,ID\nZoë,2\n".encode(encoding)


def test_a_spreadsheet_s_note_stays_where_it_is():
    """It says which sign separates, and is no row."""
    table = parse_table(b"sep=;\r\nStudent;ID\r\nAda, L;1\r\n")
    assert table.header == ["Student", "ID"]
    assert table.with_cells({1: {1: "2"}}) == b"sep=;\r\nStudent;ID\r\nAda, L;2\r\n"


def test_what_is_no_text_is_refused(tmp_path):
    """A byte that no encoding has that we try."""
    (tmp_path / "book.csv").write_bytes(b"Student,ID\nAda\x81,1\n")
    with pytest.raises(AutograderError, match=r"it is not text.*\n?.*CSV in UTF-8"):
        read_table(tmp_path / "book.csv")
