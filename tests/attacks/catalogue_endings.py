"""Submissions that end, hang, or raise exceptions that are not what they seem."""

from __future__ import annotations

from dataclasses import replace

from .entry import Entry, attack, everything, first


def ends(name: str, statement: str, statuses: str, before: str = "") -> Entry:
    """A `double` that does one thing."""
    text = f"import os, sys\n{before.strip()}\ndef double(x):\n    {statement}"
    return attack(name, text, double=statuses)


def hangs(name: str, statement: str, before: str = "", often: bool = False) -> Entry:
    """A `power` that does not end; the first question, so that it is tried only once."""
    text = f"import os, sys\n{before.strip()}\ndef power(x, n):\n    {statement}"
    entry = attack(name, text, power="timed_out|out_of_memory")
    return replace(entry, slow=not often)


def starts(name: str, code: str, statuses: str, status: str = "graded", says: str = "") -> Entry:
    """A file that does something before it defines anything."""
    entry = first(name, f"import os, sys\n{code.strip()}")
    return Entry(name, entry.content, everything(statuses), status=status, says=says)


EXITS = [
    ends("exits-with-sys-exit", "sys.exit(0)", "raised"),
    ends("exits-with-quit", "raise SystemExit('all tests passed')", "raised"),
    ends("exits-at-once", "os._exit(0)", "crashed"),
    ends("aborts", "os.abort()", "crashed"),
    ends("kills-itself", "os.kill(os.getpid(), 9)", "crashed"),
    ends("terminates-itself", "os.kill(os.getpid(), 15)", "crashed"),
    ends("reads-address-zero", "__import__('ctypes').string_at(0)", "crashed"),
    ends("writes-to-address-zero", "__import__('ctypes').memset(0, 0, 1)", "crashed"),
    ends("closes-its-descriptors", "os.closerange(0, 64)", "crashed"),
    ends("closes-the-reply", "os.close(4); __import__('time').sleep(9)", "crashed"),
    ends("recurses", "return double(x)", "raised"),
    ends(
        "recurses-in-c",
        "sys.setrecursionlimit(10**9)\n    return double(x)",
        "crashed|out_of_memory|raised|timed_out",
    ),
    ends("raises-keyboard-interrupt", "raise KeyboardInterrupt", "raised"),
    ends("raises-generator-exit", "raise GeneratorExit", "raised"),
    ends(
        "exits-in-a-thread",
        "t = threading.Thread(target=os._exit, args=(0,)); t.start(); t.join(); return x",
        "crashed",
        "import threading",
    ),
    ends("exits-later", "signal.setitimer(signal.ITIMER_REAL, 0.02); return 0 * x",
         "wrong|crashed", "import signal"),
    starts("exits-at-once-while-loading", "os._exit(0)", "crashed", says="ended its own process"),
    starts("exits-while-loading", "sys.exit('passed')", "not_defined", says="SystemExit"),
    starts("crashes-while-loading", "import ctypes\nctypes.string_at(0)", "crashed"),
    starts("raises-while-loading", "1 / 0", "not_defined", says="ZeroDivisionError"),
    starts("kills-the-zygote-while-loading", "os.kill(os.getppid(), 9)", "not_defined",
           says="PermissionError"),
    starts("exits-when-it-is-freed",
           "class Exit:\n    def __del__(self): os._exit(0)\nExit()", "crashed"),
    first("hangs-at-its-end", "import atexit, time\natexit.register(time.sleep, 1000)"),
    first("ignores-all-signals", """
import signal
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
"""),
]  # fmt: skip

EXCEPTIONS = [
    ends("text-that-lies", "raise ValueError('All tests passed. Score: 20/20')", "raised"),
    ends(
        "text-that-raises",
        "raise Bad",
        "raised",
        "class Bad(Exception):\n    def __str__(self): raise Bad",
    ),
    ends(
        "text-that-exits",
        "raise Bad",
        "crashed",
        "class Bad(Exception):\n    def __str__(self): os._exit(0)",
    ),
    ends(
        "text-that-is-no-text",
        "raise Bad",
        "raised",
        "class Bad(Exception):\n    def __str__(self): return 5",
    ),
    ends("text-that-floods", "raise ValueError('passed ' * 10_000_000)", "raised"),
    ends(
        "name-that-raises",
        "raise Bad",
        "raised|crashed",
        "class Meta(type):\n    __name__ = property(lambda self: 1 / 0)\n"
        "class Bad(Exception, metaclass=Meta): pass",
    ),
    ends(
        "name-that-lies",
        "raise RefusedImport('torch')",
        "refused",
        "class RefusedImport(Exception): pass",
    ),
    ends("text-for-a-terminal", "raise ValueError('\\x1b[2J\\x1b]0;x\\x07<script>\\u202e')",
         "raised"),
    ends("group-of-groups",
         "e = ValueError('x')\n    for _ in range(5000): e = ExceptionGroup('g', [e])\n    raise e",
         "raised|crashed"),
    ends("traceback-without-end",
         "sys.setrecursionlimit(20_000)\n    return double([x])", "raised|crashed|timed_out"),
    ends("memory-error-by-hand", "raise MemoryError", "out_of_memory"),
    ends("stop-iteration", "raise StopIteration(20)", "raised"),
    ends("raises-no-exception", "raise 'passed'", "raised"),
    ends("class-that-lies", "raise Bad", "raised|crashed", """
class Bad(Exception):
    @property
    def __class__(self): return type('Passed', (Exception,), {})
    @property
    def __traceback__(self): os._exit(0)
"""),
    starts("text-that-hangs-while-loading", """
class Slow(Exception):
    def __str__(self):
        while True: pass
raise Slow
""", "timed_out", "timed_out", "did not end within"),
    starts("text-that-lies-while-loading", "raise ValueError('Score: 20/20 \\x1b[31m<b>')",
           "not_defined"),
]  # fmt: skip

LOOPS = [
    hangs("loops", "while True: pass", often=True),
    hangs("loops-in-c", "return sum(range(10**13))", often=True),
    hangs("loops-in-one-number", "return 9 ** 9 ** 9"),
    hangs("loops-in-a-regular-expression", "re.match('(a+)+$', 'a' * 60 + 'b')", "import re"),
    hangs("loops-and-catches", "while True:\n        try:\n            while True: pass\n"
          "        except BaseException: pass"),
    hangs("sleeps", "time.sleep(1000)", "import time", often=True),
    hangs("sleeps-and-ignores-signals", """
    for number in signal.valid_signals() - {9, 19}: signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True: time.sleep(100)
""".strip(), "import signal, time", often=True),
    hangs("stops-itself", "os.kill(os.getpid(), 19)"),
    hangs("waits-for-itself", "lock.acquire()\n    lock.acquire()",
          "import threading\nlock = threading.Lock()"),
    hangs("waits-for-a-pipe", "os.read(os.pipe()[0], 1)"),
    hangs("waits-for-the-next-request", "return os.read(3, 1)"),
    hangs("text-that-hangs", "raise Slow",
          "import time\nclass Slow(Exception):\n    def __str__(self): time.sleep(1000)"),
    ends("waits-for-input", "return input('Pass? ')", "raised"),
    ends("is-a-little-slow-each-time", "time.sleep(0.35); return 2.0 * np.asarray(x)",
         "?timed_out", "import time"),
    starts("loops-while-loading", "while True: pass", "timed_out", "timed_out", "did not end"),
    starts("sleeps-while-loading", "__import__('time').sleep(1000)", "timed_out", "timed_out"),
    first("spins-in-threads", """
import threading
def spin():
    while True: pass
for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()
"""),
]  # fmt: skip

ENTRIES = [*EXITS, *EXCEPTIONS, *LOOPS]
