"""Workbooks of several sheets: a sheet known by a pattern, further sheets of the same rows.

Belongs here: which sheets of a workbook are read and how their rows are counted.
Does not belong here: cells as text and the rest of the reader (`test_workbook.py`).
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from orchestration.contracts import Contract
from orchestration.errors import ContractError, ExtractRefused
from orchestration.load.reading import Context, Reading
from orchestration.load.workbook import read_workbook
from tests.ingest_kit import book_bytes, column, contract, layout

CODES = [["05001", "Uno", 1.5], ["05002", "Dos", 2.5]]
KEY = column("area_code", "Código", required_value=True)


def read(data: bytes, declared: Contract) -> Reading:
    """Read bytes as the first layout of a contract."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        path.write_bytes(data)
        reading = Reading()
        read_workbook(path, Context(declared, declared.tables[0], "synthetic.xlsx"), reading)
    return reading


def book_contract(
    folder: Path, reader: dict[str, Any], *columns: dict[str, Any], **meta: Any
) -> Contract:
    """A contract with one workbook layout of these columns."""
    listed = [KEY, *columns]
    declared = layout({"format": "workbook", **reader}, "*.xlsx", columns=listed, **meta)
    return contract(folder, [declared])


def landed(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    """The landed rows, these columns; None where a sheet does not have one."""
    rows: list[tuple[Any, ...]] = []
    for batch in reading.batches:
        values = [
            batch.column(name).to_pylist() if name in batch.column_names else [None] * len(batch)
            for name in names
        ]
        rows += list(zip(*values, strict=True))
    return rows


def test_a_sheet_is_found_by_its_pattern_whatever_the_year(tmp_path: Path) -> None:
    declared = book_contract(
        tmp_path,
        {"sheet": "Municipios *", "ignored_sheets": {"Ranking *": "blocks side by side"}},
        column("name", "Nombre"),
        column("score", "Puntaje"),
    )
    for year in ("2018", "2031"):
        data = book_bytes(
            [["Código", "Nombre", "Puntaje"], *CODES],
            f"Municipios {year}",
            {f"Ranking {year}": [["a", "b"], ["c", "d"]]},
        )
        reading = read(data, declared)
        assert landed(reading, "area_code", "score") == [("05001", "1.5"), ("05002", "2.5")]
        assert not reading.notices
        assert (reading.physical_lines, reading.tally.declared) == (5, 3)


def test_two_sheets_that_fit_one_pattern_are_refused(tmp_path: Path) -> None:
    declared = book_contract(
        tmp_path, {"sheet": "Municipios *"}, column("name", "Nombre"), column("score", "Puntaje")
    )
    rows = [["Código", "Nombre", "Puntaje"], *CODES]
    with pytest.raises(ExtractRefused, match="fits twice") as refused:
        read(book_bytes(rows, "Municipios 2018", {"Municipios 2019": rows}), declared)
    assert refused.value.fault == "F60"


def several(folder: Path) -> Contract:
    """A contract that reads three sheets, two of them below a row of groups."""
    grouped = {"row": 2, "group_row": True}
    return book_contract(
        folder,
        {
            "sheet": "Indicadores",
            "header": {"row": 1},
            "further_sheets": {"Escaladas": grouped, "Medidas": grouped},
            "ignored_sheets": {"Diccionario": "explains"},
        },
        column("sheet", "@sheet", required=False),
        column("name", "Nombre"),
        column("score", "MDM", required=False),
        column("rate", "Tasa", required=False),
    )


def three_sheets() -> bytes:
    """Scores on one sheet, the same variable scaled and as measured on two others."""
    head = [["Código", "Nombre", "Resultados"], [None, None, "Tasa"]]
    return book_bytes(
        [["Código", "Nombre", "MDM"], *CODES],
        "Indicadores",
        {
            "Escaladas": [*head, ["05001", "Uno", 88], ["05002", "Dos", None]],
            "Medidas": [*head, ["05001", "Uno", 0.25], [None, "nobody", 1]],
            "Diccionario": [["Tasa", "per 10.000"]],
        },
    )


def test_further_sheets_land_in_one_table_and_say_which_they_are(tmp_path: Path) -> None:
    declared = several(tmp_path)
    limits = declared.meta.limits.model_copy(update={"quarantined_share": 1.0})
    meta = declared.meta.model_copy(update={"limits": limits})
    config = declared.config.model_copy(update={"meta": meta})
    reading = read(three_sheets(), declared.model_copy(update={"config": config}))
    assert landed(reading, "sheet", "_row_number", "area_code", "score", "rate") == [
        ("Indicadores", 2, "05001", "1.5", None),
        ("Indicadores", 3, "05002", "2.5", None),
        ("Escaladas", 6, "05001", None, "88"),
        ("Escaladas", 7, "05002", None, None),
        ("Medidas", 10, "05001", None, "0.25"),
    ]
    assert [(one.line, one.reason_code) for one in reading.rejected] == [(11, "no_key")]
    assert not reading.notices
    kinds = ("loaded", "quarantined", "header", "ignored_sheet")
    assert [reading.tally.count(kind) for kind in kinds] == [5, 1, 5, 1]
    assert reading.physical_lines == 12


def test_a_row_without_its_key_on_a_further_sheet_counts_against_the_limit(
    tmp_path: Path,
) -> None:
    with pytest.raises(ExtractRefused) as refused:
        read(three_sheets(), several(tmp_path))
    assert refused.value.fault == "F25"


def test_a_further_sheet_that_is_missing_refuses_the_workbook(tmp_path: Path) -> None:
    data = book_bytes([["Código", "Nombre", "MDM"], *CODES], "Indicadores")
    with pytest.raises(ExtractRefused, match="'Escaladas' not found") as refused:
        read(data, several(tmp_path))
    assert refused.value.fault == "F60"


def test_further_sheets_need_a_column_that_tells_them_apart(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="further_sheets need a column"):
        book_contract(
            tmp_path, {"sheet": "A", "further_sheets": {"B": {"row": 1}}}, column("name", "Nombre")
        )


def test_two_headings_that_differ_in_a_mark_stay_two_columns(tmp_path: Path) -> None:
    """`Ejecución ` and `Ejecución *` fold to one key; the spelling as written decides."""
    declared = book_contract(
        tmp_path, {}, column("rate", "Ejecución"), column("grade", "Ejecución *", "Calificación")
    )
    for headings in (["Ejecución ", "Ejecución *"], ["EJECUCIÓN", "calificación"]):
        data = book_bytes([["Código", *headings], ["05001", 94.5, 100]])
        assert landed(read(data, declared), "rate", "grade") == [("94.5", "100")]
