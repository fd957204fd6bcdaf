"""The container is like Gradescope's, gives back what a run left, and leaves nothing behind."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from . import base, layers
from .container import CACHE, LIMITS, Container, ContainerError, Run, why_not
from .engine import control_groups
from .isolation import mounts
from .submission import METADATA

REASON = why_not()
pytestmark = pytest.mark.skipif(REASON != "", reason=REASON)

ROOT = Path(__file__).parents[2]
# Each of these tests is a submission that the autograder simply runs.
AUTOGRADER = "#!/bin/sh\n. /autograder/submission/run.sh\n"
ENGINES_CAPABILITIES = 0xA80425FB
# Seconds to sleep, by which the sleepers of these tests are found again.
LONG = str(1_000_000 + os.getpid())


def zipped(place: Path, files: Mapping[str, str], *, mode: int = 0o755) -> Path:
    """A zip for Gradescope with these files, all of the same mode."""
    path = place / "autograder.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, text)
    return path


def run(container: Container, script: str, **options: Any) -> Run:
    """Run a shell script as the autograder."""
    return container.grade({"run.sh": script.encode()}, **options)


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """A container whose set-up does nothing, and whose autograder runs what was submitted."""
    path = zipped(
        tmp_path_factory.mktemp("zip"), {"setup.sh": "true\n", "run_autograder": AUTOGRADER}
    )
    with Container() as container:
        assert container.set_up(path).returncode == 0
        yield container


# What a run gets and gives


def test_results_come_back(container: Container) -> None:
    """What the autograder writes and prints is read back, with how it ended."""
    results = {"score": 1.5, "tests": [{"name": "größer", "score": 1.5}]}
    script = f"echo heard; pwd; echo '{json.dumps(results)}' > results/results.json; exit 3"
    done = run(container, script)
    assert done.results == results
    assert json.loads(done.results_text) == results
    assert done.output == "heard\n/autograder\n"
    assert done.returncode == 3
    assert not done.timed_out
    assert 0 < done.peak_memory_bytes < LIMITS.memory_bytes
    assert 0 < done.seconds < 60


def test_a_run_without_results_has_none(container: Container) -> None:
    """No file, no JSON and no object are told apart by the text."""
    for text in ("", "{", "[1]"):
        done = run(container, f"printf '{text}' > results/results.json")
        assert done.results is None
        assert done.results_text == text
    assert run(container, "true").results_text == ""


def test_a_submission_lies_where_gradescope_puts_it(container: Container) -> None:
    """Files keep their folders, and the metadata has all fields, some of them as asked for."""
    script = "cat submission/a/b.txt submission_metadata.json > results/results.json; id -u; umask"
    files = {"run.sh": script.encode(), "a/b.txt": b"\n"}
    changes = {"id": 7, "assignment": {"total_points": "3.0"}}
    done = container.grade(files, changes)
    expected = {
        **METADATA,
        "id": 7,
        "assignment": {**METADATA["assignment"], "total_points": "3.0"},
    }
    assert done.results == expected
    assert done.output.split() == ["0", "0022"]


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a/../../up"])
def test_a_submission_stays_in_its_folder(container: Container, name: str) -> None:
    """A name that leads out of the folder is refused, and nothing of that run is left."""
    with pytest.raises(ValueError, match="inside"):
        container.grade({name: b""})
    assert not list(container._folder.glob("run-*"))


def test_runs_know_nothing_of_each_other(container: Container) -> None:
    """Whatever a run writes anywhere is gone for the next one, as is the submission itself."""
    places = "submission/left results/left source/left /tmp/left /root/left /usr/bin/left"
    first = container.grade({"run.sh": f"touch {places}; ls {places}".encode(), "one.py": b"1"})
    assert sorted(first.output.split()) == sorted(places.split())
    second = run(container, f"ls {places} 2>/dev/null; ls -A submission results")
    assert second.output.split() == ["results:", "stdout", "submission:", "run.sh"]


def test_links_do_not_lead_out(container: Container, tmp_path: Path) -> None:
    """A link in place of the results does not show a file of this machine."""
    (tmp_path / "secret").write_text("{}")
    for script in (
        f"ln -s {tmp_path}/secret results/results.json",
        f"rm -r results; ln -s {tmp_path} results; touch {tmp_path}/stdout || true",
        "mkfifo results/results.json",
    ):
        done = run(container, f"cp submission/run.sh results/results.json; rm results/*; {script}")
        assert done.results_text == "", script


# What a run may do and take


def test_rights_are_an_engines(container: Container) -> None:
    """The autograder is root with an engine's default capabilities, and not as process 1."""
    script = "id -u; grep -E 'Cap(Bnd|Eff|Prm)|NoNewPrivs' /proc/self/status; echo $$"
    words = run(container, script).output.split()
    mask = f"{ENGINES_CAPABILITIES:016x}"
    expected = ["0", "CapPrm:", mask, "CapEff:", mask, "CapBnd:", mask, "NoNewPrivs:", "0"]
    assert words[:-1] == expected
    assert int(words[-1]) > 1


def test_the_kernel_is_out_of_reach(container: Container) -> None:
    """No mounts, no namespaces, no settings of the kernel, no devices."""
    tries = (
        "mount -t tmpfs none /mnt",
        "mount -o remount,rw /sys/fs/cgroup",
        "unshare --user true",
        "unshare --mount true",
        "hostname other",
        "sh -c 'echo 1 > /proc/sys/vm/drop_caches'",
        "mkdir /sys/fs/cgroup/memory/mine /sys/fs/cgroup/mine",
        "sh -c 'mknod /tmp/disk b 8 0 && mknod /tmp/memory c 1 1 && cat /tmp/disk /tmp/memory'",
        "grep -q . /proc/keys",
    )
    script = "\n".join(f"{command} 2>/dev/null && echo done: {command!r}" for command in tries)
    assert run(container, f"{script}\necho end").output == "end\n"


def test_devices_are_the_usual_few(container: Container) -> None:
    """Nothing of the machine's own devices is there."""
    names = run(container, "ls /dev").output.split()
    usual = "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero"
    assert sorted(names) == usual.split()


# By number, since the base system has no names; from 424 on they are the same everywhere.
EVERYWHERE = {
    425: ("io_uring_setup", errno.EPERM),
    428: ("open_tree", errno.EPERM),
    430: ("fsopen", errno.EPERM),
    435: ("clone3", errno.ENOSYS),
    438: ("pidfd_getfd", errno.EPERM),
    434: ("pidfd_open", errno.EINVAL),  # allowed: the kernel's own answer to our arguments
}
ON_X86 = {
    155: ("pivot_root", errno.EPERM),
    165: ("mount", errno.EPERM),
    246: ("kexec_load", errno.EPERM),
    248: ("add_key", errno.EPERM),
    250: ("keyctl", errno.EPERM),
    272: ("unshare", errno.EPERM),
    298: ("perf_event_open", errno.EPERM),
    304: ("open_by_handle_at", errno.EPERM),
    308: ("setns", errno.EPERM),
    321: ("bpf", errno.EPERM),
    323: ("userfaultfd", errno.EPERM),
    101: ("ptrace", errno.ESRCH),  # allowed since Linux 4.8
}


def answers(container: Container, calls: list[str]) -> list[int]:
    """The error numbers of system calls, given as lists of arguments for Perl."""
    lines = [f"print syscall({call}) < 0 ? $!+0 : 0, qq(\\n);" for call in calls]
    script = "cat > /tmp/calls <<'END'\n" + "\n".join(lines) + "\nEND\nperl /tmp/calls"
    return [int(word) for word in run(container, script).output.split()]


def test_system_calls_are_refused_as_by_an_engine(container: Container) -> None:
    """The calls that an engine refuses fail, with its own error numbers."""
    calls = EVERYWHERE | (ON_X86 if platform.machine() == "x86_64" else {})
    found = answers(container, [f"{number}, 16, -1, -1, -1, -1" for number in calls])
    assert dict(zip(calls.values(), found)) == {call: call[1] for call in calls.values()}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the call's number is x86's")
def test_new_namespaces_are_refused_by_their_flags(container: Container) -> None:
    """A process may be cloned, but neither with a new user nor a new network."""
    child, user, network = signal.SIGCHLD, 0x10000000, 0x40000000
    calls = [f"56, {child | flags:d}, 0, 0, 0, 0" for flags in (user, network)]
    assert answers(container, calls) == [errno.EPERM, errno.EPERM]
    clone = f"my $pid = syscall(56, {child:d}, 0, 0, 0, 0); waitpid($pid, 0) if $pid > 0;"
    assert run(container, f"perl -e '{clone} print $pid > 0 ? 1 : 0'").output == "01"


def test_landlock_is_as_on_this_machine(container: Container) -> None:
    """A new kernel's Landlock is there, by the version that it tells."""
    here = ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1)
    done = run(container, "perl -e 'print syscall(444, 0, 0, 1)'")
    assert int(done.output) == here


def test_an_old_kernel_has_no_landlock(tmp_path: Path) -> None:
    """On request the container's kernel seems not to know Landlock."""
    path = zipped(tmp_path, {"setup.sh": "true\n", "run_autograder": AUTOGRADER})
    with Container(landlock=False) as container:
        container.set_up(path)
        calls = [f"{number}, 0, 0, 1, 0" for number in (444, 445, 446)]
        assert answers(container, calls) == [errno.ENOSYS] * 3


def test_too_much_memory_is_not_to_be_had(container: Container) -> None:
    """A process that takes over 768 MB is killed; one that takes less is not."""
    take = "perl -e 'vec($x, ({} << 20) - 1, 8) = 1; print length $x'"
    enough = run(container, take.format(500))
    assert enough.output == str(500 << 20)
    assert enough.peak_memory_bytes > 500 << 20
    assert enough.memory_kills == 0
    over = run(container, f"{take.format(1000)}; echo $?; exit 137")
    assert over.output.split()[-1] == "137"
    assert over.memory_kills == 1
    assert 700 << 20 < over.peak_memory_bytes <= LIMITS.memory_bytes


def test_limits_are_gradescopes(container: Container) -> None:
    """768 MB with swap, half a processor, any number of processes."""
    first = "cd /sys/fs/cgroup; cat cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us"
    first += " memory/memory.limit_in_bytes memory/memory.memsw.limit_in_bytes pids/pids.max"
    second = "cd /sys/fs/cgroup; cat cpu.max memory.max memory.swap.max pids.max"
    script = f"if [ -e /sys/fs/cgroup/cpu ]; then {first}; else {second}; fi"
    both_versions = (
        ["50000", "100000", "805306368", "805306368", "max"],
        ["50000", "100000", "805306368", "0", "max"],
    )
    assert run(container, script).output.split() in both_versions


def test_there_is_no_network_while_grading(container: Container) -> None:
    """Only the container itself can be reached."""
    assert run(container, "ls /sys/class/net").output == "lo\n"


def test_the_time_limit_ends_everything(container: Container) -> None:
    """After the limit nothing runs any more, and what was written by then is there."""
    script = "echo '{}' > results/results.json; echo so far; setsid"
    script += f" sleep {LONG}.1 & sleep {LONG}.1"
    done = run(container, script, kill_after=3)
    assert done.timed_out
    assert done.returncode == 137
    assert 3 <= done.seconds < 60
    assert done.results == {}
    assert done.output == "so far\n"
    assert not processes(f"{LONG}.1")


def test_a_run_that_hangs_is_the_tests_error(container: Container) -> None:
    """Without a limit to test, over-long runs are not taken for results."""
    with pytest.raises(ContainerError, match="still grading"):
        run(container, f"sleep {LONG}.2", seconds=2)
    assert not processes(f"{LONG}.2")


# Set-up


def test_a_set_up_reaches_the_registries(tmp_path: Path) -> None:
    """Packages of the system and of Python are installed, and are there for a run."""
    setup = """
    set -e
    apt-get update
    apt-get install -y --no-install-recommends python3 python3-venv
    python3 -m venv /opt/grader
    /opt/grader/bin/pip install iniconfig
    touch /tmp/not-kept
    """
    grader = "#!/opt/grader/bin/python\nimport iniconfig, json, os\n"
    grader += "found = {'extra_data': {'tmp': os.listdir('/tmp'), 'home': os.environ['HOME'],"
    grader += (
        "'lists': os.path.exists('/var/lib/apt/lists/lock'), 'pip': 'PIP_CERT' in os.environ}}"
    )
    grader += "\njson.dump(found, open('/autograder/results/results.json', 'w'))\n"
    path = zipped(tmp_path, {"setup.sh": setup, "run_autograder": grader})
    with Container() as container:
        done = container.set_up(path)
        assert done.returncode == 0, done.output[-3000:]
        assert "Successfully installed iniconfig" in done.output
        assert 20 << 20 < done.bytes_added < 300 << 20
        result = container.grade({"answer.py": b""})
    assert result.results is not None, result.output
    expected = {"tmp": [], "home": "/root", "lists": False, "pip": False}
    assert result.results["extra_data"] == expected


def test_no_list_of_packages_is_in_the_image(tmp_path: Path) -> None:
    """As in an engine's images, nothing can be installed before `apt-get update`."""
    setup = "pwd; id -u; apt-get install -y python3 || exit 5"
    path = zipped(tmp_path, {"setup.sh": setup, "run_autograder": AUTOGRADER})
    with Container(limited_set_up=True) as container:
        done = container.set_up(path)
        assert done.returncode == 5
        assert done.output.split()[:2] == ["/autograder/source", "0"]
        with pytest.raises(ContainerError, match="set_up"):
            container.grade({})


def test_a_zip_lacks_nothing(tmp_path: Path) -> None:
    """A zip without one of the two scripts is refused, and one that can't run does not run."""
    with Container() as container, pytest.raises(ContainerError, match=r"setup\.sh"):
        container.set_up(zipped(tmp_path, {"run_autograder": AUTOGRADER}))
    path = zipped(tmp_path, {"setup.sh": "", "run_autograder": AUTOGRADER}, mode=0o644)
    with Container() as container:
        container.set_up(path)
        done = run(container, "true")
    assert done.returncode == 126
    assert "ermission denied" in done.output


def test_copies_do_where_overlays_do_not(tmp_path: Path) -> None:
    """Without overlays a container works the same, on copies."""
    setup = "head -c 3000000 /dev/urandom > /big; ln /big /same"
    path = zipped(tmp_path, {"setup.sh": setup, "run_autograder": AUTOGRADER})
    added = []
    for overlay in (True, False):
        with Container(overlay=overlay) as container:
            added.append(container.set_up(path).bytes_added)
            done = run(container, "wc -c < /same; ls submission; rm /big; echo $?")
            assert done.output.split() == ["3000000", "run.sh", "0"]
    assert all(3_000_000 <= size < 3_200_000 for size in added), added


# Nothing is left behind


def processes(argument: str) -> list[str]:
    """The command lines of running processes that have an argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:  # it has just ended
            continue
        if argument in words:
            found.append(" ".join(words))
    return found


def traces(folder: Path) -> list[str]:
    """What is left of a container that worked in a folder."""
    found = [str(folder)] if folder.exists() else []
    found += [str(place) for place, _, _ in mounts() if place.is_relative_to(CACHE)]
    return found + [str(group) for group in control_groups(f"gradescope-{folder.name}-*")]


def test_nothing_is_left(tmp_path: Path) -> None:
    """After a container, also after one that ended by an exception, all is as before."""
    path = zipped(tmp_path, {"setup.sh": "true\n", "run_autograder": AUTOGRADER})
    container = Container()

    def interrupted() -> None:
        with container:
            container.set_up(path)
            run(container, f"sleep {LONG}.3 &")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert traces(container._folder) == []
    assert not processes(f"{LONG}.3")


def test_nothing_is_left_of_one_that_was_killed(tmp_path: Path) -> None:
    """If the test itself is killed, its processes die, and the next container tidies up."""
    path = zipped(tmp_path, {"setup.sh": "true\n", "run_autograder": AUTOGRADER})
    code = f"""
from pathlib import Path
from tests.gradescope.container import Container
with Container() as container:
    print(container._folder, flush=True)
    container.set_up(Path({str(path)!r}))
    container.grade({{"run.sh": b"sleep {LONG}.4"}})
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        folder = Path(owner.stdout.readline().strip())
        wait_until(lambda: processes(f"{LONG}.4"))
        os.kill(owner.pid, signal.SIGKILL)
    wait_until(lambda: not processes(f"{LONG}.4"))
    with Container():
        assert traces(folder) == []


def wait_until(condition: object) -> None:
    """Wait for something that takes a moment."""
    assert callable(condition)
    last = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.1)


def test_nothing_is_removed_through_a_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with something mounted in it stays."""
    (tmp_path / "tree" / "proc").mkdir(parents=True)
    monkeypatch.setattr(layers, "mounts", lambda: [(tmp_path / "tree/proc", "proc", "rw")])
    with pytest.raises(ContainerError, match="mounted"):
        layers.remove(tmp_path / "tree")
    assert (tmp_path / "tree" / "proc").exists()


def test_a_half_made_base_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a whole tree gets its name; what was left of a try is thrown away."""

    def fail(tree: Path, release: str, *, log: Path) -> None:
        (tree / "half").mkdir(parents=True)
        raise ContainerError("no network")

    def succeed(tree: Path, release: str, *, log: Path) -> None:
        (tree / "whole").mkdir(parents=True)

    monkeypatch.setattr(base, "_make", fail)
    for _ in range(2):
        with pytest.raises(ContainerError, match="no network"):
            base.base_tree(tmp_path)
    monkeypatch.setattr(base, "_make", succeed)
    assert [path.name for path in base.base_tree(tmp_path).iterdir()] == ["whole"]


def test_only_ways_to_registries_are_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that would change what pip does, or name a folder of this machine, stay here."""
    monkeypatch.setenv("PIP_BREAK_SYSTEM_PACKAGES", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "/somewhere")
    monkeypatch.setenv("PIP_TRUSTED_HOST", "a")
    monkeypatch.setenv("https_proxy", "b")
    found = base.registry_environment()
    assert found["PIP_TRUSTED_HOST"] == "a"
    assert found["https_proxy"] == "b"
    assert not {"PIP_BREAK_SYSTEM_PACKAGES", "PIP_FIND_LINKS", "PATH"} & found.keys()
