"""What the commands have in common: options, progress, colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
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


def colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
