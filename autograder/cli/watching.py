"""`autograder watch` on a terminal: what it shows, and what its keys do."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from autograder.cli.shared import colour
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport
from autograder.reporting.watch_view import focus, render_list, render_watch
from autograder.student.check import Checker
from autograder.student.hint import next_hint
from autograder.student.keys import Keys
from autograder.student.watch import Watch, follow


def run(named: Path | None, checker: Checker) -> None:
    """Watch until q, Ctrl-C or the end of the terminal."""
    watch = Watch(named, checker)
    assignment = checker.tests.assignment
    last: GradeReport | None = None

    def show(report: GradeReport) -> None:
        nonlocal last
        last = report
        if keys.there and os.environ.get("TERM") != "dumb":
            click.clear()
        text = render_watch(report, assignment, watch.changed, keys=keys.there, color=colour())
        click.echo(text)
        sys.stdout.flush()

    def press(key: str) -> bool:
        assert last is not None
        if key == "l":
            click.echo(render_list(last, color=colour()))
        elif key == "h":
            click.echo(_hint(checker, watch, last))
        return key != "q"

    with Keys() as keys:
        follow(watch, keys.wait, show, press)


def _hint(checker: Checker, watch: Watch, report: GradeReport) -> str:
    question = focus(report, watch.changed)
    if question is None:
        return "Nothing that you have begun fails, so there is nothing to hint at.\n"
    try:
        return next_hint(checker, report, watch.file, question.name, color=colour())
    except AutograderError as error:
        return str(error)
