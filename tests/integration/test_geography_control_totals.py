"""The control totals of `sources.md` 1.5, 2.9, 3.5, 3.6 and 3.7 on areas, on the real extracts.

Belongs here: numbers of areas, their residents and square kilometres, weights that conserve them,
and C17, with the query that must reproduce each.
Does not belong here: rules with invented values (beside the models), or what runs on samples.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import shapefile

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

#: Areas with a known code below a city, by city and type.
AREAS = {
    ("co_medellin", "comuna"): 16,
    ("co_medellin", "corregimiento"): 5,
    ("co_medellin", "barrio"): 332,
    ("za_ethekwini", "police_precinct"): 43,
    ("za_ethekwini", "ward"): 103 + 110,
    ("za_ethekwini", "small_area"): 4_786,
    (None, "municipality"): 17,
}


def number(value: object) -> float:
    """A number of a query's answer."""
    return float(str(value))


def test_every_published_area_is_there_with_its_parent(release: Query) -> None:
    found = {
        (city, kind): count
        for city, kind, count in release(
            "select city_id, area_type_code, count(*) from core.dim_area"
            " where parent_area_id is not null group by all"
        )
    }
    assert {key: found.get(key) for key in AREAS} == AREAS


def test_a_municipality_beside_the_city_belongs_to_no_city(release: Query) -> None:
    assert release(
        "select count(*), count(city_id), min(parent_area_id), max(parent_area_id)"
        " from core.dim_area where area_type_code = 'municipality'"
    ) == [(17, 0, "MEX:state:22", "MEX:state:22")]


def test_comunas_keep_every_vertex_and_their_area(release: Query) -> None:
    """Sources 1.5: 18 polygons, 3 of several parts, 93,394 vertices; the area printed is theirs."""
    [(features, multiple, vertices, bad, worst)] = release(
        "select count(*), count(*) filter (where geometry_type_code = 'MultiPolygon'),"
        " sum(vertex_count), sum(bad_ring_count), max(abs(computed_km2 / published_km2 - 1))"
        " from core.dim_area_geometry where source_id = 'co_medellin_geography'"
    )
    assert (features, multiple, vertices, bad) == (21, 3, 93_394, 0)
    assert number(worst) < 0.0005


def test_the_state_of_queretaro_is_measured_not_taken_from_the_file(release: Query) -> None:
    """INEGI's state is 11,690.6 km2; the AREA of the file is 0.8 to 1.0 % below its boundaries."""
    [(count, land, printed)] = release(
        "select count(*), sum(area.land_km2), sum(geometry.published_km2)"
        " from core.dim_area as area join core.dim_area_geometry as geometry"
        " on area.geometry_ref = geometry.geometry_ref where area.area_id like 'MEX:%'"
    )
    assert count == 18
    assert number(land) == pytest.approx(11_690.58, abs=0.01)
    assert number(printed) == pytest.approx(11_589.3, abs=0.1)


def test_stations_stand_where_the_shapefile_says(release: Query, extracts: Path) -> None:
    """Sources 3.5: 42 of 43; each point is one of the shapefile's, read by another library."""
    table = shapefile.Reader(str(extracts / "za_saps_geography" / "saps_stations_points"))
    points = {(round(x, 5), round(y, 5)) for shape in table.shapes() for x, y in shape.points}
    found = [
        tuple(json.loads(str(geometry))["coordinates"])
        for (geometry,) in release(
            "select geometry_geojson from core.dim_area_geometry"
            " where geometry_role_code = 'station_point'"
        )
    ]
    assert len(found) == 42
    assert {(round(x, 5), round(y, 5)) for x, y in found} <= points


def test_the_station_without_a_point_is_ntuzuma(release: Query) -> None:
    assert release(
        "select name_local from core.dim_area"
        " where area_type_code = 'police_precinct' and geometry_ref is null"
    ) == [("Ntuzuma",)]


def test_a_renamed_station_is_one_area_with_two_names(release: Query) -> None:
    assert release(
        "select area_id, name_role_code from core.dim_area_name"
        " where name_local in ('Durban Central', 'C R Swart Sqaure') order by 2"
    ) == [
        ("ZAF:police_precinct:PD599026", "current"),
        ("ZAF:police_precinct:PD599026", "former"),
    ]


@pytest.mark.parametrize(
    ("kind", "vintage", "residents"),
    [
        ("comuna, corregimiento", "medellin_2017_of_base_2005", 2_508_452),
        ("police_precinct", "census_2022", 4_204_594),
        ("survey_domain", "census_2020", 1_262_344),
        ("ward", "census_2011_bounds_2011", 3_442_358),
        ("ward", "census_2011_bounds_2016", 3_476_693),
        ("small_area", "census_2011_bounds_2011", 3_438_320),
    ],
)
def test_residents_below_the_city(release: Query, kind: str, vintage: str, residents: int) -> None:
    [(total,)] = release(
        "select sum(value_count) from core.fct_population join core.dim_area using (area_id)"
        " where list_contains(string_split($1, ', '), area_type_code) and vintage = $2",
        [kind, vintage],
    )
    assert total == residents


def test_districts_of_the_city_cover_its_land(release: Query) -> None:
    """Sources 3.6: 43 districts, 2,485.83 km2."""
    [(land,)] = release(
        "select sum(land_km2) from core.dim_area where area_type_code = 'police_precinct'"
    )
    assert number(land) == pytest.approx(2_485.83, abs=0.005)


def test_weights_divide_no_area_into_more_than_itself(release: Query) -> None:
    """INV09. One small area's published ward shares sum to 1.0000000069 and are scaled."""
    [(most,)] = release(
        "select max(w) from (select sum(overlap_weight) as w from core.bridge_area_overlap"
        " join core.dim_area on to_area_id = area_id"
        " group by from_area_id, weight_basis_code, area_type_code)"
    )
    assert number(most) <= 1 + 1e-9


RESIDENTS_IN_THE_CITY = """
    select weight_basis_code, sum(value_count * overlap_weight)
    from core.bridge_area_overlap join core.fct_population on from_area_id = area_id
    where to_area_id = 'ZAF:city:ETH' and vintage = 'census_2011_by_small_areas'
    group by all
"""


def test_the_two_bases_of_precincts_in_the_city(release: Query) -> None:
    """The same precincts of 2011 by both rules; the city itself counted 3,442,361.

    By population the city loses what its neighbours' precincts hold of it, which is no area of the
    warehouse: 1.4 %. The majority rule swaps whole border precincts and comes out even.
    """
    found = {str(basis): number(total) for basis, total in release(RESIDENTS_IN_THE_CITY)}
    assert found == pytest.approx({"majority_50": 3_441_609.1, "population": 3_394_782.6}, abs=0.1)


def test_every_precinct_of_the_city_lies_mostly_in_it(release: Query) -> None:
    """The register's assignment and the census agree for all 43; three reach over the border.

    The list of precincts gives Umbumbulu 47,650 residents, the small areas of the city 28,360.
    """
    found = {
        name: number(weight)
        for name, weight in release(
            "select name_local, overlap_weight from core.bridge_area_overlap"
            " join core.dim_area on from_area_id = area_id"
            " where to_area_id = 'ZAF:city:ETH' and weight_basis_code = 'population'"
        )
    }
    assert len(found) == 43
    outside = {name: weight for name, weight in found.items() if weight < 0.99}
    assert outside == pytest.approx(
        {"Umbumbulu": 0.5952, "Umkomaas": 0.8042, "Amanzimtoti": 0.8178}, abs=5e-5
    )


def test_the_survey_city_is_two_municipalities(release: Query) -> None:
    found = {
        str(to): number(weight)
        for to, weight in release(
            "select to_area_id, overlap_weight from core.bridge_area_overlap"
            " where from_area_id = 'MEX:survey_domain:ENSU37'"
        )
    }
    expected = {"MEX:city:22014": 1_049_777, "MEX:municipality:22006": 212_567}
    assert found == pytest.approx({area: n / 1_262_344 for area, n in expected.items()})


def test_half_of_the_murders_of_ethekwini_fall_in_eight_precincts(release: Query) -> None:
    """C17, FY2022/23: 8 of 43. FY2023/24 lacks Amanzimtoti and Isipingo: no figure."""
    found = {
        str(start): (numerator, denominator, status)
        for start, numerator, denominator, status in release(
            "select observed.period_start, observed.numerator, observed.denominator,"
            " observed.obs_status_code from marts.observation as observed"
            " where observed.indicator_id = 'C17' and observed.breakdown_code = 'iccs_code=0101'"
            " and observed.source_id = 'za_saps_stations_annual'"
        )
    }
    assert len(found) == 19
    assert found["2022-04-01"] == (8, 43, "A")
    assert found["2018-04-01"] == (9, 43, "A")
    assert found["2023-04-01"] == (None, 43, "L")
