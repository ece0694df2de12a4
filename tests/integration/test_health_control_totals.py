"""The control totals of `sources.md` 2.9 of the health series of homicide, on the real extract.

Belongs here: figures printed in `sources.md` of `mx_inegi_mortality`, and what stands beside them.
Does not belong here: rules with invented values (beside the models), or what runs on samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

QUERETARO, STATE = "MEX:city:22014", "MEX:state:22"


def registered(candidate: Query, area: str) -> dict[int, int]:
    """Year of registration -> deaths as published in the row of totals."""
    rows = candidate(
        """
        select registered_year, value_count from staging.stg_mx_inegi_mortality__cells
        where area_id = ? and occurrence_kind_code = 'all' and victim_sex_code = '0'
        """,
        [area],
    )
    return {int(str(year)): int(str(count)) for year, count in rows}


def test_every_line_is_loaded_and_the_trimmed_copy_is_not(candidate: Query) -> None:
    rows = candidate(
        """
        select file_name, physical_lines, loaded_lines, quarantined_lines
        from landing_extracts where source_id = 'mx_inegi_mortality'
        """
    )
    assert rows == [("homicide-mun-2008.csv", 73_779, 73_772, 0)]


def test_deaths_by_year_of_registration(candidate: Query) -> None:
    country, city = registered(candidate, "MEX:country:MEX"), registered(candidate, QUERETARO)
    assert (country[1990], country[2008]) == (14_520, 14_007)
    assert {year: city[year] for year in (1990, 2000, 2007, 2008)} == {
        1990: 34, 2000: 59, 2007: 23, 2008: 40,
    }  # fmt: skip
    assert sum(city.values()) == 824


def test_the_parts_in_core_add_up_to_the_published_totals(candidate: Query) -> None:
    """Years of death, known and unknown, of the municipality, its state and the country."""
    rows = candidate(
        """
        select fact.area_id, year(period.period_start), sum(fact.value_count)
        from core.fct_death as fact
        join core.dim_period as period on fact.registered_period_id = period.period_id
        where fact.victim_sex_code = '0' and fact.known_to_at is null
          and fact.source_id = 'mx_inegi_mortality'
        group by all
        """
    )
    found: dict[str, dict[int, int]] = {}
    for area, year, count in rows:
        found.setdefault(str(area), {})[int(str(year))] = int(str(count))
    assert {QUERETARO, STATE} <= set(found)
    for area, by_year in found.items():
        assert by_year == registered(candidate, area)


def test_the_municipalities_of_the_state_add_up_to_it(candidate: Query) -> None:
    """18 municipalities, the city among them, and none of its deaths without one: 824 and 779."""
    rows = candidate(
        """
        select area.area_type_code, count(distinct area.area_id), sum(fact.value_count)
        from core.fct_death as fact
        join core.dim_area as area using (area_id)
        where fact.victim_sex_code = '0' and fact.known_to_at is null
          and fact.source_id = 'mx_inegi_mortality' and area.area_type_code <> 'country'
        group by 1 order by 1
        """
    )
    assert rows == [("city", 1, 824), ("municipality", 17, 779), ("state", 1, 1_603)]


def test_a_municipality_beside_the_city_shows_its_deaths_and_not_their_sex(
    release: Query,
) -> None:
    """Corregidora, with the city the survey's Querétaro; 28 of the 779 carry no year."""
    rows = release(
        """
        select count(distinct area_id), sum(death_count), count(city_id),
               count(coalesce(male_count, female_count, unknown_sex_count)),
               sum(death_count) filter (
                   area_id = 'MEX:municipality:22006' and year(period_start) = 2008
               )
        from marts.homicide_deaths_by_area_year where area_scope = 'municipality'
        """
    )
    assert rows == [(17, 751, 0, 0, 5)]


def test_deaths_by_year_of_occurrence(release: Query) -> None:
    """2003 is 46 and 1 registered a year late, 2007 22 and 1; 2008 is still provisional."""
    rows = release(
        """
        select year(period_start), death_count, late_count, obs_status_code
        from marts.homicide_deaths_by_area_year
        where area_id = ? and year(period_start) in (2000, 2003, 2006, 2007, 2008) order by 1
        """,
        [QUERETARO],
    )
    assert rows == [
        (2000, 60, 1, "A"),
        (2003, 47, 1, "A"),
        (2006, 33, 1, "A"),
        (2007, 23, 1, "A"),
        (2008, 39, 0, "P"),
    ]


def test_the_triangle_keeps_when_a_death_was_registered(release: Query) -> None:
    rows = release(
        """
        select registered_period_id, death_count, registered_count
        from marts.homicide_registration_triangle
        where area_id = ? and period_id = 'gregorian:year:2007-01-01' order by 1
        """,
        [QUERETARO],
    )
    assert rows == [
        ("gregorian:year:2007-01-01", 22, 22),
        ("gregorian:year:2008-01-01", 1, 23),
    ]


def test_convergence_stands_for_the_state_and_never_for_the_city(release: Query) -> None:
    """Legacy police files over deaths: 234 of 106 in 1997, 62 of 107 in 2000, 68 of 80 in 2005."""
    rows = release(
        """
        select year(period_start), area_scope, numerator, denominator, round(value, 4),
               list_contains(string_split(obs_flag_codes, ';'), 'D')
        from marts.observation
        where indicator_id = 'D01' and source_id = 'mx_sesnsp_legacy'
          and year(period_start) in (1997, 2000, 2005) order by 1
        """
    )
    assert rows == [
        (1997, "state", 234.0, 106.0, 2.2075, True),
        (2000, "state", 62.0, 107.0, 0.5794, True),
        (2005, "state", 68.0, 80.0, 0.85, True),
    ]
    cities = release("select * from marts.observation where indicator_id = 'D01' and city_id is"
                     " not null and area_scope = 'city'")  # fmt: skip
    assert not cities


def test_no_real_source_feeds_the_undetermined_share_or_adjusted_crime(release: Query) -> None:
    assert not release("select * from marts.observation where indicator_id in ('D05', 'V10')")
    rows = release(
        """
        select distinct indicator_id, availability_code, missing_es is not null
        from marts.indicator_catalogue where indicator_id in ('D05', 'V10') order by 1
        """
    )
    assert rows == [("D05", "missing", True), ("V10", "missing", True)]
