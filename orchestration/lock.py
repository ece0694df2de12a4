"""One run at a time (F46).

Belongs here: the lock of a warehouse home and the note that names its holder.
Does not belong here: what a run does while it holds the lock.
The lock is the operating system's (`flock`), so that of a dead owner is free at once; the note
beside it only feeds the message.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from orchestration.errors import Locked
from orchestration.fault_point import point

if TYPE_CHECKING:
    from orchestration.settings import Settings


class Holder(BaseModel):
    """Who holds the lock. `started_at` is UTC."""

    pid: int
    run_id: str
    started_at: datetime

    def sentence(self) -> str:
        """The one-line message of exit code 5."""
        since = self.started_at.astimezone().strftime("%H:%M")
        return f"Run {self.run_id} (pid {self.pid}) has been working since {since}."


def _note(settings: Settings) -> Path:
    return settings.lock.with_suffix(".json")


def holder(settings: Settings) -> Holder | None:
    """Who holds the lock now, as far as its note says; a note of a dead process is nobody's.

    The lock itself is not probed: a look must never make another run's start fail.
    """
    note = _read_note(settings)
    if note is None:
        return None
    try:
        born = psutil.Process(note.pid).create_time()
    except psutil.Error:
        return None
    return note if born <= note.started_at.timestamp() + 1 else None


def _read_note(settings: Settings) -> Holder | None:
    try:
        return Holder.model_validate_json(_note(settings).read_bytes())
    except (OSError, ValidationError):
        return None


@contextmanager
def single_run(settings: Settings, run_id: str) -> Iterator[None]:
    """Hold the lock of this home inside the block; nested use by the same thread is free.

    Errors: Locked at once, naming the holder, when another process or thread is at work.
    """
    settings.work.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock, mode=0o600, is_singleton=True, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        other = _read_note(settings)
        message = other.sentence() if other else "Another run is at work."
        raise Locked(
            message, "This command did nothing. Try later, or: safercities status"
        ) from None
    try:
        if lock.lock_counter == 1:
            settings.lock.chmod(0o600)  # one that is there already keeps the mode it was made with
            _write_note(settings, run_id)
            point("lock.after_acquire")
        yield
    finally:
        if lock.lock_counter == 1:
            point("lock.before_release")
            _note(settings).unlink(missing_ok=True)
        lock.release()


def _write_note(settings: Settings, run_id: str) -> None:
    note = {"pid": os.getpid(), "run_id": run_id, "started_at": datetime.now(UTC).isoformat()}
    _note(settings).write_text(json.dumps(note), encoding="utf-8")
    _note(settings).chmod(0o600)
