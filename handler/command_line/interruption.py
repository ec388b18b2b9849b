"""Ctrl-C and SIGTERM as something that can be waited for: a run ends between two results, never inside a line."""

import signal
import socket
from types import FrameType
from typing import Self

from handler.command_line.outcome import ExitCode

_CODES = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}


class Interruption:
    """While entered, a signal makes ``bell`` readable and sets ``code``; a second one ends the program at once."""

    def __init__(self) -> None:
        self.code: ExitCode | None = None
        self.bell, self._rope = socket.socketpair()

    def __enter__(self) -> Self:
        self._rope.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._rope.fileno())
        self._before = {number: signal.signal(number, self._ring) for number in _CODES}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self.bell.close()
        self._rope.close()

    def _ring(self, number: int, _: FrameType | None) -> None:
        if self.code is not None:
            raise KeyboardInterrupt
        self.code = _CODES[signal.Signals(number)]
