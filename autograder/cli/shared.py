"""What the commands have in common: options, progress, colour."""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from autograder.classroom.outputs import Progress

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
ANY_PATH = click.Path(path_type=Path)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="processors",
    help="How many to grade at the same time.",
)


@contextmanager
def progress_bar(total: int | None, label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a plain line now and then elsewhere; `(done, total)` moves it."""
    if not sys.stderr.isatty():
        yield _plain_progress(label)
        return
    with click.progressbar(length=total or 1, label=label, file=sys.stderr, width=30) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


def _plain_progress(label: str) -> Callable[[int, int], None]:
    said = -1

    def advance(done: int, total: int) -> None:
        nonlocal said
        tenth = 10 * done // max(total, 1)
        if tenth != said and total >= 20:
            said = tenth
            click.echo(f"{label}: {done} of {total}", err=True)

    return advance


@contextmanager
def class_progress(total: int, voice: str) -> Iterator[Callable[[Progress], None]]:
    """How far a class is: a bar with rate and time left on a terminal, a line now and then
    elsewhere; one line of JSON per submission where `voice` is json; nothing where it is quiet.
    """
    if voice == "quiet":
        yield lambda progress: None
    elif voice == "json":
        yield _json_line_while_read
    elif sys.stderr.isatty():
        with click.progressbar(
            length=max(total, 1), label="grading", file=sys.stderr, width=20, show_pos=True,
            item_show_func=lambda text: text, show_eta=False,
        ) as bar:  # fmt: skip
            start = time.monotonic()

            def advance(progress: Progress) -> None:
                bar.update(progress.done - bar.pos, _pace(progress, time.monotonic() - start))

            yield advance
    else:
        say = _plain_progress("grading")
        yield lambda progress: say(progress.done, progress.total)


def _pace(progress: Progress, seconds: float) -> str:
    """Of what is graded now; what is taken over took no time, and tells nothing."""
    graded, parts = progress.done - progress.taken_over, []
    if graded and seconds > 1:
        minutes, rest = divmod(round((progress.total - progress.done) * seconds / graded), 60)
        parts = [f"{60 * graded / seconds:.0f}/min", f"{minutes}:{rest:02} left"]
    if progress.attention:
        parts.append(f"{progress.attention} to look at")
    return ", ".join(parts)


def _json_line_while_read(progress: Progress) -> None:
    """A class is graded to its end also if nobody wants to read all of it."""
    try:
        _json_line(progress)
    except BrokenPipeError:
        say_no_more()


def _json_line(progress: Progress) -> None:
    for name, status, score in progress.known:
        taken = {"submission": name, "status": str(status), "score": score, "from_before": True}
        click.echo(json.dumps(taken))
    line: dict[str, object] = {
        "done": progress.done,
        "total": progress.total,
        "taken_over": progress.taken_over,
        "attention": progress.attention,
    }
    if (report := progress.report) is not None:
        line |= {
            "submission": report.submission,
            "status": str(report.status),
            "score": report.score,
            "max_score": report.max_score,
            "seconds": report.seconds,
        }
    click.echo(json.dumps(line))


def say_no_more() -> None:
    """What is still to be printed goes nowhere, where an error would end the command again."""
    with suppress(OSError):
        sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# What a terminal or a file that can't show our signs gets in their place.
PLAIN_SIGNS = str.maketrans(
    {"✓": "+", "✗": "x", "·": "-", "→": "->", "…": "...", "−": "-", "×": "x", "≠": "!=", "–": "-",
     "“": '"', "”": '"', "’": "'", "█": "#", "⚠": "!"}
)  # fmt: skip


def tell(text: str) -> None:
    """Lines for a person, on stderr: broken between words on a terminal, whole in a pipe."""
    lines = text.splitlines()
    if sys.stderr.isatty():
        wrapper = textwrap.TextWrapper(
            max(40, shutil.get_terminal_size().columns), subsequent_indent="    ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        lines = [wrapper.fill(line) for line in lines]
    click.echo("\n".join(lines), err=True)


def speak_plainly() -> None:
    """Let no sign that an old code page lacks end a command with an error."""

    def plain(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        text = error.object[error.start : error.end].translate(PLAIN_SIGNS)
        return text.encode(error.encoding, "replace").decode(error.encoding), error.end

    codecs.register_error("plain signs", plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain signs")


def colour() -> bool:
    """Whether to colour what is shown: on a terminal that can, unless NO_COLOR is set."""
    can = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return can and not os.environ.get("NO_COLOR")
