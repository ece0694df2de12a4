"""The public database file, born public.

Belongs here: the allow-list, copying it table by table into a fresh file, comments, and the tables
that only a release can have: `meta.release`, `meta.checks`, `meta.columns`.
Does not belong here: the folder around the file and the pointer (`publish.py`).
Nothing is ever dropped from the file: the bytes of a dropped table stay readable in it (S19).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.errors import Damaged, GateRefused
from orchestration.fault_point import point
from orchestration.release.disclosure import classes, rounding
from orchestration.release.manifest import UNHASHED, PublishedTable
from orchestration.warehouse.connection import (
    STORAGE_VERSION,
    identifier,
    literal,
    open_workbench,
)
from orchestration.warehouse.content import columns, content_of
from orchestration.warehouse.nodes import DocumentedColumn, PublicTable

if TYPE_CHECKING:
    import duckdb
    from pydantic import SecretStr

    from orchestration.release.verdict import Check
    from orchestration.settings import Settings

CANDIDATE = "candidate"
PUBLIC = "public_release"

_META_RELEASE = """create table public_release.meta.release (
    release_id varchar, created_at timestamp, candidate_id varchar, fingerprint varchar,
    content_hash varchar, is_synthetic boolean, previous_release_id varchar,
    disclosure_method varchar)"""
_META_CHECKS = """create table public_release.meta.checks (
    check_name varchar, kind varchar, table_name varchar, column_name varchar, severity varchar,
    verdict varchar, failures bigint, source_id varchar)"""
_META_COLUMNS = """create table {release}.meta.columns (
    schema_name varchar, table_name varchar, column_name varchar, data_type varchar, unit varchar,
    description_en varchar, description_es varchar, classification varchar)"""

#: Descriptions of the tables above: table -> (description, {column: (English, Spanish)}).
OWN_TABLES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "release": (
        "One row: which release this file is.",
        {
            "release_id": (
                "Date and number of the release; ends in -synthetic when the data are invented.",
                "Fecha y número de la publicación; -synthetic al final: datos inventados.",
            ),
            "created_at": ("When it was made (UTC).", "Cuándo se hizo (UTC)."),
            "candidate_id": (
                "The build that passed the gate.",
                "La compilación que pasó los controles.",
            ),
            "fingerprint": (
                "SHA-256 over everything that went in: extracts, contracts, models, code.",
                "SHA-256 de todo lo que entró: extractos, contratos, modelos, código.",
            ),
            "content_hash": (
                "SHA-256 over what the tables say, independent of the order of rows.",
                "SHA-256 de lo que dicen las tablas, sin importar el orden de las filas.",
            ),
            "is_synthetic": (
                "True when the data are invented samples.",
                "Verdadero si los datos son muestras inventadas.",
            ),
            "previous_release_id": (
                "The release that was current before.",
                "La publicación vigente anterior.",
            ),
            "disclosure_method": (
                "Random rounding, if any: its base and the columns; else none. Small victim cells"
                " are suppressed in any case, each with its reason.",
                "Redondeo aleatorio, si lo hay: base y columnas; si no, none. Las celdas pequeñas"
                " de víctimas se suprimen siempre, cada una con su razón.",
            ),
        },
    ),
    "checks": (
        "One row is one check that ran on this release before it was published.",
        {
            "check_name": ("Name of the check.", "Nombre del control."),
            "kind": (
                "dbt, great_expectations, reconciliation or disclosure.",
                "dbt, great_expectations, reconciliation o disclosure.",
            ),
            "table_name": ("The table it looks at.", "La tabla que revisa."),
            "column_name": ("The column it looks at.", "La columna que revisa."),
            "severity": (
                "error: a failure stops the release; warning: it is published and said.",
                "error: una falla detiene la publicación; warning: se publica y se dice.",
            ),
            "verdict": (
                "pass, fail or could_not_evaluate.",
                "pass, fail o could_not_evaluate.",
            ),
            "failures": ("Offending rows, where counted.", "Filas que fallan, si se contaron."),
            "source_id": ("The source it belongs to, if any.", "Su fuente, si la hay."),
        },
    ),
    "columns": (
        "One row is one column of this file: the data dictionary.",
        {
            "schema_name": ("Schema.", "Esquema."),
            "table_name": ("Table.", "Tabla."),
            "column_name": ("Column.", "Columna."),
            "data_type": ("DuckDB type.", "Tipo de DuckDB."),
            "unit": ("Unit of measurement, where there is one.", "Unidad de medida, si la hay."),
            "description_en": ("Meaning, in English.", "Significado, en inglés."),
            "description_es": ("Meaning, in Spanish.", "Significado, en español."),
            "classification": (
                "public, or quasi_identifier where the disclosure audit looks at each cell.",
                "public, o quasi_identifier donde la auditoría revisa cada celda.",
            ),
        },
    ),
}  # fmt: skip


@dataclass(frozen=True)
class ReleaseRow:
    """The row of `meta.release` but for the content hash. `created_at` is UTC."""

    release_id: str
    created_at: datetime
    candidate_id: str
    fingerprint: str
    is_synthetic: bool
    previous: str | None


@dataclass(frozen=True)
class Written:
    """What the finished file says."""

    content_hash: str
    tables: tuple[PublishedTable, ...]


def refuse_restricted(tables: Iterable[PublicTable]) -> None:
    """Refuse a public table with a column that has no class, or none that fits (S11).

    Errors: GateRefused naming table and column.
    """
    restricted = classes.unfit(tables)
    if restricted:
        raise GateRefused(
            f"F62: restricted columns in public tables: {', '.join(restricted)}.",
            "Nothing published. Take the column out of the model or the model out of publication.",
        )


def write(
    settings: Settings,
    candidate: Path,
    target: Path,
    tables: Sequence[PublicTable],
    checks: Sequence[Check],
    row: ReleaseRow,
) -> Written:
    """Write the public database at `target`, which must not exist, mode 0444, without a WAL.

    Errors: GateRefused when a column is restricted or has no description; duckdb errors.
    """
    refuse_restricted(tables)
    with open_workbench(settings) as connection:
        connection.execute(f"attach {literal(candidate)} as {CANDIDATE} (read_only)")
        connection.execute(
            f"attach {literal(target)} as {PUBLIC} (storage_version {literal(STORAGE_VERSION)})"
        )
        # One transaction: a commit waits for the disk, and there is one a comment otherwise.
        connection.execute("begin transaction")
        for schema in sorted({table.schema for table in tables} | {"meta"}):
            connection.execute(f"create schema if not exists {identifier(PUBLIC, schema)}")
        secret = settings.rounding_key
        dictionary = [line for table in tables for line in copy(connection, table, PUBLIC, secret)]
        _write_as_of(connection, dictionary)
        _write_checks(connection, checks)
        write_dictionary(connection, PUBLIC, [*dictionary, *_own_columns()])
        _comment_own(connection, "columns")
        content_hash, contents = content_of(connection, PUBLIC, UNHASHED)
        _write_release(connection, row, content_hash, rounding.statement(secret, tables))
        connection.execute("commit")
        connection.execute(f"checkpoint {PUBLIC}")
        connection.execute(f"detach {PUBLIC}")
    if target.with_name(target.name + ".wal").exists():
        raise Damaged(f"F50: {target.name}.wal lies beside the new release.", "Nothing published.")
    target.chmod(0o444)
    counts = [PublishedTable(name=f"{one.schema}.{one.table}", rows=one.rows) for one in contents]
    return Written(content_hash, (*counts, PublishedTable(name="meta.release", rows=1)))


def copy(
    connection: duckdb.DuckDBPyConnection,
    table: PublicTable,
    release: str,
    rounding_key: SecretStr | None = None,
) -> list[tuple[str, ...]]:
    """Copy one table of the attached candidate into the attached `release`; its dictionary lines.

    Rows are ordered by all columns, columns carry comments. With a key, what the table declares is
    rounded.
    Errors: GateRefused when a column has no description.
    """
    found = columns(connection, CANDIDATE, table.candidate_schema, table.candidate_table)
    unknown = [name for name, _ in found if name not in table.columns]
    if unknown or not found:
        raise GateRefused(
            f"Columns of {table.schema}.{table.table} without a description: "
            f"{', '.join(unknown) or 'all'}.",
            f"Nothing published. Describe them in the YAML of the model {table.model}.",
        )
    target = identifier(release, table.schema, table.table)
    changed = rounding.expressions(rounding_key, table, (name for name, _ in found))
    names = ", ".join(
        f"cast({changed[name]} as {data_type}) as {identifier(name)}"
        if name in changed
        else identifier(name)
        for name, data_type in found
    )
    source = identifier(CANDIDATE, table.candidate_schema, table.candidate_table)
    connection.execute(f"create table {target} as select {names} from {source} order by all")
    _comment(connection, target, table.description, table.columns, [name for name, _ in found])
    point("release.mid_copy_table")
    return [_line(table, table.columns[name], data_type) for name, data_type in found]


def _write_as_of(connection: duckdb.DuckDBPyConnection, lines: list[tuple[str, ...]]) -> None:
    """Give every table with knowledge intervals its `<table>_as_of(moment)` (methods 4.5).

    A macro names tables as seen from its own file, so a reader who attaches the file must `use` it.
    """
    present: dict[tuple[str, str], set[str]] = {}
    for schema, table, column, *_ in lines:
        present.setdefault((schema, table), set()).add(column)
    connection.execute(f"use {PUBLIC}")
    for (schema, table), names in sorted(present.items()):
        if not {"known_from_at", "known_to_at"} <= names:
            continue
        macro = identifier(schema, f"{table}_as_of")
        connection.execute(
            f"create macro {macro}(moment) as table"
            f" select * from {identifier(schema, table)}"
            " where known_from_at <= cast(moment as timestamp)"
            " and (known_to_at is null or known_to_at > cast(moment as timestamp))"
        )
        text = f"Rows of {schema}.{table} as known at a moment (UTC; a date is its 00:00)."
        connection.execute(f"comment on macro table {macro} is {literal(text)}")
    connection.execute("use memory")


def _comment(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    description: str,
    documented: dict[str, DocumentedColumn],
    present: list[str],
) -> None:
    connection.execute(f"comment on table {target} is {literal(description)}")
    for name in present:
        text = literal(documented[name].description)
        connection.execute(f"comment on column {target}.{identifier(name)} is {text}")


def _line(table: PublicTable, column: DocumentedColumn, data_type: str) -> tuple[str, ...]:
    return (
        table.schema,
        table.table,
        column.name,
        data_type,
        column.unit,
        column.description,
        column.description_es,
        column.classification or "",
    )


def _own_columns() -> list[tuple[str, ...]]:
    types = {"created_at": "TIMESTAMP", "failures": "BIGINT", "is_synthetic": "BOOLEAN"}
    return [
        ("meta", table, name, types.get(name, "VARCHAR"), "", english, spanish, "public")
        for table, (_, described) in OWN_TABLES.items()
        for name, (english, spanish) in described.items()
    ]


def _comment_own(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    description, described = OWN_TABLES[table]
    documented = {
        name: DocumentedColumn(name, english, spanish, "", "public")
        for name, (english, spanish) in described.items()
    }
    _comment(
        connection, identifier(PUBLIC, "meta", table), description, documented, list(documented)
    )


def _write_checks(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    connection.execute(_META_CHECKS)
    rows = sorted((astuple(check) for check in checks), key=str)
    if rows:
        connection.executemany(
            "insert into public_release.meta.checks values (?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
    _comment_own(connection, "checks")


def write_dictionary(
    connection: duckdb.DuckDBPyConnection, release: str, lines: list[tuple[str, ...]]
) -> None:
    """Write `meta.columns` of the attached `release`, one line a column."""
    connection.execute(_META_COLUMNS.format(release=identifier(release)))
    connection.executemany(
        f"insert into {identifier(release)}.meta.columns values (?, ?, ?, ?, ?, ?, ?, ?)", lines
    )


def _write_release(
    connection: duckdb.DuckDBPyConnection, row: ReleaseRow, content_hash: str, method: str
) -> None:
    connection.execute(_META_RELEASE)
    connection.execute(
        "insert into public_release.meta.release values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            row.release_id,
            row.created_at.replace(tzinfo=None),
            row.candidate_id,
            row.fingerprint,
            content_hash,
            row.is_synthetic,
            row.previous,
            method,
        ],
    )
    _comment_own(connection, "release")
