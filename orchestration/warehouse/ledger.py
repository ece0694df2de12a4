"""What the landing database knows about its extracts, read-only.

Belongs here: which extracts a build uses, their line account per source, the newest period of each
source in a candidate.
Does not belong here: writing the ledger (`load/landing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from orchestration.errors import Finding, UsageError
from orchestration.warehouse.candidate import LoadedExtract
from orchestration.warehouse.connection import open_database

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.load.ledger import Stage
    from orchestration.settings import Settings

_IN_USE = """
    select source_id, extract_sha256, file_name, layout, layout_hash, is_synthetic
    from ledger.extracts where status = 'loaded' order by all
"""
_ACCOUNT = """
    select
        source_id, count(*), sum(physical_lines), sum(loaded_lines), sum(quarantined_lines),
        sum(declared_lines), max(retrieved_at),
        count(*) filter (
            where physical_lines is distinct from loaded_lines + quarantined_lines + declared_lines
        )
    from ledger.extracts where status = 'loaded' group by source_id order by source_id
"""
_NOT_USED = """
    select
        source_id, fault, message, next_step, file_name, extract_sha256, line, column_name
    from ledger.extracts where status in ('refused', 'held') order by all
"""
_FINDINGS = """
    select
        source_id, fault, severity, message, next_step, file_name, extract_sha256, line, column_name
    from ledger.findings where {which} order by all
"""
_ACCEPTED = """
    select source_id, extract_sha256, message from ledger.acceptances where fault = ? order by all
"""
_NEWEST_PERIOD = "select source_id, newest_period_end from meta.sources"


_QUARANTINE_COUNTS = """
    select
        source_id, extract_sha256, any_value(file_name), reason_code, count(*), min(line_number)
    from ledger.quarantine inner join ledger.extracts using (source_id, extract_sha256)
    where ? is null or source_id = ?
    group by source_id, extract_sha256, reason_code order by all
"""
_QUARANTINE_ROWS = """
    select
        source_id, extract_sha256, coalesce(quarantine.layout, ''), file_name, line_number,
        reason_code, reason, rule_version
    from ledger.quarantine inner join ledger.extracts using (source_id, extract_sha256)
    where starts_with(extract_sha256, $1) or source_id = $1
    order by file_name, line_number limit $2
"""


@dataclass(frozen=True)
class QuarantineCount:
    """How many rows of one extract were quarantined for one reason."""

    source_id: str
    extract_sha256: str
    file_name: str
    reason_code: str
    rows: int
    first_line: int


@dataclass(frozen=True)
class QuarantinedRow:
    """One quarantined row: where it stands and why, not what it says."""

    source_id: str
    extract_sha256: str
    layout: str
    file_name: str
    line_number: int
    reason_code: str
    reason: str
    rule_version: str


@dataclass(frozen=True)
class Acceptance:
    """What a person accepted: of which source, by which hash, in the words of its refusal."""

    source_id: str
    extract_sha256: str
    message: str


@dataclass(frozen=True)
class LineAccount:
    """The physical lines of one source's loaded extracts, and where they went."""

    source_id: str
    extracts: int
    physical_lines: int
    loaded_lines: int
    quarantined_lines: int
    declared_lines: int
    last_retrieved_at: datetime | None
    unbalanced: int
    """Extracts whose parts do not add up to their whole: must be 0 (promise 1)."""


def extracts_in_use(settings: Settings) -> tuple[LoadedExtract, ...]:
    """The extracts whose rows a build would use.

    Errors: UsageError when some are synthetic and some are not.
    """
    extracts = tuple(
        LoadedExtract(
            source_id=source_id,
            extract_sha256=sha,
            file_name=file_name,
            layout=layout or "",
            layout_hash=layout_hash or "",
            is_synthetic=bool(is_synthetic),
        )
        for source_id, sha, file_name, layout, layout_hash, is_synthetic in _rows(
            settings, settings.landing, _IN_USE
        )
    )
    refuse_mixture([extract.is_synthetic for extract in extracts])
    return extracts


def refuse_mixture(marks: list[bool]) -> None:
    """Refuse to let synthetic and real extracts meet in one home.

    Errors: UsageError.
    """
    if len(set(marks)) > 1:
        raise UsageError(
            f"{sum(marks)} synthetic and {len(marks) - sum(marks)} real extracts lie in one home.",
            "A release is one or the other: give the samples a SAFERCITIES_HOME of their own.",
        )


def line_accounts(settings: Settings) -> dict[str, LineAccount]:
    """The account of each source that has loaded extracts."""
    accounts = (
        LineAccount(
            source_id,
            extracts=extracts,
            physical_lines=int(physical or 0),
            loaded_lines=int(loaded or 0),
            quarantined_lines=int(quarantined or 0),
            declared_lines=int(declared or 0),
            last_retrieved_at=_utc(retrieved_at),
            unbalanced=unbalanced,
        )
        for (
            source_id, extracts, physical, loaded, quarantined, declared, retrieved_at, unbalanced,
        ) in _rows(settings, settings.landing, _ACCOUNT)
    )  # fmt: skip
    return {account.source_id: account for account in accounts}


def unused_extracts(settings: Settings) -> tuple[Finding, ...]:
    """A finding for each extract that is refused or held: the same that loading reports."""
    return tuple(
        Finding(source_id, fault or "", "refused", message or "", next_step or "", *place)
        for source_id, fault, message, next_step, *place in _rows(
            settings, settings.landing, _NOT_USED
        )
    )


def standing_findings(settings: Settings, stage: Stage | None = None) -> tuple[Finding, ...]:
    """The newest state of what was found while fetching and loading, or of one of the two."""
    # A ledger that was last written by an earlier version has no column `stage` yet.
    query = _FINDINGS.format(which="stage = ?" if stage else "true")
    return tuple(
        Finding(source_id, fault, severity, message, next_step or "", *place)
        for source_id, fault, severity, message, next_step, *place in _rows(
            settings, settings.landing, query, [stage] if stage else []
        )
    )


def acceptances(settings: Settings, fault: str) -> tuple[Acceptance, ...]:
    """Every acceptance of this fault."""
    return tuple(
        Acceptance(source_id, sha, message or "")
        for source_id, sha, message in _rows(settings, settings.landing, _ACCEPTED, [fault])
    )


def quarantined_by_reason(settings: Settings, source_id: str | None) -> list[QuarantineCount]:
    """Quarantined rows, counted per extract and reason; of one source or of all."""
    return [
        QuarantineCount(*row)
        for row in _rows(settings, settings.landing, _QUARANTINE_COUNTS, [source_id, source_id])
    ]


def quarantined_rows(settings: Settings, extract: str, limit: int) -> list[QuarantinedRow]:
    """The first `limit` quarantined rows; never their text.

    `extract` is a source id or the beginning of a SHA-256. Errors: UsageError when there are none.
    """
    rows = _rows(settings, settings.landing, _QUARANTINE_ROWS, [extract, limit])
    if not rows:
        raise UsageError(
            f"No source or extract {extract!r} with quarantined rows.", "safercities quarantine ls"
        )
    return [QuarantinedRow(*row) for row in rows]


def newest_periods(settings: Settings, database: Path) -> dict[str, date | None]:
    """The last day of the newest period that each source reports, from a candidate's `meta`."""
    return dict(_rows(settings, database, _NEWEST_PERIOD))


def _rows(
    settings: Settings, database: Path, query: str, values: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    if not database.exists():
        return []
    with open_database(settings, database, read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def _utc(moment: datetime | None) -> datetime | None:
    """Ledger times are UTC without saying so."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
