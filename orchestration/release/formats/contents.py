"""What a finished public database says of itself, read once for all formats.

Belongs here: tables, columns, keys, sources and the release row as typed values.
Does not belong here: any file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from orchestration.warehouse.connection import identifier

if TYPE_CHECKING:
    import duckdb

#: What a source says of its terms where its contract has nothing to say.
NOT_STATED = "not stated"
#: In the name of every file whose figures are invented.
SYNTHETIC_MARK = "_SYNTHETIC"
#: (schema, table) -> the columns that identify a row, as a uniqueness test of the gate proves.
Keys = Mapping[tuple[str, str], tuple[str, ...]]

_SOURCE_COLUMNS = (
    "source_id",
    "description",
    "publisher_name",
    "publisher_acronym",
    "country",
    "licence_text",
    "licence_published",
    "landing_url",
)


@dataclass(frozen=True)
class Column:
    """A column as `meta.columns` describes it; `data_type` is DuckDB's."""

    name: str
    data_type: str
    unit: str
    english: str
    spanish: str


@dataclass(frozen=True)
class Table:
    """A public table. `key` is empty where no test names one."""

    schema: str
    name: str
    rows: int
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """`core.dim_city`."""
        return f"{self.schema}.{self.name}"

    @property
    def identifier(self) -> str:
        """The quoted name."""
        return identifier(self.schema, self.name)

    @property
    def order(self) -> str:
        """An `order by` list that leaves nothing open: the key is unique, or all columns."""
        return ", ".join(identifier(name) for name in self.key) or "all"


@dataclass(frozen=True)
class Source:
    """One source and its terms; what is unknown is `not stated`."""

    source_id: str
    description: str
    publisher: str
    acronym: str
    country: str
    licence_received: str
    licence_published: str
    landing_url: str

    @property
    def address(self) -> str | None:
        """The publisher's page, or None."""
        return None if self.landing_url == NOT_STATED else self.landing_url


@dataclass(frozen=True)
class Contents:
    """All of it. `created_at` is UTC."""

    release_id: str
    created_at: datetime
    is_synthetic: bool
    tables: tuple[Table, ...]
    sources: tuple[Source, ...]

    def table(self, full_name: str) -> Table | None:
        """The table of that name, or None: a small release may lack one."""
        return next((table for table in self.tables if table.full_name == full_name), None)

    def file_name(self, stem: str, suffix: str) -> str:
        """`observation.csv`; of invented figures `observation_SYNTHETIC.csv` (design 7)."""
        return f"{stem}{SYNTHETIC_MARK if self.is_synthetic else ''}.{suffix}"

    @property
    def notice(self) -> str:
        """What stands before every title of invented figures."""
        return "SYNTHETIC DATA, invented: " if self.is_synthetic else ""


@dataclass(frozen=True)
class DataFile:
    """A file that holds rows of one table. `path` is relative to the public folder."""

    path: PurePosixPath
    media_type: str
    title: str
    table: Table | None = None


def read(connection: duckdb.DuckDBPyConnection, keys: Keys) -> Contents:
    """Read what the database at `connection` (the public file itself) says of itself.

    Errors: duckdb errors when a table of the release itself is missing.
    """
    ((release_id, created_at, is_synthetic),) = connection.execute(
        "select release_id, created_at, is_synthetic from meta.release"
    ).fetchall()
    tables = tuple(_tables(connection, keys))
    return Contents(
        release_id=release_id,
        created_at=created_at.replace(tzinfo=UTC),
        is_synthetic=is_synthetic,
        tables=tables,
        sources=_sources(connection, tables),
    )


def _tables(connection: duckdb.DuckDBPyConnection, keys: Keys) -> list[Table]:
    described = connection.execute(
        "select c.schema_name, c.table_name, coalesce(t.comment, ''), c.column_name, c.data_type,"
        " coalesce(m.unit, ''), coalesce(m.description_en, ''), coalesce(m.description_es, '')"
        " from duckdb_columns() as c"
        " inner join duckdb_tables() as t"
        "  on c.table_oid = t.table_oid and c.database_oid = t.database_oid"
        " left join meta.columns as m on c.schema_name = m.schema_name"
        "  and c.table_name = m.table_name and c.column_name = m.column_name"
        " where c.database_name = current_database()"
        " order by c.schema_name, c.table_name, c.column_index"
    ).fetchall()
    found = []
    for (schema, name, description), lines in groupby(described, key=lambda line: line[:3]):
        columns = tuple(Column(*line[3:]) for line in lines)
        names = {column.name for column in columns}
        key = keys.get((schema, name), ())
        (rows,) = connection.execute(f"select count(*) from {identifier(schema, name)}").fetchall()[
            0
        ]
        known = key if names.issuperset(key) else ()
        found.append(Table(schema, name, rows, description, columns, known))
    return found


def _sources(
    connection: duckdb.DuckDBPyConnection, tables: tuple[Table, ...]
) -> tuple[Source, ...]:
    if not any(table.full_name == "core.dim_source" for table in tables):
        return ()
    rows = connection.execute(
        f"select {', '.join(_SOURCE_COLUMNS)} from core.dim_source order by source_id"
    ).fetchall()
    return tuple(Source(*(text or NOT_STATED for text in row)) for row in rows)


def write_text(path: Path, text: str) -> None:
    """Write a finished text file, readable by all and changed by nobody."""
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(0o444)
