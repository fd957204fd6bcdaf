"""Single keys from a terminal, without Enter; where there is no terminal, just time that passes."""

from __future__ import annotations

import os
import re
import sys
import time
from types import TracebackType
from typing import Any

ARROWS = re.compile(r"\x1b(?:[\[O][0-9;]*[A-Za-z~])?")  # and other keys that send a sequence


class Keys:
    """Use as a context manager: the terminal is as it was afterwards, whatever happens."""

    def __init__(self) -> None:
        self.there = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        self._before: Any = None
        self._pressed = ""  # and not yet asked for

    def wait(self, seconds: float) -> str:
        """The key that is pressed within so many seconds, or nothing."""
        if not self.there:
            time.sleep(seconds)
            return ""
        return self._wait_windows(seconds) if sys.platform == "win32" else self._wait(seconds)

    def _wait(self, seconds: float) -> str:
        import select

        descriptor = sys.stdin.fileno()
        if not self._pressed and select.select([descriptor], [], [], seconds)[0]:
            sent = os.read(descriptor, 64)
            if not sent:  # the terminal is gone
                return "q"
            self._pressed = ARROWS.sub("", sent.decode("ascii", "ignore")).lower()
        key, self._pressed = self._pressed[:1], self._pressed[1:]
        return key

    def _wait_windows(self, seconds: float) -> str:
        import msvcrt

        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
                return str(msvcrt.getwch()).lower()  # type: ignore[attr-defined,unused-ignore]
            time.sleep(0.01)
        return ""

    def __enter__(self) -> Keys:
        if self.there and sys.platform != "win32":
            import termios
            import tty

            self._before = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin, termios.TCSANOW)  # Ctrl-C still interrupts
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            import termios

            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._before)
