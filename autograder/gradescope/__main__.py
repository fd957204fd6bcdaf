"""What run_autograder and setup.sh start on Gradescope.

python -m autograder.gradescope run [/autograder]      grade what was handed in
python -m autograder.gradescope check [/autograder]    does this image work?
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from autograder.errors import AutograderError
from autograder.gradescope.run import Run
from autograder.grading.session import GradingSession


def main() -> int:
    """Do what the first argument says; the second is Gradescope's folder."""
    for stream in (sys.stdout, sys.stderr):  # what is printed for staff may not end a run
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    root = Path(sys.argv[2] if len(sys.argv) > 2 else "/autograder")
    try:
        if command == "run":
            return run(root)
        if command == "check":
            return check(root)
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 2
    print(__doc__, file=sys.stderr)
    return 2


def run(root: Path) -> int:
    """Grade, then let Otter put the outcomes into its own form."""
    this = Run(root, time.monotonic())
    report = this.grade()

    def otter() -> None:
        from otter.run.run_autograder import main as run_otter  # takes a second or two

        from autograder.otter_plugin import GradePlugin

        GradePlugin.ready = report
        run_otter(str(root))

    this.finish(report, otter)
    return 0


def check(root: Path) -> int:
    """At build time: is the suite sound in this image, and what keeps student code in?"""
    this = Run(root, time.monotonic())
    with GradingSession(this.course, this.assignment) as session:
        session.wait_until_ready()
        print(f"{this.assignment.slug} is ready. Layers: {', '.join(session.layers)}")
        if session.allowed:
            print(f"NOT CONTAINED: student code could {', '.join(session.allowed)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
