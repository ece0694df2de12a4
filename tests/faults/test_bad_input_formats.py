"""Bad JSON, GeoJSON, dBase and SQL files: refused or set aside with words, and what stands stands.

Belongs here: faults of the register (F14-F29, F61) in the formats that are no CSV and no workbook.
Does not belong here: the accounting of sound files (`tests/unit`).
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import Finding
from orchestration.settings import Settings
from tests.ingest_kit import House, contract, csv_bytes, good_rows, layout
from tests.reader_kit import (
    GOOD,
    LAYOUTS,
    dbf_bytes,
    dump_bytes,
    features,
    geojson_bytes,
    items,
    json_bytes,
)

pytestmark = pytest.mark.faults

SUFFIX = {"json": ".json", "geojson": ".geojson", "dbf": ".dbf", "pg_copy": ".sql"}
PAGE = b"<!DOCTYPE html><html><head><title>Service Unavailable</title></head></html>"
DBF_START, DBF_SIZE = struct.unpack_from("<HH", GOOD["dbf"], 8)
WEB_MERCATOR = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


def make_house(home: Settings, tmp_path: Path, kind: str, **reader: Any) -> House:
    """A house whose one layout reads files of `kind`, with one sound extract loaded."""
    base = LAYOUTS[kind]
    declared = layout(
        base["config"]["meta"]["reader"] | reader, f"*{SUFFIX[kind]}", columns=base["columns"]
    )
    house = House(home, contract(tmp_path / "project", [declared]))
    house.drop(f"sound_synthetic{SUFFIX[kind]}", GOOD[kind])
    house.refresh()
    return house


def refusal(house: House, kind: str, data: bytes) -> Finding:
    """Drop a bad file; return its one finding after checking what stands and how it is said."""
    name = f"bad{SUFFIX[kind]}"
    before = house.rows()
    assert len(before) == 200
    house.drop(name, data)
    _, load = house.refresh()
    assert house.rows() == before, "sound rows changed"
    assert load.extracts == 1
    (finding,) = load.refused
    assert finding.message.startswith(f"{house.contract.source_id} {finding.fault}:")
    assert name in finding.message
    assert finding.next_step
    return finding


def ledger(house: House, kind: str) -> tuple[int, int, int, int]:
    """Drop nothing; the line account of the file `bad`, which must have loaded."""
    ((status, *counts),) = house.query(
        "select status, physical_lines, loaded_lines, quarantined_lines, declared_lines"
        f" from ledger.extracts where file_name = 'bad{SUFFIX[kind]}'"
    )
    assert status == "loaded"
    physical, loaded, quarantined, declared = counts
    assert physical == loaded + quarantined + declared
    return physical, loaded, quarantined, declared


# -- in every format ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SUFFIX)
def test_html_page_is_refused_with_its_title(home: Settings, tmp_path: Path, kind: str) -> None:
    finding = refusal(make_house(home, tmp_path, kind), kind, PAGE)
    assert finding.fault == "F16"
    assert "'Service Unavailable'" in finding.message


@pytest.mark.parametrize("kind", SUFFIX)
@pytest.mark.parametrize("data", [b"", b" \n\n"])
def test_empty_file_is_not_zero_crime(
    home: Settings, tmp_path: Path, kind: str, data: bytes
) -> None:
    finding = refusal(make_house(home, tmp_path, kind), kind, data)
    assert finding.fault == "F17"
    assert "not zero crime" in finding.message


NO_ROWS = {
    "json": b"[]",
    "geojson": geojson_bytes([]),
    "dbf": dbf_bytes([]),
    "pg_copy": dump_bytes([]),
}


@pytest.mark.parametrize("kind", SUFFIX)
def test_file_without_rows_is_not_zero_crime(home: Settings, tmp_path: Path, kind: str) -> None:
    finding = refusal(make_house(home, tmp_path, kind), kind, NO_ROWS[kind])
    assert finding.fault == "F17"


CUTS = {
    "json": [json_bytes()[:share] for share in (-1, -2, -20, 1000, 1001, 1017, 1)],
    "geojson": [geojson_bytes()[:share] for share in (-1, -2, -3, 2000, 30)],
    "dbf": [GOOD["dbf"][:share] for share in (-2, -40, DBF_START + 5, DBF_START - 5, 20)],
    "pg_copy": [dump_bytes()[: dump_bytes().index(b"\\.\n\nCOPY public.notes") - 3]],
}


@pytest.mark.parametrize(
    ("kind", "data"), [(kind, data) for kind, listed in CUTS.items() for data in listed]
)
def test_cut_file_is_refused(home: Settings, tmp_path: Path, kind: str, data: bytes) -> None:
    finding = refusal(make_house(home, tmp_path, kind), kind, data)
    assert finding.fault == "F15"
    assert "Retrieve it again" in finding.next_step


RENAMED = {
    "json": json_bytes().replace(b'"Cantidad"', b'"Cantidades"'),
    "geojson": geojson_bytes().replace(b'"Cantidad"', b'"Cantidades"'),
    "dbf": GOOD["dbf"].replace(b"CANTIDAD", b"CANTIDAT"),
    "pg_copy": dump_bytes().replace(b"case_count)", b"case_counts)"),
}


@pytest.mark.parametrize("kind", SUFFIX)
def test_renamed_column_is_refused_with_the_nearest_name(
    home: Settings, tmp_path: Path, kind: str
) -> None:
    finding = refusal(make_house(home, tmp_path, kind), kind, RENAMED[kind])
    assert finding.fault == "F27"
    assert "found instead" in finding.message


WIDER = {
    "json": json_bytes([item | {"ICCS": "0101"} for item in items(50)]),
    "geojson": geojson_bytes(features(50)).replace(b'"Fecha"', b'"ICCS": "0101", "Fecha"'),
    "pg_copy": dump_bytes([(*row, "0101") for row in good_rows(50)]).replace(
        b"case_count)", b'case_count, "ICCS")'
    ),
}


@pytest.mark.parametrize("kind", WIDER)
def test_new_column_is_kept_aside_and_said(home: Settings, tmp_path: Path, kind: str) -> None:
    house = make_house(home, tmp_path, kind)
    house.drop(f"bad{SUFFIX[kind]}", WIDER[kind])
    _, load = house.refresh()
    assert not load.refused
    assert [(found.fault, found.column) for found in load.warnings] == [("F28", "ICCS")]
    assert [json.loads(row[-2]) for row in house.rows() if row[-2]] == [{"ICCS": "0101"}] * 50


LATIN = {kind: data.replace(b"Hurto, robo", b"Extorsi\xf3n  ", 20) for kind, data in GOOD.items()}


@pytest.mark.parametrize("kind", SUFFIX)
def test_other_encoding_is_refused_and_named(home: Settings, tmp_path: Path, kind: str) -> None:
    finding = refusal(make_house(home, tmp_path, kind), kind, LATIN[kind])
    assert finding.fault == "F20"
    assert "cp1252 would read it" in finding.message


# -- JSON ---------------------------------------------------------------------------------------


def test_exactly_the_page_limit_is_one_page_not_the_whole(home: Settings, tmp_path: Path) -> None:
    house = make_house(home, tmp_path, "json", page_limit=100)
    finding = refusal(house, "json", json_bytes(items(100)))
    assert finding.fault == "F61"
    assert "complete: true" in finding.next_step


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity", b"-Infinity"])
def test_what_json_has_no_number_for_is_refused(
    home: Settings, tmp_path: Path, constant: bytes
) -> None:
    data = json_bytes().replace(b'"Cantidad": "3"', b'"Cantidad": ' + constant, 1)
    finding = refusal(make_house(home, tmp_path, "json"), "json", data)
    assert (finding.fault, finding.line) == ("F61", 3)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (csv_bytes(), "F16"),
        (b'{"error": true, "message": "Dataset not found"}', "F16"),
        (b'{"results": []}', "F16"),
        (b'"text"', "F16"),
        (json_bytes().replace(b"}, {", b"} {", 1), "F22"),
        (json_bytes() + json_bytes(), "F22"),
        (b"[" + b"[" * 100_000 + b"]" * 100_001, "F58"),
        (json_bytes([item | {"Cantidad": [1]} for item in items(9)] + [[1]] * 9), "F23"),
    ],
    ids=["csv", "error", "object", "text", "no comma", "two documents", "deep", "no objects"],
)
def test_other_shapes_are_refused(home: Settings, tmp_path: Path, data: bytes, fault: str) -> None:
    assert refusal(make_house(home, tmp_path, "json"), "json", data).fault == fault


def test_item_with_a_key_twice_is_set_aside(home: Settings, tmp_path: Path) -> None:
    house = make_house(home, tmp_path, "json")
    twice = json_bytes().replace(b'"Cantidad": "3"', b'"Cantidad": "3", "Cantidad": "4"', 1)
    house.drop("bad.json", twice)
    _, load = house.refresh()
    assert not load.refused
    assert ledger(house, "json") == (200, 199, 1, 0)
    ((line, code, raw),) = house.query(
        "select line_number, reason_code, raw_bytes from ledger.quarantine"
    )
    assert (line, code) == (3, "duplicate_key")
    assert bytes(raw).endswith(b'"Cantidad": "3", "Cantidad": "4"}')


# -- GeoJSON ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (geojson_bytes(crs=WEB_MERCATOR), "F26"),
        (geojson_bytes().replace(b"-75.5", b"-8404621.1"), "F26"),
        (geojson_bytes(features(9, {"type": "Point", "coordinates": [1, 2]})), "F26"),
        (geojson_bytes(exceededTransferLimit=True), "F61"),
        (json_bytes(), "F16"),
        (geojson_bytes().replace(b"FeatureCollection", b"Topology"), "F16"),
    ],
    ids=["other crs", "projected", "points for areas", "server's limit", "array", "topology"],
)
def test_other_collections_are_refused(
    home: Settings, tmp_path: Path, data: bytes, fault: str
) -> None:
    assert refusal(make_house(home, tmp_path, "geojson"), "geojson", data).fault == fault


# -- dBase --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (csv_bytes(), "F16"),
        (GOOD["dbf"][:-1] + b" one record more", "F15"),
        (GOOD["dbf"].replace(b"CATEGORIA\0\0C", b"CATEGORIA\0\0M"), "F60"),
        (GOOD["dbf"][:10] + struct.pack("<H", DBF_SIZE + 1) + GOOD["dbf"][12:], "F16"),
    ],
    ids=["csv", "more than stated", "memo field", "other record size"],
)
def test_other_tables_are_refused(home: Settings, tmp_path: Path, data: bytes, fault: str) -> None:
    assert refusal(make_house(home, tmp_path, "dbf"), "dbf", data).fault == fault


# -- PostgreSQL dumps ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "fault", "words"),
    [
        (dump_bytes().replace(b"public.offences", b"public.offence"), "F27", "public.areas"),
        (dump_bytes() + dump_bytes(), "F27", "twice"),
        (dump_bytes() + b"COPY public.more (a) FROM stdin;\n1\n", "F15", "public.more"),
        (dump_bytes().replace(b"'UTF8'", b"'LATIN1'"), "F20", "latin-1"),
        (dump_bytes().replace(b"case_count) FROM stdin", b"case_count) FROM stdin WITH CSV"),
         "F24", "options"),
        (dump_bytes([row[:3] for row in good_rows()]), "F23", "3 fields instead of 4"),
        (b"INSERT INTO public.offences VALUES (1);\n", "F27", "none"),
    ],
    ids=["renamed", "twice", "other block cut", "encoding", "csv", "short rows", "inserts"],
)  # fmt: skip
def test_other_dumps_are_refused(
    home: Settings, tmp_path: Path, data: bytes, fault: str, words: str
) -> None:
    finding = refusal(make_house(home, tmp_path, "pg_copy"), "pg_copy", data)
    assert finding.fault == fault
    assert words in finding.message
