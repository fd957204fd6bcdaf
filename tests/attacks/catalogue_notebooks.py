"""Notebooks that are broken, hostile or unusual."""

from __future__ import annotations

import json
from typing import Any

from .entry import Entry, everything, honest, unreadable
from .fortress import RIGHT

CELLS = RIGHT.split("\n\n\n")


def notebook(*cells: str, **others: Any) -> str:
    """A notebook with these code cells."""
    nodes = [{"cell_type": "code", "source": text, "outputs": []} for text in cells]
    return json.dumps({"cells": nodes, "metadata": {}, "nbformat": 4, **others})


def cells(name: str, *before: str, **expected: str) -> Entry:
    """A notebook with some cells in front of the right ones."""
    return Entry(name, notebook(*before, *CELLS), expected, ".ipynb")


def metadata(**entries: dict[str, str]) -> str:
    """A right notebook with other metadata."""
    return notebook(*CELLS, metadata=entries)


def with_outputs() -> bytes:
    """A right notebook that carries 35 MB of outputs."""
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}
    node = {"cell_type": "code", "source": RIGHT, "outputs": [output] * 35}
    return json.dumps({"cells": [node], "metadata": {}, "nbformat": 4}).encode()


def with_some_outputs() -> bytes:
    """A right notebook with pictures of 10 MB, as they happen."""
    output = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 900_000}}
    node = {"cell_type": "code", "source": RIGHT, "outputs": [output]}
    return json.dumps({"cells": [node], "metadata": {}, "nbformat": 4}).encode()


def with_many_cells() -> bytes:
    """A notebook of 20,000 cells."""
    return notebook(*["x = 1"] * 20_000, *CELLS).encode()


HOSTILE = [
    cells("cells-with-magics", "%matplotlib inline\n%load_ext autoreload\n!rm -rf /tmp/@MARKER@",
          "%%bash\ntouch /tmp/@MARKER@", "%%writefile @FOLDER@/@MARKER@\nx", "!touch /tmp/@MARKER@",
          "files = !ls @FOLDER@", "get_ipython().system('touch /tmp/@MARKER@')"),
    cells("cells-that-fail", "1 / 0", "undefined_name", "import torch", "def broken(:"),
    cells("cell-that-exits", "import sys\nsys.exit(1)", "exit()", "quit()"),
    Entry("cell-without-end", notebook(*CELLS, "while True: pass"), everything("timed_out"),
          ".ipynb", status="timed_out", says="did not end"),
    Entry("cell-that-dies", notebook(*CELLS, "import os\nos._exit(1)"), everything("crashed"),
          ".ipynb"),
    Entry("function-twice", notebook(*CELLS, "def double(x):\n    return x"),
          {"double": "wrong"}, ".ipynb"),
    Entry("function-twice-the-last-is-right", notebook("def double(x):\n    return x", *CELLS), {},
          ".ipynb"),
    Entry("function-deleted", notebook(*CELLS, "del double"), {"double": "not_defined"}, ".ipynb"),
    Entry("function-overwritten", notebook(*CELLS, "double = 5"), {"double": "not_defined"},
          ".ipynb"),
    Entry("function-in-a-failing-cell", notebook(*CELLS[:2], "1 / 0\n" + CELLS[2], *CELLS[3:]),
          {"double": "not_defined"}, ".ipynb", says="ZeroDivisionError"),
    Entry("function-in-a-foreign-cell", notebook(*CELLS[:2], "%%javascript\n" + CELLS[2],
          *CELLS[3:]), {"double": "not_defined"}, ".ipynb"),
    cells("cell-that-asks", "name = input('Your name? ')"),
]  # fmt: skip

UNREADABLE = [
    unreadable("outputs-of-35-megabytes", with_outputs, ".ipynb", "20 MB"),
    unreadable("twenty-thousand-cells", with_many_cells, ".ipynb", "5,000 cells"),
    unreadable("bad-json", notebook(*CELLS)[:-5], ".ipynb", "readable notebook"),
    unreadable("python-called-a-notebook", RIGHT, ".ipynb", "readable notebook"),
    unreadable("json-of-another-kind", "[1, 2, 3]", ".ipynb", "another kind"),
    unreadable("nested-json", lambda: b"[" * 900_000, ".ipynb"),
    unreadable("intricate-json", lambda: b"[" + b"[],{}," * 1_500_000 + b"1]", ".ipynb", "intric"),
    unreadable("number-without-end", '{"cells": ' + "9" * 10_000 + "}", ".ipynb", "number"),
    unreadable("no-cells", '{"cells": [], "nbformat": 4}', ".ipynb", "no code cell"),
    unreadable("cells-of-another-kind", '{"cells": {"a": 1}}', ".ipynb", "list of cells"),
    unreadable("a-cell-that-is-none", '{"cells": [null]}', ".ipynb", "cell 1"),
    unreadable("a-source-that-is-none", '{"cells": [{"cell_type": "code", "source": 5}]}', ".ipynb",
               "cell 1"),
    unreadable("a-cell-of-300-kilobytes", notebook("x = 1\n" * 50_000), ".ipynb", "cell 1"),
    unreadable("a-null-in-a-cell", notebook("x = '\0'", *CELLS), ".ipynb", "cell 1, line 1"),
    unreadable("old-format-2", '{"nbformat": 2, "worksheets": 5}', ".ipynb"),
    unreadable("foreign-kernel", metadata(kernelspec={"language": "R"}), ".ipynb", "R"),
    unreadable("foreign-kernel-that-lies",
               metadata(language_info={"name": "\x1b[31m<b>julia" * 100}), ".ipynb", "Python"),
    unreadable("notebook-in-latin-1", notebook("# @").replace("@", "\xe9").encode("latin-1"),
               ".ipynb", "UTF-8"),
    unreadable("empty-notebook", b"", ".ipynb", "is empty"),
]  # fmt: skip

OLD = {
    "nbformat": 3,
    "worksheets": [{"cells": [{"cell_type": "code", "input": text} for text in CELLS]}],
}
FINE = [
    honest("outputs-of-10-megabytes", with_some_outputs, ".ipynb"),
    honest("old-format-3", json.dumps(OLD), ".ipynb"),
    honest("sources-in-lines", json.dumps({"cells": [
        {"cell_type": "code", "source": text.splitlines(True)} for text in CELLS]}), ".ipynb"),
    honest("notebook-with-a-mark", b"\xef\xbb\xbf" + notebook(*CELLS).encode(), ".ipynb"),
    honest("notebook-in-utf-16", notebook(*CELLS).encode("utf-16"), ".ipynb"),
    honest("half-a-character-in-a-cell", notebook("# \ud800", *CELLS), ".ipynb"),
    honest("a-kernel-of-one-s-own", metadata(kernelspec={"name": "my-env", "language": "python"}),
           ".ipynb"),
    honest("odd-metadata", notebook(*CELLS, metadata=[1, 2], nbformat="x", extra=float("nan")),
           ".ipynb"),
    honest("markdown-between", json.dumps({"cells": [
        {"cell_type": "markdown", "source": "# while True: pass"},
        {"cell_type": "raw", "source": "import os; os._exit(1)"},
        {"cell_type": "code", "source": RIGHT}]}), ".ipynb"),
]  # fmt: skip

ENTRIES = [*HOSTILE, *UNREADABLE, *FINE]
