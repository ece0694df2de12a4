"""What each address said last: the memory that makes the next request conditional.

Belongs here: one record per address and its file. Does not belong here: the bytes (`archive.py`).
Losing it costs one download. It counts only while the archive still holds what came then.
"""

from __future__ import annotations

import datetime as dt
import os

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.extract.partial import Validators
from orchestration.settings import Settings


class Retrieval(BaseModel):
    """The last good answer of one address. `version` is the portal's own name for the state."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    etag: str | None = None
    last_modified: str | None = None
    version: str | None = None
    sha256: tuple[str, ...]
    retrieved_at: dt.datetime

    @property
    def validators(self) -> Validators:
        """What a conditional request offers."""
        return Validators(self.etag, self.last_modified)


class _Book(BaseModel):
    """All records of one source, by address."""

    model_config = ConfigDict(extra="forbid")

    retrievals: dict[str, Retrieval] = {}


class Retrievals:
    """The records of one source."""

    def __init__(self, settings: Settings, source_id: str) -> None:
        self._archive = settings.archive / source_id
        self._path = settings.downloads / f"{source_id}.json"
        try:
            self._book = _Book.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            self._book = _Book()

    def last(self, url: str) -> Retrieval | None:
        """The record of an address, if every extract of it is still in the archive."""
        found = self._book.retrievals.get(url)
        if found is None or not found.sha256:
            return None
        whole = all((self._archive / f"{sha256}.bin").exists() for sha256 in found.sha256)
        return found if whole else None

    def put(self, url: str, retrieval: Retrieval) -> None:
        """Remember an answer, whole or not at all."""
        self._book.retrievals[url] = retrieval
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".new")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(self._book.model_dump_json(indent=1))
        temporary.replace(self._path)
