"""How a student's process ended, in words: apart from the calls, which work without processes."""

from __future__ import annotations

import signal

from autograder.sandbox.calls import Failure


def why_ended(code: int | None, text: str) -> Failure:
    """What ended a student's process, by its exit code; `text` where that tells nothing."""
    if code is not None and code < 0:
        if -code == getattr(signal, "SIGXCPU", None):
            return Failure("timed_out", "it used up its processor time")
        if -code != getattr(signal, "SIGKILL", None):
            name = signal.Signals(-code).name if -code < 32 else str(-code)
            return Failure("crashed", f"its process crashed ({name})")
    elif code is not None and code < 2**31:  # above: how Windows names a crash
        return Failure("crashed", f"it ended its own process (exit code {code})")
    return Failure("crashed", f"its process was lost: {text}")
