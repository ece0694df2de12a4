"""The ledger of the landing database: what was loaded, refused, held, set aside, and why.

Belongs here: its tables and the rows written to them. Does not belong here: reading files, or the
landing rows themselves (`landing.py`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import duckdb
import pyarrow as pa

from orchestration.contracts import Contract
from orchestration.errors import Finding
from orchestration.load.quarantine import RULE_VERSION
from orchestration.load.reading import Rejected

EXTRACT_COLUMNS: dict[str, str] = {
    "source_id": "varchar",
    "extract_sha256": "varchar",
    "file_name": "varchar",
    "origin": "varchar",
    "byte_count": "bigint",
    "retrieved_at": "timestamp",
    "layout": "varchar",
    "encoding": "varchar",
    "contract_hash": "varchar",
    "layout_hash": "varchar",
    "status": "varchar",
    "physical_lines": "bigint",
    "loaded_lines": "bigint",
    "quarantined_lines": "bigint",
    "declared_lines": "bigint",
    "header_lines": "bigint",
    "preamble_lines": "bigint",
    "footer_lines": "bigint",
    "blank_lines": "bigint",
    "ignored_sheet_lines": "bigint",
    "continuation_lines": "bigint",
    "row_count": "bigint",
    "data_as_of_date": "date",
    "edition_rank": "integer",
    "declared_total": "double",
    "total_sum": "double",
    "is_complete": "boolean",
    "attributes": "varchar",
    "warnings": "varchar",
    "fault": "varchar",
    "message": "varchar",
    "next_step": "varchar",
    "line": "bigint",
    "column_name": "varchar",
    "is_synthetic": "boolean",
    "loaded_at": "timestamp",
    "rules_hash": "varchar",
    "rows_hash": "varchar",
    "same_as": "varchar",
}
_QUARANTINE: dict[str, str] = {
    "source_id": "varchar",
    "extract_sha256": "varchar",
    "layout": "varchar",
    "line_number": "bigint",
    "line_count": "bigint",
    "raw_bytes": "blob",
    "reason_code": "varchar",
    "reason": "varchar",
    "rule_version": "varchar",
    "quarantined_at": "timestamp",
}
_SOURCES: dict[str, str] = {
    "source_id": "varchar",
    "description": "varchar",
    "publisher_name": "varchar",
    "publisher_acronym": "varchar",
    "country": "varchar",
    "is_official": "boolean",
    "licence_received": "varchar",
    "licence_published": "varchar",
    "licence_url": "varchar",
    "landing_url": "varchar",
    "cadence": "varchar",
    "lag_days": "integer",
    "warn_after": "double",
    "alert_after": "double",
    "contact": "varchar",
    "system_type_code": "varchar",
    "trust_level_code": "varchar",
    "record_stage_code": "varchar",
    "date_basis_code": "varchar",
    "principal_offence_rule_code": "varchar",
    "multiple_victim_rule": "varchar",
    "includes_attempts_code": "varchar",
    "includes_threats_code": "varchar",
    "native_calendar_code": "varchar",
    "counting_unit": "varchar",
    "methodology_version": "varchar",
    "contract_hash": "varchar",
    "quarantined_share": "double",
    "unmapped_share": "double",
    "value_fault_share": "double",
    "is_released": "boolean",
    "expected_empty": "varchar",
    "zero_means": "varchar",
}
_FINDINGS: dict[str, str] = {
    "source_id": "varchar",
    "extract_sha256": "varchar",
    "file_name": "varchar",
    "severity": "varchar",
    "fault": "varchar",
    "message": "varchar",
    "next_step": "varchar",
    "line": "bigint",
    "column_name": "varchar",
    "first_seen_at": "timestamp",
    "stage": "varchar",
}
_ACCEPTANCES: dict[str, str] = {
    "source_id": "varchar",
    "extract_sha256": "varchar",
    "file_name": "varchar",
    "fault": "varchar",
    "message": "varchar",
    "because": "varchar",
    "accepted_by": "varchar",
    "accepted_at": "timestamp",
}
_TABLES = {
    "acceptances": _ACCEPTANCES,
    "extracts": EXTRACT_COLUMNS,
    "quarantine": _QUARANTINE,
    "sources": _SOURCES,
    "findings": _FINDINGS,
    "salt": {"value": "varchar"},
}


def utc_now() -> dt.datetime:
    """Now in UTC, without zone, to the second: the form in which the ledger keeps times."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the ledger's tables, and the columns that a ledger of an earlier version lacks."""
    connection.execute("create schema if not exists ledger")
    for table, columns in _TABLES.items():
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table if not exists ledger.{table} ({listed})")
        for name, kind in columns.items():
            connection.execute(f"alter table ledger.{table} add column if not exists {name} {kind}")


def write_salt(connection: duckdb.DuckDBPyConnection, salt: str) -> None:
    """Keep the salt of the ids of requests where dbt finds it; written only when it changed."""
    if connection.execute("select value from ledger.salt").fetchall() != [(salt,)]:
        connection.execute("delete from ledger.salt")
        insert(connection, "salt", {"value": salt})


def insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    """Insert one row into a ledger table; columns not given are null."""
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    connection.execute(
        f"insert into ledger.{table} ({names}) values ({marks})",
        list(row.values()),
    )


def write_sources(connection: duckdb.DuckDBPyConnection, contracts: Iterable[Contract]) -> None:
    """Replace `ledger.sources` by one row per contract."""
    connection.execute("delete from ledger.sources")
    for contract in sorted(contracts, key=lambda c: c.source_id):
        insert(connection, "sources", source_row(contract))


def source_row(contract: Contract) -> dict[str, Any]:
    """The row of `ledger.sources` that a contract states."""
    meta = contract.meta
    return {
        "source_id": contract.source_id,
        "description": contract.description,
        "publisher_name": meta.publisher.name,
        "publisher_acronym": meta.publisher.acronym,
        "country": meta.publisher.country,
        "is_official": meta.publisher.official,
        "licence_received": meta.licence.received,
        "licence_published": meta.licence.published,
        "licence_url": meta.licence.url,
        "landing_url": meta.landing_url,
        "cadence": meta.cadence.every,
        "lag_days": meta.cadence.lag_days,
        "warn_after": meta.cadence.warn_after,
        "alert_after": meta.cadence.alert_after,
        "contact": meta.publisher.contact,
        **meta.counting.model_dump(),
        "counting_unit": meta.counting_unit,
        "methodology_version": meta.methodology_version,
        "contract_hash": contract.contract_hash,
        "quarantined_share": meta.limits.quarantined_share,
        "unmapped_share": meta.limits.unmapped_share,
        "value_fault_share": meta.limits.value_fault_share,
        "is_released": meta.release,
        "expected_empty": json.dumps(meta.expected_empty, ensure_ascii=False, sort_keys=True),
        "zero_means": meta.zero_means,
    }


def write_quarantine(
    connection: duckdb.DuckDBPyConnection,
    keys: dict[str, str],
    rejected: Sequence[Rejected],
    when: dt.datetime,
) -> None:
    """Store the rejected records of one extract; `keys` are source_id, extract_sha256, layout."""
    if not rejected:
        return
    count = len(rejected)
    columns = {
        **{name: pa.array([value] * count, pa.string()) for name, value in keys.items()},
        "line_number": pa.array([entry.line for entry in rejected], pa.int64()),
        "line_count": pa.array([entry.lines for entry in rejected], pa.int64()),
        "raw_bytes": pa.array([entry.raw for entry in rejected], pa.binary()),
        "reason_code": pa.array([entry.reason_code for entry in rejected], pa.string()),
        "reason": pa.array([entry.reason for entry in rejected], pa.string()),
        "rule_version": pa.array([RULE_VERSION] * count, pa.string()),
        "quarantined_at": pa.array([when] * count, pa.timestamp("us")),
    }
    connection.register("incoming_quarantine", pa.table(columns))
    connection.execute("insert into ledger.quarantine by name select * from incoming_quarantine")
    connection.unregister("incoming_quarantine")


_Identity = tuple[str, str, str, str]

Stage = Literal["fetch", "load"]
"""Who found it: each stage replaces its own findings only."""


def _identity(finding: Finding) -> _Identity:
    """What makes two findings the same one: not the words, which carry counts."""
    return (
        finding.severity,
        finding.fault,
        finding.extract_sha256 or finding.file_name or "",
        finding.column or "",
    )


def write_findings(
    connection: duckdb.DuckDBPyConnection,
    source_id: str,
    findings: Sequence[Finding],
    when: dt.datetime,
    stage: Stage = "load",
) -> list[Finding]:
    """Replace what a stage found of a source by its newest state; returns those not seen before."""
    own = "source_id = ? and coalesce(stage, 'load') = ?"
    known = {
        tuple(row[:4]): row[4]
        for row in connection.execute(
            "select severity, fault, coalesce(extract_sha256, file_name, ''),"
            f" coalesce(column_name, ''), first_seen_at from ledger.findings where {own}",
            [source_id, stage],
        ).fetchall()
    }
    if not known and not findings:
        return []
    connection.execute(f"delete from ledger.findings where {own}", [source_id, stage])
    for finding in findings:
        insert(
            connection,
            "findings",
            {
                "source_id": finding.source_id,
                "extract_sha256": finding.extract_sha256,
                "file_name": finding.file_name,
                "severity": finding.severity,
                "fault": finding.fault,
                "message": finding.message,
                "next_step": finding.next_step,
                "line": finding.line,
                "column_name": finding.column,
                "first_seen_at": known.get(_identity(finding), when),
                "stage": stage,
            },
        )
    return [finding for finding in findings if _identity(finding) not in known]
