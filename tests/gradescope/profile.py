"""What a container engine leaves to a container by default, as a configuration for runc.

A container of Gradescope's runs with its engine's defaults. Here are the parts of them that
a grader can run into: the capabilities, the system calls, the files of the kernel.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

CAPABILITIES = (
    "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW "
    "SETFCAP SETGID SETPCAP SETUID SYS_CHROOT"
)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# A machine's own calls and those of its smaller relatives, as (runc's name, audit number).
ARCHITECTURES = {
    "x86_64": (
        ("SCMP_ARCH_X86_64", 0xC000003E),
        ("SCMP_ARCH_X86", 0x40000003),
        ("SCMP_ARCH_X32", 0x4000003E),
    ),
    "aarch64": (("SCMP_ARCH_AARCH64", 0xC00000B7), ("SCMP_ARCH_ARM", 0x40000028)),
}
HIGHEST_CALL = 1023  # system call numbers have not reached 500 yet

# An engine's filter is a list of what it allows: all calls but these, which belong to
# capabilities that a container hasn't got, or are old, or reach what has no namespace.
# (Since Linux 4.8 ptrace and process_vm_readv are not among them.)
REFUSED = """
    mount umount umount2 pivot_root move_mount mount_setattr open_tree fsopen fsconfig fsmount
    fspick setns unshare sethostname setdomainname quotactl quotactl_fd
    name_to_handle_at open_by_handle_at lookup_dcookie fanotify_init
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
    add_key request_key keyctl syslog acct vhangup reboot swapon swapoff
    kexec_load kexec_file_load init_module finit_module delete_module create_module
    query_module get_kernel_syms kcmp pidfd_getfd process_madvise
    get_mempolicy set_mempolicy set_mempolicy_home_node mbind migrate_pages move_pages
    settimeofday stime clock_settime clock_settime64 iopl ioperm
    _sysctl sysfs ustat uselib nfsservctl vm86 vm86old bdflush
    afs_syscall getpmsg putpmsg security tuxcall vserver
    break ftime gtty idle lock mpx prof profil stty ulimit
"""
# These are allowed for some first arguments only.
CLONE_NEW = 0x7E020000  # the flags that ask for a new namespace
VIRTUAL_MACHINE_SOCKETS = 40
PERSONALITIES = (0, 8, 0x20000, 0x20008, 0xFFFFFFFF)
LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")

MASKED = (
    "/proc/asound /proc/acpi /proc/kcore /proc/keys /proc/latency_stats /proc/timer_list "
    "/proc/timer_stats /proc/sched_debug /proc/scsi /sys/firmware "
    "/sys/devices/virtual/powercap"
)
READ_ONLY = "/proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger"

MOUNTS = {
    "/proc": ("proc", "nosuid noexec nodev"),
    "/dev": ("tmpfs", "nosuid strictatime mode=755 size=65536k"),
    "/dev/pts": ("devpts", "nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5"),
    "/dev/shm": ("tmpfs", "nosuid noexec nodev mode=1777 size=65536k"),
    "/dev/mqueue": ("mqueue", "nosuid noexec nodev"),
    "/sys": ("sysfs", "nosuid noexec nodev ro"),
    "/sys/fs/cgroup": ("cgroup", "nosuid noexec nodev relatime ro"),
}


@dataclass(frozen=True)
class Limits:
    """What a container may take; swap does not add to the memory."""

    memory_bytes: int
    processors: float

    def resources(self) -> dict[str, Any]:
        """The limits in runc's words."""
        period = 100_000
        memory = {"limit": self.memory_bytes, "swap": self.memory_bytes}
        return {
            "memory": memory,
            "cpu": {"quota": int(self.processors * period), "period": period},
        }


def configuration(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: str,
    name: str,
    limits: Limits | None,
    network: bool,
    landlock: bool,
) -> dict[str, Any]:
    """The config.json with which runc runs `command` in `folder` as a container's root.

    `name` is also the control group's; with `network` the container is in the host's network,
    else in one of its own that ends at itself.
    """
    capabilities = [f"CAP_{capability}" for capability in CAPABILITIES.split()]
    namespaces = ["pid", "mount", "ipc", "uts", *([] if network else ["network"])]
    if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
        namespaces.append("cgroup")  # engines do so with the second version only
    return {
        "ociVersion": "1.0.2",
        "process": {
            "args": list(command),
            "cwd": folder,
            "env": [f"{key}={value}" for key, value in environment.items()],
            "user": {"uid": 0, "gid": 0},
            "noNewPrivileges": False,
            "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), capabilities),
        },
        "root": {"path": "rootfs"},
        "hostname": secrets.token_hex(6),
        "mounts": [
            {"destination": place, "type": kind, "source": kind, "options": options.split()}
            for place, (kind, options) in MOUNTS.items()
        ],
        "linux": {
            "namespaces": [{"type": kind} for kind in namespaces],
            "cgroupsPath": f"/{name}",
            "resources": {
                # runc itself allows the harmless ones, and to make, not to use, the others.
                "devices": [{"allow": False, "access": "rwm"}],
                **(limits.resources() if limits else {}),
            },
            "maskedPaths": MASKED.split(),
            "readonlyPaths": READ_ONLY.split(),
            "seccomp": system_calls(landlock=landlock),
        },
    }


def system_calls(*, landlock: bool) -> dict[str, Any]:
    """The filter; without `landlock` the kernel seems too old to know it."""
    relatives = ARCHITECTURES[platform.machine()]
    special = {"clone", "clone3", "socket", "personality", *(() if landlock else LANDLOCK)}
    known: set[str] = set().union(*(known_calls(number) for _, number in relatives))
    rules = [
        _rule("ALLOW", sorted(known - special.union(REFUSED.split()))),
        _rule("ALLOW", ["clone"], {"value": CLONE_NEW, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}),
        _rule("ALLOW", ["socket"], {"value": VIRTUAL_MACHINE_SOCKETS, "op": "SCMP_CMP_NE"}),
        *(
            _rule("ALLOW", ["personality"], {"value": value, "op": "SCMP_CMP_EQ"})
            for value in PERSONALITIES
        ),
        # The flags of clone3 can't be read by a filter; "unknown" makes libraries use clone.
        {**_rule("ERRNO", ["clone3"]), "errnoRet": errno.ENOSYS},
    ]
    if not landlock:
        rules.append({**_rule("ERRNO", LANDLOCK), "errnoRet": errno.ENOSYS})
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": errno.EPERM,
        "architectures": [name for name, _ in relatives],
        "syscalls": rules,
    }


def _rule(
    action: str, names: Sequence[str], first: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    rule: dict[str, Any] = {"names": list(names), "action": f"SCMP_ACT_{action}"}
    if first:
        rule["args"] = [{"index": 0, **first}]
    return rule


@cache
def known_calls(architecture: int) -> frozenset[str]:
    """The names of all system calls that runc's own library knows."""
    library = ctypes.CDLL("libseccomp.so.2")
    name_of, release = library.seccomp_syscall_resolve_num_arch, ctypes.CDLL(None).free
    name_of.argtypes, name_of.restype = (ctypes.c_uint32, ctypes.c_int), ctypes.c_void_p
    release.argtypes = (ctypes.c_void_p,)
    names = set()
    for number in range(HIGHEST_CALL + 1):
        if found := name_of(architecture, number):
            names.add(ctypes.string_at(found).decode())
            release(found)
    return frozenset(names)
