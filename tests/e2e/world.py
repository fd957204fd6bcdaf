"""A small course with its class, as the pages of docs take it for granted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.build import write_student_folder
from autograder.authoring.sample import as_notebook
from autograder.authoring.scaffold import add_to_course
from autograder.authoring.source import stub_line
from autograder.course import Course
from tests import exports
from tests.unit import otter_masters as masters

RIGHT, WRONG = "return 2.0 * np.asarray(x)", "return 2.0 + np.asarray(x)"
CLASS = {"11": "Ada Lovelace", "12": "Grace Hopper", "13": "Alan Turing"}


def make_world(folder: Path, slug: str, functions: Sequence[str], public_test: str) -> None:
    """A course of one assignment, whose last function has a public test of this name.

    Beside it: a student's work with a mistake in that function, a class as Moodle gives it,
    and the tables that a teacher downloads.
    """
    folder.mkdir()
    course = Course(folder)
    add_to_course(course, slug, functions, example=False)
    for path in [*course.source(slug).parent.iterdir(), *course.suite(slug).iterdir()]:
        text = path.read_text(encoding="utf-8").replace("TODO", "Done")
        if path.stem == f"test_{functions[-1]}":
            text = text.replace("test_worked_example", public_test)
        path.write_text(text, encoding="utf-8")
    assignment = Course(folder).assignment(slug)
    work = write_student_folder(Course(folder), assignment)
    stub = right = wrong = (work / f"{slug}.py").read_text(encoding="utf-8")
    for name in functions:
        right = right.replace(stub_line(name).strip(), RIGHT)
        wrong = wrong.replace(stub_line(name).strip(), WRONG if name == functions[-1] else RIGHT)
    (work / f"{slug}.py").write_text(wrong, encoding="utf-8")
    (folder / "stub.py").write_text(stub, encoding="utf-8")
    (folder / "mine.py").write_text(wrong, encoding="utf-8")
    for file in work.iterdir():
        os.utime(file, (1e9, 2e9 if file.suffix == ".py" else 1e9))  # the script is the newer one
    _write_class(folder, slug, right, wrong)
    _write_tables(folder, assignment.title, assignment.max_score)


def _write_class(folder: Path, slug: str, right: str, wrong: str) -> None:
    works = {"11": (f"{slug}.py", right), "12": (f"{slug}.py", wrong)}
    works["13"] = (f"{slug}.ipynb", as_notebook([right]))
    files = {
        f"{CLASS[id]}_{id}_assignsubmission_file/{name}": text.encode()
        for id, (name, text) in works.items()
    }
    for name in ("submissions.zip", "class.zip"):
        exports.as_zip(folder / name, files)
    exports.as_folder(folder / "downloads", files)
    masters.save(folder / "hw03.ipynb", masters.exception_based())


def _write_tables(folder: Path, title: str, points: float) -> None:
    people = [(id, name, f"{name.split()[0].lower()}@example.edu") for id, name in CLASS.items()]
    roster = ["Identifier,Full name,Email address"]
    roster += [f"Participant {id},{name},{email}" for id, name, email in people]
    book = [f"Student,ID,SIS Login ID,{title} (7)", f"    Points Possible,,,{points}"]
    book += [f"{name},9{id},{email}," for id, name, email in people]
    sheet = [f"{roster[0]},Grade,Maximum Grade,Feedback comments"]
    sheet += [f"{line},,{points:.2f}," for line in roster[1:]]
    tables = {"roster.csv": roster, "gradebook.csv": book, "worksheet.csv": sheet}
    for name, lines in {**tables, "book.csv": book, "sheet.csv": sheet}.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
