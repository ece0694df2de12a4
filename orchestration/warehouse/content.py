"""What a database says, as one hash: equal facts, equal hash, whatever the order of rows.

Belongs here: the order-independent hash of tables, computed in DuckDB, and the plain one of a file.
Does not belong here: what to do when hashes differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from orchestration.warehouse.connection import identifier, literal

if TYPE_CHECKING:
    from pathlib import Path

#: When we looked is not what the publisher said.
VOLATILE = frozenset(
    {
        "retrieved_at",
        "last_extract_at",
        "loaded_at",
        "_loaded_at",
        "quarantined_at",
        "built_at",
        "first_seen_at",
    }
)


@dataclass(frozen=True)
class TableContent:
    """One table: its rows and the sum of its row hashes."""

    schema: str
    table: str
    rows: int
    digest: str


def _hashed(column: str, data_type: str) -> str:
    """A column as text; doubles to 12 digits, for sums over threads differ in their last bits."""
    quoted = identifier(column)
    if data_type in {"DOUBLE", "FLOAT"}:
        return f"format('{{:.12g}}', cast({quoted} as double))"
    return quoted


def tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    """All (schema, table) of an attached database, views included, in order.

    Literals, here and below: for a parameter duckdb imports pandas, a second of every verification.
    """
    rows = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        f" where table_catalog = {literal(database)} order by 1, 2"
    ).fetchall()
    return [(str(schema), str(table)) for schema, table in rows]


def columns(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str
) -> list[tuple[str, str]]:
    """(name, data type) of each column, in order; none when there is no such table.

    Described one by one: the information schema lists every column of every attached file first.
    """
    try:
        rows = connection.execute(f"describe {identifier(database, schema, table)}").fetchall()
    except duckdb.CatalogException:
        return []
    return [(str(name), str(data_type)) for name, data_type, *_ in rows]


def table_content(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str
) -> TableContent:
    """Read every value of one table; independent of the order of rows and columns."""
    kept = sorted(
        (name, data_type)
        for name, data_type in columns(connection, database, schema, table)
        if name not in VOLATILE
    )
    row = ", ".join(_hashed(*column) for column in kept) or "null"
    (count, total), *_ = connection.execute(
        f"select count(*), coalesce(sum(md5_number_lower(cast(row({row}) as varchar))::hugeint), 0)"
        f" from {identifier(database, schema, table)}"
    ).fetchall()
    names = ",".join(name for name, _ in kept)
    return TableContent(schema, table, int(count), f"{names}|{count}|{total}")


def content_of(
    connection: duckdb.DuckDBPyConnection,
    database: str,
    skipped: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[str, list[TableContent]]:
    """The SHA-256 over all tables of an attached database, and the tables one by one."""
    contents = [
        table_content(connection, database, schema, table)
        for schema, table in tables(connection, database)
        if (schema, table) not in skipped
    ]
    digest = hashlib.sha256()
    for content in contents:
        digest.update(f"{content.schema}.{content.table}|{content.digest}\n".encode())
    return digest.hexdigest(), contents


def sha256_of(path: Path) -> str:
    """SHA-256 of a file. Never call it for a database this process has open (decision 15)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def candidate_hash(database: Path) -> str:
    """What a verdict on a candidate is bound to: its file, byte for byte, with the WAL beside it.

    Reading a hundred megabytes takes a second; hashing a million rows of them took half a minute.
    Empty when there is no file. Never call it for a database this process has open (decision 15).
    """
    parts = (database, database.with_name(f"{database.name}.wal"))
    return "+".join(sha256_of(path) for path in parts if path.exists())
