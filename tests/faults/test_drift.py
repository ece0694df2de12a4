"""Schema drift: for each rule one extract that breaks it and no other (F26-F33, F35).

Every case first loads a sound extract; its rows must stay whatever happens to the bad one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.contracts import read_contract
from orchestration.errors import Finding, UsageError
from orchestration.load.quarantine import REASONS
from orchestration.replay import EXPLANATIONS, drift, explained_rows, replay
from orchestration.settings import Settings
from tests.ingest_kit import (
    HEADER,
    SOURCE,
    House,
    book_bytes,
    column,
    contract,
    csv_bytes,
    layout,
)

pytestmark = pytest.mark.faults

LABELS = ("Hurto", "Extorsión")
CROSSWALK = (
    "source_id,methodology_version,label_type,iccs_code,review_status_code\n"
    f"{SOURCE},1,Hurto,0501,proposed\n{SOURCE},1,Extorsión,02051,proposed\n"
)
MARK = "Ludovica"
"""Stands in cells that no message may show."""


def declared_columns() -> list[dict[str, Any]]:
    """The four columns of the synthetic source with their domains."""
    return [
        column("event_date", "Fecha", kind="date", classification="quasi_identifier"),
        column("area_code", "Código", kind="code", pattern="[0-9]{5}", required_value=True),
        column("category", "Categoría", label="type"),
        column("case_count", "Cantidad", kind="integer", minimum=1, required_value=True),
    ]


def rows(count: int = 300) -> list[list[str]]:
    """Sound rows."""
    return [
        [f"2024-{1 + i % 12:02}-{1 + i % 28:02}", f"0{5000 + i}", LABELS[i % 2], str(1 + i % 7)]
        for i in range(count)
    ]


def make_house(home: Settings, tmp_path: Path, *, reader: Any = None, **changes: Any) -> House:
    """A house with the declared contract, a crosswalk, and one sound extract loaded."""
    listed = changes.pop("columns", None) or declared_columns()
    rule = {"first_year": 2015, "rows_floor": 0.0}
    tables = [
        layout(reader or {"format": "csv"}, columns=listed, plausibility=rule),
        layout({"format": "workbook"}, "*.xlsx", name="book", columns=listed),
    ]
    limits = {"value_fault_share": 0.01, **changes.pop("limits", {})}
    made = contract(tmp_path / "project", tables, limits=limits, **changes)
    (made.folder / f"crosswalk__{SOURCE}.csv").write_text(CROSSWALK, encoding="utf-8")
    house = House(home.model_copy(update={"project": tmp_path / "project"}), made)
    house.drop("sound_synthetic.csv", csv_bytes(rows()))
    _, load = house.refresh()
    assert load.refused == load.warnings == []
    return house


@pytest.fixture
def house(home: Settings, tmp_path: Path) -> House:
    """A house of the declared contract."""
    return make_house(home, tmp_path)


def drop(house: House, name: str, data: bytes) -> Finding:
    """Drop a file that drifted; return its one finding, after checking what stands."""
    before = house.rows()
    house.drop(name, data)
    _, load = house.refresh()
    assert house.rows() == before, "sound rows changed"
    assert load.extracts == 1
    assert load.warnings == []
    (finding,) = load.refused
    assert finding.message.startswith(f"{SOURCE} {finding.fault}:")
    assert name in finding.message
    assert finding.next_step
    assert MARK not in finding.message + finding.next_step
    return finding


def changed(change: Callable[[list[str], int], None], every: int = 1) -> bytes:
    """The sound file with `change(row, index)` applied to every so many rows."""
    found = rows()
    for index, row in enumerate(found):
        if index % every == 0:
            change(row, index)
    return csv_bytes(found)


# -- the header ---------------------------------------------------------------------------------


def test_renamed_column_is_proposed_by_name_position_and_kind_with_a_diff(house: House) -> None:
    header = ("Fecha", "Código DANE", "Categoría", "Cantidad")
    finding = drop(house, "renamed.csv", csv_bytes(rows(), header))
    assert (finding.fault, finding.line, finding.column) == ("F27", 1, "Código")
    assert "found instead 'Código DANE' (same position, same kind of values)" in finding.message
    assert f"--- a/dbt_project/sources/{SOURCE}/source.yml" in finding.next_step
    assert "+          - Código DANE" in finding.next_step


def test_renamed_column_with_a_foreign_name_is_known_by_its_values_and_place(house: House) -> None:
    header = ("Fecha", "Divipola", "Categoría", "Cantidad")
    finding = drop(house, "foreign.csv", csv_bytes(rows(), header))
    assert (finding.fault, finding.column) == ("F27", "Código")
    assert "found instead 'Divipola' (same position, same kind of values)" in finding.message


def test_near_name_with_values_of_another_kind_is_no_renamed_column(house: House) -> None:
    header = ("Fecha", "Código texto", "Categoría", "Cantidad")
    data = csv_bytes([[row[0], MARK, *row[2:]] for row in rows()], header)
    finding = drop(house, "other.csv", data)
    assert (finding.fault, finding.line, finding.column) == ("F29", 1, "Código")


def test_renamed_column_of_a_workbook_is_known_by_its_values(house: House) -> None:
    header = ("Fecha", "Divipola", "Categoría", "Cantidad")
    finding = drop(house, "foreign.xlsx", book_bytes([header, *rows()]))
    assert (finding.fault, finding.line) == ("F27", 1)
    assert "sheet 'Hoja1', row 1" in finding.message


def test_missing_required_column_is_refused_with_a_diff(house: House) -> None:
    data = csv_bytes([row[:1] + row[2:] for row in rows()], HEADER[:1] + HEADER[2:])
    finding = drop(house, "narrow.csv", data)
    assert (finding.fault, finding.line, finding.column) == ("F29", 1, "Código")
    assert "+          required: false" in finding.next_step


def test_a_renamed_and_a_new_column_are_both_named(house: House) -> None:
    header = ("Fecha", "Código DANE", "Categoría", "Cantidad", "ICCS")
    finding = drop(house, "both.csv", csv_bytes([[*row, MARK] for row in rows()], header))
    assert (finding.fault, finding.column) == ("F27", "Código")
    assert finding.message.endswith("(same position, same kind of values); new: 'ICCS'")


def test_all_missing_columns_are_named(house: House) -> None:
    finding = drop(house, "two.csv", csv_bytes([row[1:3] for row in rows()], HEADER[1:3]))
    assert finding.fault == "F29"
    assert "'Fecha' is missing" in finding.message
    assert "also missing: 'Cantidad'" in finding.message


def test_one_diff_names_every_column_that_the_header_lacks(house: House) -> None:
    header = ("Fecha del hecho", "Código DANE", "Cantidad")
    data = csv_bytes([[row[0], row[1], row[3]] for row in rows()], header)
    finding = drop(house, "three.csv", data)
    assert (finding.fault, finding.column) == ("F27", "Fecha")
    assert "found instead 'Fecha del hecho'" in finding.message
    assert "also missing: 'Código' (now 'Código DANE'?), 'Categoría'" in finding.message
    for line in ("- Fecha del hecho", "- Código DANE", "required: false"):
        assert f"+          {line}" in finding.next_step
    assert finding.next_step.count("--- a/") == 1


def test_one_new_column_is_proposed_for_one_missing_column_only(house: House) -> None:
    header = ("Fecha", "Códigos", "Cantidad")
    data = csv_bytes([[row[0], row[1], row[3]] for row in rows()], header)
    finding = drop(house, "narrow.csv", data)
    assert finding.next_step.count("- Códigos") == 1
    assert "set `required: false` for category" in finding.next_step


def test_header_row_that_lost_the_word_it_is_found_by_is_known_by_its_other_columns(
    home: Settings, tmp_path: Path
) -> None:
    reader = {"format": "workbook", "header": {"search": "Código"}}
    table = layout(reader, "*.xlsx", name="book", columns=declared_columns())
    house = House(home, contract(tmp_path / "project", [table]))
    title = [["Informe de", "prueba"], [], []]
    header = ("Fecha", "Divipola", "Categoría", "Cantidad")
    house.drop("renamed.xlsx", book_bytes([*title, header, *rows()], "Municipios"))
    _, load = house.refresh()
    (finding,) = load.refused
    assert (finding.fault, finding.line, finding.column) == ("F27", 4, "Código")
    assert "column 'Código' is missing in renamed.xlsx, sheet 'Municipios', row 4" in (
        finding.message
    )
    assert "found instead 'Divipola' (same position, same kind of values)" in finding.message
    assert "- Divipola" in finding.next_step
    assert "in the one with 'Código': correct reader.header, too" in finding.next_step


def test_a_file_with_nothing_of_the_header_says_where_it_was_looked_for(house: House) -> None:
    finding = drop(house, "other.xlsx", book_bytes([["a", "b"], ["1", "2"], ["3", "4"]]))
    assert finding.fault == "F29"
    assert "sheet 'Hoja1', row 1" in finding.message


def test_new_column_is_kept_aside_with_its_declaration_as_a_diff(house: House) -> None:
    house.drop("wide.csv", csv_bytes([[*row, MARK] for row in rows()], (*HEADER, "ICCS nuevo")))
    _, load = house.refresh()
    assert load.refused == []
    (warning,) = load.warnings
    assert (warning.fault, warning.column) == ("F28", "ICCS nuevo")
    assert "new column 'ICCS nuevo', 300 values, kept aside" in warning.message
    assert "- name: iccs_nuevo" in warning.next_step
    assert "published_as: [ICCS nuevo], required: false" in warning.next_step
    assert MARK not in warning.message + warning.next_step


# -- the values ---------------------------------------------------------------------------------


def exchange(row: list[str], _: int) -> None:
    """Code and count change places."""
    row[1], row[3] = row[3], row[1]


def test_swapped_values_are_held_and_both_columns_named(home: Settings, tmp_path: Path) -> None:
    listed = declared_columns()
    listed[3]["config"]["meta"]["pattern"] = "[0-9]{1,3}"
    house = make_house(home, tmp_path, columns=listed)
    finding = drop(house, "swapped.csv", changed(exchange, every=10))
    assert (finding.fault, finding.line) == ("F26", 2)
    assert finding.column == "Código and Cantidad"
    assert "30 values of 'Código' are outside its domain" in finding.message
    assert "all are valid values of 'Cantidad'" in finding.message
    assert "safercities accept" in finding.next_step


def test_swapped_values_that_only_their_bounds_tell_apart_are_the_same_fault(
    home: Settings, tmp_path: Path
) -> None:
    listed = declared_columns()
    listed[1]["config"]["meta"] |= {"pattern": "[0-9]{1,2}"}
    listed[3]["config"]["meta"] |= {"minimum": 2015, "maximum": 2026}
    tables = [layout({"format": "csv"}, columns=listed)]
    house = House(home, contract(tmp_path / "project", tables))
    found = [[row[0], str(1 + i % 32), row[2], "2024"] for i, row in enumerate(rows())]
    for row in found[::10]:
        exchange(row, 0)
    house.drop("swapped.csv", csv_bytes(found))
    _, load = house.refresh()
    assert [(one.fault, one.column) for one in load.refused] == [("F26", "Código and Cantidad")]


def test_swapped_header_names_are_the_same_fault(home: Settings, tmp_path: Path) -> None:
    listed = declared_columns()
    listed[3]["config"]["meta"]["pattern"] = "[0-9]{1,3}"
    house = make_house(home, tmp_path, columns=listed)
    header = ("Fecha", "Cantidad", "Categoría", "Código")
    assert drop(house, "swapped.csv", csv_bytes(rows(), header)).fault == "F26"


def test_columns_in_another_order_are_no_fault(house: House) -> None:
    house.drop("order.csv", csv_bytes([row[::-1] for row in rows()], HEADER[::-1]))
    _, load = house.refresh()
    assert (load.refused, load.warnings, load.extracts) == ([], [], 2)


def put(position: int, value: str) -> Callable[[list[str], int], None]:
    """Write one value into a column."""

    def change(row: list[str], _: int) -> None:
        row[position] = value

    return change


@pytest.mark.parametrize(
    ("position", "value", "fault", "words"),
    [
        pytest.param(3, f"12 {MARK}", "F30", "do not have the declared form integer", id="retyped"),
        pytest.param(1, f"5-{MARK}", "F30", "declared form code", id="pattern"),
        pytest.param(0, f"{MARK} 2024", "F30", "declared form date", id="date-words"),
        pytest.param(3, "1.234", "F31", "other marks", id="point-groups"),
        pytest.param(3, "1 234", "F31", "other marks", id="blank-groups"),
        pytest.param(3, "12,5", "F31", "other marks", id="decimal-comma"),
        pytest.param(3, "<5", "F30", "declared form integer", id="suppressed"),
        pytest.param(3, "-", "F30", "declared form integer", id="dash"),
        pytest.param(3, "n/a", "F30", "declared form integer", id="not-available"),
        pytest.param(3, "1e3", "F30", "declared form integer", id="exponent"),
        pytest.param(3, "1_000", "F30", "declared form integer", id="underscore"),
        pytest.param(3, "0x10", "F30", "declared form integer", id="hexadecimal"),
        pytest.param(3, "-4", "F32", "negative, fractional", id="negative"),
        pytest.param(3, "2.5", "F32", "negative, fractional", id="fraction"),
        pytest.param(0, "2999-01-01", "F33", "no dates of 2015-01-01 to", id="future"),
        pytest.param(0, "2014-12-31", "F33", "no dates of 2015-01-01 to", id="before-first-year"),
        pytest.param(0, "0001-01-01", "F33", "no dates", id="year-1"),
        pytest.param(0, "9999-12-31", "F33", "no dates", id="year-9999"),
        pytest.param(0, "2024-02-30", "F33", "no dates", id="30-february"),
        pytest.param(0, "45292", "F33", "no dates", id="serial"),
        pytest.param(0, "03/04/2024", "F33", "no dates", id="day-or-month-first"),
        pytest.param(0, "20240105", "F33", "no dates", id="digits-only"),
        pytest.param(0, "2024-01-05T00:00:00Z", "F33", "no dates", id="with-a-zone"),
        pytest.param(0, "05/01/24", "F33", "no dates", id="two-digit-year"),
    ],
)
def test_values_out_of_their_domain_hold_above_the_share(
    house: House, position: int, value: str, fault: str, words: str
) -> None:
    finding = drop(house, "values.csv", changed(put(position, value), every=30))
    assert (finding.fault, finding.line, finding.column) == (fault, 2, HEADER[position])
    assert "10 of 300 values" in finding.message
    assert words in finding.message
    assert "3.33%, the limit is 1.00%" in finding.message
    assert house.query(
        "select status, loaded_lines + quarantined_lines + declared_lines = physical_lines"
        " from ledger.extracts where file_name = 'values.csv'"
    ) == [("held", True)]


def test_few_faulty_values_land_and_are_counted(house: House) -> None:
    found = rows()
    found[10][3], found[86][3] = "-1", "-2"
    house.drop("few.csv", csv_bytes(found))
    _, load = house.refresh()
    assert (load.refused, load.warnings, load.extracts) == ([], [], 2)
    ((notes,),) = house.query("select warnings from ledger.extracts where file_name = 'few.csv'")
    assert "2 of 300 values of 'Cantidad' are negative" in notes
    assert "(first: line 12)" in notes


def test_other_number_format_is_proposed_as_a_diff(house: House) -> None:
    finding = drop(house, "points.csv", changed(put(3, "1.234"), every=2))
    assert "+          number_format: {group: '.', decimal: ','}" in finding.next_step


def test_declared_formats_flags_and_missing_words_are_no_faults(
    home: Settings, tmp_path: Path
) -> None:
    listed = declared_columns()
    listed[0]["config"]["meta"]["date_formats"] = ["%Y-%m-%d", "%d/%m/%Y", "excel"]
    listed[3]["config"]["meta"] |= {"number_format": {"group": "."}, "missing": ["n/a"]}
    listed[3]["config"]["meta"]["number_format"]["decimal"] = ","
    house = make_house(home, tmp_path, columns=listed)
    found = rows()
    for index, (date, count) in enumerate([("31/12/2024", "1.234"), ("45292", "N/A")]):
        found[index][0], found[index][3] = date, count
    house.drop("forms.csv", csv_bytes(found))
    _, load = house.refresh()
    assert (load.refused, load.warnings) == ([], [])
    assert house.query("select distinct warnings from ledger.extracts") == [("[]",)]


# -- columns found by a pattern ------------------------------------------------------------------

WIDE = ("Código", "Total 2023", "Total 2024")


def wide_house(home: Settings, tmp_path: Path, **facts: Any) -> House:
    """A house whose counts stand in one column per year."""
    family = {"pattern": r"^total (\d{4})$", "name": r"total_\1", "kind": "integer"} | facts
    listed = [column("area_code", "Código", kind="code", required_value=True)]
    table = layout({"format": "csv"}, columns=listed, column_families=[family])
    house = House(home, contract(tmp_path / "project", [table]))
    house.drop("sound_synthetic.csv", csv_bytes([[f"0{5000 + i}", "3", "4"] for i in range(99)],
                                                WIDE))  # fmt: skip
    _, load = house.refresh()
    assert (load.refused, load.extracts) == ([], 1)
    return house


@pytest.mark.parametrize(
    ("value", "fault"), [("12 (p)", "F30"), ("1.234", "F31"), ("2.5", "F32"), ("-4", "F32")]
)
def test_counts_in_a_column_per_year_are_judged(
    home: Settings, tmp_path: Path, value: str, fault: str
) -> None:
    house = wide_house(home, tmp_path, minimum=0)
    data = [[f"0{5000 + i}", "3", value if i % 9 == 0 else "4"] for i in range(99)]
    house.drop("values.csv", csv_bytes(data, WIDE))
    _, load = house.refresh()
    (finding,) = load.refused
    assert (finding.fault, finding.line, finding.column) == (fault, 2, "Total 2024")
    assert "11 of 99 values of 'Total 2024'" in finding.message
    assert "source.yml, column_families" in finding.next_step


def test_a_family_may_declare_its_number_format_and_missing_words(
    home: Settings, tmp_path: Path
) -> None:
    facts = {"number_format": {"group": ".", "decimal": ","}, "missing": ["n.d."]}
    house = wide_house(home, tmp_path, **facts)
    house.drop("values.csv", csv_bytes([["05001", "1.234", "n.d."], ["05002", "7", "8"]], WIDE))
    _, load = house.refresh()
    assert (load.refused, load.extracts) == ([], 2)


# -- codes --------------------------------------------------------------------------------------


def test_lost_leading_zeros_are_counted_and_the_raw_code_is_kept(
    home: Settings, tmp_path: Path
) -> None:
    listed = declared_columns()
    listed[1]["config"]["meta"] |= {"pattern": "[0-9]{4,5}", "pad": 5}
    house = make_house(home, tmp_path, columns=listed)
    bare = [[row[0], row[1].lstrip("0"), *row[2:]] for row in rows()]
    house.drop("bare.csv", csv_bytes(bare))
    _, load = house.refresh()
    assert (load.refused, load.warnings) == ([], [])
    assert load.notes == [f"{SOURCE} F36: 300 codes of 'Código' padded to 5 digits (bare.csv)"]
    landed = house.query(
        "select count(*), count(distinct lpad(area_code, 5, '0')), min(length(area_code))"
        f" from {SOURCE}.yearly"
    )
    assert landed == [(600, 300, 4)]


# -- categories and codes -----------------------------------------------------------------------


def test_unknown_label_is_held_with_the_crosswalk_row_it_needs(house: House) -> None:
    finding = drop(house, "label.csv", changed(put(2, "Extorsión digital"), every=100))
    assert (finding.fault, finding.line, finding.column) == ("F35", 2, "Categoría")
    assert "'Extorsión digital' (3 rows" in finding.message
    assert f"+{SOURCE},1,Extorsión digital,,proposed" in finding.next_step
    assert f"+++ b/dbt_project/sources/{SOURCE}/crosswalk__{SOURCE}.csv" in finding.next_step
    assert "safercities accept" not in finding.next_step


def test_unknown_label_within_the_share_is_a_warning(home: Settings, tmp_path: Path) -> None:
    house = make_house(home, tmp_path, limits={"unmapped_share": 0.05})
    house.drop("label.csv", changed(put(2, "Extorsión digital"), every=100))
    _, load = house.refresh()
    assert (load.refused, load.extracts) == ([], 2)
    assert [(one.fault, one.column) for one in load.warnings] == [("F35", "Categoría")]


def test_label_that_differs_in_blanks_and_case_is_known(house: House) -> None:
    house.drop("case.csv", changed(put(2, "EXTORSIÓN\u00a0"), every=3))
    _, load = house.refresh()
    assert (load.refused, load.warnings) == ([], [])


def test_held_label_loads_by_itself_once_the_crosswalk_has_it(house: House) -> None:
    drop(house, "label.csv", changed(put(2, "Extorsión digital"), every=100))
    path = house.contract.folder / f"crosswalk__{SOURCE}.csv"
    path.write_text(CROSSWALK + f"{SOURCE},1,Extorsión digital,02051,proposed\n", encoding="utf-8")
    _, load = house.refresh()
    assert (load.refused, load.extracts) == ([], 2)


TITLED = layout(
    {"format": "csv", "header": {"search": "Código"}},
    columns=[*declared_columns()[:2], declared_columns()[3]],
    captures=[{"where": "preamble", "pattern": r"(?m)^DELITO: (?P<title>[^\n]+)$"}],
    extract_label={"attribute": "title", "titles": "crime_titles.csv"},
)


def titled_house(home: Settings, tmp_path: Path) -> House:
    """A house whose crime stands once, in the title above the table."""
    made = contract(tmp_path / "project", [TITLED])
    (made.folder / f"crosswalk__{SOURCE}.csv").write_text(CROSSWALK, encoding="utf-8")
    (made.folder / "crime_titles.csv").write_text("title,crime\nHURTOS,Hurto\n", encoding="utf-8")
    return House(home, made)


def titled(title: str) -> bytes:
    """A sound file under this title."""
    data = [[row[0], row[1], row[3]] for row in rows(30)]
    return f"DELITO: {title}\n".encode() + csv_bytes(data, (*HEADER[:2], HEADER[3]))


@pytest.mark.parametrize("title", ["Extorsión", "EXTORSIÓN ", "HURTOS"])
def test_a_title_that_is_a_label_or_stands_for_one_loads(
    home: Settings, tmp_path: Path, title: str
) -> None:
    house = titled_house(home, tmp_path)
    house.drop("titled.csv", titled(title))
    _, load = house.refresh()
    assert (load.refused, load.extracts) == ([], 1)


def test_an_unknown_title_is_held_before_loading_with_both_rows_that_would_admit_it(
    home: Settings, tmp_path: Path
) -> None:
    house = titled_house(home, tmp_path)
    house.drop("titled.csv", titled("HURTTOS"))
    _, load = house.refresh()
    (finding,) = load.refused
    assert (finding.fault, finding.line, finding.column) == ("F35", 3, "title")
    assert "'HURTTOS' (30 rows, first: line 3) is not in the crosswalk" in finding.message
    assert f"+{SOURCE},1,HURTTOS,,proposed" in finding.next_step
    assert f"+++ b/dbt_project/sources/{SOURCE}/crime_titles.csv" in finding.next_step
    assert "+HURTTOS,Hurto" in finding.next_step
    assert house.query(f"select count(*) from {SOURCE}.yearly") == [(0,)]

    path = house.contract.folder / "crime_titles.csv"
    path.write_text("title,crime\nHURTOS,Hurto\nHURTTOS,Hurto\n", encoding="utf-8")
    _, load = house.refresh()
    assert (load.refused, load.extracts) == ([], 1)


def test_changed_code_list_is_held_and_the_code_proposed(home: Settings, tmp_path: Path) -> None:
    listed = declared_columns()
    listed[2]["config"]["meta"] = {"published_as": ["Categoría"], "codes": list(LABELS)}
    house = make_house(home, tmp_path, columns=listed)
    finding = drop(house, "codes.csv", changed(put(2, "Secuestro"), every=10))
    assert (finding.fault, finding.line, finding.column) == ("F35", 2, "Categoría")
    assert "30 of 300 values of 'Categoría' are not in the column's code list" in finding.message
    assert "- Secuestro" in finding.next_step


def test_code_of_a_column_that_is_not_public_is_never_shown(home: Settings, tmp_path: Path) -> None:
    listed = declared_columns()
    listed[2]["config"]["meta"] = {
        "published_as": ["Categoría"], "codes": list(LABELS), "classification": "personal",
    }  # fmt: skip
    house = make_house(home, tmp_path, columns=listed)
    assert drop(house, "codes.csv", changed(put(2, MARK), every=10)).fault == "F35"


# -- dry run, replay, explanations --------------------------------------------------------------


def test_dry_run_says_what_a_refresh_would_say_and_keeps_nothing(house: House) -> None:
    header = ("Fecha", "Código DANE", "Categoría", "Cantidad")
    path = house.settings.home / "renamed.csv"
    path.write_bytes(csv_bytes(rows(), header))
    before = sorted(house.settings.home.rglob("*"))
    (finding,) = drift(house.settings, SOURCE, path)
    assert finding.fault == "F27"
    assert "+          - Código DANE" in finding.next_step
    assert sorted(house.settings.home.rglob("*")) in (
        before, sorted([*before, house.settings.lock])
    )  # fmt: skip
    path.write_bytes(csv_bytes(rows()))
    assert drift(house.settings, SOURCE, path) == ()
    with pytest.raises(UsageError):
        drift(house.settings, SOURCE, house.settings.landing)


@pytest.mark.parametrize(("name", "code"), [("Código", 0), ("Código DANE", 7)])
def test_the_command_ends_in_0_or_7(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    monkeypatch.setenv("SAFERCITIES_HOME", str(house.settings.home))
    monkeypatch.setenv("SAFERCITIES_PROJECT", str(house.settings.project))
    path = house.settings.home / "file.csv"
    path.write_bytes(csv_bytes(rows(), ("Fecha", name, "Categoría", "Cantidad")))
    done = CliRunner().invoke(app, ["drift", SOURCE, str(path)])
    assert done.exit_code == code
    assert ("F27" in done.output) == (code == 7)
    assert CliRunner().invoke(app, ["drift", "zz_unknown_source", str(path)]).exit_code == 2
    assert CliRunner().invoke(app, ["quarantine", "replay", SOURCE]).exit_code == 0


def test_every_reason_of_the_quarantine_is_explained() -> None:
    assert EXPLANATIONS.keys() == REASONS.keys()
    for meaning, _, advice in EXPLANATIONS.values():
        assert meaning
        assert advice


def edited(house: House, change: Callable[[dict[str, Any]], None]) -> House:
    """The house after a person corrected the contract."""
    path = house.contract.folder / "source.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(document["sources"][0]["tables"][0]["config"]["meta"])
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return replace(house, contract=read_contract(path))


def test_rows_leave_quarantine_after_the_contract_was_corrected(house: House) -> None:
    house.drop("signed.csv", csv_bytes(rows()) + f"Elaborado: {MARK},,,\n".encode())
    house.refresh()
    (row,) = explained_rows(house.settings, SOURCE, 5)
    assert (row.line_number, row.reason_code, row.rule_version) == (302, "no_key", "1")
    assert "declare the note under footers" in row.advice
    assert row.place.startswith(f"dbt_project/sources/{SOURCE}/source.yml, line ")
    assert MARK not in repr(row)
    unchanged = replay(house.settings, SOURCE)
    assert (unchanged.is_changed, unchanged.released, unchanged.remaining) == (False, 0, 1)

    edited(house, lambda meta: meta["reader"].update(footers=["^Elaborado"]))
    done = replay(house.settings, SOURCE)
    assert (done.is_changed, done.released, done.remaining) == (True, 1, 0)
    assert done.refused == ()
    assert house.query("select count(*) from ledger.quarantine") == [(0,)]
    assert house.query(
        "select bool_and(loaded_lines + quarantined_lines + declared_lines = physical_lines),"
        " sum(loaded_lines) from ledger.extracts"
    ) == [(True, 600)]
