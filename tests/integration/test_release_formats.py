"""The files of a whole release, as the tools of others read them."""

import csv
import json
import os
import subprocess

import duckdb
import pytest
from frictionless import system, validate
from pysdmx.io import get_datasets

from orchestration.release import catalogue
from orchestration.release.formats import geojson
from orchestration.release.sums import listed_files, read_sums
from orchestration.settings import PROJECT_ROOT

#: An interpreter with DuckDB 2, for example of `uv venv D && uv pip install -p D 'duckdb==2.*'`.
OTHER_DUCKDB = os.environ.get("SAFERCITIES_TEST_OTHER_DUCKDB", "")
#: What that interpreter runs: no package of the project's but the standard library is needed.
CONTENT = """
import sys, duckdb
from orchestration.warehouse.content import content_of
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    connection.execute("select count(*) from core.fct_offence_as_of(date '2024-01-01')").fetchall()
    ((name,),) = connection.execute("select current_database()").fetchall()
    print(duckdb.__version__.partition(".")[0])
    print(content_of(connection, name, frozenset({("meta", "release")}))[0])
"""


@pytest.fixture(scope="module")
def release(sample_release):
    return catalogue.find(sample_release[0], None)


@pytest.fixture(scope="module")
def public(release):
    return release.path / "public"


@pytest.fixture(scope="module")
def database(public):
    with duckdb.connect(str(public / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"set file_search_path = '{public}'")
        yield connection


def test_every_table_has_its_parquet_file_with_the_same_rows(public, database):
    tables = database.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    files = {path.relative_to(public).as_posix() for path in public.glob("parquet/*/*.parquet")}

    assert files == {f"parquet/{schema}/{table}_SYNTHETIC.parquet" for schema, table in tables}
    for schema, table in tables:
        one, other = f"'parquet/{schema}/{table}_SYNTHETIC.parquet'", f'{schema}."{table}"'
        for left, right in ((one, other), (other, one)):
            missing = f"select count(*) from (from {left} except all from {right})"
            assert database.execute(missing).fetchone() == (0,), f"{left}, {right}"


def test_the_data_package_of_a_release_is_valid(public):
    with system.use_context(trusted=True):
        report = validate(str(public / "datapackage.json"))

    assert [error.message for task in report.tasks for error in task.errors] == []
    assert report.valid
    assert sum(task.type == "table" for task in report.tasks) > 10


def test_the_indicators_of_a_release_are_valid_sdmx(public, database):
    folder = public / "sdmx"
    (dataset,) = get_datasets(
        folder / "observation_SYNTHETIC.csv", folder / "observation_structure_SYNTHETIC.json"
    )

    expected = database.execute("select count(*), count(value) from marts.observation").fetchone()
    assert (len(dataset.data), dataset.data["OBS_VALUE"].notna().sum()) == expected
    dimensions = [one.id for one in dataset.structure.components.dimensions]
    assert not dataset.data.duplicated(dimensions).any()
    assert dataset.data["TIME_PERIOD"].notna().all()


def test_the_areas_of_a_release_are_valid_geojson(public, database):
    collection = json.loads((public / "geo" / "areas_SYNTHETIC.geojson").read_text("utf-8"))
    polygons = [
        polygon
        for feature in collection["features"]
        for polygon in {
            "Polygon": [feature["geometry"]["coordinates"]],
            "MultiPolygon": feature["geometry"]["coordinates"],
        }.get(feature["geometry"]["type"], [])
    ]

    expected = database.execute("select count(*) from core.dim_area_geometry").fetchone()
    assert (len(collection["features"]),) == expected
    assert len({feature["id"] for feature in collection["features"]}) == len(collection["features"])
    assert len(polygons) > 30
    for outer, *holes in polygons:
        assert geojson.doubled_area(outer) > 0
        assert all(geojson.doubled_area(hole) < 0 for hole in holes)
        assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in (outer, *holes))
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y, *_ in outer)


def test_every_source_has_its_terms_and_unknown_ones_are_not_stated(public, database):
    with (public / "licences.csv").open(encoding="utf-8", newline="") as stream:
        terms = {line["source_id"]: line for line in csv.DictReader(stream)}

    named = database.execute("select source_id from core.dim_source").fetchall()
    assert terms.keys() == {source_id for (source_id,) in named}
    assert terms["co_dijin_2014"]["licence_received"] == "not stated"
    assert all(all(line.values()) for line in terms.values())


def test_every_file_of_a_release_is_in_its_sums(public):
    stated = read_sums(public)

    assert sorted(stated) == listed_files(public)
    assert len(stated) > 70


def test_the_database_has_no_keys_no_indexes_and_a_portable_storage_version(database):
    assert database.execute("select count(*) from duckdb_constraints()").fetchone() == (0,)
    assert database.execute("select count(*) from duckdb_indexes()").fetchone() == (0,)
    ((tags,),) = database.execute(
        "select tags from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    assert tags["storage_version"].startswith("v1.4.0")


@pytest.mark.skipif(
    not OTHER_DUCKDB, reason="SAFERCITIES_TEST_OTHER_DUCKDB names no Python that has DuckDB 2"
)
def test_duckdb_2_opens_the_database_and_reads_the_same_content(release):
    """F66."""
    read = subprocess.run(
        [OTHER_DUCKDB, "-c", CONTENT, str(release.database)],
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert read.stdout.split() == ["2", release.manifest.content_hash]
