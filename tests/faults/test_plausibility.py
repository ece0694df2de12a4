"""Plausibility beside a predecessor: for each rule one extract that breaks it and no other.

F40 volume, F41 a vanished month, F42 revised or deleted years, F43 cumulative months, and F57: a
hold that a person accepts, for exactly those bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.acceptance import accept, user_name
from orchestration.errors import Finding, UsageError
from orchestration.settings import Settings
from orchestration.warehouse import candidate as candidates
from tests.ingest_kit import SOURCE, House, column, columns, contract, csv_bytes, layout

pytestmark = pytest.mark.faults

Row = list[str]
YEARS = (2022, 2023, 2024)
RULE = {
    "scope": ["kind"],
    "first_year": 2015,
    "period": {"date": "event_date"},
    "measure": "case_count",
}
CAPTURES = [
    {"where": "file_name", "pattern": r"^(?P<kind>[a-z]+)_(?P<year>\d{4})-(?P<month>\d\d)"},
]


def declared() -> list[dict[str, Any]]:
    """The synthetic columns with a date and a count."""
    found = columns()
    found[0] = column("event_date", "Fecha", kind="date")
    found[3] = column("case_count", "Cantidad", kind="integer", minimum=0, required_value=True)
    return found


def rows(years: tuple[int, ...] = YEARS, each: int = 10) -> list[Row]:
    """`each` rows a month, 2 cases each; the months differ a little and do not rise."""
    return [
        [f"{year}-{month:02}-{1 + i:02}", f"0{5000 + i}", "Hurto", str(2 + (month * 5) % 3)]
        for year in years
        for month in range(1, 13)
        for i in range(each)
    ]


def make_house(home: Settings, tmp_path: Path, **changes: Any) -> House:
    """A house whose files say their kind and cut-off in their name."""
    changed = changes.pop("plausibility", {})
    table = layout(
        {"format": "csv"},
        columns=changes.pop("columns", None) or declared(),
        captures=CAPTURES,
        as_of={"year": "year", "month": "month"},
        plausibility={**RULE, **changed},
    )
    made = contract(tmp_path / "project", [table])
    return House(home.model_copy(update={"project": tmp_path / "project"}), made)


@pytest.fixture
def house(home: Settings, tmp_path: Path) -> House:
    """A house with one vintage loaded."""
    made = make_house(home, tmp_path)
    made.drop("theft_2024-12.csv", csv_bytes(rows()))
    _, load = made.refresh()
    assert load.refused == load.warnings == []
    return made


def drop(house: House, data: list[Row], name: str = "theft_2025-01.csv") -> Finding:
    """Drop a later vintage; return its one finding, after checking what stands."""
    before = house.rows()
    house.drop(name, csv_bytes(data))
    _, load = house.refresh()
    assert house.rows() == before, "rows of the good vintage changed"
    assert load.warnings == []
    (finding,) = load.refused
    assert finding.message.startswith(f"{SOURCE} {finding.fault}:")
    assert name in finding.message
    assert finding.next_step
    assert "Also:" not in finding.message
    return finding


def loads(house: House, data: list[Row], name: str = "theft_2025-01.csv") -> list[str]:
    """Drop a vintage that must load; return the faults of its warnings."""
    house.drop(name, csv_bytes(data))
    _, load = house.refresh()
    assert load.refused == []
    assert house.query(f"select status from ledger.extracts where file_name = '{name}'") == [
        ("loaded",)
    ]
    return [one.fault for one in load.warnings]


def revised(year: int, factor: Callable[[int, int], int | None]) -> list[Row]:
    """The rows with the counts of one year changed by month and row; None drops the row."""
    found: list[Row] = []
    for index, row in enumerate(rows()):
        count: int | None = int(row[3])
        if row[0].startswith(str(year)):
            count = factor(int(row[0][5:7]), index)
        if count is not None:
            found.append([*row[:3], str(count)])
    return found


# -- F40 ----------------------------------------------------------------------------------------


def test_a_tenth_of_the_rows_is_held(house: House) -> None:
    finding = drop(house, rows()[::10])
    assert finding.fault == "F40"
    assert "36 rows, its predecessor has 360, bound 288" in finding.message
    assert "safercities accept" in finding.next_step


def test_ten_times_the_rows_is_held(house: House) -> None:
    finding = drop(house, rows() * 10)
    assert finding.fault == "F40"
    assert "3,600 rows where its predecessor has 360, 10.0 times as many" in finding.message


def test_four_times_the_rows_is_a_warning(house: House) -> None:
    assert loads(house, rows() * 4) == ["F40"]


def test_a_new_year_is_no_growth(house: House) -> None:
    assert loads(house, rows((*YEARS, 2025), each=10)) == []


# -- F41 and F42 --------------------------------------------------------------------------------


def test_a_month_that_vanishes_is_refused(house: House) -> None:
    finding = drop(house, revised(2024, lambda month, _: None if month == 5 else 3))
    assert finding.fault == "F41"
    assert "2024-05 was published (theft_2024-12.csv) and is absent now" in finding.message
    assert 'withdrawn: {"2024-05": "why"}' in finding.next_step
    assert "safercities accept" not in finding.next_step


def test_a_year_that_vanishes_is_refused(house: House) -> None:
    finding = drop(house, rows((2022, 2024)))
    assert finding.fault == "F42"
    assert "2023 was published (theft_2024-12.csv) and is absent now" in finding.message


def test_a_withdrawn_year_may_vanish(home: Settings, tmp_path: Path) -> None:
    rule = {"withdrawn": {"2023": "the publisher moved it"}, "rows_floor": 0.5}
    house = make_house(home, tmp_path, plausibility=rule)
    assert loads(house, rows(), "theft_2024-12.csv") == []
    assert loads(house, rows((2022, 2024))) == []


def test_a_handful_of_cases_may_vanish(home: Settings, tmp_path: Path) -> None:
    house = make_house(home, tmp_path)
    few = [*rows(), ["2021-03-04", "05001", "Hurto", "9"]]
    assert loads(house, few, "theft_2024-12.csv") == []
    assert loads(house, rows()) == []


def test_a_small_revision_is_published(house: House) -> None:
    assert loads(house, revised(2023, lambda month, i: 3 if i % 10 else 2)) == []


def test_a_large_revision_downwards_is_held(house: House) -> None:
    finding = drop(house, revised(2023, lambda month, i: 1))
    assert finding.fault == "F42"
    assert "2023 changes by -67% against theft_2024-12.csv, bound -30%" in finding.message


def test_a_large_revision_upwards_is_a_warning(house: House) -> None:
    assert loads(house, revised(2023, lambda month, i: 12)) == ["F42"]


# -- F43 ----------------------------------------------------------------------------------------


def cumulated() -> list[Row]:
    """The same rows with year-to-date sums."""
    found: list[Row] = []
    for row in rows():
        found.append([*row[:3], str(4 * int(row[0][5:7]))])
    return found


def test_cumulative_months_are_held_without_a_predecessor(home: Settings, tmp_path: Path) -> None:
    house = make_house(home, tmp_path)
    house.refresh()
    finding = drop(house, cumulated())
    assert finding.fault == "F43"
    assert "33 of 33 months never fall within their year and January begins anew" in finding.message


def test_declared_cumulative_months_load(home: Settings, tmp_path: Path) -> None:
    house = make_house(home, tmp_path, plausibility={"is_cumulative": True})
    assert loads(house, cumulated()) == []


def test_cumulative_months_in_columns_are_held(home: Settings, tmp_path: Path) -> None:
    names = [f"m{month:02}" for month in range(1, 13)]
    listed = [
        column("year", "Año", kind="integer", required_value=True),
        column("category", "Categoría"),
        *(column(name, name, kind="integer") for name in names),
    ]
    rule = {"period": {"year": "year", "months": names}, "measure": None}
    house = make_house(home, tmp_path, columns=listed, plausibility=rule)
    header = ("Año", "Categoría", *names)
    wide = [[str(year), "x", *(str(50 * m) for m in range(1, 13))] for year in YEARS]
    house.drop("theft_2025-01.csv", csv_bytes(wide, header))
    _, load = house.refresh()
    assert [one.fault for one in load.refused] == ["F43"]
    wide = [[str(year), "x", *(str(50 + m % 5) for m in range(1, 13))] for year in YEARS]
    house.drop("theft_2025-02.csv", csv_bytes(wide, header))
    _, load = house.refresh()
    assert (load.extracts, load.warnings) == (1, [])
    wide[1][7] = ""
    house.drop("theft_2025-03.csv", csv_bytes(wide, header))
    _, load = house.refresh()
    assert [one.fault for one in load.refused] == ["F43", "F41"]
    assert "2023-06 was published" in load.refused[1].message


def test_a_year_after_the_retrieval_is_held(home: Settings, tmp_path: Path) -> None:
    listed = [
        column("year", "Año", kind="integer", required_value=True),
        column("case_count", "Cantidad", kind="integer", required_value=True),
    ]
    house = make_house(home, tmp_path, columns=listed, plausibility={"period": {"year": "year"}})
    data = csv_bytes([["2024", "5"]] * 50 + [["2999", "5"], ["2014", "5"]], ("Año", "Cantidad"))
    house.drop("theft_2025-01.csv", data)
    _, load = house.refresh()
    (finding,) = load.refused
    assert (finding.fault, finding.line, finding.column) == ("F33", 52, "Año")
    assert "2 of 52 values" in finding.message


# -- which extracts are compared ----------------------------------------------------------------


def test_another_scope_is_no_predecessor(house: House) -> None:
    assert loads(house, rows()[::10], "robbery_2025-01.csv") == []


def test_an_older_vintage_that_arrives_late_is_not_compared_with_a_newer_one(house: House) -> None:
    assert loads(house, rows((2022,)), "theft_2022-12.csv") == []


def test_vintages_of_one_night_are_compared_in_the_order_of_their_cut_offs(
    home: Settings, tmp_path: Path
) -> None:
    house = make_house(home, tmp_path)
    for year in (2024, 2022, 2023):
        house.drop(f"theft_{year}-12.csv", csv_bytes(rows(tuple(range(2022, year + 1)))))
    _, load = house.refresh()
    assert (load.refused, load.warnings, load.extracts) == ([], [], 3)
    assert drop(house, rows((2022,), each=9)).fault == "F42"


def test_without_a_declared_scope_only_a_file_of_the_same_name_is_compared(
    home: Settings, tmp_path: Path
) -> None:
    house = make_house(home, tmp_path, plausibility={"scope": None})
    assert loads(house, rows(), "theft_2024-12.csv") == []
    assert loads(house, rows()[::10], "theft_2025-01.csv") == []


# -- F57 ----------------------------------------------------------------------------------------


def test_an_accepted_hold_is_recorded_and_holds_for_these_bytes_only(house: House) -> None:
    finding = drop(house, rows()[::10])
    sha = finding.extract_sha256 or ""
    (done,) = accept(house.settings, sha[:12], " the publisher moved the rest ")
    assert (done.extract_sha256, done.fault, done.is_loaded) == (sha, "F40", True)
    assert house.query(
        "select source_id, extract_sha256, file_name, fault, because, accepted_by,"
        " accepted_at is not null from ledger.acceptances"
    ) == [
        (SOURCE, sha, "theft_2025-01.csv", "F40", "the publisher moved the rest", user_name(), True)
    ]
    _, load = house.refresh(retry=True)
    assert (load.refused, load.warnings, load.extracts) == ([], [], 2)
    assert house.query(
        "select loaded_lines + declared_lines + quarantined_lines = physical_lines, row_count"
        f" from ledger.extracts where extract_sha256 = '{sha}'"
    ) == [(True, 36)]

    # Other bytes with the same fault are held again.
    house.drop("theft_2025-02.csv", csv_bytes(rows()[::20]))
    _, again = house.refresh()
    assert [(one.fault, one.file_name) for one in again.refused] == [("F40", "theft_2025-02.csv")]


def test_accepting_a_candidate_releases_what_it_had_to_do_without(house: House) -> None:
    drop(house, rows()[::10])
    candidate_id = candidates.new_run_id()
    candidates.create(house.settings, candidate_id, "fingerprint", ())
    (done,) = accept(house.settings, candidate_id, "new reporting system")
    assert (done.file_name, done.is_loaded) == ("theft_2025-01.csv", True)
    with pytest.raises(UsageError):
        accept(house.settings, candidate_id, "again")


def test_a_refusal_cannot_be_accepted_and_a_reason_is_needed(house: House) -> None:
    sha = drop(house, rows((2022, 2024))).extract_sha256 or ""
    for target, because in ((sha, "so it is"), (sha[:3], "so it is"), ("zz", "x"), (sha, "  ")):
        with pytest.raises(UsageError):
            accept(house.settings, target, because)
    assert house.query("select count(*) from ledger.acceptances") == [(0,)]
