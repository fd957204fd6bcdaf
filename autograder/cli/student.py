"""The commands of a student."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.shared import ANY_PATH, colour


@click.command()
@click.argument("file", required=False, type=ANY_PATH)
@click.option("-q", "--question", help="Only this function.")
def check(file: Path | None, question: str | None) -> None:
    """Run the public tests on your notebook or .py file.

    Without FILE: the newer of the notebook and the script in this folder.
    """
    from autograder.sandbox.start import can_isolate, start_zygote
    from autograder.student.folder import check_name, find_assignment, find_file

    chosen = find_file(file)
    assignment = find_assignment(chosen)
    questions = [check_name(assignment, question)] if question else []
    started = start_zygote() if can_isolate() else None
    # While it comes up, everything else is loaded: NumPy above all.
    from autograder.reporting.check_view import render_check
    from autograder.student.check import check_file

    report = check_file(chosen, assignment, questions, started)
    click.echo(render_check(report, assignment, color=colour()))
    sys.exit(0 if all(score.passed for score in report.questions) else 1)
