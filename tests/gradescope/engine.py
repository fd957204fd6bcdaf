"""Containers without an engine: runc in namespaces of its own, and their control groups."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .isolation import Ended, mounts, run_isolated
from .layers import Layer

# In the layer's folder: $1 are the overlay's options, $2 is the container's name. With --keep
# the control groups are still there afterwards, so that they can be read.
START = """
[ -z "$1" ] || mount -t overlay -o "$1" overlay rootfs
exec runc --root "$PWD/state" run --keep "$2"
"""
# By the version of control groups.
PEAKS = ("memory.max_usage_in_bytes", "memory.peak")
KILLS = ("memory.oom_control", "memory.events")
PATIENCE = 10  # seconds that processes have to be gone after they were killed


@dataclass(frozen=True)
class Memory:
    """The most that a container held at a time, and how many processes its limit killed.

    The kernel counts the files that it caches for the container, and drops them before it
    kills. What it doesn't tell is 0.
    """

    peak_bytes: int = 0
    kills: int = 0


def run_container(
    layer: Layer, name: str, configuration: Mapping[str, Any], *, seconds: float
) -> tuple[Ended, Memory]:
    """Run a container on a layer, and remove its control groups."""
    (layer.folder / "config.json").write_text(json.dumps(configuration))
    command = ["sh", "-ec", START, "sh", layer.overlay, name]
    try:
        log = layer.folder / "output"
        ended = run_isolated(command, folder=layer.folder, log=log, seconds=seconds)
        return ended, _memory(name)
    finally:
        remove_control_groups(name)


def _memory(name: str) -> Memory:
    texts = {
        file: (group / file).read_text()
        for group in control_groups(name)
        for file in (*PEAKS, *KILLS)
        if (group / file).exists()
    }
    peak = next((int(texts[file]) for file in PEAKS if file in texts), 0)
    events = "".join(texts.get(file, "") for file in KILLS)
    kills = re.search(r"^oom_kill (\d+)$", events, re.MULTILINE)
    return Memory(peak, int(kills[1]) if kills else 0)


def control_groups(pattern: str) -> list[Path]:
    """The folders of the topmost control groups whose names match, in every hierarchy."""
    trees = [place for place, kind, _ in mounts() if kind in ("cgroup", "cgroup2")]
    return [group for tree in trees for group in tree.glob(pattern)]


def controllers() -> set[str]:
    """The names of the controllers that control groups can use here."""
    names: set[str] = set()
    for place, kind, options in mounts():
        if kind == "cgroup":
            names.update(options.split(","))
        elif kind == "cgroup2" and (place / "cgroup.controllers").exists():
            names.update((place / "cgroup.controllers").read_text().split())
    return names


def remove_control_groups(pattern: str) -> None:
    """Remove control groups; one whose processes are just dying gets a while."""
    last = time.monotonic() + PATIENCE
    for group in control_groups(pattern):
        while group.exists():
            try:
                group.rmdir()
            except OSError:
                if time.monotonic() > last:
                    raise
                time.sleep(0.05)
