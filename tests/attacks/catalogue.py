"""All entries by name."""

from __future__ import annotations

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
CATALOGUE: dict[str, Entry] = {}
for group in GROUPS.values():
    for entry in group:
        assert entry.name not in CATALOGUE, f"two entries are called {entry.name}"
        CATALOGUE[entry.name] = entry

# A few of every kind, for places where all would take too long.
SHORT = [
    entry.name
    for group in GROUPS.values()
    for entry in [entry for entry in group if not entry.slow][::12]
]
