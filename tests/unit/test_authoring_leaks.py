"""The leak scan: what must be found wherever it hides, and what is no leak."""

from __future__ import annotations

import json

import pytest

from autograder.authoring.leaks import find_leaks
from autograder.authoring.source import read_source
from autograder.authoring.student_folder import student_files
from autograder.course import Course

LONG = "return 2.0 * np.asarray(x, dtype=float)"


@pytest.fixture
def course(tiny_course: Course) -> Course:
    """The tiny course, with a solution of short lines as well."""
    path = tiny_course.source("warmup")
    text = path.read_text(encoding="utf-8")
    short = "    result = 0\n    for v in x:\n        result += v\n    return 2 * result\n"
    path.write_text(text.replace("    return float(np.sum(double(x)))\n", short), encoding="utf-8")
    return tiny_course


@pytest.fixture
def contents(course):
    assignment = course.assignment("warmup")
    return student_files(course, assignment, read_source(course, assignment))


def scan(course, contents):
    assignment = course.assignment("warmup")
    return find_leaks(course, assignment, read_source(course, assignment), contents)


def test_a_clean_folder(course, contents):
    """What the build makes of a sound source has no leak."""
    assert scan(course, contents) == []


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (LONG, "the solution of double"),
        (LONG.replace(" ", "   "), "the solution of double"),
        ("return 2.0 * np.asarray(\n    x,\n    dtype=float)", "the solution of double"),
        ("result = 0\nfor v in x:\n\n    result += v\n", "the solution of total"),
        ("for shape in [(3,), (2, 2)]:\n    x = rng.normal(size=shape)", "test_double.py"),
        ("check(check_unchanged(double, x), [3.0, -4.0])", "test_double.py"),
        ("return np.asarray(x) + np.asarray(x)", "variants.py"),
        ("x *= 2\nreturn x\n# end", ""),
    ],
    ids=[
        "line",
        "spaces",
        "broken lines",
        "short lines",
        "hidden test",
        "hidden values",
        "variant",
        "too short to tell",
    ],
)
def test_text_in_a_file(course, contents, text, origin):
    """Solution, hidden test and catalogue are found in any file, with file, line and source."""
    contents["README.md"] += f"\n{text}\n".encode()
    line = contents["README.md"].decode().split("\n").index(text.split("\n")[0]) + 1
    leaks = scan(course, contents)
    if not origin:
        assert leaks == []
        return
    assert leaks
    assert leaks[0].file == "README.md"
    assert leaks[0].place == f"line {line}"
    assert origin in leaks[0].origin
    assert leaks[0].text in contents["README.md"].decode()


@pytest.mark.parametrize("where", ["source", "output", "cell metadata", "notebook metadata"])
def test_text_in_a_notebook(course, contents, where):
    """A notebook is searched in its cells, its outputs and all metadata."""
    notebook = json.loads(contents["warmup.ipynb"])
    if where == "source":
        notebook["cells"][2]["source"].append(f"\n{LONG}")
    elif where == "output":
        output = {"output_type": "stream", "name": "stdout", "text": [LONG]}
        notebook["cells"][2]["outputs"].append(output)
    elif where == "cell metadata":
        notebook["cells"][2]["metadata"]["note"] = {"deep": [LONG]}
    else:
        notebook["metadata"][LONG] = True
    contents["warmup.ipynb"] = json.dumps(notebook).encode()
    (leak,) = scan(course, contents)
    place = "the notebook's metadata" if where == "notebook metadata" else "cell 3"
    assert leak.file == "warmup.ipynb"
    assert leak.place.startswith(place)


WHOLE = """    result = 0
    for v in x:
        result += v
    return 2 * result"""
HIDDEN = """        x = rng.normal(size=shape)
        check(double(x), reference.double(x))"""


@pytest.mark.parametrize("text", [WHOLE, HIDDEN])
@pytest.mark.parametrize("where", ["prose", "an example", "the docstring"])
def test_what_the_author_must_not_show(course, where, text):
    """A solution or a hidden test is a leak, also where the author has written it."""
    path = course.source("warmup")
    source = path.read_text(encoding="utf-8")
    if where == "prose":
        prose = "\n".join(f"# {line}" for line in text.splitlines())
        source = source.replace("# ## The sum\n", f"# ## The sum\n{prose}\n")
    elif where == "an example":
        source += f"\n# %%\nrng = shape = reference = None\ndef mine(x):\n{text}\n"
    else:
        end = "double([1, 2]) is [2, 4]."
        source = source.replace(end, f"{end}\n\n{text}\n    ")
    path.write_text(source, encoding="utf-8")
    assignment = course.assignment("warmup")
    contents = student_files(course, assignment, read_source(course, assignment))
    assert scan(course, contents)


def test_what_the_author_shows_is_no_leak(course):
    """A line that stands in the prose is no secret, even if the solution has it too."""
    path = course.source("warmup")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# ## Twice as much", f"# ## Twice\n#\n#     {LONG}"), "utf-8")
    assignment = course.assignment("warmup")
    files = student_files(course, assignment, read_source(course, assignment))
    assert scan(course, files) == []


@pytest.mark.parametrize("file", ["warmup.py", "warmup.ipynb"])
def test_a_question_that_is_no_stub(course, contents, file):
    """A question's function with anything but docstring and error in it is reported."""
    error = b'raise NotImplementedError("Write double here.")'
    quoted = json.dumps(error.decode())[1:-1].encode()
    for old in (error, quoted):
        contents[file] = contents[file].replace(old, b"return x + x")
    (leak,) = scan(course, contents)
    assert (leak.file, leak.text) == (file, "def double(…)")
