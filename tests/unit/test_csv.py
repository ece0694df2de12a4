"""Delimited text: one fixture in many dresses gives the same rows; no line is ever lost."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.errors import ExtractRefused
from orchestration.load.csv import read_csv
from orchestration.load.reading import Context, Reading
from orchestration.settings import Settings
from tests.ingest_kit import HEADER, House, contract, csv_bytes, good_rows, layout

CLEAN = csv_bytes()


def read(data: bytes, declared: Contract) -> Reading:
    """Read bytes as the first layout of a contract."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        path.write_bytes(data)
        reading = Reading()
        read_csv(path, Context(declared, declared.tables[0], "synthetic.csv"), reading)
    return reading


def landed(reading: Reading) -> list[tuple[str | None, ...]]:
    """The landed rows in the order of the contract's columns."""
    names = ("event_date", "area_code", "category", "case_count")
    rows: list[tuple[str | None, ...]] = []
    for batch in reading.batches:
        rows += list(zip(*(batch.column(name).to_pylist() for name in names), strict=True))
    return rows


@pytest.fixture
def declared(tmp_path: Path) -> Contract:
    return contract(tmp_path)


TWINS = {
    "byte order mark": b"\xef\xbb\xbf" + CLEAN,
    "CRLF": csv_bytes(newline="\r\n"),
    "bare CR": csv_bytes(newline="\r"),
    "mixed newlines": CLEAN.replace(b"\n", b"\r\n", 50).replace(b"7\n", b"7\r"),
    "all quoted": csv_bytes(quote_all=True),
    "trailing delimiter": CLEAN.replace(b"\n", b",\n"),
    "trailing delimiter in rows only": CLEAN.replace(b"\n", b",\n").replace(b"dad,", b"dad", 1),
    "other case and blanks in the header": CLEAN.replace("Código".encode(), " CÓDIGO_".encode()),
}  # fmt: skip


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS.keys())
def test_twins_give_the_same_rows(declared: Contract, twin: bytes) -> None:
    assert landed(read(twin, declared)) == landed(read(CLEAN, declared)) == good_rows()


@pytest.mark.parametrize(
    ("name", "twin"),
    [("a.csv.gz", gzip.compress(CLEAN)), ("a.csv.bz2", bz2.compress(CLEAN))],
)
def test_compressed_twins_are_the_same_extract(
    home: Settings, tmp_path: Path, name: str, twin: bytes
) -> None:
    house = House(home, contract(tmp_path / "project"))
    house.drop("a.csv", CLEAN)
    house.drop(name, twin)
    found, load = house.refresh()
    assert (len(found.new), found.known, load.extracts) == (1, 1, 1)


def test_column_order_does_not_matter(declared: Contract) -> None:
    turned = csv_bytes([row[::-1] for row in good_rows()], HEADER[::-1])
    assert landed(read(turned, declared)) == good_rows()


def test_record_over_several_lines_counts_all_of_them(declared: Contract) -> None:
    rows = [list(row) for row in good_rows(3)]
    rows[1][2] = "first\nsecond\nthird"
    reading = read(csv_bytes(rows), declared)
    assert (reading.physical_lines, reading.tally.count("loaded")) == (6, 5)
    assert (reading.row_count, reading.tally.continuation) == (3, 2)
    assert reading.batches[0].column("_row_number").to_pylist() == [2, 3, 6]
    assert landed(reading)[1][2] == "first\nsecond\nthird"


def test_cells_land_exactly_as_published_and_empty_ones_as_null(declared: Contract) -> None:
    data = csv_bytes([]) + '"", 05001 ,  Niñez\u00a0,1.234\n'.encode()
    assert landed(read(data, declared)) == [(None, " 05001 ", "  Niñez\u00a0", "1.234")]


def test_blank_lines_are_counted(declared: Contract) -> None:
    reading = read(CLEAN.replace(b"\n", b"\n\n  \n,,,\n", 1), declared)
    assert reading.tally.count("blank") == 3
    assert landed(reading) == good_rows()


def test_unicode_line_separators_end_no_line(declared: Contract) -> None:
    rows = [("2024-01-01", "05001", "a\u2028b\x0cc\x85d", "1")]
    reading = read(csv_bytes(rows), declared)
    assert reading.physical_lines == 2
    assert landed(reading) == rows


def test_file_without_header_maps_the_declared_order(tmp_path: Path) -> None:
    bare = contract(tmp_path, [layout({"format": "csv", "header": {"absent": True}})])
    assert landed(read(csv_bytes(header=None), bare)) == good_rows()


def test_column_family_names_its_columns(tmp_path: Path) -> None:
    family = [{"pattern": r"año (\d{4})", "name": r"year_\1"}]
    wide = contract(tmp_path, [layout({"format": "csv"}, column_families=family)])
    data = csv_bytes([(*good_rows(1)[0], "7", "8")], (*HEADER, "Año 2023", "AÑO_2024"))
    reading = read(data, wide)
    assert tuple(reading.families) == ("year_2023", "year_2024")
    assert reading.batches[0].column("year_2024").to_pylist() == ["8"]


def test_broken_quotes_cost_bounded_work(declared: Contract) -> None:
    data = csv_bytes([]) + b'"a,b,c,d\n' * 30_000
    with pytest.raises(ExtractRefused, match="more than 1,000 lines") as refusal:
        read(data, declared)
    assert refusal.value.fault == "F22"


# -- properties ---------------------------------------------------------------------------------


def physical_lines(data: bytes) -> int:
    """Lines of a file, counted in another way than the reader does."""
    text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.count(b"\n") + (not text.endswith(b"\n") and text != b"")


def attempt(data: bytes, declared: Contract) -> Reading | ExtractRefused:
    """What reading comes to."""
    try:
        return read(data, declared)
    except ExtractRefused as refusal:
        return refusal


def check_accounted(data: bytes, declared: Contract) -> None:
    """The reader refuses with a fault number, or every line is accounted for."""
    reading = attempt(data, declared)
    if isinstance(reading, ExtractRefused):
        assert reading.fault != "P1", "a line was lost"
        assert reading.fault[0] == "F"
        assert reading.next_step
        return
    tally = reading.tally
    assert reading.physical_lines == physical_lines(data)
    assert tally.count("loaded") + tally.count("quarantined") + tally.declared == physical_lines(
        data
    )
    assert sum(batch.num_rows for batch in reading.batches) == reading.row_count


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """A contract that refuses nothing for its share, so that the tally is what is tested."""
    reader = {
        "format": "csv",
        "encodings": ["utf-8", "cp1252"],
        "final_newline": "optional",
        "footers": ["^total"],
    }
    limits = {"quarantined_share": 1.0, "minimum_rows": 0}
    return contract(tmp_path_factory.mktemp("lenient"), [layout(reader)], limits=limits)


SMALL = csv_bytes(good_rows(12))
SCRAPS = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b'""', b'",', b',"', "é".encode(), b"x"]
)
FAST = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@FAST
@given(data=st.binary(max_size=400))
def test_random_bytes_are_refused_or_accounted_for(lenient: Contract, data: bytes) -> None:
    check_accounted(data, lenient)


@FAST
@given(body=st.lists(SCRAPS, max_size=60))
def test_random_scraps_under_a_header_are_accounted_for(
    lenient: Contract, body: list[bytes]
) -> None:
    check_accounted(csv_bytes([]) + b"".join(body), lenient)


@FAST
@given(cut=st.integers(0, len(SMALL)), start=st.integers(0, 60))
def test_cuts_of_a_good_file_are_accounted_for(lenient: Contract, cut: int, start: int) -> None:
    check_accounted(SMALL[:cut], lenient)
    check_accounted(SMALL[start:cut], lenient)


@FAST
@given(
    edits=st.lists(st.tuples(st.integers(0, len(SMALL)), SCRAPS), min_size=1, max_size=6),
)
def test_stray_bytes_in_a_good_file_are_accounted_for(
    lenient: Contract, edits: list[tuple[int, bytes]]
) -> None:
    data = SMALL
    for position, scrap in edits:
        data = data[:position] + scrap + data[position:]
    check_accounted(data, lenient)
