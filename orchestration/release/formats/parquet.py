"""One Parquet file per public table: `parquet/<schema>/<table>.parquet`.

Belongs here: compression, order and the note in the file that says what it is.
Does not belong here: which tables are public.
The same rows give the same bytes: the order is the table's key and the writer is DuckDB's.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from orchestration.fault_point import point
from orchestration.release.formats.contents import Contents, DataFile, Table
from orchestration.warehouse.connection import literal

if TYPE_CHECKING:
    import duckdb

MEDIA_TYPE = "application/vnd.apache.parquet"
#: Rows of one row group, each with its least and greatest value per column: DuckDB's own default.
ROW_GROUP = 122_880


def write(
    connection: duckdb.DuckDBPyConnection, contents: Contents, table: Table, public: Path
) -> DataFile:
    """Write one table, zstd, ordered by its key, with statistics per row group.

    Errors: duckdb.Error, also when the disk is full.
    """
    name = contents.file_name(table.name, "parquet")
    path = PurePosixPath("parquet", table.schema, name)
    note = f"{contents.notice}{table.full_name} of the Safer Cities Warehouse. {table.description}"
    connection.execute(
        f"copy (select * from {table.identifier} order by {table.order})"
        f" to {literal(public / path)} (format parquet, compression zstd,"
        f" row_group_size {ROW_GROUP}, kv_metadata {{description: {literal(note)}}})"
    )
    point("release.mid_parquet")
    return DataFile(path, MEDIA_TYPE, f"{table.full_name} (Parquet)", table)
