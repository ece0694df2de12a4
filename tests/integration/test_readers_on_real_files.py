"""Every reader on the publishers' own files: row counts and control figures of `sources.md`.

Belongs here: the formats and dresses that no source of the warehouse brings yet, read from the real
inbox under a small contract of the test's own.
Does not belong here: figures of the sources that are in the warehouse (`test_control_totals.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.extract.inbox import collect
from orchestration.load.landing import Landing, SourceLoad, load_source, prepare_landing
from orchestration.settings import Settings
from tests.ingest_kit import column, contract, layout

pytestmark = pytest.mark.real

Rows = list[tuple[Any, ...]]


@dataclass
class Loaded:
    """A source that was loaded from the real inbox."""

    source_id: str
    settings: Settings
    load: SourceLoad

    def query(self, sql: str) -> Rows:
        """Ask the landing database; `landed` stands for the layout's table."""
        with Landing(self.settings) as landing:
            table = f'"{self.source_id}"."yearly"'
            return landing.connection.execute(sql.replace("landed", table)).fetchall()

    def lines(self) -> dict[str, tuple[int, int]]:
        """File name -> physical lines, rows; every line of every file is accounted for."""
        rows = self.query(
            "select file_name, physical_lines, row_count, loaded_lines + quarantined_lines"
            " + declared_lines, quarantined_lines, status from ledger.extracts order by file_name"
        )
        for name, physical, _, accounted, quarantined, status in rows:
            assert (status, accounted, quarantined) == ("loaded", physical, 0), name
        return {name: (physical, count) for name, physical, count, *_ in rows}


@dataclass
class Desk:
    """Loads real files under contracts of the test."""

    home: Settings
    project: Path
    extracts: Path

    def load(
        self,
        source_id: str,
        files: str,
        reader: dict[str, Any],
        columns: Sequence[dict[str, Any]],
        **meta: Any,
    ) -> Loaded:
        """Collect and load the files of a real source folder that fit `files`."""
        table = layout(reader, files, columns=[*columns], **meta)
        declared = contract(self.project, [table], source_id=source_id)
        with Landing(self.home) as landing:
            prepare_landing(landing, [declared])
            found = collect(self.home, declared, self.extracts)
            assert not found.refused
            load = load_source(self.home, landing, declared)
        assert not load.refused
        return Loaded(source_id, self.home, load)


@pytest.fixture
def desk(home: Settings, tmp_path: Path, extracts: Path) -> Desk:
    return Desk(home, tmp_path / "project", extracts)


def named(*names: str) -> list[dict[str, Any]]:
    """Columns that are landed under their published names, in lower case with underscores."""
    return [column(name.lower().replace(" ", "_"), name) for name in names]


# -- JSON ---------------------------------------------------------------------------------------

SOCRATA = [column("counted", "cantidad", required_value=True), *named("fecha_hecho", "municipio")]
OPTIONAL = [column("settlement", "codigo_dane", required=False)]


def test_socrata_answers_give_their_rows_and_sums(desk: Desk) -> None:
    """sources.md 1.9: rows and sum of cantidad."""
    reader = {"format": "json", "page_limit": 1000, "complete": True}
    loaded = desk.load("co_datosgov_socrata", "*.json", reader, [*SOCRATA, *OPTIONAL])
    assert loaded.lines() == {
        "delitos_informaticos.json": (1000, 1000),
        "delitos_sexuales.json": (1000, 1000),
        "extorsion.json": (3459, 3459),
        "hurto_modalidades.json": (1000, 1000),
        "violencia_intrafamiliar.json": (1000, 1000),
    }
    sums = loaded.query(
        "select file_name, sum(counted::int), count(*) filter (starts_with(settlement, '05001')),"
        " count(*) filter (starts_with(settlement, '13001')) from landed join ledger.extracts"
        " on _extract_sha256 = extract_sha256 group by 1 order by 1"
    )
    assert sums == [
        ("delitos_informaticos.json", 1000, 0, 0),
        ("delitos_sexuales.json", 1000, 17, 20),
        ("extorsion.json", 3459, 0, 0),
        ("hurto_modalidades.json", 1000, 2, 0),
        ("violencia_intrafamiliar.json", 3220, 27, 19),
    ]


def test_unpaged_default_of_socrata_is_refused(desk: Desk) -> None:
    """Four of the five files hold exactly the 1,000 rows that an unpaged question brings."""
    table = layout({"format": "json", "page_limit": 1000}, "*.json", columns=SOCRATA)
    declared = contract(desk.project, [table], source_id="co_datosgov_socrata")
    with Landing(desk.home) as landing:
        prepare_landing(landing, [declared])
        collect(desk.home, declared, desk.extracts)
        load = load_source(desk.home, landing, declared)
    assert [finding.fault for finding in load.refused] == ["F61"] * 4
    assert load.loaded_lines == 3459


def test_array_inside_an_answer_is_found(desk: Desk) -> None:
    """sources.md 3.5: 44 stations."""
    loaded = desk.load(
        "za_saps_geography",
        "saps_ethekwini_precincts.json",
        {"format": "json", "items": "results"},
        named("id", "text", "file_id"),
    )
    assert loaded.lines() == {"saps_ethekwini_precincts.json": (44, 44)}
    assert loaded.query("select count(distinct id), count(distinct text) from landed") == [(44, 44)]


def test_nested_objects_land_as_json(desk: Desk) -> None:
    """sources.md 3.8: 292 districts and municipalities; ETH category A, 3,442,361 residents."""
    loaded = desk.load(
        "za_treasury_municipal_money",
        "scorecard_geography.json",
        {"format": "json"},
        named("model", "pk", "fields"),
    )
    assert loaded.lines() == {"scorecard_geography.json": (292, 292)}
    ((fields,),) = loaded.query(
        "select fields from landed where json_extract_string(fields, '$.geo_code') = 'ETH'"
    )
    found = json.loads(fields)
    assert (found["category"], found["population"]) == ("A", 3442361)
    assert '"square_kms":2558.887' in fields


# -- GeoJSON ------------------------------------------------------------------------------------


def test_comunas_keep_every_vertex(desk: Desk) -> None:
    """sources.md 1.5: 21 features, 18 Polygon and 3 MultiPolygon, 93,394 vertices."""
    columns = [column("geometry", "@geometry"), *named("COMUNA", "NOMBRE", "SHAPEAREA")]
    loaded = desk.load("co_medellin_geography", "*.geojson", {"format": "geojson"}, columns)
    assert loaded.lines() == {"comunas_medellin_oficial.geojson": (21, 21)}
    rows = loaded.query("select geometry, comuna from landed")
    shapes = [json.loads(geometry) for geometry, _ in rows]
    assert sum(shape["type"] == "MultiPolygon" for shape in shapes) == 3
    assert sum(vertices(shape["coordinates"]) for shape in shapes) == 93_394
    assert {"01", "50", "90"} <= {code for _, code in rows}


def vertices(coordinates: list[Any]) -> int:
    """Positions below a coordinate list."""
    if coordinates and not isinstance(coordinates[0], list):
        return 1
    return sum(map(vertices, coordinates))


def test_named_crs84_is_wgs84(desk: Desk) -> None:
    """sources.md 2.9: 18 municipalities of Querétaro, 22001-22018."""
    columns = [column("geometry", "@geometry"), *named("CVEGEO")]
    loaded = desk.load("mx_inegi_geography", "*.geojson", {"format": "geojson"}, columns)
    assert loaded.query("select min(cvegeo), max(cvegeo), count(*) from landed") == [
        ("22001", "22018", 18)
    ]


def test_station_points_land_where_points_are_declared(desk: Desk) -> None:
    """sources.md 3.5: 42 of the 43 stations have a point."""
    reader = {"format": "geojson", "geometry_types": ["Point"]}
    columns = [column("geometry", "@geometry"), *named("code", "population")]
    loaded = desk.load("za_saps_geography", "*.geojson", reader, columns)
    assert loaded.query("select count(*), count(geometry) from landed") == [(42, 42)]


# -- dBase --------------------------------------------------------------------------------------


def test_barrios_of_the_dbf(desk: Desk) -> None:
    """sources.md 1.5: 332 rows, codes unique, 31 of them no numbers, 23 values of LIMITECOMU."""
    columns = named("CODIGO", "NOMBRE", "LIMITECOMU", "SUBTIPO_BA")
    loaded = desk.load("co_medellin_geography", "*.dbf", {"format": "dbf"}, columns)
    assert loaded.lines() == {"BarrioVereda_2014.dbf": (332, 332)}
    assert loaded.query(
        "select count(distinct codigo), count(*) filter (not regexp_full_match(codigo, '[0-9]+')),"
        " count(distinct limitecomu) from landed"
    ) == [(332, 31, 23)]


def test_station_attributes_of_a_shapefile(desk: Desk) -> None:
    """sources.md 3.5: 1,132 stations."""
    reader = {"format": "dbf", "encodings": ["cp1252"]}
    loaded = desk.load("za_saps_geography", "*.dbf", reader, named("NAME", "PROV"))
    assert loaded.lines() == {"saps_stations_points.dbf": (1132, 1132)}


# -- PostgreSQL dumps ---------------------------------------------------------------------------

TURNOUT = named("geo_level", "geo_code", "registered_voters", "total_votes", "geo_version")


@pytest.mark.parametrize(
    ("year", "rows", "voters", "votes"),
    [(2011, 4565, 1_670_044, 990_263), (2016, 4659, 1_924_978, 1_148_559)],
)
def test_turnout_of_a_dump(desk: Desk, year: int, rows: int, voters: int, votes: int) -> None:
    """sources.md 3.7: ETH, and its wards that sum to it exactly."""
    name = f"wazimap_voter_turnout_municipal_{year}"
    reader = {"format": "pg_copy", "table": name.removeprefix("wazimap_")}
    loaded = desk.load("za_iec_turnout", f"{name}.sql", reader, TURNOUT)
    ((_, count),) = loaded.lines().values()
    assert count == rows
    assert loaded.query(
        "select registered_voters::int, total_votes::int from landed where geo_code = 'ETH'"
        " and geo_level = 'municipality'"
    ) == [(voters, votes)]
    assert loaded.query(
        "select sum(registered_voters::int), sum(total_votes::int) from landed"
        " where geo_level = 'ward' and starts_with(geo_code, '595')"
    ) == [(voters, votes)]


def test_population_of_a_dump(desk: Desk) -> None:
    """sources.md 3.7: 9,180 rows; ETH 3,442,361 in the bounds of 2011, 3,476,686 in 2016's."""
    loaded = desk.load(
        "za_statssa_population",
        "wazimap_population.sql",
        {"format": "pg_copy", "table": "population"},
        named("geo_level", "geo_code", "population", "geo_version"),
    )
    assert loaded.lines() == {"wazimap_population.sql": (9236, 9180)}
    assert loaded.query(
        "select geo_version, population from landed where geo_code = 'ETH'"
        " and geo_level = 'municipality' order by 1"
    ) == [("2011", "3442361"), ("2016", "3476686")]


def test_quoted_column_names_of_a_dump(desk: Desk) -> None:
    """sources.md 3.7: 1,068 rows; ETH, sum of four groups 3,702,231."""
    loaded = desk.load(
        "za_statssa_population",
        "wazimap_populationgroup_2016.sql",
        {"format": "pg_copy", "table": "populationgroup_2016"},
        named("geo_level", "geo_code", "geo_version", "population group", "total"),
    )
    assert loaded.query(
        "select count(*), sum(total::double)::int from landed where geo_code = 'ETH'"
        " and geo_level = 'municipality'"
    ) == [(4, 3702231)]
    assert loaded.load.loaded_lines == 1068


def test_changed_demarcations_of_a_dump(desk: Desk) -> None:
    """sources.md 3.8: 42 rows."""
    loaded = desk.load(
        "za_treasury_municipal_money",
        "021_demarcation_changes.sql",
        {"format": "pg_copy", "table": "municipal_finance_demarcationchanges"},
        named("old_code", "new_code", "old_code_transition", "new_code_transition"),
    )
    assert loaded.load.loaded_lines == 42


# -- CSV in every dress -------------------------------------------------------------------------


def test_embedded_carriage_returns_stay_in_their_values(desk: Desk) -> None:
    """sources.md 2.7: persons, persons of CD 36, sum FACTOR; every quoted value ends in CR."""
    loaded = desk.load(
        "mx_inegi_ensu_microdata",
        "conjunto_de_datos_cb_ensu_0?_2015.csv",
        {"format": "csv"},
        named("CD", "PER", "FACTOR"),
    )
    assert [count for _, count in loaded.lines().values()] == [2025, 2059, 2040, 2024]
    assert loaded.query(
        "select per, count(*) filter (cd = '36' || chr(13)), sum(factor::int) from landed"
        " group by per order by per"
    ) == [
        ("0315\r", 41, 36_091_081),
        ("0615\r", 43, 35_793_573),
        ("0915\r", 42, 35_994_710),
        ("1215\r", 43, 35_808_079),
    ]


@pytest.mark.parametrize(
    ("name", "rows", "dwellings"),
    [
        ("viv_3t2018__trim_cd37_59_64.csv", 718, [("006", 49), ("014", 206)]),
        ("viv_1t2020__trim_cd37_59_64.csv", 772, [("006", 43), ("014", 214)]),
    ],
)
def test_records_that_end_in_a_bare_carriage_return(
    desk: Desk, name: str, rows: int, dwellings: list[tuple[str, int]]
) -> None:
    """sources.md 2.7: the second file holds no LF at all, and CR inside its values too."""
    loaded = desk.load("mx_inegi_ensu_microdata", name, {"format": "csv"}, named("CD", "CVE_MUN"))
    ((_, count),) = loaded.lines().values()
    assert count == rows
    assert (
        loaded.query(
            "select trim(cve_mun, chr(13)), count(*) from landed where trim(cd, chr(13)) = '37'"
            " group by 1 order by 1"
        )
        == dwellings
    )


def test_latin_1_catalogue_that_ends_its_lines_in_a_carriage_return(desk: Desk) -> None:
    """sources.md 2.7: the catalogue of 2019-2t; Querétaro is 37 from 2016."""
    loaded = desk.load(
        "mx_inegi_ensu_microdata",
        "cd__conjunto_de_datos_ensu_2019_2t_csv.csv",
        {"format": "csv", "encodings": ["utf-8", "latin-1"], "final_newline": "optional"},
        named("CD", "descrip"),
    )
    assert loaded.query(
        "select rtrim(descrip, chr(13)) from landed where rtrim(cd, chr(13)) = '37'"
    ) == [("Querétaro",)]


def test_second_header_and_newlines_in_header_cells(desk: Desk) -> None:
    """sources.md 3.3: January-March 2022 and 2026 of three stations, thousands commas kept."""
    loaded = desk.load(
        "za_saps_quarterly",
        "*.csv",
        {
            "format": "csv",
            "header": {"search": "Prov Position", "below": ["^RSA$"]},
            "footers": [r"^\*\* NB"],
        },
        [
            column("station", "Station", required_value=True),
            column("count_diff", "Count Diff"),
            column("change", "(%) Change"),
        ],
        column_families=[{"pattern": r"january (\d{4}) to march \d{4}", "name": r"quarter_\1"}],
    )
    assert loaded.load.loaded_lines == 30
    assert loaded.query(
        "select station, quarter_2022, quarter_2026 from landed"
        " where station in ('Durban Central', 'Umlazi', 'Inanda') order by station"
    ) == [
        ("Durban Central", "2,037", "1,784"),
        ("Inanda", "1,379", "1,787"),
        ("Umlazi", "1,195", "1,285"),
    ]
    assert loaded.query(
        "select count_diff, change from landed where station = 'Durban Central'"
    ) == [("-260", "-12.7%")]


def test_file_without_a_header(desk: Desk) -> None:
    """sources.md 3.8: 2,032 rows, the key unique, ETH 5 rows, 2011-2015."""
    loaded = desk.load(
        "za_treasury_municipal_money",
        "audit_reports.csv",
        {"format": "csv", "header": {"absent": True}},
        named("demarcation_code", "year", "report_url"),
    )
    assert loaded.lines() == {"audit_reports.csv": (2032, 2032)}
    assert loaded.query(
        "select count(distinct demarcation_code || year),"
        " string_agg(year, ' ' order by year) filter (demarcation_code = 'ETH') from landed"
    ) == [(2032, "2011 2012 2013 2014 2015")]


def test_preamble_and_blank_header_names(desk: Desk) -> None:
    """sources.md 2.9: 73,779 lines; registered 1990 14,520, 2008 14,007; Querétaro 34 and 40."""
    loaded = desk.load(
        "mx_inegi_mortality",
        "homicide-mun-2008.csv",
        {
            "format": "csv",
            "encodings": ["cp1252"],
            "header": {"search": "1990"},
            "footers": ["^FUENTE:"],
        },
        [
            column("area_code", "column 1"),
            column("area_name", "column 2"),
            column("occurrence_year", "column 3"),
            column("sex", "column 4"),
        ],
        column_families=[{"pattern": r"(\d{4})", "name": r"registered_\1"}],
    )
    assert loaded.lines() == {"homicide-mun-2008.csv": (73_779, 73_772)}
    assert loaded.query(
        "select registered_1990, registered_2008 from landed where area_name = 'Total'"
        " and occurrence_year = 'Total' and sex = 'Total' and area_code is null"
    ) == [("14,520", "14,007")]
    assert loaded.query(
        "select registered_1990, registered_2008 from landed where area_code = ' 22 014 '"
        " and occurrence_year = 'Total' and sex = 'Total'"
    ) == [("34", "40")]


def test_byte_order_mark_and_semicolons(desk: Desk) -> None:
    """sources.md 1.5: 21 comunas, 2,508,452 residents."""
    reader = {"format": "csv", "delimiter": ";"}
    loaded = desk.load("co_medellin_geography", "comunas.csv", reader, named("comuna", "poblacion"))
    assert loaded.query("select count(*), sum(poblacion::int) from landed") == [(21, 2_508_452)]


def test_decimal_commas_land_as_published(desk: Desk) -> None:
    """sources.md 1.3: 9,360 rows, 81 without coordinates (`NA`)."""
    reader = {"format": "csv", "delimiter": ";"}
    loaded = desk.load("co_medata_homicides", "*.csv", reader, named("longitud", "latitud"))
    assert loaded.query(
        "select count(*), count(*) filter (latitud = 'NA'),"
        " count(*) filter (regexp_full_match(latitud, '[0-9]+,[0-9]+')) from landed"
    ) == [(9360, 81, 9279)]


@pytest.mark.parametrize(("name", "members", "accented"), [("1t2019", 9, 1), ("2t2025", 12, 0)])
def test_zip_members_keep_their_cp437_names(
    desk: Desk, name: str, members: int, accented: int, extracts: Path
) -> None:
    """sources.md 2.6: 9 and 12 workbooks; the names carry no UTF-8 flag (`desempeño`)."""
    table = layout({"format": "workbook"}, "*.xlsx")
    declared = contract(desk.project, [table], source_id="mx_inegi_ensu")
    found = collect(desk.home, declared, extracts)
    assert not found.refused
    inside = [extract for extract in found.new if f"ensu{name}_estimaciones.zip!" in extract.origin]
    assert len(inside) == members
    assert sum("desempeño" in extract.file_name for extract in inside) == accented
