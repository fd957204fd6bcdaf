"""One submission as a page for its student: self-contained, and without anything that runs.

Built from what Gradescope would show, so that there is one answer to what a student may see.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course import Assignment
from autograder.grading.results import GradeReport
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.text import number

TEMPLATES = Path(__file__).parent / "templates"


def render_feedback(report: GradeReport, assignment: Assignment) -> str:
    """The page as text, the same for the same report."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shown = to_gradescope(replace(report, isolation=""))  # how it was run is for staff
    return _environment().get_template("feedback.html.j2").render(
        assignment=assignment,
        score=shown["score"],
        overview=shown["output"],
        questions=shown["tests"],
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    return environment


@cache
def _style() -> Markup:
    return Markup((TEMPLATES / "feedback.css").read_text(encoding="utf-8"))
