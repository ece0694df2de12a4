"""The bridge by which Great Expectations evaluates a DuckDB candidate with SQL pushdown.

Belongs here: a SQLAlchemy dialect whose cursor fetches eagerly, and the one in-memory database that
attaches the candidate read-only and shows each of its tables as a view in `main`.
Does not belong here: what is checked (`suites/`) or how results are judged (`evaluate.py`).

Why it exists (design decision 9): Great Expectations closes its connection before it reads the
result, so a lazy DuckDB cursor has nothing left to give; and it drops schema names, so a table of
schema `core` must be visible under a name without a schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper
from duckdb_engine import Dialect as DuckDBDialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.engine.reflection import ObjectKind, ObjectScope
from sqlalchemy.pool import Pool, StaticPool

#: Schemas of a candidate that hold tables analysts or the gate may read.
GATED_SCHEMAS = ("core", "marts", "meta")

#: One database per candidate path and process. DuckDB's lock on a file belongs to the process:
#: were the file opened twice, closing one of the two would drop the lock of both (decision 15).
_open_databases: dict[str, duckdb.DuckDBPyConnection] = {}


def view_name(table: str) -> str:
    """Return the name under which `core.dim_city` is shown: `core__dim_city`."""
    return table.replace(".", "__")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def open_candidate(
    database: Path, *, memory: str = "2GB", threads: int = 2, spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a cursor on the process's one read-only view of the candidate `database`.

    `memory` is a DuckDB size text; `spill` the folder DuckDB may write temporary files to (none
    when omitted: a check that needs more memory then fails instead of filling a disk).
    Errors: FileNotFoundError when the candidate is absent (DuckDB would not say it so plainly);
    duckdb.IOException when a writer holds it.
    """
    key = str(database.resolve())
    if key not in _open_databases:
        if not database.is_file():
            raise FileNotFoundError(f"no candidate at {database}")
        _open_databases[key] = _attach(key, memory, threads, spill)
    return _open_databases[key].cursor()


def _attach(
    database: str, memory: str, threads: int, spill: Path | None
) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": threads,
        "temp_directory": str(spill) if spill else "",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(":memory:", config=config)
    escaped = database.replace("'", "''")
    connection.execute(f"attach '{escaped}' as candidate (read_only)")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'candidate'"
        " union all select schema_name, view_name from duckdb_views()"
        " where database_name = 'candidate' and not internal"
    ).fetchall()
    for schema, table in tables:
        if schema in GATED_SCHEMAS:
            connection.execute(
                f"create view {_quoted(view_name(f'{schema}.{table}'))} as"
                f" select * from candidate.{_quoted(schema)}.{_quoted(table)}"
            )
    # From here on the gate can read the candidate and nothing else of this machine.
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def close_candidates() -> None:
    """Close every candidate this process has open, which ends its lock on them."""
    while _open_databases:
        _open_databases.popitem()[1].close()


def candidate_url(
    database: Path, *, memory: str = "2GB", threads: int = 2, spill: Path | None = None
) -> str:
    """Return the SQLAlchemy address of the candidate, for Great Expectations."""
    query = {"memory": memory, "threads": str(threads)} | ({"spill": str(spill)} if spill else {})
    url = URL.create("duckdb+gate", database=str(database.resolve()), query=query)
    return url.render_as_string(hide_password=False)


class EagerCursor:
    """A DB-API cursor that holds its whole result before anybody can close the connection."""

    arraysize = 1
    rowcount = -1

    def __init__(self, connection: duckdb.DuckDBPyConnection, owner: EagerConnection) -> None:
        self._connection = connection
        self.connection = owner
        self._rows: list[tuple[Any, ...]] = []
        self.description: Sequence[Sequence[Any]] | None = None

    def execute(
        self, statement: str, parameters: object = None, context: object | None = None
    ) -> None:
        """Run `statement` and fetch all its rows."""
        if parameters:
            self._connection.execute(statement, parameters)
        else:
            self._connection.execute(statement)
        self.description = self._connection.description
        self._rows = self._connection.fetchall() if self.description else []

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Return the next `size` rows."""
        taken, self._rows = self._rows[: size or 1], self._rows[size or 1 :]
        return taken

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows that are left."""
        taken, self._rows = self._rows, []
        return taken

    def close(self) -> None:
        """Free the rows; the database stays open for the process."""
        self._rows = []


class EagerConnection(ConnectionWrapper):
    """duckdb-engine's connection with the eager cursor."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._duckdb = connection

    def cursor(self) -> EagerCursor:  # type: ignore[override]
        """Return an eager cursor on this connection."""
        return EagerCursor(self._duckdb, self)


class GateDialect(DuckDBDialect):
    """duckdb-engine's dialect on a candidate that can only be read."""

    driver = "gate"
    supports_statement_cache = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._columns: dict[tuple[str | None, str], Any] | None = None

    def create_connect_args(self, url: URL) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Translate the address of `candidate_url` to the arguments of `connect`."""
        query: Mapping[str, Any] = url.query
        spill = query.get("spill")
        return (), {
            "database": Path(url.database or ""),
            "memory": str(query["memory"]),
            "threads": int(query["threads"]),
            "spill": Path(str(spill)) if spill else None,
        }

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Return an eager connection to the process's one view of the candidate."""
        return EagerConnection(open_candidate(*cargs, **cparams))

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> Any:
        """The columns of a view, of all views in one question.

        The catalogue that is asked otherwise, table by table, took a sixth of the gate's time.
        """
        if schema is not None:
            return super().get_columns(connection, table_name, schema, **kw)  # type: ignore[no-untyped-call]
        if self._columns is None:
            every = self.get_multi_columns(
                connection,
                scope=ObjectScope.ANY,  # type: ignore[arg-type]
                kind=ObjectKind.ANY,  # type: ignore[arg-type]
            )
            self._columns = dict(every)
        return self._columns[(None, table_name)]

    def get_pk_constraint(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> Any:
        """A view has no key."""
        return {"constrained_columns": [], "name": None, "comment": None}

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """One connection, never recycled: the candidate is attached once."""
        return StaticPool


registry.register("duckdb.gate", __name__, "GateDialect")
