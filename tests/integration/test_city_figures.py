"""Figures that cities fill in, and every indicator of the catalogue, in a release of the samples.

Belongs here: claims about the two city-filled forms and about the 47 indicators that hold for
invented figures. Does not belong here: published figures (`*_control_totals.py`), or rules with toy
rows (beside the models).
"""

from __future__ import annotations

import csv

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT
from tests.samples import generator

SURVEY = generator("xx_city_survey_estimates").EXPECTED
FIGURES = generator("xx_city_governance_figures").EXPECTED

MEDELLIN = "COL:city:05001"


@pytest.fixture(scope="module")
def query(sample_release):
    """Rows of a query on the public file."""
    settings, report = sample_release
    assert report.is_published
    path = (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"
    connection = duckdb.connect(str(path), read_only=True)
    yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()
    connection.close()


def value(query, indicator: str, area: str, breakdown: str, year: int = 2024):
    """The one value of one series in one calendar year."""
    [(found,)] = query(
        "select value from marts.observation where indicator_id = ? and area_id = ?"
        " and breakdown_code = ? and period_start = make_date(?, 1, 1)"
        " and source_id like 'xx_city_%'",
        indicator, area, breakdown, year,
    )  # fmt: skip
    return found


def test_every_one_of_the_47_indicators_has_a_figure_in_the_release_of_the_samples(query) -> None:
    with (PROJECT_ROOT / "dbt_project" / "seeds" / "indicators.csv").open(encoding="utf-8") as seed:
        catalogue = {row["indicator_id"] for row in csv.DictReader(seed)}
    shown = {
        indicator
        for (indicator,) in query(
            "select distinct indicator_id from marts.observation"
            " where coalesce(value, value_low) is not null"
        )
    }

    assert len(catalogue) == 47
    assert sorted(catalogue - shown) == []


@pytest.mark.parametrize(
    ("indicator", "breakdown"),
    [("V01", "violence=physical"), ("V02", "total"), ("V04", "SV=2"), ("V06", "total"),
     ("V07", "total"), ("V08", "service=health"), ("V09", "institution=police")],
)  # fmt: skip
def test_an_estimate_of_the_form_is_an_observation_of_the_city(
    query, indicator: str, breakdown: str
) -> None:
    expected = SURVEY[f"{indicator}_{breakdown}_co_medellin_city"]

    assert value(query, indicator, MEDELLIN, breakdown) == pytest.approx(expected)


def test_a_metropolitan_estimate_is_an_area_of_its_own_and_not_the_city(query) -> None:
    found = query(
        "select area_id, area_scope, value from marts.observation where indicator_id = 'V04'"
        " and city_id = 'co_medellin' and breakdown_code = 'total' order by area_id"
    )

    assert found == [
        (MEDELLIN, "city", pytest.approx(SURVEY["V04_total_co_medellin_city"])),
        ("COL:survey_domain:SYN1", "survey_domain",
         pytest.approx(SURVEY["V04_total_co_medellin_metro"])),
    ]  # fmt: skip


def test_counts_of_the_forms_become_shares_and_rates(query) -> None:
    women = 100 * FIGURES["women_police"] / FIGURES["members_police"]

    assert value(query, "G07", MEDELLIN, "evaluator=academia") == FIGURES["score_academia"]
    assert value(query, "G08", MEDELLIN, "body=police") == pytest.approx(women)
    [(rate, residents)] = query(
        "select value, denominator from marts.observation where indicator_id = 'G10'"
        " and area_id = ?", MEDELLIN,
    )  # fmt: skip
    assert rate == pytest.approx(100_000 * FIGURES["officers"] / residents)


def test_a_form_gives_the_share_of_homicides_by_partner_or_family(query) -> None:
    share = 100 * FIGURES["partner_or_family"] / FIGURES["known_relationship"]
    gaps = query(
        "select gap_reason_en from marts.observation where indicator_id = 'C04'"
        " and area_id = ? and period_start = date '2023-01-01' and source_id like 'xx_city_%'",
        MEDELLIN,
    )

    assert value(query, "C04", MEDELLIN, "total") == pytest.approx(share)
    assert gaps == [("The relationship is known for fewer than 80 % of the victims.",)]


def test_female_victims_are_divided_by_the_female_residents_of_the_form(query) -> None:
    found = query(
        "select numerator, denominator, months_reported, value, denominator_vintage"
        " from marts.observation as rate join marts.homicide_victims_by_city_year as year"
        " using (source_id, area_id, period_id) where indicator_id = 'C03' and area_id = ?"
        " and rate.period_start = date '2024-01-01' and value is not null", MEDELLIN,
    )  # fmt: skip

    assert found
    for women, person_years, months, rate, vintage in found:
        assert person_years == pytest.approx(FIGURES["female_residents"] * months / 12)
        assert rate == pytest.approx(100_000 * women / person_years)
        assert vintage == "synthetic"


def test_detainees_are_a_figure_of_their_facility_and_of_no_city(query) -> None:
    found = query(
        "select distinct area_scope, comparability_tier_code, first(value order by period_start)"
        " over () from marts.observation where indicator_id = 'G11'"
    )

    assert found == [("facility", None, 100 * FIGURES["unsentenced"] / FIGURES["held"])]


def test_the_second_base_is_a_row_beside_the_first_and_a_gap_where_nobody_counted_it(query) -> None:
    bases = query(
        "select denominator from marts.observation where indicator_id = 'C13' and area_id = ?"
        " and breakdown_code = 'denominator=households'"
        " and period_start = date '2024-01-01' and denominator is not null", MEDELLIN,
    )  # fmt: skip
    gaps = query(
        "select count(*) from marts.observation where breakdown_code like '%denominator=%'"
        " and coalesce(value, value_low) is null"
        " and (gap_reason_en is null or gap_reason_es is null)"
    )

    assert bases == [(FIGURES["households"],)]
    assert gaps == [(0,)]


def test_spending_on_safety_has_bounds_where_a_function_holds_more(query) -> None:
    found = query(
        "select distinct value, value_low > 0, value_high > value_low, unit_code,"
        " list_contains(string_split(obs_flag_codes, ';'), 'D')"
        " from marts.observation where indicator_id = 'G02' and breakdown_code = 'total'"
    )

    assert found == [(None, True, True, "ZAR per inhabitant, current prices", True)]


def test_an_outstanding_opinion_is_a_gap(query) -> None:
    found = query(
        "select year(period_start), value, obs_status_code from marts.observation"
        " where indicator_id = 'G03' order by 1"
    )

    assert found == [(2020, 4.0, "V"), (2021, 3.0, "V"), (2022, None, "L")]


def test_the_samples_break_no_rule_of_a_form(query) -> None:
    assert query("select * from meta.form_problems") == []
