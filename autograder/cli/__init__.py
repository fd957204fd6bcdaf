"""The commands: parse, call one function, render. All work is done elsewhere."""

from __future__ import annotations

import importlib
import signal
import sys
from pathlib import Path

import click

from autograder import __version__
from autograder.cli.completion import VARIABLE
from autograder.cli.epilogs import epilog
from autograder.cli.shared import FOLDER, say_no_more, speak_plainly, tell
from autograder.errors import AutograderError

# What the extra `author` installs, by the names that are imported.
FOR_AUTHORS = {"jupytext", "otter", "nbclient", "yaml"}
MACHINE = "Check the disk, and what the output of this command goes to."
INSTALL = 'Install this package with its extra, as in: pip install "lecture-autograder[author]"'


# Where each command is, in the order of the help: the module, and its name there where that
# is another. Only the one that is called is loaded, so that a student has an answer at once.
COMMANDS = {
    "check": "student",
    "watch": "student",
    "hint": "student",
    "show": "student",
    "grade": "instructor",
    "runs": "instructor",
    "compare": "instructor",
    "export": "export",
    "doctor": "instructor",
    "new": "beginnings",
    "import-otter": "beginnings import_otter",
    "list": "author list_command",
    "build": "author",
    "verify": "author",
    "try": "author try_command",
    "demo": "author",
    "completion": "completion",
}


class Commands(click.Group):
    """The commands of `COMMANDS`, each loaded when somebody asks for it."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(" ")
        found = importlib.import_module(f"{__name__}.{module}")
        command: click.Command = getattr(found, attribute or name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=epilog(""),
)
@click.version_option(__version__, prog_name="autograder")
@click.option("--course", type=FOLDER, help="The course folder; default: the one you are in.")
@click.pass_context
def cli(context: click.Context, course: Path | None) -> None:
    """Exercises with hidden tests: check your own, grade a class, build for Gradescope."""
    context.obj = course


def main() -> None:
    """The entry point: a readable error instead of a traceback, and exit code 2."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: keep what is done
    speak_plainly()
    try:
        cli(prog_name="autograder", complete_var=VARIABLE, standalone_mode=False)
    except AutograderError as error:
        tell(f"autograder: {error.shown(Path.cwd())}")
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
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"autograder: {where}{error.strerror or error}.\n  → {MACHINE}", err=True)
        say_no_more()
        sys.exit(2)
    except Exception as error:
        # Whoever reads grades has loaded it; nobody else should have to.
        if not isinstance(error, getattr(sys.modules.get("sqlite3"), "Error", ())):
            raise
        then = "Move grades.sqlite away and grade again, or take it from a backup."
        click.echo(f"autograder: The grades can't be read: {error}.\n  → {then}", err=True)
        sys.exit(2)
