"""The files beside the database: the same rows, in forms that other tools accept."""

import csv
import json
from pathlib import Path

import duckdb
import mlcroissant
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from frictionless import system, validate
from jsonschema import Draft7Validator
from pysdmx.io import get_datasets, read_sdmx
from rdflib import DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef

from orchestration.release.formats import csv as csv_files
from orchestration.release.formats import geojson
from orchestration.release.sums import digest_files, listed_files
from tests.unit import formats_kit as kit

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
BASE = "https://example.org/release/"


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    return kit.exported(tmp_path_factory.mktemp("formats"))


def sql(public, query):
    with duckdb.connect(str(public / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"set file_search_path = '{public}'")
        return connection.execute(query).fetchall()


def document(public, name):
    return json.loads((public / name).read_text(encoding="utf-8"))


# --- Parquet --------------------------------------------------------------------------------------


def test_every_table_is_a_parquet_file_with_the_same_rows_and_types(public):
    tables = sql(public, "select schema_name, table_name from duckdb_tables()")

    assert len(tables) == 8
    for schema, table in tables:
        file, stored = f"'parquet/{schema}/{table}.parquet'", f"{schema}.{table}"
        for one, other in ((file, stored), (stored, file)):
            assert sql(public, f"select count(*) from (from {one} except all from {other})") == [
                (0,)
            ]
        described = "select column_name, column_type from (describe from {})"
        assert sql(public, described.format(file)) == sql(public, described.format(stored))


def test_a_parquet_file_is_ordered_by_its_key_compressed_and_has_statistics(public):
    file = "'parquet/core/dim_area_geometry.parquet'"

    assert sql(public, f"select geometry_ref from {file}") == [("A@v",), ("B@v",), ("C@v",)]
    assert sql(
        public,
        "select distinct compression, stats_min_value, stats_max_value"
        f" from parquet_metadata({file}) where path_in_schema = 'geometry_ref'",
    ) == [("ZSTD", "A@v", "C@v")]


def test_a_parquet_file_says_what_it_is(public):
    ((note,),) = sql(
        public, "select value from parquet_kv_metadata('parquet/marts/observation.parquet')"
    )
    assert note == (b"marts.observation of the Safer Cities Warehouse. One row is one figure.")


# --- CSV ------------------------------------------------------------------------------------------


def cells(public, name="awkward"):
    with (public / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return {row["case_name"]: row for row in csv.DictReader(stream)}


def test_no_text_cell_of_a_csv_can_be_run_by_a_spreadsheet(public):
    words = [row["words"] for row in cells(public).values()]

    assert len(words) == len(kit.AWKWARD) + 1
    assert [one for one in words if one[:1] in tuple("=+-@\t\r\n＝＋－＠")] == []


@pytest.mark.parametrize("case", kit.AWKWARD)
def test_the_guard_of_a_cell_can_be_undone(public, case):
    guarded = cells(public)[case]["words"]
    ((undone,),) = sql(
        public,
        csv_files.UNGUARD.join(("select ", " from (select $cell$")) + guarded + "$cell$ as cell)",
    )

    assert undone == kit.AWKWARD[case]
    assert csv_files.guarded(kit.AWKWARD[case]) == guarded


def test_numbers_dates_and_times_of_a_csv_are_untouched(public):
    row = cells(public)["plain"]

    assert row["words"] == 'Querétaro, "la ciudad"'
    assert list(row.values())[2:] == [
        "-1.5",
        "2026-11-23",
        "2026-11-23T01:02:03.000004Z",
        "true",
        "12.30",
        "1099511627776",
    ]


def test_a_missing_text_is_not_an_empty_text(public):
    lines = (public / "csv" / "awkward.csv").read_text(encoding="utf-8").splitlines()

    assert "nothing,,,,,,," in lines
    assert any(line.startswith('empty,"",') for line in lines)


def test_only_small_marts_become_csv(public):
    assert {path.name for path in (public / "csv").iterdir()} == {"awkward.csv", "observation.csv"}


# --- GeoJSON --------------------------------------------------------------------------------------


def test_areas_are_a_feature_collection_with_their_names(public):
    collection = document(public, "geo/areas.geojson")

    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert [feature["id"] for feature in collection["features"]] == ["A@v", "B@v", "C@v"]
    first, *_ = collection["features"]
    assert first["type"] == "Feature"
    assert first["properties"] == {
        "geometry_ref": "A@v",
        "area_id": "A",
        "is_current": True,
        "published_km2": None,
        "name_local": "Área",
        "area_type_code": "comuna",
        "area_code": "1",
        "city_id": "co_medellin",
        "parent_area_id": None,
    }


def test_rings_turn_as_rfc_7946_demands_and_stay_closed(public):
    """Section 3.1.6: exterior rings counter-clockwise, interior ones clockwise."""
    polygon, multi, point = (
        feature["geometry"] for feature in document(public, "geo/areas.geojson")["features"]
    )
    outer, hole = polygon["coordinates"]

    assert geojson.doubled_area(outer) == 32
    assert geojson.doubled_area(hole) == -2
    assert geojson.doubled_area(multi["coordinates"][0][0]) == 1
    assert [ring[0] == ring[-1] for ring in (outer, hole, multi["coordinates"][0][0])] == [True] * 3
    assert point["coordinates"] == json.loads(kit.POINT)["coordinates"]


# --- SDMX -----------------------------------------------------------------------------------------


def test_the_structure_is_valid_sdmx_json(public):
    """pysdmx validates against the JSON schema of the standard before it reads."""
    message = read_sdmx(public / "sdmx" / "observation_structure.json", validate=True)

    (structure,) = message.get_data_structure_definitions()
    assert [one.id for one in structure.components.dimensions] == [
        "INDICATOR",
        "REF_AREA",
        "BREAKDOWN",
        "SOURCE",
        "PERIOD_TYPE",
        "TIME_PERIOD",
    ]
    assert [one.id for one in structure.components.measures] == ["OBS_VALUE"]


def test_the_sdmx_file_fits_its_structure_and_holds_every_observation(public):
    folder = public / "sdmx"
    (dataset,) = get_datasets(folder / "observation.csv", folder / "observation_structure.json")

    rows = dataset.data.to_dict("records")
    figures = [row for row in rows if row["OBS_VALUE"] is not None]
    assert len(rows) == 7
    assert {row["PERIOD_TYPE"]: (row["TIME_PERIOD"], row["OBS_VALUE"]) for row in figures} == {
        "GREGORIAN_YEAR": ("2020", 1.5),
        "GREGORIAN_ROLLING_12M": ("2020-01-01/P12M", 1.5),
        "GREGORIAN_QUARTER": ("2020-Q4", 0.1),
        "GREGORIAN_MONTH": ("2020-02", 1e-7),
        "ZA_SAPS_YEAR": ("2020-04-01/P12M", 2.0),
        "SURVEY_REFERENCE_SURVEY": ("2020-01-01/P9M", 3.0),
    }
    (gap,) = [row for row in rows if row["OBS_VALUE"] is None]
    assert (gap["TIME_PERIOD"], gap["GAP_REASON_EN"]) == ("2020-S2", "=no, figure")


def test_the_dimensions_identify_an_observation(public):
    folder = public / "sdmx"
    (dataset,) = get_datasets(folder / "observation.csv", folder / "observation_structure.json")

    names = [one.id for one in dataset.structure.components.dimensions]
    assert not dataset.data.duplicated(names).any()


def test_the_sdmx_header_is_that_of_version_2(public):
    header = (public / "sdmx" / "observation.csv").read_text(encoding="utf-8").partition("\n")[0]

    assert header.startswith("STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,")


# --- descriptions ---------------------------------------------------------------------------------


def test_the_data_package_is_valid_and_its_files_are_as_described(public):
    """Frictionless reads every cell of every CSV, and compares sizes and hashes of all files."""
    with system.use_context(trusted=True):
        report = validate(str(public / "datapackage.json"))

    assert [error.message for task in report.tasks for error in task.errors] == []
    assert report.valid
    assert len(report.tasks) == 18


def test_the_data_package_finds_a_changed_file(tmp_path):
    public = kit.exported(tmp_path)
    target = public / "csv" / "awkward.csv"
    target.chmod(0o644)
    target.write_text(target.read_text(encoding="utf-8").replace("-1.5", "-1.6"), encoding="utf-8")

    with system.use_context(trusted=True):
        assert not validate(str(public / "datapackage.json")).valid


def test_terms_that_nobody_stated_are_not_stated(public):
    with (public / "licences.csv").open(encoding="utf-8", newline="") as stream:
        first, second = csv.DictReader(stream)

    assert first["licence_received"] == "not stated"
    assert first["attribution_es"] == (
        "Fuente: Policía (PONAL), https://example.org/a; armonizado por Safer Cities Warehouse."
    )
    assert second["licence_published"] == second["landing_url"] == "not stated"
    assert second["attribution_en"] == "Source: SAPS; harmonised by the Safer Cities Warehouse."
    assert document(public, "datapackage.json")["licenses"] == [
        {"title": "CC-BY-4.0", "name": "CC-BY-4.0"},
        {"title": "not stated", "path": "licences.csv"},
    ]


def test_dcat_has_what_dcat_ap_makes_mandatory(public):
    """DCAT-AP 3: properties of a catalogue, a data set and a distribution that must be there."""
    graph = Graph().parse(public / "dcat.jsonld", format="json-ld", publicID=BASE)
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)

    for described in (catalogue, dataset):
        for wanted in (DCTERMS.title, DCTERMS.description):
            texts = list(graph.objects(described, wanted))
            assert {text.language for text in texts} == {"en", "es"}
            assert all(isinstance(text, Literal) and text for text in texts)
    publisher = graph.value(catalogue, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in graph
    assert graph.value(publisher, FOAF.name)
    assert graph.value(catalogue, DCAT.dataset) == dataset


def test_every_distribution_of_dcat_leads_to_its_file(public):
    graph = Graph().parse(public / "dcat.jsonld", format="json-ld", publicID=BASE)
    found = set()

    for one in graph.subjects(RDF.type, DCAT.Distribution):
        address = graph.value(one, DCAT.accessURL)
        assert isinstance(address, URIRef)
        path = Path(str(address).removeprefix(BASE))
        found.add(path.as_posix())
        assert int(graph.value(one, DCAT.byteSize)) == (public / path).stat().st_size
        checksum = graph.value(graph.value(one, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum) == digest_files(public, [path], 1)[path].sha256
    described = {resource["path"] for resource in document(public, "datapackage.json")["resources"]}
    assert found == described


def test_croissant_is_valid_and_its_records_can_be_read(public):
    """The reference implementation checks the document, and reads rows through it."""
    dataset = mlcroissant.Dataset(jsonld=str(public / "croissant.json"))

    assert dataset.metadata.ctx.issues.errors == set()
    records = list(dataset.records("core.dim_area"))
    assert [record["core.dim_area/name_local"].decode() for record in records] == ["Área", "B"]
    assert len(dataset.metadata.record_sets) == 8


def test_the_citation_is_valid(public):
    cited = yaml.safe_load((public / "CITATION.cff").read_text(encoding="utf-8"))
    schema = get_builtin_schema("vendor.citation-file-format")
    cited["date-released"] = cited["date-released"].isoformat()

    assert list(Draft7Validator(schema).iter_errors(cited)) == []
    assert cited["version"] == "2026-11-23.1"
    assert [one["authors"] for one in cited["references"]] == [
        [{"name": "Policía"}],
        [{"name": "SAPS"}],
    ]


def test_the_dictionary_holds_every_column_in_both_languages(public):
    with (public / "dictionary.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))

    assert [(len(lines),)] == sql(public, "select count(*) from meta.columns")
    assert all(line["description_en"] and line["description_es"] for line in lines)
    keys = {line["column_name"] for line in lines
            if line["table_name"] == "observation" and line["is_key"] == "true"}  # fmt: skip
    assert keys == set(kit.KEYS["marts", "observation"])


def test_the_dictionary_page_escapes_loads_nothing_and_names_every_table(public):
    page = (public / "dictionary.html").read_text(encoding="utf-8")

    assert "Meaning of words &lt;b&gt;." in page
    assert "<b>" not in page
    assert [mark for mark in ("<script", "src=", "<link", "@import", "url(") if mark in page] == []
    for schema, table in sql(public, "select schema_name, table_name from duckdb_tables()"):
        assert f'<h2 id="{schema}.{table}">' in page


# --- all of them ----------------------------------------------------------------------------------


def test_invented_figures_say_so_in_the_name_of_every_file_that_holds_them(tmp_path):
    public = kit.exported(tmp_path, is_synthetic=True)
    of_rows = [path for path in listed_files(public) if len(path.parts) > 1]

    assert len(of_rows) == 13
    assert [path for path in of_rows if "SYNTHETIC" not in path.name] == []
    for name in ("datapackage.json", "dcat.jsonld", "croissant.json", "CITATION.cff"):
        assert "SYNTHETIC DATA, invented" in (public / name).read_text(encoding="utf-8")
    assert "SYNTHETIC" in (public / "dictionary.html").read_text(encoding="utf-8")


def test_the_same_database_gives_the_same_bytes_with_one_thread_or_two(tmp_path):
    """All but the database, whose format keeps no such promise, and what quotes its hash."""
    sums = []
    for threads in (1, 2):
        home = tmp_path / str(threads)
        home.mkdir()
        folder = kit.exported(home, threads=threads)
        kept = [path for path in listed_files(folder) if path.suffix not in {".duckdb", ".json"}]
        sums.append({p: one.sha256 for p, one in digest_files(folder, kept, 1).items()})

    assert len(sums[0]) == 17
    assert {path for path in sums[0] if sums[0][path] != sums[1][path]} == {Path("dcat.jsonld")}


def test_every_file_can_be_read_by_all_and_changed_by_nobody(public):
    files = [public / path for path in listed_files(public) if path.name != "warehouse.duckdb"]

    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    assert {path.parent.stat().st_mode & 0o777 for path in files if path.parent != public} == {
        0o755
    }
