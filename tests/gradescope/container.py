"""A container like Gradescope's, to run the zip in that we upload there.

    with Container() as container:
        container.set_up(Path("dist/cnn_layers-autograder.zip"))
        run = container.grade({"cnn_layers.ipynb": notebook})
        assert problems(run.results) == []

`set_up` makes an image as Gradescope does, and each `grade` runs in a container of its own on
top of it: as root with an engine's default rights, 768 MB of memory and half a processor. It
is stricter than Gradescope where that finds mistakes in a zip: `run_autograder` has to be
executable and to have LF line ends, the system is smaller, no list of packages is fetched
before `setup.sh`, and there is no network while grading.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .base import base_tree, registry_environment, settle
from .engine import Memory, controllers, run_container
from .isolation import ISOLATED, ContainerError, Ended
from .layers import Layer, disk_bytes, new_layer, overlay_works, read_inside, remove
from .profile import ARCHITECTURES, PATH, Limits, configuration, known_calls
from .submission import write_submission
from .workplace import container_name, workplace

__all__ = ["CACHE", "LIMITS", "Container", "ContainerError", "Run", "SetUp", "base_tree", "why_not"]

CACHE = Path(__file__).parents[2] / ".cache" / "gradescope"
LIMITS = Limits(memory_bytes=768 << 20, processors=0.5)
COMMANDS = "runc debootstrap setpriv unshare mount apt-get du cp"

# Gradescope's build throws away what is in the temporary folders.
SET_UP = """
bash /autograder/source/setup.sh
status=$?
apt-get clean
rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*
exit $status
"""
# Not as the container's first process, since that one gets only signals that it handles.
GRADE = "/autograder/run_autograder >/autograder/results/stdout 2>&1; exit $?"

ENVIRONMENT = {"PATH": PATH, "HOME": "/root"}
# Some processors need these for right answers from OpenBLAS, in a container too.
PROCESSOR_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


@dataclass(frozen=True)
class SetUp:
    """What came of `setup.sh`; `bytes_added` is what it left on the disk."""

    seconds: float
    returncode: int
    output: str
    bytes_added: int


@dataclass(frozen=True)
class Run:
    """What came of one `run_autograder`.

    `returncode` is 128 + its number where a signal ended it. `results` is None where
    `results_text` is no JSON object; the text is empty where no file was written. `output` is
    what Gradescope keeps as `stdout`. `timed_out`: `kill_after` ended it. The peak of memory is
    with cached files, which a busy run fills up to the limit: whether there was too little says
    `memory_kills`, the number of processes that the limit ended.
    """

    returncode: int
    seconds: float
    peak_memory_bytes: int
    results: dict[str, Any] | None
    results_text: str
    output: str
    timed_out: bool
    memory_kills: int


def why_not() -> str:
    """Why this machine can't run such a container; empty if it can."""
    if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
        return f"containers are for Linux on {' or '.join(ARCHITECTURES)}"
    if os.geteuid() != 0:
        return "only root can run a container that has a root of its own"
    missing = [command for command in COMMANDS.split() if shutil.which(command) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    try:
        known_calls(ARCHITECTURES[platform.machine()][0][1])
        platform.freedesktop_os_release()["VERSION_CODENAME"]
    except (OSError, KeyError) as error:
        return f"no Debian with libseccomp: {error!r}"
    if lacking := {"memory", "cpu"} - controllers():
        return f"no control groups for {' and '.join(sorted(lacking))}"
    done = subprocess.run([*ISOLATED, "true"], capture_output=True, text=True, check=False)
    return f"no namespaces: {done.stderr.strip()}" if done.returncode != 0 else ""


class Container:
    """One image, made from one zip, and the containers that grade submissions with it.

    With `landlock=False` the kernel seems as old as Gradescope's may be. With
    `limited_set_up=True` the limits hold for `setup.sh` too. `overlay=False` copies whole
    trees, as where the kernel can't lay one over another.
    """

    def __init__(
        self,
        cache: Path = CACHE,
        *,
        landlock: bool = True,
        limited_set_up: bool = False,
        overlay: bool = True,
    ) -> None:
        self._cache = cache
        self._landlock = landlock
        self._limited_set_up = limited_set_up
        self._overlay = overlay
        self._image: Layer | None = None
        self._ready = False
        self._numbers = itertools.count(1)
        self._environment = dict(ENVIRONMENT)
        for name in PROCESSOR_VARIABLES:
            if name in os.environ:
                self._environment[name] = os.environ[name]

    def __enter__(self) -> Container:
        with ExitStack() as opened:
            self._base = base_tree(self._cache)
            self._folder = opened.enter_context(workplace(self._cache))
            self._overlay = self._overlay and overlay_works(self._folder)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._opened.close()

    def set_up(self, zip_path: Path, *, seconds: float = 1800) -> SetUp:
        """Make the image: unpack the zip and run its `setup.sh`, with the host's network."""
        if self._image is not None:
            raise ContainerError("this container is set up already: take a new one")
        image = new_layer(self._folder / "image", [self._base], overlay=self._overlay)
        self._image = image
        settle(image.root)
        _unpack(zip_path, image.root / "autograder")
        before = disk_bytes(image.root)
        ended, _ = self._run(
            image,
            SET_UP,
            folder="/autograder/source",
            environment={**self._environment, **registry_environment()},
            limits=LIMITS if self._limited_set_up else None,
            network=True,
            seconds=seconds,
            landlock=self._landlock,
        )
        if ended.stopped:
            raise ContainerError(f"still in setup.sh after {seconds} s:\n{ended.output[-2000:]}")
        self._ready = ended.returncode == 0
        added = disk_bytes(image.root) - before
        return SetUp(ended.seconds, ended.returncode, ended.output, added)

    def grade(
        self,
        files: Mapping[str, bytes],
        metadata: Mapping[str, Any] | None = None,
        *,
        seconds: float = 600,
        kill_after: float | None = None,
        landlock: bool | None = None,
    ) -> Run:
        """Grade one submission in a container of its own; names of files may have folders.

        Several can be graded at the same time. `landlock` is for this run alone. `kill_after`
        is Gradescope's time limit, which is part of the test; one that is still running after
        `seconds` is an error of the test.
        """
        if self._image is None or not self._ready:
            raise ContainerError("there is no image: set_up has to succeed first")
        number = next(self._numbers)
        below = [self._image.root, self._base]
        layer = new_layer(self._folder / f"run-{number}", below, overlay=self._overlay)
        try:
            write_submission(layer.root / "autograder", files, metadata)
            ended, memory = self._run(
                layer,
                GRADE,
                folder="/autograder",
                environment=self._environment,
                limits=LIMITS,
                network=False,
                seconds=seconds if kill_after is None else min(seconds, kill_after),
                landlock=self._landlock if landlock is None else landlock,
            )
            stdout = read_inside(layer.root, "autograder/results/stdout")
            results = read_inside(layer.root, "autograder/results/results.json") or b""
        finally:
            remove(layer.folder)
        # All output of the autograder is in that file: what else there is comes from runc.
        if stdout is None and ended.output and not ended.stopped:
            raise ContainerError(f"run_autograder was not started:\n{ended.output[-2000:]}")
        if ended.stopped and (kill_after is None or kill_after > seconds):
            raise ContainerError(f"still grading after {seconds} s: {stdout!r}"[:2000])
        return Run(
            returncode=ended.returncode,
            seconds=ended.seconds,
            peak_memory_bytes=memory.peak_bytes,
            results=_json_object(results),
            results_text=results.decode("utf-8", errors="replace"),
            output=(stdout or b"").decode("utf-8", errors="replace"),
            timed_out=ended.stopped,
            memory_kills=memory.kills,
        )

    def _run(
        self,
        layer: Layer,
        script: str,
        *,
        folder: str,
        environment: Mapping[str, str],
        limits: Limits | None,
        network: bool,
        seconds: float,
        landlock: bool,
    ) -> tuple[Ended, Memory]:
        name = container_name(self._folder, layer.folder.name)
        what = configuration(
            ["sh", "-c", script],
            environment,
            folder=folder,
            name=name,
            limits=limits,
            network=network,
            landlock=landlock,
        )
        return run_container(layer, name, what, seconds=seconds)


def _unpack(zip_path: Path, place: Path) -> None:
    """Lay a zip's files and their modes in `place`/source, and run_autograder beside it."""
    source = place / "source"
    with zipfile.ZipFile(zip_path) as archive:
        for entry in archive.infolist():
            path = archive.extract(entry, source)
            if not entry.is_dir() and (mode := entry.external_attr >> 16 & 0o777):
                os.chmod(path, mode)
    for name in ("setup.sh", "run_autograder"):
        if not (source / name).is_file():
            raise ContainerError(f"{zip_path} has no {name} at its root")
    shutil.copy(source / "run_autograder", place)


def _json_object(text: bytes) -> dict[str, Any] | None:
    # NaN passes here, so that the schema's check can say where it is.
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
