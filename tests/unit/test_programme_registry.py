"""The form of a programme: what is wrong is named with file, line and column, and left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from orchestration.evaluation.registry import (
    PROBLEM_COLUMNS,
    Problem,
    Reference,
    check,
    problem_frame,
)

KNOWN = Reference(
    cities={"co_medellin": "COP", "za_ethekwini": "ZAR"},
    areas={
        "COL:city:05001": "co_medellin",
        "COL:comuna:1": "co_medellin",
        "ZAF:city:ETH": "za_ethekwini",
    },
    indicators=frozenset({"C08", "C12"}),
    sources=frozenset({"co_ponal_offences"}),
)
PROGRAMME: dict[str, Any] = {
    "file_name": "programmes_2025.csv", "line": 4, "programme_id": "co_medellin_lamps",
    "city_id": "co_medellin", "name_local": "Luces", "name_en": "Lamps", "name_es": None,
    "place": "Two streets", "prevention_type_code": "situational", "target_group": "Residents",
    "target_population_count": "1000", "theory_of_change": "Light deters.",
    "outcome_indicator_id": "C08", "outcome_source_id": "co_ponal_offences",
    "placebo_indicator_id": "C12", "design_code": "its", "minimum_effect_ratio": "0.85",
    "recording_change_code": "no", "registered_date": "2024-10-01", "start_date": "2025-01-15",
    "end_date": "", "budget_amount": "1000000.50", "currency_code": "COP",
}  # fmt: skip
ACTIVITY: dict[str, Any] = {
    "file_name": "activity.csv", "line": 9, "programme_id": "co_medellin_lamps",
    "area_id": "COL:city:05001", "month": "2025-01", "area_role_code": "target",
    "is_treated": "yes", "beneficiary_count": "20", "women_count": "11",
}  # fmt: skip
OUTCOME: dict[str, Any] = {
    "file_name": "outcomes.csv", "line": 7, "programme_id": "co_medellin_lamps",
    "area_id": "COL:city:05001", "month": "2025-01", "outcome_count": "0", "population": "5000",
    "is_provisional": "no",
}  # fmt: skip


def told(**change: Any) -> list[tuple[str, str]]:
    """Column and code of every problem of a programme that differs from a good one."""
    found = check([PROGRAMME | change], [], [], KNOWN).problems
    return [(one.column, one.code) for one in found]


def test_a_form_in_order_passes_with_its_values_typed() -> None:
    found = check([PROGRAMME], [ACTIVITY], [OUTCOME], KNOWN)

    assert found.problems == ()
    assert found.programmes[0].start_date == date(2025, 1, 15)
    assert found.programmes[0].end_date is None
    assert found.activities[0].month == date(2025, 1, 1)
    assert found.outcomes[0].outcome_count == 0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"end_date": "2025-01-14"}, ("end_date", "end_before_start")),
        ({"city_id": "co_bogota"}, ("city_id", "unknown_city")),
        ({"outcome_indicator_id": "C99"}, ("outcome_indicator_id", "unknown_indicator")),
        ({"placebo_indicator_id": "C99"}, ("placebo_indicator_id", "unknown_indicator")),
        ({"outcome_source_id": "co_police"}, ("outcome_source_id", "unknown_source")),
        ({"start_date": "15/01/2025"}, ("start_date", "date_form")),
        ({"start_date": "2025-02-30"}, ("start_date", "date_form")),
        ({"registered_date": ""}, ("registered_date", "missing")),
        ({"theory_of_change": "  "}, ("theory_of_change", "missing")),
        ({"design_code": "before_after"}, ("design_code", "literal_error")),
        ({"budget_amount": "1,000,000"}, ("budget_amount", "number_form")),
        ({"budget_amount": "1e6"}, ("budget_amount", "number_form")),
        ({"target_population_count": "-5"}, ("target_population_count", "number_form")),
        ({"currency_code": "USD"}, ("currency_code", "currency")),
        ({"budget_amount": ""}, ("currency_code", "currency")),
        ({"programme_id": "Las Luces"}, ("programme_id", "string_pattern_mismatch")),
    ],
)
def test_a_wrong_cell_is_named(change: dict[str, str], problem: tuple[str, str]) -> None:
    assert told(**change) == [problem]


def test_a_problem_says_file_line_column_and_what_to_write_in_two_languages() -> None:
    (problem,) = check([PROGRAMME | {"start_date": "soon"}], [], [], KNOWN).problems

    assert str(problem) == (
        "programmes_2025.csv, line 4, column start_date: "
        "is no date; write YYYY-MM-DD, for example 2025-03-01"
    )
    assert "AAAA-MM-DD" in problem.message_es
    assert "soon" not in str(problem)


def test_every_problem_of_a_row_is_told_and_the_row_is_left_out() -> None:
    found = check([PROGRAMME | {"city_id": "x", "start_date": "x"}], [], [], KNOWN)

    assert [one.column for one in found.problems] == ["city_id", "start_date"]
    assert found.programmes == ()


@pytest.mark.parametrize(
    ("registered", "exploratory"), [("2025-01-15", False), ("2025-01-16", True)]
)
def test_registered_after_the_start_is_exploratory_and_no_error(
    registered: str, exploratory: bool
) -> None:
    found = check([PROGRAMME | {"registered_date": registered}], [], [], KNOWN)

    assert found.problems == ()
    assert found.programmes[0].is_exploratory is exploratory


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"area_id": "COL:comuna:99"}, ("area_id", "unknown_area")),
        ({"area_id": "ZAF:city:ETH"}, ("area_id", "unknown_area")),
        ({"programme_id": "another"}, ("programme_id", "unknown_programme")),
        ({"month": "2024-12"}, ("is_treated", "treated_before_start")),
        ({"month": "2025-1"}, ("month", "month_form")),
        ({"area_role_code": "comparison"}, ("is_treated", "role")),
        ({"women_count": "21"}, ("women_count", "part_above_whole")),
        ({"is_treated": "si"}, ("is_treated", "literal_error")),
    ],
)
def test_a_wrong_cell_of_the_activity_is_named(
    change: dict[str, str], problem: tuple[str, str]
) -> None:
    found = check([PROGRAMME], [ACTIVITY | change], [], KNOWN).problems

    assert [(one.column, one.code) for one in found] == [problem]


def test_an_area_keeps_its_role() -> None:
    later = ACTIVITY | {"month": "2025-02", "area_role_code": "ring", "is_treated": "no"}

    (problem,) = check([PROGRAMME], [ACTIVITY, later], [], KNOWN).problems
    assert (problem.column, problem.code) == ("area_role_code", "role_changes")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"outcome_count": ""}, ("outcome_count", "missing")),
        ({"outcome_count": "-1"}, ("outcome_count", "number_form")),
        ({"population": "0"}, ("population", "number_form")),
        ({"area_id": "COL:comuna:99"}, ("area_id", "unknown_area")),
    ],
)
def test_a_wrong_cell_of_the_outcomes_is_named(
    change: dict[str, str], problem: tuple[str, str]
) -> None:
    found = check([PROGRAMME], [], [OUTCOME | change], KNOWN).problems

    assert [(one.column, one.code) for one in found] == [problem]


def test_rows_of_a_programme_that_is_not_in_order_are_told_too() -> None:
    found = check([PROGRAMME | {"city_id": "x"}], [ACTIVITY], [], KNOWN).problems

    assert [one.code for one in found] == ["unknown_city", "unknown_programme"]


def test_of_two_rows_with_one_key_the_first_stays() -> None:
    again = PROGRAMME | {"line": 5, "name_local": "Otra"}
    found = check([PROGRAMME, again], [], [], KNOWN)

    assert [one.name_local for one in found.programmes] == ["Luces"]
    assert [(one.line, one.code) for one in found.problems] == [(5, "duplicate")]


def test_the_table_of_problems_has_its_columns_with_and_without_problems() -> None:
    def staged(row: dict[str, Any], source_id: str) -> pl.DataFrame:
        landed = {key: value for key, value in row.items() if key != "line"}
        lineage = {"source_id": source_id, "extract_sha256": "a" * 64, "row_number": row["line"]}
        return pl.DataFrame([landed | lineage])

    forms = {
        "programmes": staged(PROGRAMME | {"city_id": "x"}, "xx_toy"),
        "activity": staged(ACTIVITY, "xx_toy").clear(),
        "outcomes": staged(OUTCOME, "xx_toy").clear(),
    }
    found = problem_frame(forms, KNOWN)
    empty = problem_frame({name: frame.clear() for name, frame in forms.items()}, KNOWN)

    assert found.schema == empty.schema == pl.Schema(PROBLEM_COLUMNS)
    assert found.row(0)[:7] == (
        "xx_toy", "a" * 64, "programmes", "programmes_2025.csv", 4, "city_id", "unknown_city",
    )  # fmt: skip
    assert empty.is_empty()
    assert isinstance(check([PROGRAMME | {"city_id": "x"}], [], [], KNOWN).problems[0], Problem)
