"""What changed between two states of knowledge, cell by cell.

Belongs here: comparing two releases (figures of the yearly marts and of the indicators), or two
vintages of one source inside a release (as known at two dates). DuckDB attaches the files read-only
and does the work.
Does not belong here: why a figure changed (`meta.revisions` holds the source cells), or printing.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.errors import UsageError
from orchestration.release import catalogue
from orchestration.warehouse.connection import identifier, literal, open_workbench
from orchestration.warehouse.content import columns

if TYPE_CHECKING:
    import duckdb

    from orchestration.settings import Settings

Kind = Literal["changed", "added", "removed", "status"]
"""`changed`: another figure (null counts as one); `status`: the same figure with another status."""

KINDS: tuple[Kind, ...] = ("changed", "added", "removed", "status")
#: In which order cells are listed: what was restated before what is only new.
_LISTED: tuple[Kind, ...] = ("changed", "removed", "added", "status")


@dataclass(frozen=True)
class Compared:
    """A table of a release that is compared: its key and the figure that a cell holds."""

    schema: str
    table: str
    key: tuple[str, ...]
    figure: str

    @property
    def name(self) -> str:
        """The name under which an analyst knows the table."""
        return f"{self.schema}.{self.table}"


_CELL = ("source_id", "area_id", "period_id", "iccs_code", "counting_unit_code")
COMPARED = (
    Compared("marts", "recorded_crime_by_city_year", _CELL, "offence_count"),
    Compared("marts", "offence_rate_by_city_year", _CELL, "rate_per_100k"),
    Compared(
        "marts",
        "observation",
        ("source_id", "area_id", "period_id", "indicator_id", "breakdown_code"),
        "value",
    ),
)
_LABELS = ("label_group", "label_type", "label_subtype", "label_modality")
#: The members of the struct that names a cell of a vintage.
_VINTAGE_CELL = ", ".join(
    [
        *(f"'{name}': both_sides.{name}" for name in ("area_id", "period_id")),
        *(f"'{name}': category.{name}" for name in _LABELS),
        "'counting_unit_code': both_sides.counting_unit_code",
    ]
)


@dataclass(frozen=True)
class CellChange:
    """One cell that differs. `before` and `after` are the figures; None is no figure, not zero."""

    table: str
    source_id: str
    kind: Kind
    cell: dict[str, str | None]
    before: float | None
    after: float | None
    status_before: str | None
    status_after: str | None

    @property
    def change(self) -> float | None:
        """`after` less `before`; None where one of them is no figure."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Tally:
    """How many cells of one source and table differ, by kind."""

    source_id: str
    table: str
    changed: int = 0
    added: int = 0
    removed: int = 0
    status: int = 0


@dataclass(frozen=True)
class Diff:
    """Two states, the tally of their differences and a list of the largest.

    What was restated is listed first, then what is gone, what is new, and what has only another
    status.
    """

    before: str
    after: str
    tallies: tuple[Tally, ...]
    cells: tuple[CellChange, ...]
    left_out: tuple[str, ...] = ()
    """Tables that are not compared, because one of the two has them in no comparable form."""

    @property
    def total(self) -> int:
        """Number of cells that differ, whether or not they are among `cells`."""
        return sum(one.changed + one.added + one.removed + one.status for one in self.tallies)


def between_releases(settings: Settings, before: str, after: str, limit: int) -> Diff:
    """Compare the figures of two releases; at most `limit` cells are listed.

    Errors: UsageError for an id that is no release, or releases without any comparable table.
    """
    files = (catalogue.find(settings, before).database, catalogue.find(settings, after).database)
    found = between_files(settings, files, (before, after), limit)
    if len(found.left_out) == len(COMPARED):
        raise UsageError(
            f"Releases {before} and {after} have no comparable table in common.",
            "safercities releases",
        )
    return found


def between_files(
    settings: Settings,
    files: tuple[Path, Path],
    names: tuple[str, str],
    limit: int,
    compared: tuple[Compared, ...] = COMPARED,
) -> Diff:
    """Compare two public databases, the older one first, under the names they are known by.

    What one of the two has in no comparable form is left out and named. Errors: duckdb errors.
    """
    with open_workbench(settings) as connection:
        _attach(connection, dict(zip(("before_file", "after_file"), files, strict=True)))
        tables = [table for table in compared if _is_comparable(connection, table)]
        if not tables:
            return Diff(*names, (), (), tuple(table.name for table in compared))
        connection.execute(
            "create temp table difference as " + " union all ".join(map(_between_sql, tables))
        )
        found = _read(connection, *names, limit)
    return replace(found, left_out=tuple(one.name for one in compared if one not in tables))


def between_vintages(
    settings: Settings,
    source_id: str,
    before: datetime,
    after: datetime,
    limit: int,
    release_id: str | None = None,
) -> Diff:
    """Compare what one source said, as known at two moments (with zone), within one release.

    Errors: UsageError for an unknown release, a source that it has no counts of, or a moment at
    which nothing was known of it yet.
    """
    release = catalogue.find(settings, release_id)
    with open_workbench(settings) as connection:
        _attach(connection, {"after_file": release.database})
        _known_source(connection, source_id)
        _known_by(connection, source_id, min(before, after))
        connection.execute(
            _VINTAGES, {"source_id": source_id, "before": _stored(before), "after": _stored(after)}
        )
        return _read(connection, _moment(before), _moment(after), limit)


def moment_of(text: str) -> datetime:
    """A date or a time (UTC) that a person gave; a date means its end, all of that day known.

    Errors: UsageError.
    """
    try:
        moment = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        raise UsageError(
            f"{text!r} is no date.", "Write 2024-01-31 or 2024-01-31T12:00:00 (UTC)."
        ) from None
    if moment.tzinfo is not None:
        raise UsageError(f"{text!r} has a time zone.", "Times are UTC: leave the zone out.")
    if len(text.strip()) <= 10:
        moment = datetime.combine(moment, time.max)
    return moment.replace(tzinfo=UTC)


def _attach(connection: duckdb.DuckDBPyConnection, files: dict[str, Path]) -> None:
    for name, path in files.items():
        connection.execute(f"attach {literal(path)} as {name} (read_only)")


def _is_comparable(connection: duckdb.DuckDBPyConnection, table: Compared) -> bool:
    """True when both files have the key, the figure and its status."""
    wanted = {*table.key, table.figure, "obs_status_code"}
    return all(
        wanted <= {name for name, _ in columns(connection, database, table.schema, table.table)}
        for database in ("before_file", "after_file")
    )


def _known_source(connection: duckdb.DuckDBPyConnection, source_id: str) -> None:
    rows = connection.execute("select distinct source_id from after_file.core.fct_offence")
    known = [str(name) for (name,) in rows.fetchall()]
    if source_id not in known:
        near = difflib.get_close_matches(source_id, known, n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"No counts of a source {source_id!r}.{hint}", "safercities status")


def _known_by(connection: duckdb.DuckDBPyConnection, source_id: str, moment: datetime) -> None:
    row = connection.execute(
        "select min(known_from_at) from after_file.core.fct_offence where source_id = ?",
        [source_id],
    ).fetchone()
    if row and row[0] and row[0] > _stored(moment):
        raise UsageError(
            f"Nothing of {source_id} was known by {_moment(moment)}.",
            f"Its first vintage is of {row[0]:%Y-%m-%d}.",
        )


def _between_sql(table: Compared) -> str:
    """Rows that differ; figures are equal when they agree to about twelve digits."""
    keys = ", ".join(identifier(name) for name in table.key)
    # A map, not a struct: tables with other keys stand in one column.
    parts = ", ".join(f"{literal(name)}: {identifier(name)}" for name in table.key)
    place = identifier(table.schema, table.table)
    side = f"select {keys}, cast({table.figure} as double) as figure, obs_status_code as status"
    return f"""
    select {literal(table.name)} as table_name, source_id, map {{{parts}}} as cell,
        before_side.status is not null as was, after_side.status is not null as is_there,
        before_side.figure as before, after_side.figure as after,
        before_side.status as status_before, after_side.status as status_after
    from ({side} from before_file.{place}) as before_side
    full join ({side} from after_file.{place}) as after_side using ({keys})
    where before_side.figure is distinct from after_side.figure
        or before_side.status is distinct from after_side.status
    """


#: Labels may be null, so the join is by keys only and the labels come last.
_SAID_AT = """
    select source_category_id, area_id, period_id, counting_unit_code,
        cast(value_count as double) as figure, obs_status_code as status
    from after_file.core.fct_offence
    where source_id = $source_id
        and known_from_at <= ${moment} and (known_to_at is null or known_to_at > ${moment})
"""
_VINTAGES = f"""
    create temp table difference as
    select 'core.fct_offence' as table_name, $source_id as source_id,
        {{{_VINTAGE_CELL}}} as cell,
        was, is_there, before, after, status_before, status_after
    from (
        select source_category_id, area_id, period_id, counting_unit_code,
            before_side.status is not null as was, after_side.status is not null as is_there,
            before_side.figure as before, after_side.figure as after,
            before_side.status as status_before, after_side.status as status_after
        from ({_SAID_AT.replace("{moment}", "before")}) as before_side
        full join ({_SAID_AT.replace("{moment}", "after")}) as after_side
            using (source_category_id, area_id, period_id, counting_unit_code)
    ) as both_sides
    join after_file.core.dim_source_category as category using (source_category_id)
"""
_JUDGED = """
    select * from (
        select *, case
            when not was then 'added'
            when not is_there then 'removed'
            when (before is null) <> (after is null)
                or abs(before - after) > 1e-12 * greatest(abs(before), abs(after)) then 'changed'
            when status_before is distinct from status_after then 'status'
        end as kind
        from difference
    ) where kind is not null
"""


def _read(connection: duckdb.DuckDBPyConnection, before: str, after: str, limit: int) -> Diff:
    # Literals: for a parameter duckdb imports pandas, a second of every publication.
    counts = ", ".join(f"count(*) filter (where kind = '{kind}')" for kind in KINDS)
    listed = ", ".join(map(literal, _LISTED))
    tallies = connection.execute(
        f"select source_id, table_name, {counts} from ({_JUDGED}) group by all order by all"
    ).fetchall()
    found = connection.execute(
        "select table_name, source_id, kind, cell, before, after, status_before, status_after"
        f" from ({_JUDGED})"
        f" order by list_position([{listed}], kind),"
        " abs(coalesce(after, 0) - coalesce(before, 0)) desc,"
        f" table_name, source_id, cast(cell as varchar) limit {limit:d}"
    ).fetchall()
    return Diff(
        before,
        after,
        tuple(Tally(*row) for row in tallies),
        tuple(CellChange(*row) for row in found),
    )


def _moment(moment: datetime) -> str:
    return _stored(moment).isoformat(sep=" ", timespec="seconds")


def _stored(moment: datetime) -> datetime:
    """The files hold UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def as_document(diff: Diff) -> dict[str, Any]:
    """The diff as plain JSON-ready data."""
    return {
        "before": diff.before,
        "after": diff.after,
        "total": diff.total,
        "tallies": [vars(one) for one in diff.tallies],
        "cells": [vars(one) | {"change": one.change} for one in diff.cells],
        "left_out": list(diff.left_out),
    }
