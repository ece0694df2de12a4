"""GeoJSON: features are records, the geometry is kept as text, in WGS84 and of a declared type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.errors import ContractError
from tests.ingest_kit import columns, contract, good_rows, layout
from tests.reader_kit import (
    GEOJSON_LAYOUT,
    LENIENT,
    check_accounted,
    features,
    geojson_bytes,
    landed,
    read,
)

CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


@pytest.fixture
def declared(tmp_path: Path) -> Contract:
    return contract(tmp_path, [GEOJSON_LAYOUT])


@pytest.mark.parametrize("members", [{}, {"crs": CRS84, "name": "Areas"}, {"crs": None}])
def test_features_land_as_rows(declared: Contract, members: dict[str, object]) -> None:
    reading = read(geojson_bytes(**members), declared)
    assert landed(reading) == good_rows()
    assert landed(reading, "feature_id")[:2] == [("0",), ("1",)]
    assert (reading.physical_lines, reading.tally.count("loaded")) == (200, 200)


def test_geometry_keeps_the_published_digits(declared: Contract) -> None:
    data = geojson_bytes(features(1)).replace(b"-75.5,", b"-75.500000000000000001 ,")
    ((geometry,),) = landed(read(data, declared), "geometry")
    assert geometry is not None
    assert geometry.startswith('{"type":"Polygon","coordinates":[[[-75.500000000000000001,6.25],')


def test_undeclared_identifier_is_kept_aside(tmp_path: Path) -> None:
    bare = layout({"format": "geojson"}, columns=[GEOJSON_LAYOUT["columns"][0], *columns()])
    reading = read(geojson_bytes(features(2)), contract(tmp_path, [bare]))
    assert landed(reading, "_extra") == [('{"@id": "0"}',), ('{"@id": "1"}',)]
    assert [(notice.fault, notice.column) for notice in reading.notices] == [("F28", "@id")]


def test_feature_without_geometry_lands_with_none(declared: Contract) -> None:
    reading = read(geojson_bytes(features(2, geometry=None)), declared)
    assert landed(reading, "geometry") == [(None,), (None,)]


def test_declared_points_land(tmp_path: Path) -> None:
    points = layout(
        {"format": "geojson", "geometry_types": ["Point"]}, columns=GEOJSON_LAYOUT["columns"]
    )
    point = {"type": "Point", "coordinates": [30.79157, -30.20719, 12]}
    reading = read(geojson_bytes(features(2, point)), contract(tmp_path, [points]))
    assert landed(reading, "geometry")[0] == (
        '{"type":"Point","coordinates":[30.79157,-30.20719,12]}',
    )


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [30.7, -30.2]},
        {"type": "Polygon", "coordinates": [[[-8410000.5, 701000.1]]]},
        {"type": "Polygon", "coordinates": [[["-75.5", "6.25"]]]},
        {"type": "Polygon", "coordinates": [[[6.25]]]},
        {"type": "Polygon"},
        "Polygon",
    ],
)
def test_other_geometry_is_set_aside(tmp_path: Path, geometry: object) -> None:
    lenient = contract(tmp_path, [GEOJSON_LAYOUT], limits=LENIENT)
    reading = read(geojson_bytes([*features(1), *features(1, geometry)]), lenient)
    assert [(entry.line, entry.reason_code) for entry in reading.rejected] == [(2, "geometry")]
    assert landed(reading) == good_rows(1)


def test_member_that_is_no_feature_is_set_aside(tmp_path: Path) -> None:
    lenient = contract(tmp_path, [GEOJSON_LAYOUT], limits=LENIENT)
    strangers = [{"type": "Feature"}, 1, {"type": "Feature", "geometry": None, "properties": 1}]
    reading = read(geojson_bytes([*strangers, *features(1)]), lenient)
    assert {entry.reason_code for entry in reading.rejected} == {"no_object"}
    assert len(reading.rejected) == 3
    assert landed(reading) == good_rows(1)


def test_contract_without_a_geometry_column_is_broken(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="@geometry"):
        contract(tmp_path, [layout({"format": "geojson"}, "*.geojson")])


# -- properties ---------------------------------------------------------------------------------

FAST = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
SMALL = geojson_bytes(features(3))
SCRAPS = st.sampled_from([b'"', b",", b"[", b"]", b"{", b"}", b"\xff", b"9", b"null", b"e9"])


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return contract(tmp_path_factory.mktemp("lenient"), [GEOJSON_LAYOUT], limits=LENIENT)


@FAST
@given(
    edits=st.lists(st.tuples(st.integers(0, len(SMALL)), SCRAPS), min_size=1, max_size=4),
    cut=st.integers(len(SMALL) // 2, len(SMALL) * 2),
)
def test_every_feature_is_accounted_for(
    lenient: Contract, edits: list[tuple[int, bytes]], cut: int
) -> None:
    data = SMALL
    for position, scrap in edits:
        data = data[:position] + scrap + data[position:]
    physical = check_accounted(data[:cut], lenient)
    if physical is not None:
        document = json.loads(data[:cut].decode("utf-8", "surrogateescape"))
        assert physical == len(document["features"])
