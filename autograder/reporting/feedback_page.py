"""One submission as a page for its student: self-contained, and without anything that runs.

Built from what Gradescope would show, so that there is one answer to what a student may see.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.course import Assignment
from autograder.grading.results import GradeReport
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.pages import asset, environment, policy


def render_feedback(report: GradeReport, assignment: Assignment) -> str:
    """The page as text, the same for the same report."""
    style = asset("feedback.css")
    shown = to_gradescope(replace(report, isolation=""))  # how it was run is for staff
    return environment().get_template("feedback.html.j2").render(
        assignment=assignment,
        score=shown["score"],
        overview=shown["output"],
        questions=shown["tests"],
        style=style,
        policy=policy(style),
    )  # fmt: skip
