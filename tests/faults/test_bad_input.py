"""Bad inputs of the fault register: each is refused or set aside with words a person can act on.

Every case first loads sound extracts, then drops the bad one; the sound rows must stay as they are.
"""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from orchestration.contracts import discover, read_contract
from orchestration.errors import ContractError, Finding
from orchestration.settings import Settings
from tests.ingest_kit import (
    CSV_LAYOUT,
    HEADER,
    House,
    book_bytes,
    column,
    columns,
    contract,
    csv_bytes,
    good_book,
    good_rows,
    layout,
)

pytestmark = pytest.mark.faults

TOTAL = {"label": "^TOTAL$", "column": "case_count"}
FOOTED = layout(
    {"format": "csv", "footers": ["^Fuente", "^Elabor"]},
    total=TOTAL,
    captures=[
        {"where": "footer", "required": False,
         "pattern": r"al (?P<day>\d+) de (?P<month>\w+) de (?P<year>\d{4})"},
    ],
    as_of={"year": "year", "month": "month", "day": "day"},
)  # fmt: skip


def make_house(home: Settings, tmp_path: Path, *tables: dict[str, Any], **meta: Any) -> House:
    """A house with these layouts, by default one for CSV and one for workbooks."""
    book = layout({"format": "workbook"}, "*.xls*", name="book")
    listed = list(tables) or [CSV_LAYOUT, book]
    return House(home, contract(tmp_path / "project", listed, **meta))


@pytest.fixture
def house(home: Settings, tmp_path: Path) -> House:
    """A house with one sound CSV and one sound workbook loaded."""
    made = make_house(home, tmp_path)
    made.drop("sound_synthetic.csv", csv_bytes(good_rows(50)))
    made.drop("sound_synthetic.xlsx", book_bytes([HEADER, *good_rows(50)]))
    made.refresh()
    return made


def refusal(house: House, name: str, data: bytes) -> Finding:
    """Drop a bad file; return its one finding after checking what stands and how it is said."""
    before = house.rows(), house.rows("book")
    house.drop(name, data)
    _, load = house.refresh()
    assert (house.rows(), house.rows("book")) == before, "sound rows changed"
    assert load.extracts == 2
    (finding,) = load.refused
    assert finding in load.new_findings
    assert finding.message.startswith(f"{house.contract.source_id} {finding.fault}:")
    assert name in finding.message
    assert finding.next_step
    return finding


def accepted(house: House, name: str, data: bytes) -> tuple[Any, ...]:
    """Drop a file that must load; return its ledger counts."""
    house.drop(name, data)
    _, load = house.refresh()
    assert not load.refused
    ((physical, loaded, quarantined, declared, *rest),) = house.query(
        "select physical_lines, loaded_lines, quarantined_lines, declared_lines, header_lines,"
        " preamble_lines, footer_lines, blank_lines, encoding"
        f" from ledger.extracts where file_name = '{name}'"
    )
    assert physical == loaded + quarantined + declared
    return (physical, loaded, quarantined, declared, *rest)


# -- what the file is ---------------------------------------------------------------------------


def test_html_page_saved_as_csv_is_refused_with_its_title(house: House) -> None:
    page = b"<!DOCTYPE html><html><head><title>Service Unavailable</title></head></html>"
    finding = refusal(house, "page.csv", page)
    assert finding.fault == "F16"
    assert "'Service Unavailable'" in finding.message


def test_html_page_saved_as_workbook_is_refused(house: House) -> None:
    finding = refusal(house, "page.xls", b"<html><title>Sesi\xc3\xb3n</title></html>")
    assert finding.fault == "F16"
    assert "'Sesión'" in finding.message


def test_workbook_named_csv_is_refused(house: House) -> None:
    assert refusal(house, "book.csv", good_book()).fault == "F16"


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
@pytest.mark.parametrize("data", [b"", b" \n\n"])
def test_empty_file_is_not_zero_crime(house: House, name: str, data: bytes) -> None:
    finding = refusal(house, name, data)
    assert finding.fault == "F17"
    assert "not zero crime" in finding.message


def test_header_alone_is_refused(house: House) -> None:
    assert refusal(house, "header.csv", csv_bytes([])).fault == "F17"
    assert house.query("select count(*) from zz_city_offences.yearly") == [(50,)]


def test_header_alone_is_refused_in_a_workbook(house: House) -> None:
    assert refusal(house, "header.xlsx", book_bytes([HEADER])).fault == "F17"


def test_header_alone_loads_where_no_rows_are_legal(home: Settings, tmp_path: Path) -> None:
    made = make_house(home, tmp_path, limits={"minimum_rows": 0})
    assert accepted(made, "none.csv", csv_bytes([]))[:2] == (1, 0)


# -- encoding -----------------------------------------------------------------------------------


def test_wrong_encoding_names_the_line_and_the_encoding_that_would_read_it(house: House) -> None:
    rows = [(date, code, "Categoria", count) for date, code, _, count in good_rows()]
    rows[10:60] = [(date, code, "Extorsión", count) for date, code, _, count in rows[10:60]]
    data = csv_bytes(rows, ("Fecha", "Código", "Categoría", "Cantidad")).replace(
        "Extorsión".encode(), "Extorsión".encode("cp1252")
    )
    finding = refusal(house, "latin.csv", data)
    assert (finding.fault, finding.line) == ("F20", 12)
    assert "line 12" in finding.message
    assert "cp1252 would read it" in finding.message
    assert "utf-8 only" in finding.message


def test_declared_encodings_are_tried_in_order(home: Settings, tmp_path: Path) -> None:
    made = make_house(home, tmp_path, layout({"format": "csv", "encodings": ["utf-8", "cp1252"]}))
    assert accepted(made, "a.csv", csv_bytes())[-1] == "utf-8"
    other = csv_bytes(good_rows(100), encoding="cp1252")
    assert accepted(made, "b.csv", other)[-1] == "cp1252"


def test_one_line_in_another_encoding_is_quarantined(home: Settings, tmp_path: Path) -> None:
    made = make_house(home, tmp_path, layout({"format": "csv", "encodings": ["utf-8", "cp1252"]}))
    rows = [(date, code, "Extorsión", count) for date, code, _, count in good_rows()]
    lines = csv_bytes(rows).splitlines(keepends=True)
    lines[41] = lines[41].decode().encode("cp1252")
    assert accepted(made, "mixed.csv", b"".join(lines))[:3] == (201, 199, 1)
    assert made.query("select line_number, reason_code, raw_bytes from ledger.quarantine") == [
        (42, "F20", lines[41])
    ]


@pytest.mark.parametrize("encodings", [["utf-8"], ["cp1252"], ["latin-1"]])
def test_garbled_text_is_refused(home: Settings, tmp_path: Path, encodings: list[str]) -> None:
    made = make_house(home, tmp_path, layout({"format": "csv", "encodings": encodings}))
    data = csv_bytes([(d, c, "Extorsión", n) for d, c, _, n in good_rows()])
    if encodings == ["utf-8"]:
        data = data.decode("cp1252").encode()
    made.drop("garbled.csv", data)
    _, load = made.refresh()
    assert [(f.fault, f.line) for f in load.refused] == [("F20", 1)]


def test_utf16_is_refused_by_its_name(house: House) -> None:
    finding = refusal(house, "wide.csv", csv_bytes(encoding="utf-16"))
    assert finding.fault == "F20"
    assert "utf-16" in finding.message


def test_nul_bytes_quarantine_their_line(house: House) -> None:
    lines = csv_bytes().splitlines(keepends=True)
    lines[7] = lines[7].replace(b"2024", b"20\x0024")
    assert accepted(house, "nul.csv", b"".join(lines))[:3] == (201, 199, 1)
    assert house.query("select line_number, reason_code, raw_bytes from ledger.quarantine") == [
        (8, "nul_byte", lines[7])
    ]


def test_many_nul_bytes_refuse_the_extract(house: House) -> None:
    finding = refusal(house, "nul.csv", csv_bytes().replace(b"2024", b"\x002024"))
    assert (finding.fault, finding.line) == ("F20", 2)


def test_over_long_line_is_quarantined(house: House) -> None:
    rows = [list(row) for row in good_rows()]
    rows[3][2] = "x" * 200_000
    assert accepted(house, "long.csv", csv_bytes(rows))[:3] == (201, 199, 1)
    assert house.query("select line_number, reason_code from ledger.quarantine") == [
        (5, "line_too_long")
    ]


# -- records ------------------------------------------------------------------------------------


def test_broken_quote_costs_one_line(house: House) -> None:
    lines = csv_bytes(good_rows(1_000)).splitlines(keepends=True)
    lines[41] = b'"' + lines[41]
    assert accepted(house, "quote.csv", b"".join(lines))[:3] == (1_001, 999, 1)
    assert house.query("select line_number, reason_code, raw_bytes from ledger.quarantine") == [
        (42, "F22", lines[41])
    ]


def test_broken_quote_that_a_later_quote_seems_to_close_costs_one_line(house: House) -> None:
    lines = csv_bytes(good_rows(1_000)).splitlines(keepends=True)
    plain = [line.replace(b'"Hurto, robo"', b"Hurto") for line in lines]
    plain[41] = plain[41].replace(b"Hurto", b'"Hurto')
    plain[50] = plain[50].replace(b"Hurto", b'Hurto"')
    counts = accepted(house, "quotes.csv", b"".join(plain))
    assert counts[:3] == (1_001, 999, 1)


def test_broken_quote_that_swallows_a_field_costs_one_line(house: House) -> None:
    lines = csv_bytes(good_rows(200)).replace(b'"Hurto, robo"', b"Hurto").splitlines(keepends=True)
    lines[41] = lines[41].replace(b"Hurto", b'"Hurto')
    lines[42] = lines[42].replace(b"\n", b'"\n')
    assert accepted(house, "quotes.csv", b"".join(lines))[:3] == (201, 199, 1)


def test_broken_quotes_above_the_share_refuse_the_extract(house: House) -> None:
    lines = csv_bytes().splitlines(keepends=True)
    for index in (41, 57, 90, 120):
        lines[index] = b'"' + lines[index]
    finding = refusal(house, "quotes.csv", b"".join(lines))
    assert (finding.fault, finding.line) == ("F22", 42)
    assert "4 of 200" in finding.message


def test_rows_with_more_or_fewer_fields_are_quarantined_with_their_bytes(house: House) -> None:
    rows = [list(row) for row in good_rows(1_000)]
    rows[15] = rows[15][:3]
    rows[20] = [*rows[20], "surplus"]
    assert accepted(house, "ragged.csv", csv_bytes(rows))[:3] == (1_001, 998, 2)
    assert house.query("select line_number, reason_code, reason from ledger.quarantine") == [
        (17, "F23", "3 fields instead of 4"),
        (22, "F23", "5 fields instead of 4"),
    ]


def test_ragged_rows_above_the_share_refuse_the_extract(house: House) -> None:
    rows = [list(row) for row in good_rows()]
    for index in (15, 16, 17, 18):
        rows[index].append("surplus")
    finding = refusal(house, "ragged.csv", csv_bytes(rows))
    assert (finding.fault, finding.line) == ("F23", 17)
    assert "4 of 200 data lines have 5 fields instead of 4 (first: line 17)" in finding.message


def test_endless_bad_lines_stop_the_reading_instead_of_filling_the_memory(house: House) -> None:
    finding = refusal(house, "endless.csv", csv_bytes() + b"x\n" * 400_000)
    assert (finding.fault, finding.line) == ("F23", 202)
    assert "200,001 lines up to line 200,202 were set aside" in finding.message
    assert "reading stopped there" in finding.message


def test_refused_extract_keeps_its_quarantine_for_reading(house: House) -> None:
    rows = [[*row, "surplus"] for row in good_rows(4)]
    refusal(house, "ragged.csv", csv_bytes([*good_rows(10), *rows]))
    assert house.query("select count(*) from ledger.quarantine") == [(4,)]


def test_one_bad_row_of_a_small_file_is_set_aside_and_the_rest_loads(house: House) -> None:
    rows = [list(row) for row in good_rows(20)]
    rows[4][1] = ""
    assert accepted(house, "small.csv", csv_bytes(rows))[:3] == (21, 19, 1)
    assert accepted(house, "small.xlsx", book_bytes([HEADER, *rows]))[:3] == (21, 19, 1)


@pytest.mark.parametrize(("count", "bad"), [(8, 4), (4, 2), (2, 1), (1, 1)])
def test_half_of_a_small_file_is_never_set_aside(house: House, count: int, bad: int) -> None:
    rows = [list(row) for row in good_rows(count)]
    for row in rows[:bad]:
        row[1] = ""
    assert refusal(house, "small.csv", csv_bytes(rows)).fault == "F25"


@pytest.mark.parametrize("limits", [{"quarantined_share": 0}, {"quarantined_rows": 0}])
def test_a_contract_may_say_that_no_row_is_set_aside(
    home: Settings, tmp_path: Path, limits: dict[str, float]
) -> None:
    made = make_house(home, tmp_path, limits=limits)
    rows = [list(row) for row in good_rows(20)]
    rows[4][1] = ""
    made.drop("small.csv", csv_bytes(rows))
    _, load = made.refresh()
    assert [(found.fault, found.line) for found in load.refused] == [("F25", 6)]


def test_row_without_key_is_quarantined(house: House) -> None:
    rows = [list(row) for row in good_rows()]
    rows[4][1] = "  "
    assert accepted(house, "nokey.csv", csv_bytes(rows))[:3] == (201, 199, 1)
    assert house.query("select line_number, reason_code from ledger.quarantine") == [(6, "no_key")]


def test_lost_leading_zero_lands_as_published(house: House) -> None:
    rows = [(date, code.lstrip("0"), name, count) for date, code, name, count in good_rows(5)]
    accepted(house, "unpadded.csv", csv_bytes(rows))
    landed = house.query(
        "select area_code from zz_city_offences.yearly join ledger.extracts on"
        " _extract_sha256 = extract_sha256 where file_name = 'unpadded.csv' order by _row_number"
    )
    assert [code for (code,) in landed] == [row[1] for row in rows]


def test_cut_inside_the_last_value_is_refused(house: House) -> None:
    finding = refusal(house, "cut.csv", csv_bytes()[:-3])
    assert (finding.fault, finding.line) == ("F15", 201)


def test_open_last_line_loads_where_the_publisher_never_ends_it(
    home: Settings, tmp_path: Path
) -> None:
    made = make_house(home, tmp_path, layout({"format": "csv", "final_newline": "optional"}))
    assert accepted(made, "open.csv", csv_bytes()[:-1])[:2] == (201, 200)


# -- header -------------------------------------------------------------------------------------


def without(name: str) -> bytes:
    """The sound file without one column."""
    keep = [index for index, published in enumerate(HEADER) if published != name]
    rows = [[row[index] for index in keep] for row in good_rows()]
    return csv_bytes(rows, [HEADER[index] for index in keep])


def test_missing_required_column_is_named(house: House) -> None:
    finding = refusal(house, "short.csv", without("Categoría"))
    assert (finding.fault, finding.line, finding.column) == ("F29", 1, "Categoría")
    assert "'Categoría' is missing" in finding.message
    assert "source.yml" in finding.next_step


def test_missing_optional_column_is_null_and_noted(home: Settings, tmp_path: Path) -> None:
    listed = columns()
    listed[2]["config"]["meta"]["required"] = False
    made = make_house(home, tmp_path, layout({"format": "csv"}, columns=listed))
    accepted(made, "short.csv", without("Categoría"))
    assert {row[2] for row in made.rows()} == {None}
    ((noted,),) = made.query("select warnings from ledger.extracts")
    assert "'Categoría' is absent" in noted


def test_renamed_column_proposes_the_nearest_name(house: House) -> None:
    header = ("Fecha", "Código DANE", "Categoría", "Cantidad")
    finding = refusal(house, "renamed.csv", csv_bytes(header=header))
    assert (finding.fault, finding.line, finding.column) == ("F27", 1, "Código")
    assert "found instead 'Código DANE'" in finding.message
    assert "published_as" in finding.next_step


def test_renamed_column_in_a_workbook_names_sheet_and_row(house: House) -> None:
    header = ("Fecha", "Código DANE", "Categoría", "Cantidad")
    finding = refusal(house, "renamed.xlsx", book_bytes([header, *good_rows()]))
    assert (finding.fault, finding.line) == ("F27", 1)
    assert "sheet 'Hoja1', row 1" in finding.message


def test_header_on_another_row_is_found_and_named(house: House) -> None:
    data = "Informe sintético\n\n".encode() + csv_bytes()
    finding = refusal(house, "moved.csv", data)
    assert (finding.fault, finding.line) == ("F27", 3)
    assert "stands in line 3" in finding.message
    assert "expects it in line 1" in finding.message


def test_header_is_found_by_search_under_a_preamble(home: Settings, tmp_path: Path) -> None:
    made = make_house(home, tmp_path, layout({"format": "csv", "header": {"search": "código"}}))
    data = "Policía, código penal\n\n".encode() + csv_bytes()
    counts = accepted(made, "moved.csv", data)
    assert counts[4:8] == (1, 1, 0, 1)


def test_header_out_of_the_search_window_is_refused(home: Settings, tmp_path: Path) -> None:
    made = make_house(
        home, tmp_path, layout({"format": "csv", "header": {"search": "Código", "within": 3}})
    )
    made.drop("deep.csv", b"x\n" * 5 + csv_bytes())
    _, load = made.refresh()
    assert [f.fault for f in load.refused] == ["F27"]
    assert "first 3 lines" in load.refused[0].message


def test_same_column_twice_is_refused(house: House) -> None:
    rows = [[*row, row[3]] for row in good_rows()]
    finding = refusal(house, "twice.csv", csv_bytes(rows, (*HEADER, "CANTIDAD")))
    assert (finding.fault, finding.column) == ("F27", "CANTIDAD")


def test_new_column_is_kept_aside_and_announced_once(house: House) -> None:
    hostile = 'a"; drop table x; --'
    rows = [[*row, "v"] for row in good_rows()]
    accepted(house, "wider.csv", csv_bytes(rows, (*HEADER, hostile)))
    _, again = house.refresh()
    assert [(f.fault, f.column) for f in again.warnings] == [("F28", hostile)]
    assert again.new_findings == []
    assert house.query("select count(_extra) from zz_city_offences.yearly") == [(200,)]


def test_swapped_columns_load_by_name(house: House) -> None:
    rows = [row[::-1] for row in good_rows(5)]
    accepted(house, "swapped.csv", csv_bytes(rows, HEADER[::-1]))
    landed = {row[:4] for row in house.rows()}
    assert landed >= set(good_rows(5))


def test_changed_delimiter_is_named(house: House) -> None:
    finding = refusal(house, "semicolon.csv", csv_bytes(delimiter=";"))
    assert (finding.fault, finding.line) == ("F24", 1)
    assert "1 column found" in finding.message
    assert "';'-separated" in finding.message


# -- what stands under the table ----------------------------------------------------------------


def test_total_and_signature_rows_are_declared_and_names_are_not_kept(
    home: Settings, tmp_path: Path
) -> None:
    made = make_house(home, tmp_path, FOOTED)
    rows = good_rows(10)
    total = sum(int(row[3]) for row in rows)
    tail = (
        f"TOTAL,,,{total}\nFuente: datos al 08 de septiembre de 2020\n"
        "Elaborado: Ludovica Inventada\n"
    )
    counts = accepted(made, "footed.csv", csv_bytes(rows) + tail.encode())
    assert counts[:4] == (14, 10, 0, 4)
    ((stated, summed, complete, as_of, everything),) = made.query(
        "select declared_total, total_sum, is_complete, data_as_of_date::varchar,"
        " e::varchar from ledger.extracts e"
    )
    assert (stated, summed, complete, as_of) == (total, total, True, "2020-09-08")
    assert "Inventada" not in everything


def test_total_that_differs_from_the_sum_is_refused(home: Settings, tmp_path: Path) -> None:
    made = make_house(home, tmp_path, FOOTED)
    made.drop("footed.csv", csv_bytes([("2024-01-01", "05001", "x", "3")]) + b"TOTAL,,,4\n")
    _, load = made.refresh()
    (finding,) = load.refused
    assert (finding.fault, finding.line, finding.column) == ("F25", 3, "case_count")
    assert "TOTAL 4 differs from the sum 3" in finding.message
    assert made.rows() == []


def test_undeclared_signature_rows_are_quarantined_not_loaded(house: House) -> None:
    counts = accepted(house, "signed.csv", csv_bytes() + b"Elaborado: X,,,\n")
    assert counts[:3] == (202, 200, 1)


def test_repeated_header_is_not_data(house: House) -> None:
    lines = csv_bytes().splitlines(keepends=True)
    counts = accepted(house, "repeated.csv", b"".join([*lines[:100], lines[0], *lines[100:]]))
    assert counts[:5] == (202, 200, 0, 2, 2)


def test_data_row_that_begins_like_a_footer_is_data(home: Settings, tmp_path: Path) -> None:
    named = [column("municipality", "Municipio"), *columns()]
    reader = {"format": "csv", "footers": ["^Fuente"]}
    made = make_house(home, tmp_path, layout(reader, columns=named))
    rows = [("FUENTE DE ORO", *row) for row in good_rows(5)]
    counts = accepted(made, "fuente.csv", csv_bytes(rows, ("Municipio", *HEADER)))
    assert counts[:2] == (6, 5)


# -- workbooks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.3, 0.6, 0.98])
def test_truncated_workbook_is_refused(house: House, share: float) -> None:
    data = good_book()
    finding = refusal(house, "cut.xlsx", data[: int(len(data) * share)])
    assert finding.fault == "F14"
    assert "ends early" in finding.message


def test_truncated_old_workbook_is_refused(house: House) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hoja1")
    for index, row in enumerate([HEADER, *good_rows()]):
        for position, value in enumerate(row):
            sheet.write(index, position, value)
    stream = io.BytesIO()
    book.save(stream)
    assert refusal(house, "cut.xls", stream.getvalue()[:2_000]).fault == "F60"


def test_renamed_sheet_lists_the_sheets(home: Settings, tmp_path: Path) -> None:
    reader = {"format": "workbook", "sheet": "Hoja1"}
    made = make_house(home, tmp_path, layout(reader, "*.xlsx"))
    made.drop("renamed.xlsx", book_bytes([HEADER], "Hoja 1", {"Notas": [["x"]]}))
    _, load = made.refresh()
    (finding,) = load.refused
    assert finding.fault == "F60"
    assert "sheet 'Hoja1' not found in renamed.xlsx; sheets: Hoja 1, Notas" in finding.message


def test_undeclared_sheet_is_counted_and_announced(house: House) -> None:
    data = book_bytes([HEADER, *good_rows()], others={"Notas": [["a"], ["b"]]})
    assert accepted(house, "two.xlsx", data)[:4] == (203, 200, 0, 3)
    _, load = house.refresh()
    assert [f.fault for f in load.warnings] == ["F60"]


def test_formula_without_a_stored_value_names_the_cell(house: House) -> None:
    rows: list[list[Any]] = [list(row) for row in good_rows()]
    rows[6][3] = "=1+1"
    finding = refusal(house, "formula.xlsx", book_bytes([HEADER, *rows]))
    assert (finding.fault, finding.line, finding.column) == ("F60", 8, "Cantidad")
    assert "cell D8" in finding.message


def test_formula_without_a_stored_value_names_the_cell_of_an_old_workbook(house: House) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Notas").write(0, 0, xlwt.Formula("1+1"))
    sheet = book.add_sheet("Hoja1")
    for index, row in enumerate([HEADER, *good_rows(90)]):
        for position, value in enumerate(row):
            formula = xlwt.Formula("1+1") if (index, position) == (7, 3) else value
            sheet.write(index, position, formula)
    book.set_active_sheet(1)
    stream = io.BytesIO()
    book.save(stream)
    table = layout({"format": "workbook", "sheet": "Hoja1"}, "*.xls", name="book")
    made = contract(house.settings.home.parent / "project", [CSV_LAYOUT, table])
    house = House(house.settings, made)
    house.drop("formula.xls", stream.getvalue())
    _, load = house.refresh()
    (finding,) = [found for found in load.refused if found.file_name == "formula.xls"]
    assert (finding.fault, finding.line, finding.column) == ("F60", 8, "Cantidad")
    assert "cell D8" in finding.message


def test_cell_at_the_far_end_of_a_sheet_is_refused_before_it_is_parsed(house: House) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "x", "y"
    stream = io.BytesIO()
    book.save(stream)
    finding = refusal(house, "far.xlsx", stream.getvalue())
    assert finding.fault == "F60"
    assert "16,384 columns" in finding.message


def test_entities_in_a_sheet_are_not_expanded(house: House) -> None:
    source = zipfile.ZipFile(io.BytesIO(good_book()))
    stream = io.BytesIO()
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
    )
    with zipfile.ZipFile(stream, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                data = laughs + data.replace(b"<v>1</v>", b"<v>&j;</v>", 1)
            target.writestr(member.filename, data)
    house.drop("laughs.xlsx", stream.getvalue())
    _, load = house.refresh()
    assert load.extracts + len(load.refused) == 3


# -- archives -----------------------------------------------------------------------------------


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A zip archive with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    """A symbolic link as a member."""
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def encrypted() -> bytes:
    """An archive whose only member carries the encryption flag."""
    data = bytearray(zipped(("a.csv", csv_bytes())))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_truncated_compressed_file_is_refused(house: House, pack: Any, keep: float) -> None:
    data = pack(csv_bytes())
    suffix = "gz" if pack is gzip.compress else "bz2"
    finding = refusal(house, f"cut.csv.{suffix}", data[: int(len(data) * keep)])
    assert finding.fault == "F14"
    assert "ends early" in finding.message


def test_wrong_checksum_in_gzip_is_refused(house: House) -> None:
    data = bytearray(gzip.compress(csv_bytes()))
    data[-6] ^= 0xFF
    assert refusal(house, "flipped.csv.gz", bytes(data)).fault == "F14"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(zipped(("../x.csv", b"x")), "'../x.csv' leaves the archive", id="parent"),
        pytest.param(zipped(("/etc/x.csv", b"x")), "leaves the archive", id="absolute"),
        pytest.param(zipped(("C:\\x.csv", b"x")), "leaves the archive", id="drive"),
        pytest.param(zipped(("a\\..\\..\\x.csv", b"x")), "leaves the archive", id="backslash"),
        pytest.param(zipped((link("x.csv"), b"/etc/passwd")), "link", id="link"),
        pytest.param(zipped(("a/x.csv", b"1"), ("b/x.csv", b"2")), "twice", id="twice"),
        pytest.param(encrypted(), "encrypted", id="encrypted"),
    ],
)
def test_hostile_member_refuses_the_archive(house: House, data: bytes, words: str) -> None:
    finding = refusal(house, "hostile.zip", data)
    assert finding.fault == "F59"
    assert words in finding.message
    outside = house.settings.home.parent
    assert not list(outside.rglob("x.csv"))


def test_zip_bomb_stops_at_the_cap(house: House) -> None:
    finding = refusal(house, "bomb.zip", zipped(("a.csv", b"\0" * (50 << 20))))
    assert finding.fault == "F58"
    produced = int(finding.message.split("(")[1].split(" bytes")[0].replace(",", ""))
    assert produced < 16 << 20
    leftovers = [p for p in house.settings.archive.rglob("*") if p.name.startswith(".incoming")]
    assert leftovers == []


def test_gzip_bomb_stops_at_the_cap(house: House) -> None:
    assert refusal(house, "bomb.csv.gz", gzip.compress(b"\0" * (50 << 20))).fault == "F58"


def test_nested_archive_is_refused(house: House) -> None:
    inner = zipped(("a.csv", csv_bytes()))
    assert refusal(house, "nested.zip", zipped(("inner.zip", inner))).fault == "F58"


def test_too_many_members_are_refused(house: House) -> None:
    many = zipped(*[(f"{i}.csv", b"") for i in range(1_001)])
    assert refusal(house, "many.zip", many).fault == "F58"


def test_workbook_bomb_is_refused(house: House) -> None:
    bomb = zipped(("xl/workbook.xml", b""), ("xl/worksheets/sheet1.xml", b" " * (80 << 20)))
    assert refusal(house, "bomb.xlsx", bomb).fault == "F58"


# -- another source's file ----------------------------------------------------------------------

STATIONS = ("Station", "Category", "Year", "Value")


@pytest.fixture
def neighbours(home: Settings, tmp_path: Path) -> House:
    """The synthetic source beside another one, whose files carry a name of their own."""
    listed = [column(name.lower(), name, required_value=True) for name in STATIONS]
    other = layout({"format": "csv"}, "stations_*.csv", name="station_year", columns=listed)
    contract(tmp_path / "project", [other], source_id="zz_police_stations")
    return make_house(home, tmp_path)


def station_rows() -> bytes:
    """A sound file of the other source."""
    return csv_bytes([("A", "Theft", "2024", str(i)) for i in range(30)], STATIONS)


@pytest.mark.parametrize("name", ["stations_2024.csv", "data.csv"])
def test_file_of_another_source_is_told_by_its_header(neighbours: House, name: str) -> None:
    neighbours.drop(name, station_rows())
    _, load = neighbours.refresh()
    (finding,) = load.refused
    assert finding.fault == "F44"
    assert (
        "F44: looks like zz_police_stations, dropped in inbox/zz_city_offences" in finding.message
    )
    assert name in finding.message
    assert "Move it to inbox/zz_police_stations/" in finding.next_step
    assert neighbours.rows() == []


def test_file_of_another_source_under_an_unknown_name_is_told_by_its_header(
    neighbours: House,
) -> None:
    neighbours.drop("unnamed.txt", station_rows())
    found, load = neighbours.refresh()
    (finding,) = found.refused
    assert (finding.fault, load.refused) == ("F44", [finding])
    assert "looks like zz_police_stations" in finding.message
    assert "no layout for the file name 'unnamed.txt'" in finding.message


def test_member_of_an_archive_is_told_by_its_name(neighbours: House) -> None:
    neighbours.drop("both.zip", zipped(("stations_x.txt", b"x"), ("stations_1.csv", b"x")))
    _, load = neighbours.refresh()
    assert ["looks like" in found.message for found in load.refused] == [True]
    assert [found.fault for found in load.warnings] == ["F44"]


def test_renamed_column_is_not_taken_for_another_source(neighbours: House) -> None:
    header = ("Fecha", "Código DANE", "Categoría", "Cantidad")
    neighbours.drop("renamed.csv", csv_bytes(header=header))
    _, load = neighbours.refresh()
    assert [found.fault for found in load.refused] == ["F27"]


@pytest.mark.parametrize(
    ("data", "fault", "words"),
    [
        pytest.param(b"", "F17", "0 bytes in 'report.docx'", id="empty"),
        pytest.param(
            b"<!DOCTYPE html><title>Sesi\xc3\xb3n vencida</title>",
            "F16",
            "got an HTML page titled 'Sesión vencida' in 'report.docx'",
            id="html",
        ),
    ],
)
def test_page_or_empty_file_under_an_unknown_name_is_called_what_it_is(
    house: House, data: bytes, fault: str, words: str
) -> None:
    house.drop("report.docx", data)
    found, load = house.refresh()
    assert load.refused == found.refused
    assert [one.fault for one in found.refused] == [fault]
    assert words in found.refused[0].message
    assert "Retrieve the file again" in found.refused[0].next_step


def test_file_that_fits_no_layout_is_announced_not_dropped_silently(house: House) -> None:
    house.drop("report.docx", b"x")
    found, load = house.refresh()
    assert [(f.fault, f.file_name) for f in found.warnings] == [("F44", "report.docx")]
    assert load.warnings == found.warnings
    assert load.extracts == 2


# -- the contract itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("cadence:", "\tcadence:", "not YAML", id="tab"),
        pytest.param("every: month", "every: [month]", "cadence.every: Input should be", id="type"),
        pytest.param("licence:", "licences:", "licence: Field required", id="missing"),
        pytest.param("counting_unit:", "city: x", "city: Extra inputs", id="unknown"),
        pytest.param(
            "sources:", "source:", "expected exactly one entry under `sources:`", id="no sources"
        ),
    ],
)
def test_a_broken_contract_names_its_file_and_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = contract(tmp_path).folder / "source.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if old in line)
    if new == "city: x":  # one field more, above the field `old`
        lines.insert(place, lines[place].split(old)[0] + new)
    else:
        lines[place] = lines[place].replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read_contract(path)
    said = caught.value.message
    assert said.startswith("F74: zz_city_offences/source.yml")
    assert words in said
    assert str(tmp_path) not in said
    if "not YAML" in words or "Extra" in words or "Input" in words:
        assert f"line {place + 1}:" in said


def test_a_broken_contract_stops_no_other(tmp_path: Path) -> None:
    broken = contract(tmp_path, source_id="zz_broken_source").folder / "source.yml"
    contract(tmp_path)
    broken.write_text("sources:\n\t- x", encoding="utf-8")
    good, bad = discover(tmp_path)
    assert (list(good), list(bad)) == (["zz_city_offences"], ["zz_broken_source"])
    assert "zz_broken_source/source.yml line 2: not YAML" in bad["zz_broken_source"].message
