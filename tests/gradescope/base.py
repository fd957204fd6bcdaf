"""The system that a container starts with: a small Debian, made once and then kept.

It holds nothing of the machine that made it. How that machine reaches its package registries
is put on top of it for every container, see `settle`.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .isolation import ContainerError, run_isolated
from .layers import remove

RECIPE = 1  # one more whenever what is made here changes
MAKING_SECONDS = 1800

# As in the images of container engines: no service starts, and no package stays downloaded.
IMAGE_FILES = {
    "usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n",
    "etc/dpkg/dpkg.cfg.d/image": "force-unsafe-io\n",
    "etc/apt/apt.conf.d/90image": 'APT::Keep-Downloaded-Packages "false";\n'
    'Acquire::Languages "none";\nAcquire::GzipIndexes "true";\n',
}
# The lists of packages are missing in an image: set-ups have to fetch them. The rest is of the
# machine.
NOT_IN_IMAGE = (
    "var/lib/apt/lists",
    "var/cache/apt",
    "var/log/bootstrap.log",
    "etc/apt/sources.list",
    "etc/hostname",
    "etc/resolv.conf",
)

# Of the machine: what says how its registries are reached, and nothing that changes what pip
# or apt do beyond that, since such a setting would hide a mistake of the set-up.
REGISTRY_FILES = (
    "/etc/apt",
    "/usr/share/keyrings",
    "/etc/pip.conf",
    "/etc/xdg/pip",
    "/etc/ssl/certs/ca-certificates.crt",
    "/usr/local/share/ca-certificates",
    "/etc/resolv.conf",
    "/etc/hosts",
)
HOME_FILES = (".config/pip", ".pip")
REGISTRY_VARIABLES = re.compile(
    r"PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY"
    r"|(DEFAULT_)?TIMEOUT|RETRIES|CONFIG_FILE)"
    r"|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
    r"|(HTTPS?|FTP|ALL|NO)_PROXY|(https?|ftp|all|no)_proxy"
)
# Hooks call programs of the machine that are not in the image.
APT_HOOK = re.compile(r"(Pre|Post)-(Invoke|Install-Pkgs)", re.IGNORECASE)


def base_tree(cache: Path) -> Path:
    """The folder with the base system, made first if it is not in the cache."""
    machine = platform.freedesktop_os_release()
    release = machine["VERSION_CODENAME"]
    tree = cache / f"{release}-{platform.machine()}-{RECIPE}"
    if tree.is_dir():
        return tree
    # Closed to others: the tree has programs that become root, as every system.
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(cache):
        if not tree.is_dir():
            half = tree.with_suffix(".half")
            if half.exists():  # from somebody who was killed
                remove(half)
            _make(half, release, log=cache / "debootstrap.log")
            half.rename(tree)
    return tree


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """Keep others out who use the same cache."""
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(tree: Path, release: str, *, log: Path) -> None:
    command = ["debootstrap", "--variant=minbase", release, str(tree), _mirror(release)]
    done = run_isolated(command, folder=log.parent, log=log, seconds=MAKING_SECONDS)
    if done.returncode != 0 or done.stopped:
        raise ContainerError(f"debootstrap made no {release}:\n{done.output[-2000:]}")
    for name in NOT_IN_IMAGE:
        path = tree / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name, text in IMAGE_FILES.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tree / "usr/sbin/policy-rc.d").chmod(0o755)


def _mirror(release: str) -> str:
    """Where this machine gets the packages of a release from, in apt's own words."""
    command = ["apt-get", "update", "--print-uris"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(rf"^'(.+)/dists/{re.escape(release)}/InRelease'", done.stdout, re.MULTILINE)
    if found is None:
        raise ContainerError(f"apt has no source for {release} here: {done.stderr[-1000:]}")
    return found[1]


def settle(root: Path) -> None:
    """Let apt and pip below `root` reach the registries that this machine reaches."""
    names = [Path(name) for name in REGISTRY_FILES]
    names += [Path(value) for value in registry_environment().values() if value.startswith("/")]
    for path in names:
        _copy(path, root / path.relative_to("/"))
    for name in HOME_FILES:
        _copy(Path.home() / name, root / "root" / name)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(
            source, target, dirs_exist_ok=True, ignore=_hooks, ignore_dangling_symlinks=True
        )
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def _hooks(folder: str, names: list[str]) -> list[str]:
    """Which files of a folder have settings of apt that call programs."""
    if not folder.startswith("/etc/apt"):
        return []
    files = [name for name in names if Path(folder, name).is_file()]
    return [name for name in files if APT_HOOK.search(Path(folder, name).read_text("latin-1"))]


def registry_environment() -> dict[str, str]:
    """The variables of this machine that say how its registries are reached."""
    found = {key: value for key, value in os.environ.items() if REGISTRY_VARIABLES.fullmatch(key)}
    if Path(found.get("PIP_FIND_LINKS", "")).is_absolute():
        del found["PIP_FIND_LINKS"]  # a folder that only this machine has
    return found
