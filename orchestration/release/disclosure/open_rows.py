"""Open rows: source cells that anyone may hold, and no row of a person among them (methods 9).

Belongs here: k-anonymity of the open facts, sexual offences and minors by city and year only, and
that no point of a case and no record of a person is published (INV21).
Does not belong here: the marts of victims (`audit.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from orchestration.warehouse.nodes import PublicTable

#: Open facts of the candidate -> (published name, their count). A row counts that many units alike
#: in area, period, offence, sex and age.
OPEN_FACTS = {
    "core.fct_offence_open": ("core.fct_offence", "value_count"),
    "meta.revisions": ("meta.revisions", "value_count"),
}

#: Restricted tables whose rows are cases or persons: never on the list of public tables.
PERSONS = frozenset(
    {
        "fct_offence",
        "fct_offence_event",
        "fct_victim",
        "fct_death",
        "fct_service_request",
        "fct_information_request",
        "fct_contract",
    }
)

#: Column names of a point, in any language that a form here uses; geometries of areas are apart.
_POINT = "longitude|latitude|lon|lat|longitud|latitud|coord_x|coord_y|point|geom|geometry"

_ABOUT_MINORS = "menor|niñ|adolescen|infant|child|minor"


def below_k(connection: duckdb.DuckDBPyConnection, k: int) -> int:
    """Rows of the open facts that tell a sex or an age of 1 to k - 1 units."""
    found = 0
    for table, (_, count) in OPEN_FACTS.items():
        if {"victim_sex_code", "victim_age_code"} <= _columns(connection, table):
            found += _count(
                connection,
                f"select count(*) from (select sum({count}) as units from {table}"
                " where victim_sex_code <> '0' or coalesce(victim_age_code, '') <> '0'"
                " group by source_category_id, area_id, period_id, counting_unit_code,"
                " victim_sex_code, victim_age_code, victim_age_label, known_from_at)"
                f" where units between 1 and {k - 1}",
            )
    return found


def finer_than_city_and_year(connection: duckdb.DuckDBPyConnection) -> int:
    """Rows on sexual offences or on minors, of a city or below, that stand by less than a year.

    By the publisher's words as well as by the node, so that an unmapped label counts too.
    """
    needed = ("core.dim_area", "core.dim_period", "core.dim_source_category", "core.crosswalk")
    if not all(_columns(connection, table) for table in needed):
        return 0
    words = "lower(concat_ws(' ', category.label_type, category.label_subtype))"
    found = 0
    for table in OPEN_FACTS:
        if _columns(connection, table):
            found += _count(
                connection,
                f"select count(*) from {table} as fact"
                " inner join core.dim_area as area on fact.area_id = area.area_id"
                " inner join core.dim_period as period on fact.period_id = period.period_id"
                " inner join core.dim_source_category as category"
                " on fact.source_category_id = category.source_category_id"
                " where period.grain_code in ('day', 'month', 'quarter')"
                " and area.area_type_code not in ('state', 'province', 'country')"
                f" and ({words} like '%sexual%' or regexp_matches({words}, '{_ABOUT_MINORS}')"
                " or exists (select 1 from core.crosswalk where crosswalk.source_category_id"
                " = fact.source_category_id and (crosswalk.iccs_code like '03%'"
                " or regexp_matches(coalesce(crosswalk.tags, ''), '(^|;)(AV|STV)='))))",
            )
    return found


def persons(tables: Iterable[PublicTable]) -> list[str]:
    """Published names of tables whose rows are cases or persons."""
    return [f"{one.schema}.{one.table}" for one in tables if one.candidate_table in PERSONS]


def points(connection: duckdb.DuckDBPyConnection, tables: Iterable[PublicTable]) -> list[str]:
    """`schema.table.column` of published columns that hold a point; shapes of areas are none."""
    public = {(one.candidate_schema, one.candidate_table): one for one in tables}
    rows = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where table_catalog = current_database()"
        f" and (regexp_matches(lower(column_name), '(^|_)({_POINT})$')"
        " or data_type like 'GEOMETRY%' or data_type like 'POINT%')"
    ).fetchall()
    return [
        f"{public[schema, table].schema}.{public[schema, table].table}.{column}"
        for schema, table, column in rows
        if (schema, table) in public
    ]


def points_of_no_area(connection: duckdb.DuckDBPyConnection) -> int:
    """Published shapes that are a point of anything but an area that a publisher lists."""
    if not (
        _columns(connection, "core.dim_area_geometry") and _columns(connection, "core.dim_area")
    ):
        return 0
    return _count(
        connection,
        "select count(*) from core.dim_area_geometry as shape where not exists"
        " (select 1 from core.dim_area as area where area.area_id = shape.area_id)",
    )


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The columns of a table; none when it is absent."""
    schema, name = table.split(".")
    rows = connection.execute(
        "select column_name from information_schema.columns where table_catalog ="
        f" current_database() and table_schema = '{schema}' and table_name = '{name}'"
    ).fetchall()
    return {column for (column,) in rows}


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
