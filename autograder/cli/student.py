"""The commands of a student."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.completion import functions
from autograder.cli.epilogs import epilog
from autograder.cli.shared import ANY_PATH, colour

if TYPE_CHECKING:
    from autograder.student.check import Checker

FILE = click.argument("file", required=False, type=ANY_PATH)


@click.command(epilog=epilog("check"))
@FILE
@click.option("-q", "--question", shell_complete=functions, help="Only this function.")
def check(file: Path | None, question: str | None) -> None:
    """Run the public tests on your notebook or .py file.

    Without FILE: the newer of the notebook and the script in this folder.
    """
    with _checker(file, question) as (checker, chosen):
        from autograder.reporting.check_view import render_check

        report = checker.check(chosen)
    text = render_check(report, checker.tests.assignment, color=colour(), command=_command(file))
    click.echo(text)
    sys.exit(0 if all(score.passed for score in report.questions) else 1)


@click.command(epilog=epilog("watch"))
@FILE
def watch(file: Path | None) -> None:
    """Check again whenever you save: only the functions that you changed.

    Without FILE: the newer of the notebook and the script in this folder, whichever you save.
    On a terminal a key does more: h a hint, l the list of tests, a run all, q quit.
    """
    for number in ("SIGTERM", "SIGHUP"):  # so that the terminal is put right on the way out
        if hasattr(signal, number):
            signal.signal(getattr(signal, number), lambda *_: sys.exit(0))
    try:
        with _checker(file) as (checker, _):
            from autograder.cli.watching import run

            run(file, checker)
    except KeyboardInterrupt:
        click.echo()


@click.command(epilog=epilog("hint"))
@click.argument("function", shell_complete=functions)
@FILE
@click.option("--all", "everything", is_flag=True, help="All hints at once.")
def hint(function: str, file: Path | None, everything: bool) -> None:
    """A hint for a failing function; called again, the next one.

    The shape of the result, its first wrong entry, a worked example, and what is known of the
    mistake. Without FILE: the newer of the notebook and the script in this folder.
    """
    with _checker(file, function) as (checker, chosen):
        from autograder.student.hint import next_hint

        report = checker.check(chosen)
        text = next_hint(
            checker, report, chosen, function,
            everything=everything, color=colour(), command=_command(file),
        )  # fmt: skip
    click.echo(text)
    sys.exit(0 if report.questions and report.question(function).passed else 1)


@click.command(epilog=epilog("show"))
@click.argument("test", shell_complete=functions)
@FILE
@click.option("--print", "as_text", is_flag=True, help="Print lines of Python instead.")
def show(test: str, file: Path | None, as_text: bool) -> None:
    """Open the inputs of a failing test in a Python console.

    TEST is a function, for its first failing test, or a test's name. Without FILE: the newer of
    the notebook and the script in this folder.
    """
    with _checker(file, test=test) as (checker, chosen):
        from autograder.student import show as showing
        from autograder.student.snippet import shown, snippet
        from autograder.submission import read_submission

        report = checker.check(chosen)
        outcomes = {(o.question, o.test): o for q in report.questions for o in q.outcomes}
        found = showing.choose(
            checker.tests, test, lambda each: outcomes[each.question, each.name].passed
        )
        finding = checker.tests.findings.get((found.question, found.name))
    submission = read_submission(chosen, checker.tests.assignment.slug)
    what = shown(found, finding, showing.parameters_of(submission, found.question))
    if as_text:
        module = chosen.stem if chosen.suffix == ".py" and chosen.stem.isidentifier() else ""
        click.echo(snippet(what, module), nl=False)
    else:
        showing.open_console(what, submission)


def _command(file: Path | None) -> str:
    """How to ask for something about a function, in the same file if one was named."""
    named = shlex.quote(str(file)).replace("{", "{{").replace("}", "}}") if file else ""
    return f"autograder {{}} {{}} {named}".rstrip()


@contextmanager
def _checker(
    file: Path | None, question: str | None = None, test: str = ""
) -> Iterator[tuple[Checker, Path]]:
    """The public tests that are asked for (all, or those of one question, or of a test's),
    and the file that is meant.
    """
    from autograder.sandbox.start import can_isolate, start_zygote

    started = start_zygote() if can_isolate() else None
    try:
        # While it comes up, everything else is loaded: NumPy above all.
        from autograder.student.folder import check_name, find_assignment, find_file

        chosen = find_file(file)
        assignment = find_assignment(chosen)
        asked = test.replace("::", ".").partition(".")[0]
        names = [asked] if asked in assignment.names else []
        names = [check_name(assignment, question)] if question else names
        from autograder.student.check import Checker
    except BaseException:
        if started is not None:
            started.end()
        raise
    with Checker(assignment, names, started) as checker:
        yield checker, chosen
