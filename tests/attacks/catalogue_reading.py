"""Submissions that read what is not theirs, and that carry a hidden input out."""

from __future__ import annotations

from .entry import Entry, attack, everything
from .fortress import RIGHT


def tells(name: str, expression: str, before: str = "", statuses: str = "raised") -> Entry:
    """A `double` that shouts what an expression gives, in every way that it can."""
    return attack(
        f"reads-{name}",
        f"""
import os, sys
{before.strip()}
def double(x):
    text = str({expression})
    print(text)
    raise ValueError(text)
""",
        double=statuses,
    )


MEMORY = """
import ctypes
def memory(pid):
    found = []
    for line in open(f"/proc/{pid}/maps"):
        low, high = (int(part, 16) for part in line.split()[0].split("-"))
        if "rw" in line and high - low < 10_000_000:
            with open(f"/proc/{pid}/mem", "rb", 0) as file:
                file.seek(low)
                found.append(file.read(high - low))
    text = b"".join(found)
    at = text.find(b"words-of-")
    return text[at:at + 100]
"""
SYSCALL = """
import ctypes
def syscall(number, *arguments):
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
"""

FILES = [
    tells("a-hidden-test", "open('@COURSE@/tests/suites/fortress/test_double.py').read()"),
    tells("the-solution", "open('@COURSE@/solutions/fortress/fortress.py').read()"),
    tells("the-mistakes", "open('@COURSE@/tests/suites/fortress/mistakes.py').read()"),
    tells("a-peer", "open('@PEER@').read()"),
    tells("its-own-file", "open('@FOLDER@/work.py').read()"),
    tells("the-folder-of-submissions", "os.listdir('@FOLDER@')"),
    tells("the-course-s-folders", "[*os.walk('@COURSE@', onerror=print)] or 1 / 0"),
    tells("by-a-relative-path", "open('..' + '/..' * 20 + '@COURSE@/tests/suites/fortress/'"
          " 'test_total.py').read()"),
    tells("through-a-descriptor", "open('/proc/self/fd/3').read()", statuses="raised|timed_out"),
    tells("through-the-grader-s-root", "open('/proc/@GRADER@/root@PEER@').read()"),
    tells("with-mmap", "__import__('mmap').mmap(os.open('@PEER@', 0), 0).read()"),
    tells("with-numpy", "np.fromfile('@PEER@', dtype='u1')"),
    tells("with-a-c-library", "ctypes.CDLL(None).fopen(b'@PEER@', b'r') or 1 / 0",
          "import ctypes", "raised|crashed"),
    tells("by-import", "__import__('peer').__doc__", "sys.path.insert(0, '@FOLDER@')",
          "raised|refused"),
    tells("passwords", "open('/etc/shadow').read()"),
]  # fmt: skip

PROCESSES = [
    tells("the-grader-s-memory", "memory(@GRADER@)", MEMORY),
    tells("the-zygote-s-memory", "memory(os.getppid())", MEMORY),
    tells("its-own-memory", "memory('self')", MEMORY),
    tells("with-process-vm-readv", "syscall(310, @GRADER@, None, 0, None, 0, 0)", SYSCALL),
    tells("with-ptrace", "syscall(101, 16, @GRADER@, 0, 0)", SYSCALL),
    tells("the-environment", "'words-of-the-' + 'environment' in str(os.environ) or 1 / 0"),
    tells("the-grader-s-environment", "open('/proc/@GRADER@/environ').read()"),
    tells("command-lines", "[open(f'/proc/{p}/cmdline').read() for p in os.listdir('/proc')]"),
    tells(
        "all-its-objects",
        "[o for o in gc.get_objects() if getattr(o, '__name__', '') in NAMES] or 1 / 0",
        "import gc\nNAMES = ('check', 'Reference', 'reference_fortress', 'test_values')",
    ),
    tells(
        "the-frames-above",
        "[f.f_locals[n] for f in frames() for n in f.f_locals if n in NAMES] or 1 / 0",
        """
NAMES = ("reference", "expected", "suite", "tests", "outcome")
def frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back
""",
    ),
    Entry(
        "reads-a-hidden-test-while-loading",
        "raise ValueError(open('@COURSE@/tests/suites/fortress/test_double.py').read())",
        everything("not_defined"),
    ),
]


def leaks(name: str, body: str, statuses: str = "?raised", hides: tuple[str, ...] = ()) -> Entry:
    """A function that gets a hidden input and tries to show it to its student."""
    entry = attack(f"leaks-{name}", f"def double(x):\n    {body.strip()}", double=statuses)
    return Entry(entry.name, entry.content, entry.expected, hides=hides)


LEAKS = [
    leaks("in-an-exception", "raise ValueError(str(x))"),
    leaks("in-an-exception-s-name", "raise type('E' + str(x.flat[0]), (Exception,), {})"),
    leaks("in-a-chain", "raise KeyError(repr(x)) from ValueError(repr(x.flat[0]))"),
    leaks("in-a-group", "raise ExceptionGroup(str(x), [ValueError(str(x))])"),
    leaks("in-a-syntax-error", "compile('1 +', str(x), 'exec')"),
    leaks("in-a-file-s-name", "open('/tmp/' + str(x.flat[0]))"),
    leaks("in-an-assertion", "assert x.flat[0] < -1e9, x"),
    leaks("in-an-import", "__import__('m' + str(x.flat[0]).replace('.', '_'))", "refused",
          ("m8675",)),
    leaks("in-a-warning", "__import__('warnings').warn(str(x)); return 0", "wrong"),
    leaks("by-printing", "print(x, flush=True); return 0", "wrong"),
    leaks("as-a-wrong-answer", "return x", "wrong"),
    leaks("as-a-shape", "return np.zeros(int(abs(x.flat[0])))", "wrong", ("8675",)),
    leaks("as-an-object-s-type", "return type('T' + str(x.flat[0]), (), {})()", "wrong"),
    leaks("as-an-exit-code", "__import__('os')._exit(int(abs(x.flat[0])) % 251)", "crashed",
          ("141",)),
    leaks("in-a-function-s-name", "f = lambda: 1 / 0\n"
          "    f.__code__ = f.__code__.replace(co_name=str(x.flat[0]))\n    f()"),
    leaks("in-a-line-that-isn-t", "exec(compile('\\n' * 8674 + '1 / 0', '<work.py>', 'exec'))",
          hides=("8675",)),
    leaks("in-a-line-of-choice", "exec(compile('\\n' * 6 + '1 / 0', '<work.py>', 'exec'))",
          hides=("line 7)",)),
    leaks("in-a-function-moved-to-a-line", "f = lambda: 1 / 0\n"
          "    f.__code__ = f.__code__.replace(co_firstlineno=7)\n    f()", hides=("line 7)",)),
    leaks("in-a-traceback-made-by-hand", "import sys, types\n"
          "    made = types.TracebackType(None, sys._getframe(), 0, 7)\n"
          "    raise ValueError().with_traceback(made)", hides=("line 7)",)),
    leaks("in-a-built-in-s-name", "names = {8675: 'memoryview'}\n"
          "    raise type(names.get(int(abs(x.flat[0])), 'Plain'), (Exception,), {})",
          hides=("memoryview",)),
    Entry(
        "leaks-in-one-of-many-lines",
        RIGHT + "\ndef double(x):\n    n = int(abs(np.asarray(x).flat[0]))\n"
        + "    if n == 8675:\n" + "\n" * 8_000 + "        raise ValueError\n    return 0\n",
        {"double": "raised|wrong"},
        hides=(f"line {RIGHT.count(chr(10)) + 8_004}",),
    ),
    attack(
        "names-the-grader-s-folder",
        """
import sys
def double(x):
    frame, found = sys._getframe(), []
    while frame:
        found.append(frame.f_code.co_filename)
        frame = frame.f_back
    found += [str(vars(m).get("__file__")) for n, m in sys.modules.items() if "child" in n]
    found += [*sys.argv, *sys.orig_argv, *sys.path]
    raise ValueError(str(found))
""",
        double="raised",
    ),
    attack(
        "leaks-where-python-lies",
        """
import site, sys, sysconfig
def double(x):
    known = [sys.executable, sys.prefix, sys.base_prefix, sys.exec_prefix, *site.PREFIXES]
    known += [*sysconfig.get_paths().values(), *map(str, sysconfig.get_config_vars().values())]
    return [text for text in known if text.startswith("/")][:80]
""",
        double="wrong",
    ),
    leaks("in-a-note", "e = ValueError('x'); e.add_note(str(x)); raise e"),
    attack(
        "leaks-through-a-later-question",
        """
SEEN = []
def double(x):
    SEEN.append(np.array(x).tolist())
    return 2.0 * np.asarray(x)
def total(x):
    raise ValueError(str(SEEN))
""",
        total="raised",
    ),
    Entry(
        "leaks-from-a-file-that-loads-slowly",
        """
import time
import numpy as np
time.sleep(1.1)
SEEN = []
def power(x, n): return x ** n
def double(x):
    SEEN.append(np.array(x).tolist())
    return 2.0 * np.asarray(x)
def total(x):
    SEEN.append(np.array(x).tolist())
    return np.concatenate([np.ravel(part) for part in SEEN])
def count(n):
    raise ValueError(str(SEEN))
""",
        {"total": "wrong", "count": "raised"},
    ),
    attack(
        "leaks-through-a-public-test",
        """
SEEN = []
def total(x):
    SEEN.append(np.array(x).tolist())
    if list(x) == [1.0, 2.0]: raise ValueError(str(SEEN))
    return float(np.sum(x))
""",
        total="?raised",
    ),
    attack(
        "leaks-through-a-public-test-s-answer",
        """
SEEN = [0.0]
def total(x):
    SEEN.append(float(x[0]))
    return SEEN[-2] if list(x) == [1.0, 2.0] else float(np.sum(x))
""",
        total="?wrong",
    ),
]  # fmt: skip

ENTRIES = [*FILES, *PROCESSES, *LEAKS]
