"""Two sources of one thing agree, or differ as they are known to (sources.md 4).

Belongs here: checks of one source against another that no file of one source makes. Elsewhere:
municipal homicides and the police (`test_control_totals.py`), legacy and newer prosecution series
(there too, with the CSV and XLSX vintages), the comunas against the projections
(`test_geography_control_totals.py`). Does not belong here: a total of one source.
"""

from __future__ import annotations

import pytest

from tests.integration.conftest import Query

pytestmark = pytest.mark.real

MEDELLIN, CARTAGENA, QUERETARO_STATE = "COL:city:05001", "COL:city:13001", "MEX:state:22"


def _by_source_and_year(release: Query, area_id: str, condition: str) -> dict[object, int]:
    """Units of the rows of the public fact that fulfil a condition, by (source, year)."""
    rows = release(
        f"""
        select fact.source_id, year(period.period_start), sum(fact.value_count)
        from core.fct_offence as fact
        join core.dim_period as period using (period_id)
        join core.dim_source_category as category using (source_category_id)
        where fact.area_id = ? and fact.known_to_at is null and fact.value_count is not null
          and ({condition})
        group by all
        """,
        [area_id],
    )
    return {(source, year): int(str(units)) for source, year, units in rows}


def test_extortion_of_the_police_equals_the_monthly_counts_of_medellin(release: Query) -> None:
    units = _by_source_and_year(release, MEDELLIN, "category.label_type ilike 'extorsi_n'")

    for year in (2010, 2011, 2012, 2014, 2015, 2016, 2018):
        assert units["co_ponal_offences", year] == units["co_medata_monthly_counts", year]
    last = (units["co_medata_monthly_counts", 2019], units["co_ponal_offences", 2019])
    assert last == (629, 630)


def test_car_theft_of_the_police_is_within_three_per_mille_of_the_monthly_counts(
    release: Query,
) -> None:
    units = _by_source_and_year(
        release, MEDELLIN, "category.label_type in ('Hurto de automotores', 'Hurto de carro')"
    )

    for year in (2011, 2012, 2014, 2015, 2016, 2018, 2019):
        municipal = units["co_medata_monthly_counts", year]
        assert units["co_ponal_offences", year] == pytest.approx(municipal, rel=0.003)
    first = (units["co_medata_monthly_counts", 2010], units["co_ponal_offences", 2010])
    assert first == (1_622, 815)


def test_police_homicides_of_2011_are_seven_percent_below_the_municipal_ones(
    release: Query,
) -> None:
    found = dict(
        release(
            """
            select source_id, offence_count from marts.recorded_crime_by_city_year
            where area_id = ? and iccs_code = '0101' and period_id = 'gregorian:year:2011-01-01'
              and offence_count is not null
            """,
            [MEDELLIN],
        )
    )
    ratio = int(str(found["co_ponal_offences"])) / int(str(found["co_medata_monthly_counts"]))
    assert round(100 * (1 - ratio)) == 7


def test_the_records_of_2014_differ_from_the_police_files_by_their_vintage(release: Query) -> None:
    found = release(
        """
        select area_id,
          sum(offence_count) filter (where source_id = 'co_dijin_2014')
          - sum(offence_count) filter (where source_id = 'co_ponal_offences')
        from marts.recorded_crime_by_city_year
        where iccs_code = '0101' and period_id = 'gregorian:year:2014-01-01'
          and area_id in (?, ?)
        group by all order by all
        """,
        [MEDELLIN, CARTAGENA],
    )
    assert found == [(MEDELLIN, 6), (CARTAGENA, 5)]


def test_the_planning_office_counts_ten_homicides_more_than_the_later_police_file(
    release: Query,
) -> None:
    found = release(
        """
        select round(fact.value * population.value_count / 10000), year.offence_count
        from core.fct_governance_indicator as fact
        join core.fct_population as population using (area_id, period_id)
        join marts.recorded_crime_by_city_year as year using (area_id, period_id)
        where fact.local_indicator_code = 'mdm_homicidios' and fact.area_id = ?
          and population.vintage = 'dane_2018_base' and year.iccs_code = '0101'
          and year.source_id = 'co_ponal_offences'
        """,
        [MEDELLIN],
    )
    assert found == [(401, 391)]


def test_victims_of_intentional_homicide_are_at_least_its_offences(release: Query) -> None:
    units = _by_source_and_year(
        release, QUERETARO_STATE, "category.label_subtype = 'Homicidio doloso'"
    )
    pairs = [
        (units["mx_sesnsp_victims", year], units["mx_sesnsp_offences", year])
        for year in (2015, 2016, 2017, 2018)
    ]
    assert pairs == [(146, 131), (124, 118), (193, 175), (206, 180)]
    assert units["mx_sesnsp_victims", 2019] >= units["mx_sesnsp_offences", 2019]


def test_adults_of_the_survey_are_part_of_the_residents_of_its_two_municipalities(
    release: Query,
) -> None:
    ((adults,),) = release(
        """
        select base_count from core.fct_survey_estimate
        where source_id = 'mx_inegi_ensu' and domain_area_id = 'MEX:survey_domain:ENSU37'
          and indicator_id = 'V05' and breakdown_code = 'total' and known_to_at is null
          and period_id = 'gregorian:quarter:2025-04-01'
        """
    )
    ((residents,),) = release(
        """
        select value_count from core.fct_population
        where area_id = 'MEX:survey_domain:ENSU37' and vintage = 'census_2020'
        """
    )
    assert (float(str(adults)), float(str(residents))) == (923_125, 1_262_344)
