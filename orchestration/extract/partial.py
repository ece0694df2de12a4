"""A download under way: the bytes that are there, and what a resumed request must match.

Belongs here: the temporary file and its note. Does not belong here: HTTP (`client.py`).
A half file keeps its temporary name in the restricted zone; only a resumed download reads it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: A half download that nobody resumed for so long is swept.
KEEP_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Validators:
    """What the server said identifies these bytes."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def for_range(self) -> str | None:
        """What may stand in `If-Range`: a strong ETag, else the date; None: never resume."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return None if self.etag else self.last_modified

    def condition(self) -> dict[str, str]:
        """Headers that ask for the bytes only if they changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Partial:
    """The half of one url's bytes. Errors of the disk pass as OSError."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.url = url
        self.path = folder / f"{hashlib.sha256(url.encode()).hexdigest()}.part"
        self._note = self.path.with_suffix(".json")

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def validators(self) -> Validators | None:
        """What a resumed request must match; None: start again."""
        try:
            note = json.loads(self._note.read_bytes())
            found = Validators(note["etag"], note["last_modified"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if self.size and found.for_range else None

    def restart(self, validators: Validators) -> None:
        """Forget the bytes and note what the new ones will be."""
        self.discard()
        _write_private(self.path, b"")
        note = {"etag": validators.etag, "last_modified": validators.last_modified}
        _write_private(self._note, json.dumps(note).encode())

    @contextmanager
    def appending(self) -> Iterator[IO[bytes]]:
        """Write behind the bytes that are there."""
        with self.path.open("ab") as stream:
            yield stream

    def discard(self) -> None:
        """Remove bytes and note."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


def sweep(folder: Path, now: float) -> int:
    """Remove half downloads older than a week (`now` in seconds since 1970); how many."""
    old = [path for path in folder.glob("*.part") if now - path.stat().st_mtime > KEEP_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
    return len(old)


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only we may read, whatever the umask."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
