"""Master notebooks for Otter Assign in its different styles, built in code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

RAW, MARKDOWN = new_raw_cell, new_markdown_cell


def code(text: str, shown: str = "") -> NotebookNode:
    """A code cell, with what its last line showed."""
    data = {"text/plain": shown}
    outputs = [new_output("execute_result", data, execution_count=1)] if shown else []
    return new_code_cell(text, outputs=outputs)


def fenced(text: str) -> NotebookNode:
    """A boundary in Markdown instead of a raw cell."""
    return new_markdown_cell(f"```otter\n{text}\n```")


def question(
    config: str,
    prose: str,
    answer: Sequence[NotebookNode],
    tests: Sequence[NotebookNode] = (),
    prompt: Sequence[NotebookNode] = (),
    boundary: object = new_raw_cell,
) -> list[NotebookNode]:
    """The cells of one question of the newer style."""
    cut = boundary if callable(boundary) else new_raw_cell
    cells = [cut(f"# BEGIN QUESTION\n{config}"), new_markdown_cell(prose)]
    for name, part in (("PROMPT", prompt), ("SOLUTION", answer), ("TESTS", tests)):
        if part:
            cells += [cut(f"# BEGIN {name}"), *part, cut(f"# END {name}")]
    return [*cells, cut("# END QUESTION")]


def save(path: Path, cells: Sequence[NotebookNode], language: str = "python") -> Path:
    """Write a notebook and give its path back."""
    kernel = {"display_name": language, "language": language, "name": language}
    notebook = new_notebook(cells=list(cells), metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    return path


SCALE = '''def scale(values, factor):
    """Each value times the factor: scale([1, 2], 3) is [3, 6]."""
    # BEGIN SOLUTION
    values = np.asarray(values, dtype=float)
    return values * factor
    # END SOLUTION'''

LENGTH = """def length(vector):
    # by Pythagoras
    total = np.sum(np.square(vector)) # SOLUTION
    return float(np.sqrt(total)) # SOLUTION"""


def exception_based() -> list[NotebookNode]:
    """Raw cells, test functions, hidden tests, points in all places."""
    return [
        RAW("# ASSIGNMENT CONFIG\ninit_cell: true\ntests:\n    ok_format: false\n"),
        MARKDOWN("# Vectors\n\nTwo small functions."),
        code("import numpy as np\n\nUNIT = np.array([1.0, 0.0])"),
        MARKDOWN("## Scaling"),
        *question(
            "name: q1\npoints: 4",
            "Multiply.",
            [code(SCALE)],
            [
                code(
                    "def test_small(scale, np):\n"
                    '    """Three times one and two."""\n'
                    "    assert np.allclose(scale(np.array([1.0, 2.0]), 3), [3.0, 6.0])\n\n"
                    "test_small(scale, np)  # IGNORE"
                ),
                code(
                    '""" # BEGIN TEST CONFIG\npoints: 3\nhidden: true\n""" # END TEST CONFIG\n'
                    "def test_large(scale, np):\n"
                    "    for factor in (-1.5, 0.0, 12.0):\n"
                    "        assert np.allclose(scale(np.arange(5.0), factor), "
                    "np.arange(5.0) * factor)\n"
                ),
            ],
        ),
        MARKDOWN("## Length"),
        *question(
            "name: q2\npoints:\n    each: 1",
            "By Pythagoras.",
            [code(LENGTH)],
            [
                code("def test_unit(length, UNIT):\n    assert abs(length(UNIT) - 1) < 1e-9"),
                code(
                    "# HIDDEN\ndef test_scaled(length, scale, UNIT):\n"
                    "    assert abs(length(scale(UNIT, 7.0)) - 7) < 1e-9"
                ),
                code("# HIDDEN\ndef test_unit(length):\n    assert length([3, 4]) == 5.0"),
            ],
        ),
    ]


def ok_format() -> list[NotebookNode]:
    """Fenced Markdown, tests whose output counts, prompts, one-line functions."""
    return [
        fenced("# ASSIGNMENT CONFIG\ngenerate: true"),
        MARKDOWN("# Counting"),
        code("import numpy as np"),
        *question(
            "name: q1",
            "**Question 1.** Define `evens`.",
            [
                code(
                    "def evens(n):\n"
                    '    """The even numbers below n, as an array."""\n'
                    "    # BEGIN SOLUTION NO PROMPT\n"
                    "    return np.arange(0, n, 2)\n"
                    "    # END SOLUTION\n"
                    '    """ # BEGIN PROMPT\n'
                    "    result = np.array([])\n"
                    "    ...\n"
                    '    """; # END PROMPT'
                )
            ],
            [
                code("evens(5)", "array([0, 2, 4])"),
                code("len(evens(10)) == 5", "True"),
                code("# HIDDEN\nnumbers = evens(7)\nint(numbers.sum())", "12"),
                code("# HIDDEN\nprint(evens(1).tolist())", "[0]"),
            ],
            boundary=fenced,
        ),
        *question(
            "name: q2\npoints: [0, 3]",
            "**Question 2.** And `half`.",
            [code("%matplotlib inline\ndef half(x): return x / 2 # SOLUTION")],
            [code("half(3)", "1.5"), code("# HIDDEN\nhalf(-8)", "-4.0")],
            prompt=[code("def half(x):\n    'half of x'")],
            boundary=fenced,
        ),
    ]


def old_style() -> list[NotebookNode]:
    """The format before raw cells: a fenced block in the prose, comments on test cells."""
    return [
        MARKDOWN("```\nBEGIN ASSIGNMENT\ninit_cell: false\n```"),
        MARKDOWN("# An old one"),
        code("import numpy as np"),
        MARKDOWN("**Question 1.** The square.\n\n```\nBEGIN QUESTION\nname: q1\npoints: 2\n```"),
        code("def square(x):\n    y = x * x # SOLUTION NO PROMPT\n    return y # SOLUTION"),
        code("## Test ##\nsquare(4)", "16"),
        code("## Hidden Test ##\nsquare(-3)", "9"),
        MARKDOWN("This is not part of a question."),
        MARKDOWN("Why?\n\n```\nBEGIN QUESTION\nname: q2\nmanual: true\n```"),
        MARKDOWN("**SOLUTION:** Because it is so."),
        code("print('the end')"),
    ]


def a_bit_of_everything() -> list[NotebookNode]:
    """What can't be converted: each has to be listed, and no solution may slip through."""
    return [
        RAW("# ASSIGNMENT CONFIG\nfiles:\n    - data.csv\nseed:\n    variable: s\nplugins: []"),
        code("import numpy as np\nimport pandas as pd\nimport otter\ngrader = otter.Notebook()"),
        RAW("some notes"),
        code("%%sql\nSELECT * FROM secrets"),
        code("np.random.seed(42) # SEED\nsample = 3"),
        code("# IGNORE\nprint('for staff')"),
        *question(
            "name: q1",
            "Assign `x`.",
            [code("x = 271828 # SOLUTION")],
            [code("x > 0", "True")],
        ),
        *question(
            "name: q2\nmanual: true",
            "Draw it.",
            [code("import matplotlib.pyplot as plt\nplt.plot([314159]) # SOLUTION")],
        ),
        *question(
            "name: q3\nmanual: true",
            "Say why.",
            [MARKDOWN("**SOLUTION**: because of 161803")],
            prompt=[MARKDOWN("_Write here._")],
        ),
        *question(
            "name: q4",
            "A class.",
            [code("class Stack:\n    # BEGIN SOLUTION\n    top = 173205\n    # END SOLUTION")],
            [code("Stack().top", "173205")],
        ),
        *question(
            "name: q5\nall_or_nothing: true",
            "A function, and a value.",
            [
                code(
                    "def cube(x):\n    # BEGIN SOLUTION\n    return x**3\n    # END SOLUTION\n\n"
                    "eight = cube(2) # SOLUTION\nprint('the cube of two:', eight)"
                )
            ],
            [
                code("cube(2)", "8"),
                code("# HIDDEN\neight", "8"),
                code("# HIDDEN\npd.DataFrame({'a': [cube(2)]})", "   a\n0  8"),
                code("# HIDDEN\ncube(5)"),
                code("pd.isna(cube(1))", "False"),
                code("# HIDDEN\ncube(5) == 125"),
            ],
        ),
        *question("name: q6", "No answer.", [code("# nothing to see")], [code("1", "1")]),
        *question(
            "name: q7",
            "Once more.",
            [code("def cube(x):\n    return x * x * x # SOLUTION")],
            [code("cube(3)", "27")],
        ),
        *question(
            "name: q8",
            "Marks that don't fit.",
            [code("def f(x):\n    # BEGIN SOLUTION\n    return 141421")],
        ),
    ]
