"""dBase tables: records are physical lines, values land as text, pyshp reads the same."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
import shapefile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from tests.ingest_kit import contract, good_rows, layout
from tests.reader_kit import DBF_LAYOUT, LENIENT, check_accounted, dbf_bytes, landed, read

GOOD = dbf_bytes()
START, SIZE = struct.unpack_from("<HH", GOOD, 8)


@pytest.fixture
def declared(tmp_path: Path) -> Contract:
    return contract(tmp_path, [DBF_LAYOUT])


def mark(data: bytes, record: int, deletion: bytes) -> bytes:
    """The table with another deletion mark at the 0-based record."""
    at = START + record * SIZE
    return data[:at] + deletion + data[at + 1 :]


def test_records_land_as_text(declared: Contract) -> None:
    reading = read(GOOD, declared)
    assert landed(reading) == good_rows()
    assert (reading.physical_lines, reading.tally.count("loaded")) == (200, 200)
    assert reading.batches[0].column("_row_number").to_pylist()[-1] == 200


def test_an_independent_reader_finds_the_same_values(declared: Contract) -> None:
    theirs = shapefile.Reader(dbf=io.BytesIO(GOOD))
    assert [tuple(map(str, record)) for record in theirs.iterRecords()] == landed(
        read(GOOD, declared)
    )


def test_padding_goes_and_everything_else_stays(declared: Contract) -> None:
    rows = [("", " 05001", "Niñez\u00a0", -7), ("2024-01-01", "1", "x", 0)]
    assert landed(read(dbf_bytes(rows), declared)) == [
        (None, " 05001", "Niñez\u00a0", "-7"),
        ("2024-01-01", "1", "x", "0"),
    ]


def test_deleted_records_are_declared_and_said(declared: Contract) -> None:
    reading = read(mark(mark(GOOD, 3, b"*"), 5, b"*"), declared)
    tally = reading.tally
    assert (tally.count("loaded"), tally.declared, reading.physical_lines) == (198, 2, 200)
    assert [notice.message for notice in reading.notices] == [
        "2 records of synthetic.bin are marked as deleted"
    ]


def test_record_that_does_not_open_as_one_is_set_aside(declared: Contract) -> None:
    reading = read(mark(GOOD, 3, b"?"), declared)
    ((line, code, raw),) = [(e.line, e.reason_code, e.raw) for e in reading.rejected]
    assert (line, code, len(raw)) == (4, "deletion_mark", SIZE)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_declared_encoding_reads_the_file(tmp_path: Path, encoding: str) -> None:
    reader = {"format": "dbf", "encodings": ["utf-8", encoding]}
    declared = contract(tmp_path, [layout(reader, "*", columns=DBF_LAYOUT["columns"])])
    rows = [("2024-01-01", "05001", "Extorsión", 1)]
    reading = read(dbf_bytes(rows, encoding), declared)
    assert landed(reading) == [("2024-01-01", "05001", "Extorsión", "1")]
    assert reading.encoding == encoding


def test_encoding_byte_that_differs_is_noted(declared: Contract) -> None:
    stated = GOOD[:29] + b"\x57" + GOOD[30:]
    reading = read(stated, declared)
    assert [(notice.fault, notice.severity) for notice in reading.notices] == [("F20", "note")]
    assert "cp1252" in reading.notices[0].message
    assert landed(reading) == good_rows()


@pytest.mark.parametrize("tail", [b"", b"\x1a", b"\x1a\x1a", b"\0\0"])
def test_any_end_mark_is_fine(declared: Contract, tail: bytes) -> None:
    end = START + 200 * SIZE
    assert landed(read(GOOD[:end] + tail, declared)) == good_rows()


# -- properties ---------------------------------------------------------------------------------

FAST = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
SMALL = dbf_bytes(good_rows(6))


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return contract(tmp_path_factory.mktemp("lenient"), [DBF_LAYOUT], limits=LENIENT)


@FAST
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=6
    ),
    cut=st.integers(0, len(SMALL) * 2),
)
def test_every_record_is_accounted_for(
    lenient: Contract, edits: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(SMALL)
    for position, value in edits:
        data[position] = value
    physical = check_accounted(bytes(data[:cut]), lenient)
    if physical is not None:
        assert physical == struct.unpack_from("<I", data, 4)[0]


@FAST
@given(data=st.binary(max_size=300))
def test_random_bytes_are_refused_or_accounted_for(lenient: Contract, data: bytes) -> None:
    check_accounted(data, lenient)
    check_accounted(b"\x03" + data, lenient)
