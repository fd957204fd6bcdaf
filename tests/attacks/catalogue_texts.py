"""Files that are no Python, or hardly: syntax, parser bombs, encodings, refused imports."""

from __future__ import annotations

from .entry import Entry, everything, first, honest, unreadable
from .fortress import RIGHT


def broken(name: str, text: str | bytes, statuses: str = "not_defined", says: str = "") -> Entry:
    """A file of which nothing can be run, with the honest functions behind."""
    tail = f"\n\n{RIGHT}"
    content = text + tail.encode() if isinstance(text, bytes) else text + tail
    return Entry(name, content, everything(statuses), says=says)


def bomb(name: str, text: str) -> Entry:
    """A file that is hard on the parser: it may fail in any way, but only itself."""
    return broken(name, text, "not_defined|crashed|out_of_memory|timed_out|raised")


SYNTAX = [
    broken("syntax-error", "def double(x:", says="SyntaxError"),
    broken("open-text", "text = '''", says="SyntaxError"),
    broken("tabs-and-spaces", "if True:\n\tx = 1\n        y = 2", says="TabError"),
    broken("bad-indent", "  x = 1", says="IndentationError"),
    broken("python-2", "print 'passed'", says="SyntaxError"),
    broken("merge-conflict", "<<<<<<< HEAD", says="SyntaxError"),
    broken("return-outside", "return 20", says="SyntaxError"),
    broken("future-braces", "from __future__ import braces", says="SyntaxError"),
    broken("future-unknown", "from __future__ import full_marks", says="SyntaxError"),
    bomb("parser-brackets", "x = " + "(" * 50_000 + ")" * 50_000),
    bomb("parser-minus", "x = " + "-" * 200_000 + "1"),
    bomb("parser-sum", "x = 1" + " + 1" * 100_000),
    bomb("parser-lambda", "x = " + "lambda: " * 20_000 + "0"),
    bomb("parser-attributes", "x = a" + ".a" * 100_000),
    bomb("parser-blocks", "".join(" " * n + "if True:\n" for n in range(120)) + " " * 120 + "x=1"),
    bomb("parser-number", "x = " + "9" * 100_000),
    bomb("parser-f-text", "x = f'" + "{x:" * 5_000 + "}" * 5_000 + "'"),
    bomb("constant-folding", "x = ((1 << 2**33) * 5, 'a' * 10**9)"),
    Entry(
        "literal-of-900-kilobytes",
        f"data = [{'1, ' * 270_000}]\n\n\n{RIGHT}",
        everything("?out_of_memory|timed_out|not_defined"),
        status="graded|timed_out",
    ),
    unreadable("literal-of-20-megabytes", lambda: b"[" + b"1, " * 7_000_000 + b"]", says="1 MB"),
]  # fmt: skip

ENCODINGS = [
    unreadable("empty", b"", says="is empty"),
    unreadable("only-spaces", b" \n\t\r\n  \n", says="is empty"),
    unreadable("only-a-mark", b"\xef\xbb\xbf", says="is empty"),
    unreadable("latin-1", f"# Schöne Grüße\n{RIGHT}".encode("latin-1"), says="line 1"),
    unreadable("coding-cookie", b"# -*- coding: latin-1 -*-\n# \xe9\n", says="line 2"),
    unreadable("null-characters", b"x = 1\n\0\0\n" + RIGHT.encode(), says="line 2"),
    unreadable("utf-16-without-mark", RIGHT.encode("utf-16-le"), says="null character"),
    unreadable("utf-32", RIGHT.encode("utf-32")),
    unreadable("utf-16-cut", b"\xff\xfe" + RIGHT.encode("utf-16-le") + b"\x00"),
    unreadable("a-program", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 10),
    unreadable("a-picture", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    unreadable("half-a-character-in-utf-8", b"x = '\xed\xa0\x80'\n", says="line 1"),
    unreadable("another-kind", RIGHT, ".txt", says="neither a .py file"),
    unreadable("no-kind", RIGHT, "", says="neither a .py file"),
    honest("byte-order-mark", b"\xef\xbb\xbf" + RIGHT.encode()),
    honest("utf-16-with-mark", RIGHT.encode("utf-16")),
    honest("coding-cookie-utf-8", f"# -*- coding: utf-8 -*-\n# Grüße, 你好, 🎉\n{RIGHT}"),
    honest("a-cookie-that-is-not-true", f"# -*- coding: latin-1 -*-\n# Grüße\n{RIGHT}"),
    honest("windows-line-ends", RIGHT.replace("\n", "\r\n").encode()),
    honest("old-mac-line-ends", RIGHT.replace("\n", "\r").encode()),
    honest("form-feeds", RIGHT.replace("\n\n\n", "\n\n\f\n")),
    honest("no-line-end", RIGHT.rstrip()),
    honest("upper-case-kind", RIGHT, ".PY"),
    honest("a-bell-in-a-text", f"bell = '\x07\x1b[31m'\n{RIGHT}"),
]  # fmt: skip

IMPORTS = [
    first("imports-quietly", "try:\n    import torch\nexcept ImportError:\n    torch = None"),
    broken("imports-another-library", "import scipy.signal", "refused", "scipy"),
    broken("imports-the-grader", "import autograder.suite", "refused", "autograder"),
    broken("imports-pytest", "import pytest", "refused", "pytest"),
    broken("imports-the-solution", "from fortress import double", "refused"),
    broken("imports-a-peer", "import peer", "refused"),
    broken("imports-what-is-not-there", "import numpy.nothing", says="ModuleNotFoundError"),
    broken("imports-what-numpy-lacks", "from numpy import nothing", says="ImportError"),
    broken("imports-what-mathematics-lacks", "from math import nothing", says="ImportError"),
    broken("imports-with-path", "import sys\nsys.path[:0] = ['@COURSE@/solutions/fortress']\n"
           "import fortress", "refused|not_defined"),
    broken("imports-past-the-refusal", "import sys\nsys.meta_path[:] = sys.meta_path[1:-1]\n"
           "import pytest", says="ModuleNotFoundError"),
    broken("imports-by-file", "import importlib.machinery\nimportlib.machinery.SourceFileLoader("
           "'f', '@COURSE@/solutions/fortress/fortress.py').load_module()"),
]  # fmt: skip


ENTRIES = [*SYNTAX, *ENCODINGS, *IMPORTS]
