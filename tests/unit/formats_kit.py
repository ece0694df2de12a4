"""A small public database with every table that a side format knows by name.

Belongs here: the database and exporting it. Does not belong here: assertions.
The figures are invented; the first column of `marts.awkward` says what each row is awkward for.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.release.formats import export
from orchestration.settings import Settings
from orchestration.warehouse.connection import STORAGE_VERSION

KEYS = {
    ("core", "dim_area_geometry"): ("geometry_ref",),
    ("core", "dim_source"): ("source_id",),
    ("marts", "awkward"): ("case_name",),
    ("marts", "observation"): (
        "indicator_id",
        "area_id",
        "period_id",
        "breakdown_code",
        "source_id",
    ),
}
#: Text that a spreadsheet would run, text that looks guarded, text that is merely odd.
AWKWARD = {
    "formula": '=HYPERLINK("x")',
    "plus": "+1",
    "minus": "-1",
    "at": "@SUM(A1)",
    "tab": "\t=1",
    "return": "\r=1",
    "full_width": "＝1",
    "guarded_already": "'=1",
    "apostrophe": "'Mokoena",
    "plain": 'Querétaro, "la ciudad"',
    "two_lines": "a\nb",
    "empty": "",
}

#: A square drawn clockwise with a hole drawn counter-clockwise: both are to be turned.
POLYGON = (
    '{"type":"Polygon","coordinates":[[[0,0],[0,4],[4,4],[4,0],[0,0]],'
    "[[1,1],[2,1],[2,2],[1,2],[1,1]]]}"
)
MULTI = '{"type":"MultiPolygon","coordinates":[[[[5,5],[6,5],[6,6],[5,5]]]]}'
POINT = '{"type":"Point","coordinates":[-75.123456789012345,6.25]}'

_TABLES = f"""
create schema core; create schema marts; create schema meta;
create table core.dim_source as select * from (values
  ('co_ponal_offences', 'Offences, invented.', 'Policía', 'PONAL', 'co', null, 'CC-BY-4.0',
   'https://example.org/a'),
  ('za_saps_quarterly', 'Quarters, invented.', 'SAPS', '', 'za', 'terms', null, null))
  as t(source_id, description, publisher_name, publisher_acronym, country, licence_text,
       licence_published, landing_url);
create table core.dim_area as select * from (values
  ('A', 'Área', 'comuna', '1', 'co_medellin', null), ('B', 'B', 'comuna', '2', 'co_medellin', 'A'))
  as t(area_id, name_local, area_type_code, area_code, city_id, parent_area_id);
create table core.dim_area_geometry as select * from (values
  ('B@v', 'B', '{MULTI}', true, 1.5::double), ('A@v', 'A', '{POLYGON}', true, null),
  ('C@v', 'C', '{POINT}', false, 0.0))
  as t(geometry_ref, area_id, geometry_geojson, is_current, published_km2);
create table marts.observation as select indicator_id, 'A' as area_id,
  calendar || ':' || grain || ':' || strftime(period_start, '%Y-%m-%d') as period_id,
  period_start, period_end, 'total' as breakdown_code, 'co_ponal_offences' as source_id, value,
  'per 100 000 per year' as unit_code, 'A' as obs_status_code, 'F' as conf_status_code,
  timestamp '2026-01-02 03:04:05.678901' as known_from_at,
  case when value is null then '=no, figure' end as gap_reason_en
from (values
  ('C01', 'gregorian', 'year', date '2020-01-01', date '2020-12-31', 1.5),
  ('C01', 'gregorian', 'rolling_12m', date '2020-01-01', date '2020-12-31', 1.5),
  ('C01', 'gregorian', 'half_year', date '2020-07-01', date '2020-12-31', null),
  ('C01', 'gregorian', 'quarter', date '2020-10-01', date '2020-12-31', 0.1),
  ('C01', 'gregorian', 'month', date '2020-02-01', date '2020-02-29', 1e-7),
  ('C01', 'za_saps', 'year', date '2020-04-01', date '2021-03-31', 2.0),
  ('C01', 'survey_reference', 'survey', date '2020-01-01', date '2020-09-30', 3.0))
  as t(indicator_id, calendar, grain, period_start, period_end, value);
create table marts.awkward (case_name varchar, words varchar, number double, day date,
  moment timestamp, is_so boolean, amount decimal(10, 2), count bigint);
create table marts.large as select range as id, 'x' as word from range(130000);
create table meta.release as select 'RELEASE' as release_id,
  timestamp '2026-11-23 01:02:03' as created_at, IS_SYNTHETIC as is_synthetic;
create table meta.columns as
  select schema_name, table_name, column_name, data_type, 'code' as unit,
    'Meaning of ' || column_name || ' <b>.' as description_en,
    'Significado de ' || column_name || '.' as description_es, 'public' as classification
  from duckdb_columns() where database_name = current_database() and not internal;
comment on table marts.observation is 'One row is one figure.';
"""


def build(folder: Path, *, is_synthetic: bool = False) -> Path:
    """Write the database into `folder` and return it."""
    path = folder / "warehouse.duckdb"
    release_id = f"2026-11-23.1{'-synthetic' if is_synthetic else ''}"
    sql = _TABLES.replace("RELEASE", release_id).replace("IS_SYNTHETIC", str(is_synthetic).lower())
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{path}' as made (storage_version '{STORAGE_VERSION}'); use made"
        )
        connection.execute(sql)
        values = (-1.5, "2026-11-23", "2026-11-23 01:02:03.000004", True, "12.30", 2**40)
        rows = [(name, words, *values) for name, words in AWKWARD.items()]
        rows.append(("nothing", None, None, None, None, None, None, None))
        connection.executemany("insert into marts.awkward values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return path


def exported(home: Path, *, is_synthetic: bool = False, threads: int = 2) -> Path:
    """Build and export; the result is the public folder."""
    settings = Settings(home=home / "home", threads=threads)
    settings.prepare()
    public = home / "public"
    public.mkdir()
    export.write_all(settings, build(public, is_synthetic=is_synthetic), KEYS)
    return public
