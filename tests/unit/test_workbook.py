"""Workbooks: cells as text, sheet rows as lines, other sheets declared."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.errors import ExtractRefused
from orchestration.load.captures import month_number
from orchestration.load.reading import Context, Reading
from orchestration.load.workbook import read_workbook
from tests.ingest_kit import HEADER, book_bytes, column, contract, good_book, good_rows, layout


def read(data: bytes, declared: Contract) -> Reading:
    """Read bytes as the first layout of a contract."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        path.write_bytes(data)
        reading = Reading()
        read_workbook(path, Context(declared, declared.tables[0], "synthetic.xlsx"), reading)
    return reading


def attempt(data: bytes, declared: Contract) -> Reading | ExtractRefused:
    """What reading comes to."""
    try:
        return read(data, declared)
    except ExtractRefused as refusal:
        return refusal


def landed(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    """The landed rows, these columns."""
    rows: list[tuple[Any, ...]] = []
    for batch in reading.batches:
        rows += list(zip(*(batch.column(name).to_pylist() for name in names), strict=True))
    return rows


def book_contract(folder: Path, reader: dict[str, Any] | None = None, **meta: Any) -> Contract:
    """A contract with one workbook layout."""
    return contract(folder, [layout({"format": "workbook", **(reader or {})}, "*.xlsx", **meta)])


def test_cells_become_text_without_losing_their_form(tmp_path: Path) -> None:
    cells = [
        (5001000, "5001000"),
        (5001000.0, "5001000"),
        (5.2304, "5.2304"),
        (12.5, "12.5"),
        (dt.date(2024, 1, 6), "2024-01-06"),
        (dt.datetime.fromisoformat("2024-01-06T13:05:00"), "2024-01-06T13:05:00"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("05001000 ", "05001000 "),
        (-2, "-2"),
    ]
    rows = [[value, "c", None, 1] for value, _ in cells]
    reading = read(book_bytes([HEADER, *rows]), book_contract(tmp_path))
    assert landed(reading, "event_date", "category") == [(text, None) for _, text in cells]


def old_book() -> bytes:
    """The good rows as an .xls."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hoja1")
    for index, row in enumerate([HEADER, *good_rows()]):
        for position, value in enumerate(row):
            sheet.write(index, position, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_old_workbooks_read_like_new_ones(tmp_path: Path) -> None:
    names = ("event_date", "area_code", "category", "case_count")
    declared = book_contract(tmp_path)
    old, new = read(old_book(), declared), read(good_book(), declared)
    assert landed(old, *names) == landed(new, *names) == good_rows()


def test_an_old_workbook_whose_formulas_cannot_be_looked_at_is_refused(tmp_path: Path) -> None:
    data = bytearray(old_book())
    data[28] ^= 0xFF  # the mark of byte order, which the parser of the cells does not ask for
    refusal = attempt(bytes(data), book_contract(tmp_path))
    assert isinstance(refusal, ExtractRefused)
    assert refusal.fault == "F60"
    assert "a formula without a stored value could not be told" in refusal.message


def test_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for position, name in enumerate(HEADER):
        sheet.cell(4, position + 3, name)
        sheet.cell(7, position + 3, good_rows(1)[0][position])
    stream = io.BytesIO()
    book.save(stream)
    declared = book_contract(tmp_path, {"header": {"search": "Código"}})
    reading = read(stream.getvalue(), declared)
    assert reading.batches[0].column("_row_number").to_pylist() == [7]
    assert reading.physical_lines == 7
    assert reading.tally.count("blank") == 5


def test_other_sheets_are_counted_hidden_ones_too(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(book_bytes([HEADER, *good_rows(5)], "Datos", {"Notas": [["a"], ["b"]]}))
    )
    book["Notas"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    reader = {"sheet": "Datos", "ignored_sheets": {"Notas": "notes"}}
    reading = read(stream.getvalue(), book_contract(tmp_path, reader))
    assert (reading.physical_lines, reading.tally.count("ignored_sheet")) == (8, 2)
    assert reading.notices == []


def test_group_row_tells_blocks_with_the_same_labels_apart(tmp_path: Path) -> None:
    rows = [
        ["Título", None, None, None, None],
        ["Código", "Total", None, "Resto", None],
        [None, 2005, 2006, 2005, 2006],
        ["05001", 10, 11, 1, 2],
    ]
    families = [
        {"pattern": r"total (\d{4})", "name": r"total_\1"},
        {"pattern": r"resto (\d{4})", "name": r"rest_\1"},
    ]
    reader = {"header": {"search": "2005", "group_row": True}}
    listed = [column("area_code", "Código", required_value=True)]
    declared = book_contract(tmp_path, reader, columns=listed, column_families=families)
    reading = read(book_bytes(rows), declared)
    names = ("area_code", "total_2005", "total_2006", "rest_2005", "rest_2006")
    assert landed(reading, *names) == [("05001", "10", "11", "1", "2")]
    assert (reading.tally.count("preamble"), reading.tally.count("header")) == (1, 2)


def footed(stated: Any) -> bytes:
    """A workbook with two rows, a total and a signature under it."""
    rows = [("2024-01-01", "05001", "a", 3000), ("2024-01-02", "05001", "b", 2480)]
    return book_bytes(
        [HEADER, *rows, ["TOTAL ", None, None, stated], ["Elaborado: Ludovica Inventada"]]
    )


@pytest.mark.parametrize(
    ("stated", "partial", "outcome"),
    [
        (5480, "refuse", (5480.0, True)),
        (5.48, "refuse", (5480.0, True)),
        (84.377, "accept", (84377.0, False)),
        (6000, "accept", (6000.0, False)),
        ("5.480", "refuse", (5480.0, True)),
        ("1.005.480", "accept", (1005480.0, False)),
    ],
)
def test_total_with_a_spanish_point_is_compared(
    tmp_path: Path, stated: Any, partial: str, outcome: tuple[float, bool]
) -> None:
    total = {"label": r"^TOTAL\s*$", "column": "case_count", "spanish_point": True,
             "partial": partial}  # fmt: skip
    declared = book_contract(tmp_path, {"footers": ["^Elaborado"]}, total=total)
    reading = read(footed(stated), declared)
    assert (reading.declared_total, reading.is_complete) == outcome
    assert reading.total_sum == 5480


@pytest.mark.parametrize(("stated", "partial"), [(6000, "refuse"), (5479, "accept")])
def test_total_that_cannot_be_right_refuses(tmp_path: Path, stated: Any, partial: str) -> None:
    total = {"label": r"^TOTAL\s*$", "column": "case_count", "partial": partial}
    declared = book_contract(tmp_path, {"footers": ["^Elaborado"]}, total=total)
    with pytest.raises(ExtractRefused, match="differs from the sum 5,480") as refusal:
        read(footed(stated), declared)
    assert (refusal.value.fault, refusal.value.line) == ("F25", 4)


def test_captures_keep_their_groups_and_nothing_else(tmp_path: Path) -> None:
    rows = [
        ["PERÍODO DEL 01 DE ENERO AL 31 DE OCTUBRE"],
        list(HEADER),
        *[list(row) for row in good_rows(3)],
        ["FUENTE: DATOS EXTRAIDOS EL DIA 08 DE SEPTIEMBRE DEL AÑO 2020. "],
        ["Revisado: Ludovica Inventada"],
    ]
    captures = [
        {"where": "preamble", "pattern": r"AL \d+ DE (?P<until>\w+)"},
        {"where": "footer",
         "pattern": r"EL DIA (?P<day>\d+) DE (?P<month>\w+) DEL AÑO (?P<year>\d+)"},
        {"where": "file_name", "pattern": r"^(?P<stem>\w+)\."},
    ]  # fmt: skip
    reader = {"header": {"search": "código"}, "footers": ["^Fuente", "^Revisado"]}
    reading = read(book_bytes(rows), book_contract(tmp_path, reader, captures=captures))
    assert reading.attributes == {
        "until": "OCTUBRE", "day": "08", "month": "SEPTIEMBRE", "year": "2020",
        "stem": "synthetic",
    }  # fmt: skip
    assert "Inventada" not in repr(reading)


@pytest.mark.parametrize(
    ("where", "fault"), [("preamble", "F27"), ("footer", "F25"), ("file_name", "F44")]
)
def test_required_capture_that_finds_nothing_refuses(
    tmp_path: Path, where: str, fault: str
) -> None:
    captures = [{"where": where, "pattern": r"(?P<year>9{9})"}]
    with pytest.raises(ExtractRefused) as refusal:
        read(good_book(), book_contract(tmp_path, captures=captures))
    assert refusal.value.fault == fault


def test_months_are_read_in_spanish_english_and_numbers() -> None:
    words = ("ene", "Febrero", "MAR", "abril", "may.", "6", "jul", "ago", "septiembre", "oct",
             "Nov", "dic")  # fmt: skip
    assert [month_number(word) for word in words] == list(range(1, 13))
    assert (month_number("January"), month_number("setiembre")) == (1, 9)
    with pytest.raises(KeyError):
        month_number("brumario")


GOOD = good_book()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    cut=st.integers(1, len(GOOD)),
    flips=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(1, 255)), max_size=8),
)
def test_damaged_workbooks_are_refused_or_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flips: list[tuple[int, int]]
) -> None:
    declared = book_contract(tmp_path_factory.mktemp("book"))
    data = bytearray(GOOD)
    for position, mask in flips:
        data[position] ^= mask
    reading = attempt(bytes(data[:cut] if not flips else data), declared)
    if isinstance(reading, ExtractRefused):
        assert reading.fault != "P1"
        assert reading.next_step
    else:
        assert reading.tally.data + reading.tally.declared == reading.physical_lines
