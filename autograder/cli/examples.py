"""What `--help` of an author's command shows to be typed."""

from __future__ import annotations

from collections.abc import Mapping

_COMMANDS: Mapping[str, Mapping[str, str]] = {
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
        "autograder build attention": "one of them",
        "autograder build attention --watch": "again after each save",
        "autograder build --check": "in CI: is what is committed current?",
    },
    "verify": {
        "autograder verify attention": "the matrix, then what has to be mended",
        "autograder verify --quiet": "a line for each assignment",
    },
    "try": {
        "autograder try attention mine.py": "every test",
        "autograder try attention mine.py -q weights": "one question",
        "autograder try attention mine.py -t test_values": "one, every call",
    },
}


def _epilog(commands: Mapping[str, str]) -> str:
    width = max(map(len, commands))
    lines = [f"{command:{width}}  {what}" for command, what in commands.items()]
    # \b keeps click from breaking the lines anew.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


EXAMPLES = {name: _epilog(commands) for name, commands in _COMMANDS.items()}
