"""JSON arrays: items are records, numbers keep their digits, no item is ever lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.errors import ContractError
from tests.ingest_kit import column, contract, good_rows, layout
from tests.reader_kit import (
    GOOD,
    JSON_LAYOUT,
    LENIENT,
    check_accounted,
    items,
    json_bytes,
    landed,
    read,
)


@pytest.fixture
def declared(tmp_path: Path) -> Contract:
    return contract(tmp_path, [JSON_LAYOUT])


@pytest.mark.parametrize(
    "twin",
    [
        json_bytes(),
        json_bytes(indent=2),
        b"\xef\xbb\xbf" + json_bytes(),
        json_bytes().replace("é".encode(), rb"\u00e9"),
        json_bytes([dict(reversed(item.items())) for item in items()]),
        json_bytes() + b"\n",
    ],
    ids=["plain", "indented", "byte order mark", "escaped", "other key order", "final newline"],
)
def test_twins_give_the_same_rows(declared: Contract, twin: bytes) -> None:
    reading = read(twin, declared)
    assert landed(reading) == good_rows()
    assert (reading.physical_lines, reading.tally.count("loaded")) == (200, 200)
    assert reading.batches[0].column("_row_number").to_pylist()[:3] == [1, 2, 3]


def test_values_land_as_the_text_that_was_published(declared: Contract) -> None:
    data = (
        '[{"Fecha": 1.50, "Código": 123456789012345678901234567890, "Categoría": 1E+2,'
        ' "Cantidad": -0.0}, {"Fecha": true, "Código": " 05001 ", "Categoría": null,'
        ' "Cantidad": "1"}, {"Fecha": "", "Código": "x", "Categoría": {"a": [1.10, "é", null]},'
        ' "Cantidad": [ ]}]'
    ).encode()
    assert landed(read(data, declared)) == [
        ("1.50", "123456789012345678901234567890", "1E+2", "-0.0"),
        ("true", " 05001 ", None, "1"),
        (None, "x", '{"a":[1.10,"é",null]}', "[]"),
    ]


def test_keys_that_items_leave_out_are_empty(declared: Contract) -> None:
    """Socrata leaves out what is null: the columns are all keys of all items."""
    rows = items(3)
    del rows[0]["Categoría"]
    rows[2]["Nueva"] = "kept"
    reading = read(json_bytes(rows), declared)
    assert [row[2] for row in landed(reading)] == [None, "Hurto, robo", "Hurto, robo"]
    assert [row[0] for row in landed(reading, "_extra")] == [None, None, '{"Nueva": "kept"}']
    assert [(notice.fault, notice.column) for notice in reading.notices] == [("F28", "Nueva")]


def test_array_inside_a_document_is_found_by_its_keys(tmp_path: Path) -> None:
    inside = contract(tmp_path, [layout({"format": "json", "items": "result.records"})])
    document = {"success": True, "result": {"total": 200, "records": items(), "after": {}}}
    assert landed(read(json.dumps(document).encode(), inside)) == good_rows()


def test_item_that_is_no_object_is_set_aside_with_its_bytes(tmp_path: Path) -> None:
    lenient = contract(tmp_path, [JSON_LAYOUT], limits=LENIENT)
    data = b'[{"Cantidad": 1, "Cantidad": 2}, [1, 2], "x", null, {}, '
    reading = read(data + json_bytes(items(1))[1:], lenient)
    found = [(entry.line, entry.reason_code, entry.raw) for entry in reading.rejected]
    assert found == [
        (1, "duplicate_key", b'{"Cantidad": 1, "Cantidad": 2}'),
        (2, "no_object", b"[1, 2]"),
        (3, "no_object", b'"x"'),
        (4, "no_object", b"null"),
    ]
    assert reading.tally.count("blank") == 1
    assert landed(reading) == good_rows(1)


@pytest.mark.parametrize(("text", "code"), [(rb"\ud800", "F20"), (rb"a\u0000b", "nul_byte")])
def test_text_that_no_column_can_hold_is_set_aside(tmp_path: Path, text: bytes, code: str) -> None:
    lenient = contract(tmp_path, [JSON_LAYOUT], limits=LENIENT)
    data = json_bytes(items(3)).replace(b"Hurto, robo", text, 1)
    reading = read(data, lenient)
    assert [(entry.line, entry.reason_code) for entry in reading.rejected] == [(1, code)]
    assert landed(reading) == good_rows(3)[1:]


def test_undecodable_item_is_set_aside_with_its_bytes(tmp_path: Path) -> None:
    declared = contract(tmp_path, [JSON_LAYOUT], limits={"quarantined_share": 0.5})
    data = json_bytes(items(20), indent=1).replace(b"Hurto, robo", b"Extorsi\xf3n", 1)
    reading = read(data, declared)
    ((line, code, raw),) = [(e.line, e.reason_code, e.raw) for e in reading.rejected]
    assert (line, code) == (1, "F20")
    assert b"Extorsi\xf3n" in raw
    assert landed(reading) == good_rows(20)[1:]


def test_complete_page_loads_with_a_note(tmp_path: Path) -> None:
    reader = {"format": "json", "page_limit": 200, "complete": True}
    reading = read(GOOD["json"], contract(tmp_path, [layout(reader)]))
    assert [(notice.fault, notice.severity) for notice in reading.notices] == [("F61", "note")]


@pytest.mark.parametrize(
    "reader",
    [
        {"format": "csv", "page_limit": 1000},
        {"format": "json", "header": {"row": 1}},
        {"format": "json", "table": "x"},
        {"format": "pg_copy"},
        {"format": "dbf", "items": "results"},
    ],
)
def test_option_of_another_format_is_a_broken_contract(
    tmp_path: Path, reader: dict[str, object]
) -> None:
    with pytest.raises(ContractError, match="F74"):
        contract(tmp_path, [layout(reader)])


# -- properties ---------------------------------------------------------------------------------

FAST = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
SMALL = json_bytes(items(6))
SCRAPS = st.sampled_from(
    [b'"', b",", b"[", b"]", b"{", b"}", b":", b"\\", b"\0", b"\xff", b"NaN", b"1", "é".encode()]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    optional = [column("case_count", "Cantidad", required=False)]
    one = layout({"format": "json"}, "*.json", columns=optional)
    return contract(tmp_path_factory.mktemp("lenient"), [one], limits=LENIENT)


def check(data: bytes, declared: Contract) -> None:
    """Accounted for, and as many items as the standard library finds."""
    physical = check_accounted(data, declared)
    if physical is not None:
        text = data.decode("utf-8-sig", "surrogateescape")
        assert physical == len(json.loads(text))


@FAST
@given(values=st.lists(VALUES, max_size=8))
def test_any_array_is_accounted_for(lenient: Contract, values: list[object]) -> None:
    check(json.dumps(values).encode(), lenient)


@FAST
@given(edits=st.lists(st.tuples(st.integers(0, len(SMALL)), SCRAPS), min_size=1, max_size=4))
def test_stray_bytes_are_accounted_for(lenient: Contract, edits: list[tuple[int, bytes]]) -> None:
    data = SMALL
    for position, scrap in edits:
        data = data[:position] + scrap + data[position:]
    check(data, lenient)


@FAST
@given(cut=st.integers(0, len(SMALL)), start=st.integers(0, 40))
def test_cuts_are_accounted_for(lenient: Contract, cut: int, start: int) -> None:
    check(SMALL[:cut], lenient)
    check(SMALL[start:cut], lenient)


@FAST
@given(data=st.binary(max_size=200))
def test_random_bytes_are_refused_or_accounted_for(lenient: Contract, data: bytes) -> None:
    check(data, lenient)
