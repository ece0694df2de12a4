"""`release.json`: what a release says about itself.

Belongs here: the typed record, its file, the release id, and which findings a reader already knew.
Does not belong here: making the release (`publish.py`) or listing releases (`catalogue.py`).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from orchestration.warehouse.candidate import LoadedExtract

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE_NAME = "public/release.json"
DATABASE = "public/warehouse.duckdb"
SYNTHETIC = "-synthetic"
#: Tables that say when and under which id; not part of what the release says.
UNHASHED = frozenset({("meta", "release")})
_ID = re.compile(r"^(\d{4}-\d{2}-\d{2})\.(\d+)(-synthetic)?$")


class Record(BaseModel):
    """Base of the parts of `release.json`: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PublishedTable(Record):
    """One table of the public database and its number of rows."""

    name: str
    rows: int


class SourceState(Record):
    """Where one source stands in a release. `newest_period` is the end of its last period."""

    source_id: str
    country: str
    extracts: int
    loaded_lines: int
    quarantined_lines: int
    newest_period: date | None
    last_retrieved_at: datetime | None


class KnownFinding(Record):
    """A refusal or warning that was known when the release was made."""

    source_id: str | None
    fault: str
    severity: Literal["refused", "warning"]
    key: str
    message: str


class ReleaseManifest(Record):
    """One release. Times are UTC; `content_hash` covers the public tables except `meta.release`."""

    release_id: str
    candidate_id: str
    created_at: datetime
    fingerprint: str
    content_hash: str
    is_synthetic: bool
    previous: str | None
    extracts: tuple[LoadedExtract, ...]
    tables: tuple[PublishedTable, ...]
    sources: tuple[SourceState, ...]
    findings: tuple[KnownFinding, ...]
    versions: dict[str, str]
    signer: str | None = None
    """SHA-256 of the public key whose signature lies beside `SHA256SUMS`; None: not signed."""


def read_manifest(release: Path) -> ReleaseManifest:
    """Read `release.json` of a release folder.

    Errors: OSError or pydantic.ValidationError when it is absent or damaged.
    """
    return ReleaseManifest.model_validate_json((release / FILE_NAME).read_bytes())


def sort_key(release_id: str) -> tuple[str, int]:
    """Order of release ids: by date, then by number (`.10` after `.9`)."""
    match = _ID.match(release_id)
    return (match[1], int(match[2])) if match else ("", 0)


def is_release_id(name: str) -> bool:
    """True for `2026-11-23.1` and `2026-11-23.1-synthetic`."""
    return _ID.match(name) is not None


def next_release_id(existing: Iterable[str], today: date, *, is_synthetic: bool) -> str:
    """The id after all `existing` ones; it sorts last even when the clock went back (F51)."""
    newest_day, newest_number = max(map(sort_key, existing), default=("", 0))
    day = max(today.isoformat(), newest_day)
    number = newest_number + 1 if day == newest_day else 1
    return f"{day}.{number}{SYNTHETIC if is_synthetic else ''}"
