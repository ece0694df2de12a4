"""What an analyst finds of the surveys in a release of the synthetic samples.

Belongs here: claims about `core.fct_survey_estimate` and the survey indicators of
`marts.observation` that hold for invented figures. Does not belong here: published figures
(`test_survey_control_totals.py`).
"""

from __future__ import annotations

import duckdb
import pytest

from tests.samples import generator

ENSU = generator("mx_inegi_ensu").EXPECTED
ENVIPE = generator("mx_inegi_envipe").EXPECTED
PERSONS = generator("mx_inegi_ensu_microdata").EXPECTED

DOMAIN = "MEX:survey_domain:ENSU37"


@pytest.fixture(scope="module")
def query(sample_release):
    """Rows of a query on the public file."""
    settings, report = sample_release
    assert report.is_published
    path = (settings.releases / "current").resolve() / "public" / "warehouse.duckdb"
    connection = duckdb.connect(str(path), read_only=True)
    yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()
    connection.close()


def estimate(query, area: str, indicator: str, period: str, breakdown: str = "total"):
    """The one current estimate of a cell."""
    [(value,)] = query(
        "select estimate_pct from core.fct_survey_estimate where domain_area_id = ?"
        " and indicator_id = ? and period_id = ? and breakdown_code = ? and known_to_at is null",
        area, indicator, period, breakdown,
    )  # fmt: skip
    return value


@pytest.mark.parametrize(
    ("key", "period", "breakdown"),
    [
        ("unsafe_2019-03", "gregorian:quarter:2019-01-01", "total"),
        ("unsafe_2021-03", "gregorian:quarter:2021-01-01", "total"),
        ("unsafe_2021-03_men", "gregorian:quarter:2021-01-01", "SV=1"),
        ("unsafe_2021-03_women", "gregorian:quarter:2021-01-01", "SV=2"),
        ("unsafe_2025-06", "gregorian:quarter:2025-04-01", "total"),
    ],
)
def test_perceived_insecurity_is_that_of_the_city_row_and_not_of_the_state(
    query, key: str, period: str, breakdown: str
) -> None:
    assert estimate(query, DOMAIN, "V05", period, breakdown) == ENSU[key]


def test_the_two_tables_of_one_quarter_are_two_periods(query) -> None:
    victims = "mx_inegi_ensu:household_victimisation"
    half_year, nine_months = "gregorian:half_year:2020-01-01", "survey_reference:survey:2020-01-01"

    assert estimate(query, DOMAIN, victims, half_year) == ENSU["victims_2020-01_half_year"]
    assert estimate(query, DOMAIN, victims, nine_months) == ENSU["victims_2020-01_to_2020-09"]


def test_a_not_significant_estimate_is_a_gap_with_its_reason_and_no_zero(query) -> None:
    found = query(
        "select distinct estimate_pct, precision_band_code, obs_status_code, obs_flag_codes"
        " from core.fct_survey_estimate where breakdown_code = 'crime=vehicle_theft_or_robbery'"
    )
    assert found == [(None, "low", "L", "L;N")]


def test_only_households_that_are_asked_of_fraud_are_after_the_break(query) -> None:
    found = query(
        "select distinct period_id from core.fct_survey_estimate where domain_area_id = ?"
        " and list_contains(string_split(obs_flag_codes, ';'), 'B')",
        DOMAIN,
    )
    assert found == [("gregorian:half_year:2025-01-01",)]


@pytest.mark.parametrize("edition", [2012, 2016, 2025])
def test_an_edition_of_the_state_survey_describes_the_year_before(query, edition: int) -> None:
    period = f"gregorian:year:{edition - 1}-01-01"

    assert estimate(query, "MEX:state:22", "V03", period) == ENVIPE[f"dark_figure_{edition}"]


def test_weighted_answers_have_an_interval_and_stand_for_no_city(query) -> None:
    [(value, persons, low, high, level, band, city)] = query(
        "select value, numerator / value * 100, ci_low, ci_high, ci_level_pct, precision_band_code,"
        " city_id from marts.observation where source_id = 'mx_inegi_ensu_microdata'"
        " and period_id = 'gregorian:quarter:2015-01-01'"
    )
    assert (value, persons) == (PERSONS["unsafe_2015-03"], PERSONS["weight_2015-03"])
    assert low <= value <= high
    assert (level, band, city) == (90.0, "high", None)


def test_survey_indicators_stand_beside_the_city_under_their_own_scope(query) -> None:
    scopes = query(
        "select distinct indicator_id, area_scope, city_id from marts.observation"
        " where source_id in ('mx_inegi_ensu', 'mx_inegi_envipe') and city_id is not null"
        " and indicator_id in ('V03', 'V05', 'V09') order by all"
    )
    assert scopes == [
        ("V03", "state", "mx_queretaro"),
        ("V05", "survey_domain", "mx_queretaro"),
        ("V09", "survey_domain", "mx_queretaro"),
    ]
