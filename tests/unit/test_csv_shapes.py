"""Delimited text in the shapes that publishers gave us: nothing is guessed, every line counted.

Belongs here: headers, newlines and names that a contract declares, read as loading reads them.
Does not belong here: dresses that need no declaration (`test_csv.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import Settings
from tests.ingest_kit import (
    HEADER,
    NAMES,
    House,
    column,
    contract,
    csv_bytes,
    good_rows,
    layout,
)

CODES = "RSA,PHO,Sta,P1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project"


def loaded(home: Settings, folder: Path, data: bytes, **reader: Any) -> House:
    """A house that loaded `data` under this reader, every line of it accounted for."""
    columns = reader.pop("columns", None)
    house = House(home, contract(folder, [layout({"format": "csv", **reader}, columns=columns)]))
    house.drop("shape_synthetic.csv", data)
    _, load = house.refresh()
    assert not load.refused
    assert load.physical_lines == load.loaded_lines + load.declared_lines
    return house


def cells(house: House) -> list[tuple[str, ...]]:
    """The landed rows without their lineage."""
    return [row[:4] for row in house.rows()]


def count(house: House, kind: str) -> int:
    """Lines of one kind in the ledger."""
    ((found,),) = house.query(f"select {kind}_lines from ledger.extracts")
    return int(found)


def test_declared_row_below_the_header_is_header_too(home: Settings, folder: Path) -> None:
    data = csv_bytes().replace(b"\n", b"\n" + CODES.encode(), 1)
    house = loaded(home, folder, data, header={"row": 1, "below": ["^RSA$"]})
    assert cells(house) == good_rows()
    assert count(house, "header") == 2


def test_row_below_the_header_that_does_not_fit_is_data(home: Settings, folder: Path) -> None:
    house = loaded(home, folder, csv_bytes(), header={"row": 1, "below": ["^RSA$"]})
    assert cells(house) == good_rows()
    assert count(house, "header") == 1


def test_newlines_inside_header_cells_are_blanks(home: Settings, folder: Path) -> None:
    columns = [column(name, f"{title} del año") for name, title in zip(NAMES, HEADER, strict=True)]
    titles = [f"{title} \ndel  año" for title in HEADER]
    house = loaded(home, folder, csv_bytes(header=titles), columns=columns)
    assert cells(house) == good_rows()
    assert count(house, "header") == 5


def test_blank_header_cells_are_declared_by_their_place(home: Settings, folder: Path) -> None:
    columns = [
        column("event_date", "column 1"),
        column("area_code", "column 2"),
        column("category", "Categoría"),
        column("case_count", "Cantidad"),
    ]
    data = csv_bytes(header=["", " ", *HEADER[2:], ""])
    assert cells(loaded(home, folder, data, columns=columns)) == good_rows()


def test_place_does_not_stand_in_for_a_named_column(home: Settings, folder: Path) -> None:
    columns = [
        column("event_date", "column 1"),
        *[column(n, h) for n, h in zip(NAMES[1:], HEADER[1:], strict=True)],
    ]
    house = House(home, contract(folder, [layout({"format": "csv"}, columns=columns)]))
    house.drop("shape_synthetic.csv", csv_bytes())
    _, load = house.refresh()
    assert [finding.fault for finding in load.refused] == ["F29"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_values_keep_the_newlines_that_stand_in_them(
    home: Settings, folder: Path, newline: str
) -> None:
    """ENSU microdata: every quoted value ends in CR, in files whose records end in LF or CR."""
    rows = [
        (f"{date}\r", f"{code}\r", f"{label}\r\ntwo", total)
        for date, code, label, total in good_rows(30)
    ]
    data = csv_bytes(rows, quote_all=True, newline=newline)
    house = loaded(home, folder, data)
    assert cells(house) == rows
    assert house.query("select row_count, continuation_lines from ledger.extracts") == [(30, 90)]


@pytest.mark.parametrize("published", ["-75,56985400000", "1,477", "12.345", " 1 "])
def test_numbers_land_as_they_were_written(home: Settings, folder: Path, published: str) -> None:
    rows = [("2024-01-01", "05001", "Hurto", published)]
    house = loaded(home, folder, csv_bytes(rows, delimiter=";"), delimiter=";")
    assert cells(house) == rows
