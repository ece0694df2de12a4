"""What a release had does not vanish unseen: a candidate beside the release that it would replace.

Belongs here: the floors, absolute ones and one statistical warning, as SQL over the two files.
Does not belong here: what a failed floor means and who may accept it (`verdict.py`), or an extract
beside its predecessor (`load/plausibility.py`), which is asked before anything is built.

A floor that has nothing to stand on, before the first release or for a table that the release did
not have, is not applicable and says why; one that cannot be computed could not be evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import duckdb

from expectations.verdict import Outcome
from orchestration.release import catalogue
from orchestration.release.public_database import OWN_TABLES
from orchestration.warehouse.connection import identifier, literal, open_workbench
from orchestration.warehouse.nodes import DbtManifest, PublicTable

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

CANDIDATE, RELEASE = "candidate", "previous"
#: Of the rows that a source had in a table, this share stays.
ROWS_SHARE = 0.5
#: Fewer rows than this in the release are too few to judge a share by.
FEW_ROWS = 20
#: From this count on, one node of a city-month that becomes nothing is no revision.
SMALL_COUNT = 10
#: From this count on, a whole year that halves or doubles is said.
MANY_COUNT = 100

FloorOutcome = Outcome | Literal["not_applicable"]
Shape = Mapping[str, frozenset[str]]
"""Columns by table, under the published names (`marts.observation`)."""


@dataclass(frozen=True)
class Sides:
    """Both databases, attached to one connection, and the public tables of each."""

    connection: duckdb.DuckDBPyConnection
    release_id: str
    before: Shape
    after: Shape
    relations: Mapping[str, str]
    """Published name -> SQL of the table in the candidate."""

    def old(self, table: str) -> str:
        """SQL of a table of the release."""
        return identifier(RELEASE, *table.split("."))

    def new(self, table: str) -> str:
        """SQL of the same table in the candidate."""
        return self.relations[table]

    def shared(self, *needed: str) -> list[str]:
        """Tables of facts and figures that both have, with the columns `needed`."""
        return [
            table
            for table, has in sorted(self.before.items())
            if table in self.after
            and not table.startswith("meta.")
            and set(needed) <= has & self.after[table]
        ]


@dataclass(frozen=True)
class Floor:
    """One rule: what it is called, what must hold, and what it reads."""

    name: str
    statement: str
    severity: Literal["error", "warning"] = "error"
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Table -> columns without which it cannot be asked; empty: it reads whatever there is."""


@dataclass(frozen=True)
class Standing:
    """How one floor ended. `missing` counts what is gone, by source; None is nobody's own."""

    floor: Floor
    verdict: FloorOutcome
    missing: Mapping[str | None, int] = field(default_factory=dict)
    reason: str = ""
    """Why it was not applicable or could not be evaluated; else where something is missing."""

    @property
    def sources(self) -> frozenset[str]:
        """The sources to blame; empty when something is missing that is no source's own."""
        return frozenset() if None in self.missing else frozenset(filter(None, self.missing))


_MONTH, _YEAR = "marts.recorded_crime_by_city_month", "marts.recorded_crime_by_city_year"
_OBSERVATION = "marts.observation"
_CELL = ("source_id", "area_id", "period_id", "counting_unit_code")
_FIGURE = ("source_id", "area_id", "period_id", "indicator_id", "breakdown_code")


def _reads(table: str, *names: str) -> dict[str, frozenset[str]]:
    return {table: frozenset(names)}


TABLES = Floor("no_published_table_vanishes", "every table of the release is still published")
COLUMNS = Floor("no_published_column_vanishes", "every column of the release is still published")
FILLED = Floor("no_filled_table_becomes_empty", "a table that had rows has rows")
SOURCES = Floor("no_source_leaves_a_table", "a source with rows in a table still has rows there")
ROWS = Floor(
    "no_source_loses_half_of_its_rows",
    f"a source keeps {ROWS_SHARE:.0%} of its rows in each table (from {FEW_ROWS} on)",
)
PERIODS = Floor(
    "no_published_period_vanishes", "a month, quarter or year of a source is still in its table"
)
NEWEST = Floor(
    "no_source_goes_back_in_time",
    "the newest period of a source is not older than it was",
    reads=_reads("meta.sources", "source_id", "newest_period_end"),
)
CITY_MONTHS = Floor(
    "no_city_month_becomes_nothing",
    "a city-month with a count still has one",
    reads=_reads(_MONTH, *_CELL, "offence_count"),
)
NODES = Floor(
    "no_count_of_a_node_becomes_nothing",
    f"a count of a city-month and node of {SMALL_COUNT} or more is no zero and no gap now",
    reads=_reads(_MONTH, *_CELL, "iccs_code", "offence_count"),
)
FIGURES = Floor(
    "no_published_figure_becomes_a_gap",
    "an indicator that had a value for an area and period still has one",
    reads=_reads(_OBSERVATION, *_FIGURE, "value"),
)
YEARS = Floor(
    "no_year_halves_or_doubles",
    f"a whole year of {MANY_COUNT} or more is at least half and at most twice what it was",
    severity="warning",
    reads=_reads(_YEAR, *_CELL, "iccs_code", "offence_count", "months_reported"),
)
FLOORS = (
    TABLES, COLUMNS, FILLED, SOURCES, ROWS, PERIODS, NEWEST, CITY_MONTHS, NODES, FIGURES, YEARS,
)  # fmt: skip


def stand(settings: Settings, candidate: Candidate) -> tuple[Standing, ...]:
    """Compare the candidate with the current release, or with the newest if none is current.

    Never raises for what the files hold: what cannot be read could not be evaluated.
    """
    found = catalogue.releases(settings)
    previous = catalogue.standing(settings) or next(reversed(found), None)
    if previous is None:
        return _all("not_applicable", "there is no release to compare with")
    try:
        public = DbtManifest.read(candidate.manifest).public_tables()
        with open_workbench(settings) as connection:
            _attach(connection, candidate.database, CANDIDATE)
            _attach(connection, previous.database, RELEASE)
            return compare(sides(connection, previous.release_id, public))
    except (duckdb.Error, OSError, ValueError, KeyError) as error:
        why = f"release {previous.release_id} beside the candidate: {type(error).__name__}"
        return _all("could_not_evaluate", f"{why}; safercities verify {previous.release_id}")


def _all(verdict: FloorOutcome, reason: str) -> tuple[Standing, ...]:
    return tuple(Standing(floor, verdict, reason=reason) for floor in FLOORS)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    connection.execute(f"attach {literal(path)} as {identifier(name)} (read_only)")


def sides(
    connection: duckdb.DuckDBPyConnection,
    release_id: str,
    public: Sequence[PublicTable],
    candidate: str = CANDIDATE,
) -> Sides:
    """What both databases hold; `candidate` is the name under which the candidate is attached."""
    before = {
        f"{schema}.{table}": names
        for (schema, table), names in _columns_of(connection, RELEASE).items()
        if not (schema == "meta" and table in OWN_TABLES)
    }
    found = _columns_of(connection, candidate)
    present = {
        f"{one.schema}.{one.table}": (one.candidate_schema, one.candidate_table)
        for one in public
        if (one.candidate_schema, one.candidate_table) in found
    }
    return Sides(
        connection,
        release_id,
        before,
        {table: found[place] for table, place in present.items()},
        {table: identifier(candidate, *place) for table, place in present.items()},
    )


def _columns_of(
    connection: duckdb.DuckDBPyConnection, database: str
) -> dict[tuple[str, str], frozenset[str]]:
    """Columns by (schema, table); in one query, for each of them costs tens of milliseconds."""
    rows = connection.execute(
        "select schema_name, table_name, list(column_name) from duckdb_columns()"
        f" where database_name = {literal(database)} group by all"
    ).fetchall()
    return {(schema, table): frozenset(names) for schema, table, names in rows}


def compare(both: Sides) -> tuple[Standing, ...]:
    """Ask every floor."""
    return tuple(_stand(floor, both) for floor in FLOORS)


def _stand(floor: Floor, both: Sides) -> Standing:
    for table, needed in floor.reads.items():
        if not needed <= both.before.get(table, frozenset()):
            why = f"release {both.release_id} has no {table} of this form"
            return Standing(floor, "not_applicable", reason=why)
        if not needed <= both.after.get(table, frozenset()):
            return Standing(floor, "could_not_evaluate", reason=f"{table} is not what it was")
    try:
        found = _ASKED[floor.name](both)
    except duckdb.Error as error:
        return Standing(floor, "could_not_evaluate", reason=type(error).__name__)
    missing: dict[str | None, int] = {}
    for _, source_id, count in found:
        missing[source_id] = missing.get(source_id, 0) + count
    places = sorted({place for place, _, _ in found})
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return Standing(
        floor,
        "fail" if missing else "pass",
        missing,
        f"{', '.join(places[:3])}{more} against {both.release_id}" if missing else "",
    )


# --- what each floor asks: (place, source, how many are missing) ----------------------------------

Missing = list[tuple[str, str | None, int]]


def _tables(both: Sides) -> Missing:
    return [(table, None, 1) for table in both.before if table not in both.after]


def _columns(both: Sides) -> Missing:
    return [
        (f"{table}.{column}", None, 1)
        for table, names in both.before.items()
        if table in both.after
        for column in names - both.after[table]
    ]


def _filled(both: Sides) -> Missing:
    shared = [table for table in both.shared() if table not in both.shared("source_id")]
    return [
        (table, None, 1)
        for table in shared
        if _count(both, both.old(table)) and not _count(both, both.new(table))
    ]


def _count(both: Sides, relation: str) -> int:
    ((count,),) = both.connection.execute(f"select count(*) from {relation}").fetchall()
    return int(count)


def _by_source(both: Sides, lost: str) -> Missing:
    """Tables whose rows of a source meet the condition `lost` over `was` and `has` rows."""
    found: Missing = []
    for table in both.shared("source_id"):
        found += _lines(
            both,
            table,
            "select source_id, greatest(was - coalesce(has, 0), 1) from"
            f" (select source_id, count(*) as was from {both.old(table)} group by 1)"
            f" left join (select source_id, count(*) as has from {both.new(table)} group by 1)"
            f" using (source_id) where {lost}",
        )
    return found


def _lines(both: Sides, table: str, query: str) -> Missing:
    return [
        (table, source_id, int(count))
        for source_id, count in both.connection.execute(query).fetchall()
    ]


def _sources(both: Sides) -> Missing:
    return _by_source(both, "source_id is not null and has is null")


def _rows(both: Sides) -> Missing:
    return _by_source(both, f"was >= {FEW_ROWS} and has < {ROWS_SHARE} * was")


#: Indicators of the data themselves (D01 to D07) stand at the newest period and move on with it.
_OF_THE_DATA = "indicator_id like 'D%'"


def _periods(both: Sides) -> Missing:
    """A source that left the table altogether is said by `_sources`, not month by month."""
    found: Missing = []
    for table in both.shared("source_id", "period_id"):
        old, new = both.old(table), both.new(table)
        stays = f" where not {_OF_THE_DATA}" if "indicator_id" in both.before[table] else ""
        found += _lines(
            both,
            table,
            "select source_id, count(*) from"
            f" (select source_id, period_id from {old}{stays} except"
            f" select source_id, period_id from {new})"
            f" where source_id in (select source_id from {new}) group by 1",
        )
    return found


def _newest(both: Sides) -> Missing:
    table = "meta.sources"
    return _lines(
        both,
        table,
        "select source_id, 1 from"
        f" {both.old(table)} as o join {both.new(table)} as n using (source_id)"
        " where n.newest_period_end < o.newest_period_end",
    )


#: Cells of the release that had a count, and what the candidate says of the same cell, of the
#: whole city-month and of the source's month.
_MONTHS = """
    with old as (
        select source_id, area_id, period_id, counting_unit_code, iccs_code,
            sum(offence_count) as was
        from {old} group by all having sum(offence_count) > 0
    ), cells as (
        select source_id, area_id, period_id, counting_unit_code, iccs_code,
            coalesce(sum(offence_count), 0) as has
        from {new} group by all
    ), city_months as (
        select source_id, area_id, period_id, sum(has) as has from cells group by all
    ), months as (select distinct source_id, period_id from cells)
"""


def _months(both: Sides, select: str) -> Missing:
    return _lines(both, _MONTH, _MONTHS.format(old=both.old(_MONTH), new=both.new(_MONTH)) + select)


def _city_months(both: Sides) -> Missing:
    """A month that is gone for all areas of a source is said by `_periods`."""
    return _months(
        both,
        "select source_id, count(distinct (area_id, period_id)) from old"
        " semi join months using (source_id, period_id)"
        " left join city_months using (source_id, area_id, period_id)"
        " where coalesce(has, 0) = 0 group by 1",
    )


def _nodes(both: Sides) -> Missing:
    """A city-month that is gone altogether is said by `_city_months`."""
    return _months(
        both,
        "select source_id, count(*) from old"
        " semi join (from city_months where has > 0) using (source_id, area_id, period_id)"
        " left join cells"
        " using (source_id, area_id, period_id, counting_unit_code, iccs_code)"
        f" where was >= {SMALL_COUNT} and coalesce(has, 0) = 0 group by 1",
    )


def _figures(both: Sides) -> Missing:
    """A period that is gone for the whole source is said by `_periods`."""
    keys = ", ".join(_FIGURE)
    old, new = both.old(_OBSERVATION), both.new(_OBSERVATION)
    return _lines(
        both,
        _OBSERVATION,
        f"select source_id, count(*) from (select distinct {keys} from {old} where value is not"
        f" null and not {_OF_THE_DATA}) semi join {new} as period using (source_id, period_id)"
        f" anti join (from {new} where value is not null) as kept using ({keys}) group by 1",
    )


def _years(both: Sides) -> Missing:
    keys = ", ".join((*_CELL, "iccs_code"))
    old, new = both.old(_YEAR), both.new(_YEAR)
    return _lines(
        both,
        _YEAR,
        "select source_id, count(*) from"
        f" (select {keys}, offence_count as was from {old} where months_reported = 12)"
        f" join (select {keys}, offence_count as has from {new}) using ({keys})"
        f" where was >= {MANY_COUNT} and has > 0 and (2 * has < was or has > 2 * was) group by 1",
    )


_ASKED = {
    TABLES.name: _tables,
    COLUMNS.name: _columns,
    FILLED.name: _filled,
    SOURCES.name: _sources,
    ROWS.name: _rows,
    PERIODS.name: _periods,
    NEWEST.name: _newest,
    CITY_MONTHS.name: _city_months,
    NODES.name: _nodes,
    FIGURES.name: _figures,
    YEARS.name: _years,
}
