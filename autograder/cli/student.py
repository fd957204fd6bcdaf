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
    from autograder.grading.check import check_file, find_file
    from autograder.reporting.console import render_check

    assignment, report = check_file(find_file(file), question)
    click.echo(render_check(report, assignment, color=colour()))
    sys.exit(0 if all(score.passed for score in report.questions) else 1)
