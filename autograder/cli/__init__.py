"""The commands: parse, call one function, render. All work is done elsewhere."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from autograder import __version__
from autograder.cli import author, beginnings, completion, export, instructor, student
from autograder.cli.epilogs import epilog
from autograder.cli.shared import FOLDER, speak_plainly
from autograder.errors import AutograderError

# What the extra `author` installs, by the names that are imported.
FOR_AUTHORS = {"jupytext", "otter", "nbclient", "yaml"}
INSTALL = 'Install this package with its extra, as in: pip install "lecture-autograder[author]"'


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=epilog(""),
)
@click.version_option(__version__, prog_name="autograder")
@click.option("--course", type=FOLDER, help="The course folder; default: the one you are in.")
@click.pass_context
def cli(context: click.Context, course: Path | None) -> None:
    """Exercises with hidden tests: check your own, grade a class, build for Gradescope."""
    context.obj = course


for command in (
    student.check,
    student.watch,
    student.hint,
    student.show,
    instructor.grade,
    instructor.runs,
    instructor.compare,
    export.export,
    instructor.doctor,
    beginnings.new,
    beginnings.import_otter,
    author.list_command,
    author.build,
    author.verify,
    author.try_command,
    author.demo,
    completion.completion,
):
    cli.add_command(command)


def main() -> None:
    """The entry point: a readable error instead of a traceback, and exit code 2."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: keep what is done
    speak_plainly()
    try:
        cli(prog_name="autograder", complete_var=completion.VARIABLE, standalone_mode=False)
    except AutograderError as error:
        click.echo(f"autograder: {error.shown(Path.cwd())}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name not in FOR_AUTHORS:
            raise
        click.echo(f"autograder: Authors need {error.name} as well.\n  → {INSTALL}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
