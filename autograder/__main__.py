"""The entry point, `autograder` or `python -m autograder`.

Where a student waits for an answer, the process for the student's code is started before
anything else: it takes as long to come up as all that is loaded here.
"""

from __future__ import annotations

import os
import sys

AT_ONCE = {"check", "watch", "hint", "show"}  # commands that need that process


def main() -> None:
    """Run the command that the arguments ask for."""
    # At the start of NumPy it would keep all processors busy with making threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    asked = sys.argv[1:]
    if asked[:1] and asked[0] in AT_ONCE and not {"-h", "--help"} & set(asked):
        from autograder.sandbox.start import start_early

        start_early()
    from autograder.cli import main as run

    run()


if __name__ == "__main__":
    main()
