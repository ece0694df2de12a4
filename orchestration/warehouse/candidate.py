"""One folder per built and not yet published warehouse.

Belongs here: the id, the folder and its files, what the candidate was built from, and sweeping
those that nobody needs any more.
Does not belong here: building (`dbt.py`), judging (`release/verdict.py`), publishing.
A candidate belongs to the run that made it: whoever is killed leaves a folder that no later run
writes to (F03, F05).
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings

KEPT = 2


class LoadedExtract(BaseModel):
    """One extract whose rows are in the landing database."""

    model_config = ConfigDict(frozen=True)

    source_id: str
    extract_sha256: str
    file_name: str
    layout: str
    layout_hash: str
    is_synthetic: bool


class CandidateRecord(BaseModel):
    """`candidate.json`: what the candidate was built from. `created_at` is UTC."""

    model_config = ConfigDict(frozen=True)

    candidate_id: str
    created_at: datetime
    fingerprint: str
    extracts: tuple[LoadedExtract, ...]

    @property
    def is_synthetic(self) -> bool:
        """True when the extracts are synthetic (they are all or none, see `extracts_in_use`)."""
        return any(extract.is_synthetic for extract in self.extracts)


@dataclass(frozen=True)
class Candidate:
    """A candidate's folder and record."""

    folder: Path
    record: CandidateRecord

    @property
    def candidate_id(self) -> str:
        """`<UTC yyyymmddThhmmss>-<8 hex>`."""
        return self.record.candidate_id

    @property
    def database(self) -> Path:
        """The candidate database that dbt writes."""
        return self.folder / "warehouse.duckdb"

    @property
    def manifest(self) -> Path:
        """dbt's manifest of the build."""
        return self.folder / "manifest.json"

    @property
    def run_results(self) -> Path:
        """dbt's results of the build."""
        return self.folder / "run_results.json"

    @property
    def plan(self) -> Path:
        """What the gate must run."""
        return self.folder / "plan.json"

    @property
    def verdict(self) -> Path:
        """What the gate found."""
        return self.folder / "verdict.json"

    @property
    def dbt_target(self) -> Path:
        """dbt's own output folder for this build."""
        return self.folder / "dbt"


def new_run_id(now: datetime | None = None) -> str:
    """An id that sorts by time and is never used twice."""
    moment = now or datetime.now(UTC)
    return f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def create(
    settings: Settings,
    candidate_id: str,
    fingerprint: str,
    extracts: tuple[LoadedExtract, ...],
    *,
    created_at: datetime | None = None,
) -> Candidate:
    """Make the folder (0700) and `candidate.json` of a candidate; a rebuild starts it afresh.

    `created_at` (UTC, default now) is the day that its figures speak from.
    """
    folder = settings.candidates / candidate_id
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, mode=0o700)
    record = CandidateRecord(
        candidate_id=candidate_id,
        created_at=created_at or datetime.now(UTC),
        fingerprint=fingerprint,
        extracts=extracts,
    )
    path = folder / "candidate.json"
    path.write_text(record.model_dump_json(indent=2), encoding="utf-8")
    path.chmod(0o600)
    return Candidate(folder, record)


def find(settings: Settings, candidate_id: str) -> Candidate:
    """Open a candidate by id.

    Errors: UsageError when there is none or its record cannot be read.
    """
    folder = settings.candidates / candidate_id
    record = _record(folder) if folder.parent == settings.candidates else None
    if record is None:
        raise UsageError(f"No candidate {candidate_id!r}.", "safercities status")
    return Candidate(folder, record)


def latest(settings: Settings) -> Candidate | None:
    """The newest candidate with a readable record, or None."""
    for folder in reversed(_folders(settings)):
        record = _record(folder)
        if record is not None:
            return Candidate(folder, record)
    return None


def sweep(settings: Settings, keep: int = KEPT) -> list[str]:
    """Delete all but the newest `keep` candidates; return the ids that went.

    Call it under the lock only: then no live run owns any of them.
    """
    gone = _folders(settings)[: -keep or None]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in gone]


def _record(folder: Path) -> CandidateRecord | None:
    try:
        return CandidateRecord.model_validate_json((folder / "candidate.json").read_bytes())
    except (OSError, ValidationError):
        return None


def _folders(settings: Settings) -> list[Path]:
    """Candidate folders, oldest first; one without a record, of a killed run, counts as oldest."""
    if not settings.candidates.is_dir():
        return []
    never = datetime.min.replace(tzinfo=UTC)
    made = {
        path: record.created_at if (record := _record(path)) else never
        for path in settings.candidates.iterdir()
        if path.is_dir()
    }
    return sorted(made, key=lambda path: (made[path], path.name))
