"""All entries by name."""

from __future__ import annotations

from dataclasses import replace

from . import (
    catalogue_archives,
    catalogue_bombs,
    catalogue_endings,
    catalogue_forgery,
    catalogue_honest,
    catalogue_lies,
    catalogue_machine,
    catalogue_notebooks,
    catalogue_reading,
    catalogue_standins,
    catalogue_texts,
)
from .entry import Entry

GROUPS: dict[str, list[Entry]] = {
    module.__name__.rpartition("_")[2]: list(module.ENTRIES)
    for module in (
        catalogue_forgery,
        catalogue_standins,
        catalogue_lies,
        catalogue_reading,
        catalogue_endings,
        catalogue_bombs,
        catalogue_machine,
        catalogue_texts,
        catalogue_notebooks,
        catalogue_archives,
        catalogue_honest,
    )
}
# What waits for a limit to pass: one of each kind is enough for every day.
SLOW = {
    "recurses-in-c",
    "memory-from-a-zip",
    "memory-in-a-text",
    "reads-through-a-descriptor",
    "endless-list",
    "sleeps",
    "sleeps-while-loading",
    "text-that-hangs-while-loading",
    "is-a-little-slow-each-time",
    "makes-everything-slow",
    "threads-with-small-stacks",
    "asks-the-stand-in-without-end",
    "cell-without-end",
}
CATALOGUE: dict[str, Entry] = {}
for group in GROUPS.values():
    for place, entry in enumerate(group):
        assert entry.name not in CATALOGUE, f"two entries are called {entry.name}"
        group[place] = replace(entry, slow=entry.slow or entry.name in SLOW)
        CATALOGUE[entry.name] = group[place]
assert CATALOGUE.keys() >= SLOW

# What depends on the place that it runs in.
EVERYWHERE = ["imports-the-standard-library", "runs-an-event-loop", "looks-around-its-folder"]
# A few of every kind, for places where all would take too long.
SHORT = EVERYWHERE + [
    entry.name
    for group in GROUPS.values()
    for entry in [entry for entry in group if not entry.slow][::16]
    if entry.name not in EVERYWHERE
]
