"""What `--help` shows below a command's options: calls to be typed, and its exit codes."""

from __future__ import annotations

from collections.abc import Mapping

# By the name of the command, as it is typed after `autograder`.
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "": {
        "autograder check": "a student",
        "autograder grade shapes class.zip --out graded/": "an instructor",
        "autograder new attention": "an author",
        "autograder grade --help": "more on a command",
    },
    "check": {
        "autograder check": "all functions of the newer of your two files",
        "autograder check shapes.ipynb": "of this file",
        "autograder check -q area": "one function",
    },
    "watch": {
        "autograder watch": "in a terminal beside your editor",
        "autograder watch shapes.py": "only this file",
    },
    "hint": {
        "autograder hint area": "a hint; once more, the next one",
        "autograder hint area --all": "the whole ladder",
    },
    "show": {
        "autograder show area": "the first test of area that fails",
        "autograder show area.test_sides": "this one",
        "autograder show area --print > try.py": "as Python, for a file or a cell",
    },
    "grade": {
        "autograder grade shapes class.zip --out graded/": "a download",
        "autograder grade shapes mine.py --out graded/": "one file",
        "autograder grade shapes class.zip --out graded/ --trial": "to compare",
    },
    "runs": {
        "autograder runs graded/": "numbers, dates and suites",
    },
    "compare": {
        "autograder compare graded/": "the last two runs",
        "autograder compare graded/ 1 3 --csv changes.csv": "these, as a table",
    },
    "export": {
        "autograder export canvas graded/ book.csv --dry-run": "look first",
        "autograder export feedback --help": "more on one of them",
    },
    "export canvas": {
        "autograder export canvas graded/ book.csv --dry-run": "look first",
        "autograder export canvas graded/ book.csv --to import.csv": "then write",
    },
    "export moodle": {
        "autograder export moodle graded/ sheet.csv --dry-run": "look first",
        "autograder export moodle graded/ sheet.csv --to upload.csv": "then write",
    },
    "export gradescope": {
        "autograder export gradescope graded/ --to scores.csv": "a row per student",
    },
    "export feedback": {
        "autograder export feedback graded/ --to feedback.zip": "a page per student",
    },
    "doctor": {
        "autograder doctor": "before you grade on a new machine",
    },
    "new": {
        "autograder new attention": "a worked question and one to write",
        "autograder new attention weights attend": "questions of these names",
        "autograder new attention --course ~/nlp": "in another, or a new, course",
    },
    "import-otter": {
        "autograder import-otter hw03.ipynb": "as assignment hw03",
        "autograder import-otter hw03.ipynb --slug attention": "under another name",
    },
    "list": {
        "autograder list": "all assignments, their questions and points",
        "autograder list --json": "the same for scripts",
    },
    "build": {
        "autograder build": "all assignments",
        "autograder build shapes": "one of them",
        "autograder build shapes --watch": "again after each save",
        "autograder build --check": "in CI: is what is committed current?",
    },
    "verify": {
        "autograder verify shapes": "the matrix, then what has to be mended",
        "autograder verify --quiet": "a line for each assignment",
    },
    "try": {
        "autograder try shapes mine.py": "every test",
        "autograder try shapes mine.py -q area": "one question",
        "autograder try shapes mine.py -t test_sides": "one, every call",
    },
    "demo": {
        "autograder demo --size 20 --out class": "20 made-up submissions",
    },
    "completion": {
        'eval "$(autograder completion bash)"': "for this terminal",
        "autograder completion zsh > ~/.autograder.zsh": "a file to source",
    },
}

_EXPORTED = {0: "all scores are in", 1: "some were left out, and are listed"}

# What ends with these two means the same everywhere.
ALWAYS: Mapping[int, str] = {
    2: "it could not be done; what to do is said",
    130: "stopped, by Ctrl-C or a signal",
}

EXIT_CODES: Mapping[str, Mapping[int, str]] = {
    "": {0: "all is well", 1: "something was found: the command's help says what"},
    "check": {0: "all public tests passed", 1: "not all of them"},
    "watch": {0: "ended with q or Ctrl-C"},
    "hint": {0: "the function passes", 1: "it does not"},
    "show": {0: "shown"},
    "grade": {0: "all graded", 1: "some could not be"},
    "runs": {0: "listed"},
    "compare": {0: "compared"},
    "export": _EXPORTED,
    "export canvas": _EXPORTED,
    "export moodle": _EXPORTED,
    "export gradescope": _EXPORTED,
    "export feedback": _EXPORTED,
    "doctor": {0: "student code is contained here", 1: "something gets through"},
    "new": {0: "written"},
    "import-otter": {0: "all of it was converted", 1: "something is left to do"},
    "list": {0: "listed"},
    "build": {0: "built; with --check: all is current; --watch was ended"},
    "verify": {0: "all stand", 1: "problems were found"},
    "try": {0: "full marks", 1: "less"},
    "demo": {0: "built and graded"},
    "completion": {0: "printed"},
}


def exit_codes(name: str) -> dict[int, str]:
    """Every exit code of a command, with what it says."""
    codes = {**EXIT_CODES[name], **ALWAYS}
    if name == "watch":  # for which being stopped is the usual end
        del codes[130]
    return codes


def epilog(name: str) -> str:
    """The text below the options of a command."""
    examples = EXAMPLES[name]
    width = max(map(len, examples))
    parts = [
        ("Examples", [f"{command:{width}}  {what}" for command, what in examples.items()]),
        ("Exit codes", [f"{code:<3}  {what}" for code, what in exit_codes(name).items()]),
    ]
    # \b keeps click from breaking the lines anew.
    return "\n\n".join(
        "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)]) for title, lines in parts
    )
