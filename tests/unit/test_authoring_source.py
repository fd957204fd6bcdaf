"""The author's source: what is read out of it, and how it complains."""

from __future__ import annotations

import ast

import pytest

from autograder.authoring.source import Source, read_source
from autograder.course import Course
from autograder.errors import AutograderError


def read(course: Course, change: tuple[str, str] = ("", "")) -> Source:
    """Read the tiny course's source after one replacement in its text."""
    path = course.source("warmup")
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1) if change[0] else text, encoding="utf-8")
    return read_source(course, course.assignment("warmup"))


def test_cells_and_answers(tiny_course):
    """Cells keep their order and kind, and each question has its answer cell."""
    source = read(tiny_course)
    kinds = [cell.kind for cell in source.cells]
    assert kinds == ["markdown", "code", "markdown", "code", "markdown", "code"]
    assert list(source.answers) == ["double", "total"]


def test_stub_is_docstring_and_error(tiny_course):
    """A stub keeps signature and docstring; in place of the solution stands one error."""
    cell = read(tiny_course).answers["double"]
    assert cell.stub == (
        "def double(x):\n"
        '    """Twice the array `x`, as a new array: double([1, 2]) is [2, 4]."""\n'
        '    raise NotImplementedError("Write double here.")'
    )
    assert [line.strip() for line in cell.solution] == ["return 2.0 * np.asarray(x, dtype=float)"]
    assert "SOLUTION" not in cell.solved
    assert "2.0 * np.asarray" in cell.solved


def test_stub_module_leaves_pictures_out(tiny_course):
    """The plain module has imports, helpers that solutions use, and stubs, but no pictures."""
    source = read(
        tiny_course,
        (
            "# %% [markdown]\n# ## Twice",
            "# %%\nTWO = 2.0\nx = print('a picture')\n\n# %% [markdown]\n# ## Twice",
        ),
    )
    text = source.text.replace("return 2.0 *", "return TWO *")
    tiny_course.source("warmup").write_text(text, encoding="utf-8")
    module = read(tiny_course).stub_module({"total": "# The second one"})
    tree = ast.parse(module)
    assert "TWO = 2.0" in module
    assert "picture" not in module  # the solution's own x is not the picture's x
    assert "# The second one\ndef total" in module
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == [
        "double",
        "total",
    ]


BEGIN = "    # BEGIN SOLUTION\n    return 2.0"
END = "dtype=float)\n    # END SOLUTION"


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("def double", "def doubled"), None, "no cell defines the question “double”"),
        (
            ("# %% [markdown]\n# ## The sum", "# %%\ndef double(x):\n    return x\n"),
            18,
            "a second time",
        ),
        (('    """Twice', '    # """Twice'), 11, "no docstring"),
        ((BEGIN, "    return 2.0"), 11, "found line 14: # END SOLUTION"),
        ((END, "dtype=float)"), 11, "found line 13: # BEGIN SOLUTION"),
        ((BEGIN, "    # begin solution\n    return 2.0"), 11, "needs one"),
        ((BEGIN, "    # BEGIN SOLUTION NO PROMPT\n    return 2.0"), 11, "needs one"),
        (
            (BEGIN, "    y = 1\n    # BEGIN SOLUTION\n    return 2.0"),
            13,
            "outside the solution block",
        ),
        (
            ("import numpy as np\n", "import numpy as np\n# BEGIN SOLUTION\n"),
            6,
            "outside a question",
        ),
        (
            ("import numpy as np\n", "import numpy as np\nz = 1  # SOLUTION\n"),
            6,
            "outside a question",
        ),
        (("def double", "HIDDEN = 1\n\ndef double"), 11, "more than its function"),
        (("import numpy as np", "import numpy as"), 5, "not valid Python"),
        (("# # Warming up", "# ```otter\n# # IGNORE\n# ```"), 2, "orders to Otter"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_complaints_name_file_and_line(tiny_course, change, line, says):
    """What is wrong with a source is said with its file, its line and the next step."""
    with pytest.raises(AutograderError, match=says) as caught:
        read(tiny_course, change)
    path = str(tiny_course.source("warmup"))
    assert str(caught.value.where) == (path if line is None else f"{path}:{line}")
    assert caught.value.then


def test_prose_about_a_solution_is_no_marker(tiny_course):
    """A heading that speaks of a solution is prose, not a marker."""
    source = read(tiny_course, ("# ## The sum", "# ## Solution by hand"))
    assert "## Solution by hand" in [cell.text for cell in source.cells]
