"""What an analyst imports: a release as a safe, read-only DuckDB connection.

    from orchestration import analyst
    safer = analyst.connect()
    safer.sql("select * from marts.headline_by_city_year").show()

Belongs here: opening a release, today's or an earlier one, what was known at a moment, and finding
one's way in it.
Does not belong here: anything that imports dagster, dbt or pandas, or that changes a release.
Two clocks, two parameters: `release` is what we had published, `as_of` what publishers had said.
"""

from __future__ import annotations

import difflib
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from orchestration.errors import UsageError
from orchestration.release import catalogue
from orchestration.release.diff import moment_of
from orchestration.release.manifest import is_release_id
from orchestration.settings import Settings
from orchestration.warehouse.connection import identifier, literal, open_for_analyst

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

CURRENT = "current"
#: The end of a macro that every table with knowledge intervals has (methods 4.5).
_AS_OF = "_as_of"

Moment = str | date | datetime
"""A moment in UTC; a date is its end, all of that day known."""


def connect(
    home: Path | str | None = None, release: Moment = CURRENT, as_of: Moment | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a release: read-only, no files, no extensions, configuration locked.

    `home` is the warehouse home (default: `SAFERCITIES_HOME`). `release` is `current`, a release
    id, or a moment: then the newest kept release that was made by then. With `as_of` every table
    that keeps knowledge intervals is also there without its schema, as its publishers had stated
    it by that moment: `from fct_offence`, not `from core.fct_offence`. Marts are always today's.
    Errors: UsageError when there is no such release or no such moment; Damaged.
    """
    settings = Settings() if home is None else Settings.model_validate({"home": home})
    # The dated path, never `current`: a process that reconnects must see the new release (F49).
    connection = open_for_analyst(settings, find(settings, release).database)
    for statement in () if as_of is None else as_of_views(connection, as_of):
        connection.execute(statement)
    return connection


def find(settings: Settings, release: Moment = CURRENT) -> catalogue.Release:
    """The release that `connect` opens. Errors: UsageError; Damaged."""
    if release == CURRENT:
        return catalogue.find(settings, None)
    if isinstance(release, str) and is_release_id(release):
        return catalogue.find(settings, release)
    try:
        moment = _moment(release)
    except UsageError:
        raise UsageError(
            f"{release!r} is no release and no date.", "safercities releases lists them."
        ) from None
    kept = [one for one in catalogue.releases(settings) if one.manifest]
    then = [one for one in kept if one.manifest and one.manifest.created_at <= moment]
    if then:
        return then[-1]
    first = f"The first that is kept is {kept[0].release_id}." if kept else "There is none."
    raise UsageError(
        f"No kept release was made by {moment:%Y-%m-%d %H:%M} UTC. {first}",
        "What publishers had said by then: as_of; all that we had: safercities as-of.",
    )


def as_of_views(connection: duckdb.DuckDBPyConnection, moment: Moment) -> list[str]:
    """Statements that show each table with knowledge intervals as known at a moment.

    Errors: UsageError when the release keeps no intervals.
    """
    known = _moment(moment).replace(tzinfo=None).isoformat(sep=" ")
    macros = connection.execute(
        "select schema_name, function_name from duckdb_functions()"
        " where database_name = current_database() and function_type = 'table_macro'"
        f" and not internal and function_name like {literal('%' + _AS_OF)} order by all"
    ).fetchall()
    if not macros:
        raise UsageError("This release keeps no knowledge intervals.", "Leave as_of out.")
    return [
        f"create or replace temp view {identifier(macro.removesuffix(_AS_OF))} as"
        f" from {identifier(schema, macro)}(timestamp {literal(known)})"
        for schema, macro in macros
    ]


def list_tables(connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
    """Every table of a release (default: the current one) with its rows and what a row is."""
    return (connection or connect()).sql(
        "select schema_name || '.' || table_name as table_name, estimated_size as row_count,"
        " comment as description from duckdb_tables()"
        " where database_name = current_database() and not internal order by table_name"
    )


def describe(
    table: str, connection: duckdb.DuckDBPyConnection | None = None
) -> duckdb.DuckDBPyRelation:
    """The columns of a table, with type, unit and meaning in English and Spanish.

    `table` is `schema.table`, or the table alone where one schema has it.
    Errors: UsageError with the nearest name.
    """
    connection = connection or connect()
    rows = connection.execute(
        "select distinct schema_name, table_name from meta.columns"
    ).fetchall()
    known = sorted(f"{schema}.{name}" for schema, name in rows)
    found = [one for one in known if table in (one, one.partition(".")[2])]
    if len(found) != 1:
        near = found or difflib.get_close_matches(table, known, n=3, cutoff=0.4)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"No table {table!r}.{hint}", "list_tables() lists them.")
    schema, _, name = found[0].partition(".")
    return connection.sql(
        "select column_name, data_type, unit, description_en, description_es from meta.columns"
        f" where schema_name = {literal(schema)} and table_name = {literal(name)}"
    )


def attach_statement(release: catalogue.Release) -> str:
    """The one line that opens a release in any DuckDB."""
    return f"ATTACH {literal(release.database)} AS safer (READ_ONLY);"


def _moment(value: Moment) -> datetime:
    """A moment with its zone, UTC. Errors: UsageError for a text that is no date."""
    if isinstance(value, str):
        return moment_of(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.max)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
