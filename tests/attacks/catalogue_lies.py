"""Results that lie when they are compared, can't be sent, or are too much; patched libraries."""

from __future__ import annotations

from .entry import Entry, attack
from .fortress import RIGHT


def returns(name: str, expression: str, statuses: str = "wrong", before: str = "") -> Entry:
    """A `double` that returns the value of an expression."""
    return attack(
        name, f"{before.strip()}\ndef double(x):\n    return {expression}", double=statuses
    )


AGREEABLE = """
class Agreeable(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __sub__(self, other): return np.zeros(self.shape)
    def __rsub__(self, other): return np.zeros(self.shape)
    def __array_ufunc__(self, *arguments, **options): return np.zeros(self.shape)
    def __array_function__(self, *arguments): return True
    def __abs__(self): return np.zeros(self.shape)
"""
YES = """
class Yes:
    shape, dtype, ndim, size = (2,), np.dtype(float), 1, 2
    def __eq__(self, other): return True
    def __array__(self, *arguments, **options): return np.array([2.0, 4.0])
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *a, **k: True
    def __len__(self): return 2
    def __iter__(self): return iter([2.0, 4.0])
"""
NUMBER = """
class Number(float):
    def __eq__(self, other): return True
    def __abs__(self): return 0.0
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __float__(self): return 1.0
"""
ENDLESS = """
class Endless(list):
    def __len__(self): return 2
    def __iter__(self):
        while True: yield 1.0
"""

LIES = [
    returns("array-that-always-agrees", "np.zeros(np.shape(x)).view(Agreeable)", before=AGREEABLE),
    returns("object-that-always-agrees", "Yes()", before=YES),
    returns("list-of-objects-that-agree", "[Yes(), Yes()]", before=YES),
    returns("array-of-objects-that-agree", "np.array([Yes(), Yes()], dtype=object)", before=YES),
    attack(
        "number-that-always-agrees",
        NUMBER + "\ndef total(x): return Number(5)\ndef power(x, n): return Number(1)",
        total="wrong",
        power="wrong",
    ),
    attack(
        "index-that-lies",
        """
class Liar(int):
    def __eq__(self, other): return True
    def __index__(self): return 3
    __hash__ = int.__hash__
def count(n): return [Liar(9)] * n
""",
        count="wrong",
    ),
    returns("masked-everywhere", "np.ma.masked_all(np.shape(x))"),
    returns("broadcasts", "np.zeros((1,) * (np.ndim(x) + 1))"),
    returns("empty-array", "np.zeros((0,))"),
    returns("not-a-number", "np.full(np.shape(x), np.nan)"),
    returns("infinite", "np.full(np.shape(x), np.inf)"),
    returns("complex-array", "np.asarray(x) * 2j"),
    returns("structured-array", "np.zeros(2, dtype=[('a', 'f8')])"),
    returns("array-of-text", "np.array(['passed'] * 2)"),
    returns("endless-list", "Endless()", "wrong|timed_out|out_of_memory", ENDLESS),
    returns(
        "calls-itself-a-formula",
        "formula()",
        "wrong|crashed",
        "class formula:\n    source = '1'\n    def __call__(self): pass",
    ),
    returns("generator", "(2 * number for number in x)"),
    returns("endless-generator", "iter(int, 1)"),
    returns("lambda", "lambda *arguments: True"),
    returns("module", "np"),
    returns("lock", "__import__('threading').Lock()"),
    returns("dict-of-answers", "{'passed': True, 'score': 100}"),
    returns("dict-with-odd-keys", "{(1, 2): 3, None: 4}"),
    returns("text-without-end", "'passed' * 10_000_000"),
    returns("bytes-of-a-pickle", "b'cos\\nsystem\\n(S\"true\"\\ntR.'"),
    returns("a-million-numbers", "[0.0] * 1_000_000"),
    returns("texts-of-unlike-length", "['a' * 99_000] + [''] * 49_000"),
    returns("ragged-list", "[[1.0, 2.0], [3.0]]"),
    returns("sixty-million-bytes", "np.zeros(60_000_000, dtype=bool)", "wrong|timed_out"),
    returns("eight-million-bytes", "np.zeros(8_000_000, dtype=bool)"),
    returns("two-hundred-million-bytes", "np.zeros(25_000_000)", "wrong|out_of_memory"),
    returns("array-of-a-thousand-axes", "np.zeros((1,) * 32)"),
    attack(
        "nested-without-end",
        "def double(x):\n    for _ in range(100_000): x = [x]\n    return x",
        double="wrong|raised|crashed",
    ),
    attack(
        "holds-itself", "def double(x):\n    x = []\n    x.append(x)\n    return x", double="wrong"
    ),
    attack("number-of-200-digits", "def total(x): return 10**200", total="wrong"),
    attack("number-beyond-64-bits", "def total(x): return 2**64", total="wrong"),
    attack("number-of-5000-digits", "def total(x): return 10**5000", total="wrong"),
    attack("counts-with-200-digits", "def count(n): return [10**200] * n", count="wrong"),
    attack("counts-with-text", "def count(n): return ['a' * 99_000] + [''] * n", count="wrong"),
    attack(
        "counts-with-arrays", "def count(n): return [np.arange(k) for k in range(n)]", count="wrong"
    ),
    attack(
        "counts-with-eight-million-bytes",
        "def count(n): return np.zeros(8_000_000, dtype=np.uint8)",
        count="wrong",
    ),
    attack(
        "counts-with-sixty-million-bytes",
        "def count(n): return np.zeros(60_000_000, dtype=np.uint8)",
        count="wrong|timed_out",
    ),
    attack("counts-as-text", "def count(n): return str(list(range(n)))", count="wrong"),
    attack(
        "half-a-character",
        "def count(n): return {'\\ud800': '\\udfff'}\ndef double(x): raise ValueError('\\ud800')",
        count="wrong",
        double="raised",
    ),
]

HALVES = [
    attack(f"half-a-character-{where}", code, double="raised|wrong|crashed")
    for where, code in {
        "in-a-kind": "def double(x): raise type('\\ud800', (Exception,), {})('\\udfff')",
        "in-a-file-name": "def double(x): open('\\udcff/\\udc80')",
        "in-a-key": "def double(x): return {'\\ud800': [{'\\udc80': ('\\udfff',)}]}",
        "in-a-frame": """
import os, struct
def double(x):
    data = b'{"raised": {"kind": "\\\\ud800", "message": "\\\\udfff"}}'
    os.write(4, struct.pack("<QII", 0, len(data), 0) + data)
    raise ValueError("\\ud800")
""",
    }.items()
] + [
    Entry("half-a-character-after-all-else", f"{RIGHT}\n\nraise ValueError('\\ud800')\n"),
]

PATCHES = [
    attack(
        "patches-comparisons",
        """
import builtins, sys, unittest
def double(x):
    for name in ("allclose", "array_equal", "isclose", "all", "any", "isfinite"):
        setattr(np, name, lambda *arguments, **options: True)
    np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
    np.abs = np.max = lambda *arguments, **options: 0.0
    unittest.TestCase.assertEqual = lambda *arguments: None
    builtins.abs = lambda value: 0
    return 0 * x
""",
        double="wrong|crashed",
    ),
    attack(
        "patches-builtins",
        """
import builtins
def double(x):
    builtins.isinstance = lambda *arguments: True
    builtins.len = lambda value: 0
    builtins.sum = builtins.map = builtins.type = None
    return 0 * x
""",
        double="wrong|crashed|raised",
    ),
    attack(
        "patches-json-and-struct",
        """
import json, struct
def double(x):
    json.dumps = lambda *a, **k: '{"value": true, "status": "passed"}'
    json.loads = lambda *a, **k: {"do": "call", "name": "double", "passed": True}
    return 0 * x
""",
        double="wrong|crashed",
    ),
    attack(
        "patches-os",
        """
import os
def double(x):
    os.write = lambda descriptor, data: len(data)
    os.read = lambda descriptor, size: b"passed"
    return 2 * x
""",
        double="timed_out|crashed",
    ),
    attack(
        "patches-numpy-for-the-next-question",
        """
def double(x):
    np.sum = lambda *arguments, **options: 0.0
    np.asarray = np.array = lambda *arguments, **options: [0.0]
    np.random.seed = None
    return 0.0
""",
        double="wrong|raised|crashed",
    ),
    Entry(
        "patches-numpy-in-a-file-that-loads-slowly",
        f"""
import time
time.sleep(1.1)
{RIGHT}
def power(x, n):
    np.sum = lambda *arguments, **options: 0.0
    return 0.0
""",
        {"power": "wrong"},
    ),
    attack(  # the process that has the argument is the student's: see docs/security.md
        "hides-that-it-changed-its-argument",
        """
import sys
def double(x):
    sys.modules["child.wire"].alike = lambda before, after: True
    x *= 2
    return x
""",
        double="?wrong",
    ),
    attack(
        "replaces-numpy",
        """
import sys, types
def double(x):
    fake = types.ModuleType("numpy")
    fake.sum = lambda x: 0
    sys.modules["numpy"] = sys.modules["json"] = fake
    globals()["np"] = fake
    return 0 * x
""",
        double="wrong|crashed|raised",
    ),
    attack(
        "replaces-the-other-functions",
        """
import sys
def double(x):
    for name in ("total", "count"):
        setattr(sys.modules["submission"], name, lambda *arguments: None)
    return 0 * x
""",
        double="wrong",
    ),
    attack(
        "removes-the-other-functions",
        """
def double(x):
    for name in ("total", "count", "power"): globals().pop(name, None)
    return 0 * x
""",
        double="wrong",
    ),
    attack(
        "stubs-the-other-functions",
        """
def stub(*arguments): raise NotImplementedError("Write it.")
def double(x):
    globals().update(total=stub, count=stub)
    return 0 * x
""",
        double="wrong",
    ),
    attack(
        "leaves-a-loop-behind",
        """
import threading
def spin(): return sum(range(10**12))
def double(x):
    threading.Thread(target=spin, daemon=True).start()
    return 0 * x
""",
        double="wrong|timed_out",
    ),
    attack(
        "makes-everything-slow",
        """
import sys, time
def double(x):
    sys.settrace(lambda *arguments: time.sleep(0.2))
    sys.setprofile(lambda *arguments: time.sleep(0.2))
    return 0 * x
""",
        double="wrong|timed_out",
    ),
    attack(
        "changes-limits-of-python",
        """
import sys, gc
def double(x):
    sys.setrecursionlimit(50)
    sys.set_int_max_str_digits(640)
    sys.setswitchinterval(1000)
    gc.disable()
    sys.stdout = sys.stderr = sys.excepthook = None
    return 0 * x
""",
        double="wrong|raised|crashed",
    ),
]

ENTRIES = [*LIES, *HALVES, *PATCHES]
