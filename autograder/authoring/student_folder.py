"""Puts together assignments/<slug>/: all that a student gets, as paths and bytes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from autograder.authoring.notebook import student_notebook
from autograder.authoring.public_tests import write_public_tests
from autograder.authoring.source import Source
from autograder.authoring.student_hints import write_hints
from autograder.course import Assignment, Course
from autograder.extract import extract, pieces
from autograder.grading import sealed
from autograder.sandbox.child import cells

_MAGICS = extract(inspect.getsource(cells), ["without_magics"])
TEMPLATES = files("autograder.authoring") / "templates"

MODULE_DOCSTRING = '''\
"""{title}: write the functions below, each where it says NotImplementedError.

{summary}

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    autograder watch      the same whenever you save
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook {slug}.ipynb
holds the same functions, with explanations and pictures.
"""'''


def student_files(course: Course, assignment: Assignment, source: Source) -> dict[str, bytes]:
    """The content of a student's folder: relative path -> bytes."""
    slug = assignment.slug
    texts = {
        f"{slug}.ipynb": student_notebook(assignment, source),
        f"{slug}.py": stub_file(assignment, source),
        "README.md": _render("README.md.j2", assignment),
        "conftest.py": _render("conftest.py.j2", assignment),
        "pytest.ini": (TEMPLATES / "pytest.ini").read_text(encoding="utf-8"),
    }
    for question, text in write_public_tests(course, assignment).items():
        texts[f"tests/{question}.py"] = text
    texts[f"tests/{sealed.FILE}"] = write_hints(course, assignment)
    contents = {path: text.encode() for path, text in texts.items()}
    contents["assignment.toml"] = (assignment.folder / "assignment.toml").read_bytes()
    return dict(sorted(contents.items()))


def stub_file(assignment: Assignment, source: Source) -> str:
    """The text of <slug>.py: imports and one stub for each question, under its heading."""
    headings = {
        question.name: _heading(question.name, question.points, question.section)
        for question in assignment.questions
    }
    docstring = MODULE_DOCSTRING.format(
        title=assignment.title,
        summary=textwrap.fill(assignment.summary, 88),
        slug=assignment.slug,
    )
    return f"{docstring}\n\n{source.stub_module(headings)}"


def _heading(name: str, points: float, section: str) -> str:
    return f"# {'-' * 78}\n# {name}: {points:g} points. Lecture: {section}\n# {'-' * 78}"


def _render(template: str, assignment: Assignment) -> str:
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    magics = [piece for node, piece in pieces(_MAGICS) if not isinstance(node, ast.Import)]
    return environment.from_string(text).render(
        assignment=assignment, slug=assignment.slug, without_magics="\n\n\n".join(magics)
    )
