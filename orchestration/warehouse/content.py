"""What a database says, as one hash: equal facts, equal hash, whatever the order of rows.

Belongs here: the order-independent hash of tables, computed in DuckDB.
Does not belong here: the hash of files (`release/verify.py`), or what to do when hashes differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.warehouse.connection import identifier, literal, open_workbench

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from orchestration.settings import Settings

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
    """All (schema, table) of an attached database, views included, in order."""
    rows = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = ? order by 1, 2",
        [database],
    ).fetchall()
    return [(str(schema), str(table)) for schema, table in rows]


def columns(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str
) -> list[tuple[str, str]]:
    """(name, data type) of each column, in order."""
    rows = connection.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_catalog = ? and table_schema = ? and table_name = ?"
        " order by ordinal_position",
        [database, schema, table],
    ).fetchall()
    return [(str(name), str(data_type)) for name, data_type in rows]


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


def content_hash(settings: Settings, path: Path) -> str:
    """The content hash of a database file that nobody writes to."""
    with open_workbench(settings) as connection:
        connection.execute(f"attach {literal(path)} as hashed (read_only)")
        return content_of(connection, "hashed")[0]
