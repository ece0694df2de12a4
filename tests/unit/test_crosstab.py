"""Workbooks of statistical tables: found by title, read by label and heading, rows accounted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from orchestration.contracts import Contract, Reader
from orchestration.errors import ExtractRefused
from orchestration.load.crosstab import read_crosstab
from orchestration.load.reading import Context, Reading
from tests.ingest_kit import column, contract, layout

Cell = str | float | int | None
Rows = Sequence[Sequence[Cell]]

READER: dict[str, Any] = {
    "format": "crosstab",
    "titles": [r"Personas por ciudad(?: \((?P<sex>\w+)\))?, (?P<reference>\w+ \d{4})\d?"],
    "ignored_titles": {"Serie": "national"},
    "ignored_sheets": {"Índice": "the list of the tables"},
    "stub": "^Ciudad",
    "leaf": "Relativos",
    "footers": ["^Nota"],
}
COLUMNS = [
    column(name, f"@{name}", required_value=name == "label")
    for name in ("sheet", "sheet_row", "title", "label", "heading", "measure", "value")
] + [column("sex", "@sex"), column("reference", "@reference")]

TITLE: Rows = [
    ["Instituto. Tabulados"],
    [None],
    ["Personas por ciudad,", None, None, None, "Cuadro 1.4"],
    ["Marzo 20201"],
    [None],
]
HEADING: Rows = [
    ["Ciudad\n  respuesta", "Total", None, "Respuesta", None, None, None, None],
    [None, None, None, "Sí1", None, None, "No ", None],
    [None, None, None, "Absolutos", "Relativos", None, "Absolutos", "Relativos"],
]
BODY: Rows = [
    [None],
    ["Estado"],
    ["Una ", 200, None, 50, 25, None, 150, 75],
    ["Otra", 100, None, "NS", "NS"],
    [None],
]
NOTES: Rows = [["Nota: de la tabla"], ["  que sigue"], [None], ["Instituto."]]
TABLE: Rows = [*TITLE, *HEADING, *BODY, *NOTES]
INDEX: Rows = [["Tabulados"], ["1.4", "Personas por ciudad, marzo 2020"]]


def declared(folder: Path, **reader: Any) -> Contract:
    """A contract with one layout of statistical tables."""
    return contract(folder, [layout({**READER, **reader}, "*.xlsx", columns=COLUMNS)])


def book(**sheets: Rows) -> bytes:
    """A workbook; `_` in a sheet's name stands for a point."""
    written = openpyxl.Workbook()
    written.remove(written.worksheets[0])
    for name, rows in sheets.items():
        page = written.create_sheet(name.replace("_", "."))
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    written.save(stream)
    return stream.getvalue()


def read(data: bytes, **reader: Any) -> Reading:
    """Read bytes as the tables of a contract."""
    with TemporaryDirectory() as folder:
        one = declared(Path(folder), **reader)
        path = Path(folder) / "file.bin"
        path.write_bytes(data)
        reading = Reading()
        read_crosstab(path, Context(one, one.tables[0], "synthetic.xlsx"), reading)
    return reading


def refusal(data: bytes, **reader: Any) -> ExtractRefused:
    """The refusal that reading ends in."""
    with pytest.raises(ExtractRefused) as caught:
        read(data, **reader)
    return caught.value


def landed(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    """The landed rows, these columns."""
    rows: list[tuple[Any, ...]] = []
    for batch in reading.batches:
        rows += list(zip(*(batch.column(name).to_pylist() for name in names), strict=True))
    return rows


def test_a_value_is_known_by_its_label_and_the_headings_that_span_it() -> None:
    reading = read(book(Índice=INDEX, **{"1_4": TABLE}))

    assert landed(reading, "label", "heading", "measure", "value") == [
        ("Estado", None, None, None),
        ("Una ", "Total", None, "200"),
        ("Una ", "Respuesta > Sí1", "Absolutos", "50"),
        ("Una ", "Respuesta > Sí1", "Relativos", "25"),
        ("Una ", "Respuesta > No", "Absolutos", "150"),
        ("Una ", "Respuesta > No", "Relativos", "75"),
        ("Otra", "Total", None, "100"),
        ("Otra", "Respuesta > Sí1", "Absolutos", "NS"),
        ("Otra", "Respuesta > Sí1", "Relativos", "NS"),
    ]


def test_a_table_is_found_by_its_title_whatever_its_number() -> None:
    of_men = [*TITLE[:2], ["Personas por ciudad (hombres),"], *TITLE[3:], *HEADING, *BODY, *NOTES]

    reading = read(book(**{"9_1": of_men, "9_2": TABLE}))

    assert set(landed(reading, "sheet", "sex", "reference")) == {
        ("9.1", "hombres", "Marzo 2020"),
        ("9.2", None, "Marzo 2020"),
    }
    assert {title for (title,) in landed(reading, "title")} == {
        "Instituto. Tabulados Personas por ciudad (hombres), Marzo 20201",
        "Instituto. Tabulados Personas por ciudad, Marzo 20201",
    }


def test_every_row_of_every_sheet_is_loaded_quarantined_or_declared() -> None:
    series: Rows = [["Instituto"], ["Serie histórica"], ["Ciudad", 1], ["Sí", 2]]

    reading = read(book(Índice=INDEX, **{"1_1": series, "1_4": TABLE}))

    tally = reading.tally
    assert reading.physical_lines == len(INDEX) + len(series) + len(TABLE)
    assert tally.data + tally.declared == reading.physical_lines
    assert (tally.count("loaded"), tally.count("quarantined")) == (3, 0)
    assert (tally.count("header"), tally.count("preamble")) == (3, 3)
    assert (tally.count("blank"), tally.count("footer")) == (5, 3)
    assert tally.count("ignored_sheet") == len(INDEX) + len(series)
    assert reading.notices == []


def test_the_row_of_the_sheet_and_the_line_of_the_workbook_are_both_kept() -> None:
    reading = read(book(Índice=INDEX, **{"1_4": TABLE}))

    label_row = len(TITLE) + len(HEADING) + 2
    first = landed(reading, "label", "sheet_row", "_row_number")[0]
    assert first == ("Estado", str(label_row), len(INDEX) + label_row)


def test_a_sheet_with_an_unknown_title_is_a_warning() -> None:
    unknown: Rows = [["Instituto"], ["Hogares por ciudad, marzo 2020"], *HEADING, *BODY]

    reading = read(book(**{"1_4": TABLE, "1_5": unknown}))

    (notice,) = reading.notices
    assert (notice.fault, notice.severity, notice.column) == ("F60", "warning", "sheet 1.5")
    assert "ignored_titles" in notice.next_step


def test_a_wanted_title_above_a_heading_that_is_gone_refuses_the_workbook() -> None:
    without_stub: Rows = [*TITLE, ["Lugar", "Total"], *HEADING[1:], *BODY]
    without_leaf: Rows = [*TITLE, *HEADING[:2], *BODY]

    for rows, lost in ((without_stub, "^Ciudad"), (without_leaf, "Relativos")):
        refused = refusal(book(**{"1_4": rows}))
        assert refused.fault == "F27"
        assert lost in str(refused)


def test_a_workbook_without_any_wanted_table_is_refused() -> None:
    assert refusal(book(Índice=INDEX)).fault == "F27"


def test_two_fields_under_one_heading_are_refused() -> None:
    twice: Rows = [*HEADING[:1], [None, None, None, "Sí", None, None, "Sí"], HEADING[2]]

    assert refusal(book(**{"1_4": [*TITLE, *twice, *BODY]})).fault == "F29"


def test_a_wanted_table_without_rows_is_no_zero() -> None:
    assert refusal(book(**{"1_4": [*TITLE, *HEADING, [None], *NOTES]})).fault == "F17"


def test_a_value_without_a_heading_or_a_label_is_quarantined() -> None:
    stray: Rows = [["Tercera", 5, 6], [None, 7]]
    many: Rows = [[f"Ciudad {i}", i] for i in range(500)]

    reading = read(book(**{"1_4": [*TITLE, *HEADING, *BODY, *many, *stray, *NOTES]}))

    assert [(one.reason_code, one.reason) for one in reading.rejected] == [
        ("F23", "row 514 of sheet '1.4': a cell has no heading"),
        ("no_key", "row 515 of sheet '1.4': values have no label"),
    ]


def test_what_stands_below_the_notes_with_values_is_still_data() -> None:
    reading = read(book(**{"1_4": [*TABLE, ["Última", 9]]}))

    assert landed(reading, "label", "value")[-1] == ("Última", "9")


def test_a_formula_without_a_stored_value_is_refused() -> None:
    formula: Rows = [["Una", "=1+1", None, 50, 25]]

    refused = refusal(book(**{"1_4": [*TITLE, *HEADING, *formula, *NOTES]}))

    assert refused.fault == "F60"
    assert "B9" in str(refused)


@pytest.mark.parametrize("missing", ["titles", "stub", "leaf", "footers"])
def test_a_contract_of_tables_says_where_they_are(missing: str) -> None:
    kept = {key: value for key, value in READER.items() if key != missing}

    with pytest.raises(ValidationError, match="crosstab needs"):
        Reader.model_validate(kept)


def test_titles_are_no_option_of_a_plain_workbook() -> None:
    with pytest.raises(ValidationError, match="no option"):
        Reader.model_validate({"format": "workbook", "titles": ["x"]})


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Una", "Otra ", "Tercera3"]),
            st.lists(st.none() | st.integers(0, 10**6), min_size=5, max_size=5),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_filled_cell_of_a_table_lands_exactly_once(
    drawn: list[tuple[str, list[int | None], int]],
) -> None:
    rows: list[list[Cell]] = []
    for label, values, blanks in drawn:
        first, *rest = values
        rows.append([label, first, None, rest[0], rest[1], None, rest[2], rest[3]])
        rows += [[None]] * blanks

    reading = read(book(**{"1_4": [*TITLE, *HEADING, *rows, *NOTES]}))

    values = [value for (value,) in landed(reading, "value") if value is not None]
    assert values == [str(v) for _, drawn_values, _ in drawn for v in drawn_values if v is not None]
    assert reading.tally.count("loaded") == len(drawn)
    assert reading.tally.data + reading.tally.declared == reading.physical_lines
