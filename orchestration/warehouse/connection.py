"""Every DuckDB connection of the warehouse.

Belongs here: memory, threads and spill caps on each connection (F13), and the connection an
analyst may have: read-only, no file system, no extensions, locked (S15).
Does not belong here: SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from orchestration.errors import Damaged

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings

#: Readable by DuckDB 1.5 and 2.0 alike; never left to the version that writes (F66).
STORAGE_VERSION = "v1.4.0"


def _caps(settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    """Without these each connection takes 80 % of memory and 90 % of the free disk."""
    return {
        "memory_limit": settings.memory,
        "threads": settings.threads,
        "temp_directory": str(settings.temp),
        "max_temp_directory_size": settings.temp_limit,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def open_database(
    settings: Settings, path: Path, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open one database file under the caps of `settings`."""
    return duckdb.connect(str(path), read_only=read_only, config=_caps(settings))


def open_workbench(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database under the caps, to attach files to."""
    return duckdb.connect(":memory:", config=_caps(settings))


def open_for_analyst(settings: Settings, path: Path) -> duckdb.DuckDBPyConnection:
    """Open a released database: read-only, no files, no extensions, configuration locked.

    The released file is the only one it can read. Defence in depth, not a sandbox.
    Errors: Damaged when the file is absent, has a WAL beside it, or is not a DuckDB database.
    """
    if path.with_name(path.name + ".wal").exists():
        raise Damaged(f"F50: {path.name}.wal lies beside a release.", "safercities verify")
    try:
        connection = open_database(settings, path, read_only=True)
    except duckdb.IOException:
        raise Damaged(f"{path} cannot be opened.", "safercities verify") from None
    # A second connection of this process to the same file shares what the first one locked.
    if connection.execute("select current_setting('lock_configuration')").fetchone() != (True,):
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return connection


def literal(value: object) -> str:
    """Quote a value for the few statements that take no parameters (ATTACH, COMMENT)."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(*parts: str) -> str:
    """Quote a dotted name."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)
