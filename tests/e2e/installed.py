"""The built wheel in a clean environment, and pages of docs that are followed there.

The dependencies are those of this environment, so that nothing has to be downloaded; the
package itself is not: what is imported is what the wheel holds.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path

from .conftest import ROOT

BLOCK = re.compile(
    r"(?:^<!-- (?P<remark>[^\n]+) -->\n)?"
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Place:
    """A clean environment with the wheel in it, and an empty home."""

    folder: Path
    wheel: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a fresh terminal would have."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return {**kept, "PATH": path, "HOME": str(self.home), "NO_COLOR": "1"}

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


@dataclass
class Reader:
    """Follows a page: writes its files, runs its commands, compares what it shows."""

    place: Place
    folder: Path
    seconds: float = 0.0  # of all commands together
    output: str = ""  # of the last block of commands
    commands: list[str] = field(default_factory=list)

    def follow(self, page: Path) -> None:
        """Everything on the page, from top to bottom."""
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            text, remark = block["text"], block["remark"] or ""
            if block["title"]:
                path = self.folder / block["title"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            elif block["kind"] == "sh":
                self.output = "".join(self._run(line, remark) for line in text.splitlines())
            elif block["kind"] == "text":
                self._compare(text)

    def _run(self, command: str, remark: str) -> str:
        self.commands.append(command)
        words = shlex.split(command)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return ""
        if words[:2] == ["pip", "install"]:  # done already, with the wheel that is named
            assert words[2] == f"{self.place.wheel.name}[author]"
            return ""
        start = time.monotonic()
        if remark == "until Ctrl-C":
            return self._watch(words)
        done = self.place.run(command, self.folder)
        self.seconds += time.monotonic() - start
        wanted = int(remark.removeprefix("exits with ")) if remark else 0
        assert done.returncode == wanted, f"{command}\n{done.stdout}"
        return done.stdout

    def _watch(self, words: list[str]) -> str:
        """Start, wait for the first round, and stop as a person does."""
        environment = {**self.place.environment, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            words, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "waiting for a change" in line:
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, lines
        process.stdout.close()
        return "".join(lines)

    def _compare(self, shown: str) -> None:
        """Each line that the page shows was printed; spaces don't matter."""
        printed = " ".join(self.output.split())
        for line in shown.splitlines():
            assert " ".join(line.split()) in printed, f"{line}\n\n{self.output}"
