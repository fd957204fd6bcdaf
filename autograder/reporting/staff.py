"""A submission as staff may see it: every test, with what is kept from students."""

from __future__ import annotations

from autograder.grading.results import GradeReport
from autograder.reporting.text import clean, number, one_line


def render_record(report: GradeReport) -> str:
    """Plain text: questions, tests that failed with their details, and what was printed."""
    lines = [
        f"{one_line(report.file, 200)}: {report.status}, "
        f"{number(report.score)} of {number(report.max_score)} points, {report.seconds:.1f} s"
    ]
    if report.reason:
        lines.append(f"reason: {clean(report.reason, 4000)}")
    lines += [f"{error.place}: {error.kind}: {one_line(error.message, 300)}"
              for error in report.load_errors]  # fmt: skip
    for question in report.questions:
        hint = f", mistake {question.hint.mistake}" if question.hint else ""
        score = f"{number(question.score)} of {number(question.max_score)}"
        lines.append(f"\n{question.name}: {score}{hint}")
        for outcome in question.outcomes:
            if not outcome.passed:
                detail = clean(outcome.detail or outcome.message, 1500)
                lines.append(f"  {outcome.test}: {outcome.status}: {_indented(detail)}")
        if question.output:
            lines.append(f"  printed: {_indented(clean(question.output, 1500))}")
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n    ")
