"""The built wheel in a clean environment.

The dependencies are those of this environment, so that nothing has to be downloaded; the
package itself is not: what is imported is what the wheel holds.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from .conftest import ROOT
from .reader import plain_environment


@dataclass(frozen=True)
class Place:
    """A clean environment with the wheel in it, and an empty home."""

    folder: Path
    wheel: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a fresh terminal would have."""
        return plain_environment(self.folder / "bin", self.home)

    def run(self, command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """A command line in a shell, standard error with the rest."""
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=cwd,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )


def clean_place(folder: Path) -> Place:
    """A new virtual environment with the wheel, built as for a release."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = (folder / "dist").glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    venv = [sys.executable, "-m", "venv", "--without-pip", folder / "venv"]
    subprocess.run(venv, check=True, timeout=60)
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True, timeout=60)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "venv" / "lib" / version / "site-packages"
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (folder / "home").mkdir()
    return Place(folder / "venv", wheel, folder / "home")
