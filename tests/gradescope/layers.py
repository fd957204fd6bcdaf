"""Root file systems in layers: what a container changes lies apart from what it began with."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .isolation import ContainerError, mounts, run_isolated


@dataclass(frozen=True)
class Layer:
    """One container's root file system, in a folder that is a bundle for runc too.

    The container's own files are in `root`; look at them or change them only while it is not
    running. `overlay` has the mount options that put them on top of the layers below; it is
    empty where `root` is a whole copy.
    """

    folder: Path
    root: Path
    overlay: str = ""


def new_layer(folder: Path, below: Sequence[Path], *, overlay: bool) -> Layer:
    """A layer in a new folder, on top of others, of which the first is the uppermost."""
    folder.mkdir()
    whole = folder / "rootfs"
    if not overlay:
        # Here the uppermost one is whole itself.
        copy = ["cp", "--archive", "--reflink=auto", str(below[0]), str(whole)]
        subprocess.run(copy, check=True)
        return Layer(folder, whole)
    for name in ("rootfs", "upper", "work"):
        (folder / name).mkdir()
    # Relative, so that no path of this machine can bring a comma or a colon into the options.
    lower = ":".join(os.path.relpath(path, folder) for path in below)
    return Layer(folder, folder / "upper", f"lowerdir={lower},upperdir=upper,workdir=work")


def overlay_works(folder: Path) -> bool:
    """Whether the kernel mounts overlays whose layers lie in this folder."""
    probe = folder / "probe"
    layer = new_layer(probe, [folder], overlay=True)
    command = ["mount", "-t", "overlay", "-o", layer.overlay, "overlay", "rootfs"]
    done = run_isolated(command, folder=probe, log=probe / "log", seconds=60)
    remove(probe)
    return done.returncode == 0


def remove(folder: Path) -> None:
    """Remove a folder, but never through a mount into what is mounted there."""
    folder = folder.resolve()
    held = [place for place, _, _ in mounts() if place.is_relative_to(folder)]
    if held:
        raise ContainerError(f"{folder} is not removed: something is mounted at {held[0]}")
    shutil.rmtree(folder)


def disk_bytes(folder: Path) -> int:
    """What a folder takes on the disk; a file with several names counts once."""
    command = ["du", "--summarize", "--one-file-system", "--block-size=1", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[0])


def read_inside(root: Path, name: str) -> bytes | None:
    """A regular file's content below `root`; None if there is none.

    A container may leave links that point out of its root: none is followed.
    """
    *folders, last = name.split("/")
    opened = [os.open(root, os.O_PATH | os.O_DIRECTORY)]
    try:
        for folder in folders:
            flags = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW
            opened.append(os.open(folder, flags, dir_fd=opened[-1]))
        # Opening a pipe would wait for somebody who writes.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        opened.append(os.open(last, flags, dir_fd=opened[-1]))
        if not stat.S_ISREG(os.fstat(opened[-1]).st_mode):
            return None
        with open(opened.pop(), "rb") as file:
            return file.read()
    except OSError:
        return None
    finally:
        for number in opened:
            os.close(number)
