"""SIGTERM means the same as Ctrl-C: unwind, free the lock, say what stands (F09).

Belongs here: turning the signal into an exception and telling the two apart afterwards.
Does not belong here: what a stage cleans up; each one does so in its own `finally`.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM arrived. A KeyboardInterrupt, so that dbt and others unwind in the same way."""


def _raise_terminated(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


@contextmanager
def terminate_like_interrupt() -> Iterator[None]:
    """Raise `Terminated` on SIGTERM inside the block; elsewhere than the main thread do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _raise_terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def exit_code_of(interrupt: KeyboardInterrupt) -> int:
    """The shell's code: 143 for SIGTERM, 130 for Ctrl-C."""
    return 143 if isinstance(interrupt, Terminated) else 130
