"""A report of stacked blocks becomes one table with the attributes of its blocks."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from orchestration.contracts import Contract, read_contract
from orchestration.errors import ExtractRefused
from orchestration.load.reading import Context, Reading
from orchestration.load.stacked_report import read_stacked_report
from orchestration.settings import Settings
from tests.ingest_kit import column, contract, layout

BLOCK = """\
,,
Crime in  {name} (ZZ)  for April to March 2001/2002 - 2002/2003,,
,,
{note},,
,,
Category,April 2001 to March 2002,April 2002 to March 2003{blank}
CONTACT CRIME (PERSONS),,
Murder,1,{n}
OTHER,,
Neglect ,,2
"""


def report(*names: str) -> str:
    blocks = [
        BLOCK.format(name=name, note="-" if i else "was Old Town", blank=" " * i, n=i)
        for i, name in enumerate(names)
    ]
    return "Statistics Service,,\n" + "".join(blocks)


@pytest.fixture
def declared(tmp_path: Path) -> Contract:
    reader = {
        "format": "stacked_report",
        "header": {"search": "Category"},
        "block_title": r"^Crime in\s+(?P<station>.+?)\s+\((?P<province>\w+)\)\s+for",
        "block_note_rows": 1,
        "section_titles": ["^CONTACT CRIME", "^OTHER$"],
    }
    listed = [
        column("category", "Category", required_value=True),
        column("station", "@station"),
        column("province", "@province"),
        column("block_note", "@note"),
    ]
    family = [{"pattern": r"april (\d{4}) to march \d{4}", "name": r"fy_\1"}]
    return contract(tmp_path, [layout(reader, columns=listed, column_families=family)])


def read(path: Path, declared: Contract) -> Reading:
    reading = Reading()
    read_stacked_report(path, Context(declared, declared.tables[0], path.name), reading)
    return reading


def rows_of(reading: Reading) -> list[dict[str, Any]]:
    return [row for batch in reading.batches for row in batch.to_pylist()]


def read_text(text: str, tmp_path: Path, declared: Contract) -> Reading:
    path = tmp_path / "report_synthetic.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, declared)


def test_rows_carry_the_attributes_of_their_block(tmp_path: Path, declared: Contract) -> None:
    reading = read_text(report("Alpha", "Beta Town"), tmp_path, declared)
    rows = rows_of(reading)
    assert [(r["station"], r["category"], r["fy_2001"], r["fy_2002"]) for r in rows] == [
        ("Alpha", "Murder", "1", "0"),
        ("Alpha", "Neglect ", None, "2"),
        ("Beta Town", "Murder", "1", "1"),
        ("Beta Town", "Neglect ", None, "2"),
    ]
    assert [r["block_note"] for r in rows] == ["was Old Town"] * 2 + ["-"] * 2
    assert {r["province"] for r in rows} == {"ZZ"}
    assert [r["_row_number"] for r in rows] == [9, 11, 19, 21]
    assert reading.physical_lines == 21
    assert reading.tally.count("loaded") == 4


def test_unknown_title_inside_a_block_is_quarantined(tmp_path: Path, declared: Contract) -> None:
    text = report("Alpha").replace("OTHER,,", "SOMETHING NEW,,")
    reading = read_text(text, tmp_path, declared)
    assert [(one.line, one.reason_code) for one in reading.rejected] == [(10, "no_key")]


def test_block_without_header_is_refused(tmp_path: Path, declared: Contract) -> None:
    text = report("Alpha", "Beta").replace("Category,April", "Kind,April", 1)
    with pytest.raises(ExtractRefused, match="opens in line 3") as refusal:
        read_text(text, tmp_path, declared)
    assert refusal.value.fault == "F27"


def test_block_without_rows_is_refused(tmp_path: Path, declared: Contract) -> None:
    text = report("Alpha").replace("Murder,1,0\n", "").replace("Neglect ,,2\n", "")
    with pytest.raises(ExtractRefused, match="no data rows") as refusal:
        read_text(text, tmp_path, declared)
    assert (refusal.value.fault, refusal.value.line) == ("F17", 3)


def test_file_without_blocks_is_refused(tmp_path: Path, declared: Contract) -> None:
    with pytest.raises(ExtractRefused, match="no block title") as refusal:
        read_text("a,b,c\n1,2,3\n", tmp_path, declared)
    assert refusal.value.fault == "F27"


def test_cut_report_is_refused(tmp_path: Path, declared: Contract) -> None:
    with pytest.raises(ExtractRefused) as refusal:
        read_text(report("Alpha", "Beta")[:-4], tmp_path, declared)
    assert refusal.value.fault == "F15"


@pytest.mark.real
def test_real_report_equals_the_checked_answer(extracts: Path) -> None:
    folder = extracts / "za_saps_release_2013"
    source = Settings().project / "sources" / "za_saps_release_2013" / "source.yml"
    rows = rows_of(read(folder / "saps_2003_2013_kzn_source.csv", read_contract(source)))
    cells = {
        (row["station"], row["category"].strip(), int(name[3:7])): row[name]
        for row in rows
        if row["province"]
        for name in row
        if name.startswith("fy_")
    }
    with (folder / "saps_2003_2013_kzn_stations_wide.csv").open(encoding="utf-8") as stream:
        answers = {
            (row["station"], row["crime"].strip(), year): row[str(year)]
            for row in csv.DictReader(stream)
            for year in range(2003, 2013)
        }
    assert len(answers) == 53_940
    assert {key[1:] for key in cells} == {key[1:] for key in answers}
    assert sorted(cells.values()) == sorted(answers.values())
    assert cells == answers
