"""The same rows in other bytes: renamed, permuted, packed otherwise, written anew (F38).

Belongs here: the hash of what an extract says, and which loaded extract says the same already.
Does not belong here: equal bytes (the archive, F37), or what differs between vintages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

import duckdb

from orchestration.contracts import Layout
from orchestration.load import plausibility
from orchestration.load.domain import quoted

REPEATED = "repeated"
"""Status of an extract whose rows are loaded from another one; it is kept and never read again."""

_FACTS = (
    "extract_sha256", "file_name", "attributes", "is_complete", "retrieved_at", "data_as_of_date",
    "edition_rank", "rows_hash",
)  # fmt: skip


def rows_hash(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Iterable[str],
    layout: Layout,
    row: dict[str, Any],
) -> str:
    """SHA-256 over what one landed extract says: its rows in any order, and what it states itself.

    An upload number says nothing of the rows and is left out; the publisher's cut-off is not.
    """
    listed = ", ".join(quoted(name) for name in sorted(columns)) or "1"
    found = connection.execute(
        f"select count(*), coalesce(sum(hash({listed})::hugeint), 0)::varchar from {table}"
        " where _extract_sha256 = ?",
        [row["extract_sha256"]],
    ).fetchone()
    attributes = json.loads(row["attributes"] or "{}")
    attributes.pop(layout.meta.edition_attribute or "", None)
    said = {
        "columns": sorted(columns), "rows": found, "attributes": attributes,
        "is_complete": row["is_complete"], "is_synthetic": row["is_synthetic"],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def repeats(
    connection: duckdb.DuckDBPyConnection, table: str, layout: Layout, row: dict[str, Any]
) -> dict[str, Any] | None:
    """The loaded extract whose rows `row` repeats, or None.

    A return to an earlier state is news: where another vintage of the same scope lies between the
    two, `row` repeats nothing. Equal hashes are not believed: the rows themselves are compared.
    """
    loaded = _loaded(connection, row)
    for one in loaded:
        if one["rows_hash"] != row["rows_hash"] or _is_replaced(one, row, loaded, layout):
            continue
        if _are_equal(connection, table, one["extract_sha256"], row["extract_sha256"]):
            return one
    return None


def verdict(source_id: str, row: dict[str, Any], original: dict[str, Any]) -> dict[str, Any]:
    """The columns of the ledger that say so."""
    sha, name = original["extract_sha256"], original["file_name"]
    return {
        "status": REPEATED,
        "same_as": sha,
        "fault": "F38",
        "message": f"{source_id} F38: same rows as extract {sha[:8]} ({name}): nothing new"
        f" ({row['file_name']})",
        "next_step": "",
    }


def known_at(row: dict[str, Any]) -> dt.datetime:
    """The publisher's cut-off, else the retrieval (ruling 4)."""
    as_of: dt.date | None = row["data_as_of_date"]
    retrieved: dt.datetime = row["retrieved_at"]
    return dt.datetime.combine(as_of, dt.time()) if as_of else retrieved


def _loaded(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The other loaded extracts of the layout, those of the same hash first; none without one."""
    rows = connection.execute(
        f"select {', '.join(_FACTS)} from ledger.extracts where source_id = $1 and layout = $2"
        " and status = 'loaded' and extract_sha256 <> $3 and exists (select 1 from ledger.extracts"
        "  where source_id = $1 and layout = $2 and status = 'loaded' and rows_hash = $4"
        "  and extract_sha256 <> $3)"
        " order by rows_hash = $4 desc, retrieved_at, extract_sha256",
        [row["source_id"], row["layout"], row["extract_sha256"], row["rows_hash"]],
    ).fetchall()
    return [dict(zip(_FACTS, one, strict=True)) for one in rows]


def _rank(row: dict[str, Any]) -> tuple[dt.datetime, bool, int, dt.datetime]:
    """The order of editions as staging has it (ruling 4): cut-off, complete, upload, retrieval."""
    return (known_at(row), bool(row["is_complete"]), row["edition_rank"] or 0, row["retrieved_at"])


def _is_replaced(
    one: dict[str, Any], row: dict[str, Any], loaded: list[dict[str, Any]], layout: Layout
) -> bool:
    """True if a vintage with other rows lies between `one` and the new `row`."""
    rule = layout.meta.plausibility
    return any(
        _rank(one) < _rank(other) < _rank(row)
        and other["rows_hash"] != row["rows_hash"]
        and (
            rule.scope is None
            or plausibility.scope_of(rule, other) == plausibility.scope_of(rule, row)
        )
        for other in loaded
    )


def _are_equal(connection: duckdb.DuckDBPyConnection, table: str, left: str, right: str) -> bool:
    """True if two landed extracts hold the same rows, as often."""
    rows = (
        "select * exclude (_source_id, _extract_sha256, _row_number, _loaded_at)"
        f" from {table} where _extract_sha256 = ?"
    )
    found = connection.execute(
        f"select exists (({rows}) except all ({rows}))", [left, right]
    ).fetchone()
    return found is not None and not found[0]
