"""Submissions that reach for the machine: shells, sockets, persistence, links, the grader."""

from __future__ import annotations

from .entry import Entry, attack, first

SYSCALL = """
def syscall(number, *arguments):
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return 1
"""


def tries(name: str, body: str, statuses: str = "raised") -> Entry:
    """A `double` that does something to the machine, and is wrong if it was allowed to."""
    lines = "\n    ".join(body.strip().split("\n"))
    text = f"import ctypes, os, signal, socket, subprocess, sys\n{SYSCALL}\ndef double(x):\n"
    return attack(name, f"{text}    {lines}\n    return 0 * x", double=statuses)


SHELLS = [
    tries("runs-a-shell", "if os.system('touch /tmp/@MARKER@') != 0: raise OSError"),
    tries("runs-a-program", "subprocess.run(['touch', '/tmp/@MARKER@'], check=True)"),
    tries("becomes-a-program", "os.execv('/usr/bin/touch', ['touch', '/tmp/@MARKER@'])"),
    tries("spawns", "os.posix_spawn('/usr/bin/touch', ['touch', '/tmp/@MARKER@'], {})"),
    tries("opens-a-pseudo-terminal", "import pty\npty.openpty()"),
    tries("opens-the-terminal", "open('/dev/tty', 'w').write('x')"),
    tries("types-into-a-terminal", "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSTI, b'x')"),
    tries("loads-a-library", "ctypes.CDLL('@FOLDER@/peer.so')"),
]

SOCKETS = [
    tries("listens", "s = socket.socket()\ns.bind(('127.0.0.1', @PORT@))\ns.listen()"),
    tries("connects", "socket.create_connection(('127.0.0.1', 9), 0.2)"),
    tries("resolves-a-name", "socket.getaddrinfo('localhost', 80)"),
    tries("sends-a-datagram",
          "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))"),
    tries("binds-an-abstract-socket", "socket.socket(socket.AF_UNIX).bind('\\0@MARKER@')"),
    tries("binds-a-socket-file", "socket.socket(socket.AF_UNIX).bind('/tmp/@MARKER@')"),
    tries("makes-a-socket-pair", "import _socket\n_socket.socketpair()"),
    tries("speaks-netlink", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)"),
]  # fmt: skip

PERSISTENCE = [
    tries("changes-a-test", "open('@COURSE@/tests/suites/fortress/mistakes.py', 'a').write('#')"),
    tries("changes-the-solution", "open('@COURSE@/solutions/fortress/fortress.py', 'w').close()"),
    tries("changes-a-peer", "open('@PEER@', 'a').write('# words')"),
    tries("changes-its-own-file", "open('@FOLDER@/work.py', 'a').write('#')"),
    tries("changes-a-time", "os.utime('@PEER@', (0, 0))"),
    tries("changes-a-mode", "os.chmod('@PEER@', 0o777)"),
    tries("changes-an-owner", "os.chown('@PEER@', 1, 1)"),
    tries("changes-an-attribute", "os.setxattr('@PEER@', 'user.x', b'1')"),
    tries("truncates-a-peer", "os.truncate('@PEER@', 0)"),
    tries("removes-a-peer", "os.remove('@PEER@')"),
    tries("renames-a-peer", "os.rename('@PEER@', '@FOLDER@/@MARKER@.py')"),
    tries("drops-a-conftest", "open('@COURSE@/tests/conftest.py', 'w').write('import os')"),
    tries("drops-a-numpy", "open('@FOLDER@/numpy.py', 'w').write('ndarray = None')"),
    tries("drops-a-customize", "open('@COURSE@/sitecustomize.py', 'w').write('')"),
    tries("drops-byte-code", "import py_compile\npy_compile.compile('@PEER@')"),
    tries("links", "os.symlink('@COURSE@', '/tmp/@MARKER@')"),
    tries("links-hard", "os.link('@PEER@', '/tmp/@MARKER@')"),
    tries("makes-a-queue", "os.mkfifo('/tmp/@MARKER@')"),
    tries("makes-a-device", "os.mknod('/tmp/@MARKER@', 0o20666, os.makedev(1, 1))"),
    tries("replaces-its-file-by-a-link",
          "os.remove('@FOLDER@/work.py')\nos.symlink('@PEER@', '@FOLDER@/work.py')"),
    tries("changes-folder", "os.chdir('@FOLDER@')\nos.mkdir('@MARKER@')"),
]  # fmt: skip

GRADER = [
    tries("kills-the-grader", "os.kill(@GRADER@, signal.SIGKILL)"),
    tries("stops-the-zygote", "os.kill(os.getppid(), signal.SIGSTOP)"),
    tries("signals-everybody", "os.kill(-1, 0)"),
    tries("signals-its-group", "os.killpg(os.getpgid(@GRADER@), 0)"),
    tries("queues-a-signal", "syscall(129, @GRADER@, 0, b'x' * 128)"),
    tries("holds-the-grader-by-pidfd", "os.pidfd_open(@GRADER@)"),
    tries("sends-signals-by-fcntl", "import fcntl\nfcntl.fcntl(3, 8, @GRADER@)"),
    tries("limits-the-grader", "import resource\nresource.prlimit(@GRADER@, 7, (1, 1))"),
    tries("raises-its-limits", "import resource\nresource.setrlimit(7, (4096, 4096))"),
    tries("slows-the-grader", "os.setpriority(os.PRIO_PROCESS, @GRADER@, 19)"),
    tries("takes-all-processors", "os.sched_setaffinity(0, {0})"),
    tries("becomes-another-user", "os.setuid(65533)"),
    tries("changes-its-groups", "os.setgroups([0])"),
    tries("moves-its-root", "os.chroot('/tmp')"),
    tries("unshares", "syscall(272, 0x10000000)"),
    tries("mounts", "syscall(165, b'none', b'/nonexistent', b'tmpfs', 0, 0)"),
    tries("takes-a-key", "syscall(248, b'user', b'@MARKER@', b'x', 1, -3)"),
    tries("asks-io-uring", "syscall(425, 1, ctypes.create_string_buffer(120))"),
    tries("loads-bpf", "syscall(321, 0, ctypes.create_string_buffer(64), 64)"),
    tries("handles-page-faults", "syscall(323, 1)"),
    tries("measures-performance", "syscall(298, ctypes.create_string_buffer(128), 0, -1, -1, 0)"),
    tries("adds-a-filter", "syscall(317, 1, 0, 0)"),
    tries("becomes-dumpable", "if ctypes.CDLL(None, use_errno=True).prctl(4, 1, 0, 0, 0):\n"
          "    raise OSError(ctypes.get_errno(), 'prctl')"),
    tries("outlives-the-zygote", "if ctypes.CDLL(None, use_errno=True).prctl(1, 0, 0, 0, 0):\n"
          "    raise OSError(ctypes.get_errno(), 'prctl')"),
    tries("sets-the-clock", "syscall(227, 99, 0)"),
    tries("calls-with-x32", "syscall(0x40000000 + 39)", "crashed|raised"),
    tries("keeps-a-timer", "syscall(222, 1, 0, ctypes.create_string_buffer(8))"),
    first("kills-the-grader-while-loading", """
import os
for pid in (@GRADER@, os.getppid()):
    try:
        os.kill(pid, 9)
    except OSError:
        pass
"""),
]  # fmt: skip

ENTRIES = [*SHELLS, *SOCKETS, *PERSISTENCE, *GRADER]
