"""The control totals of `sources.md` 1.2, 1.3 and 2.3 that concern victims, on the real extracts.

Belongs here: victims and their breakdowns as published, and what the release may not show of them.
Does not belong here: rules with invented values (beside the models), or what runs on samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

MEDELLIN, CARTAGENA = "COL:city:05001", "COL:city:13001"

#: sources.md 2.3, state of Querétaro: all victims, victims of homicidio doloso; 2019 has 11 months.
VICTIMS = {
    2015: (6_365, 146),
    2016: (7_174, 124),
    2017: (7_871, 193),
    2018: (9_713, 206),
    2019: (9_143, 180),
}


def test_victims_of_the_state_of_queretaro(candidate: Query) -> None:
    rows = candidate(
        """
        select year(period.period_start), sum(fact.value_count),
          sum(fact.value_count) filter (where category.label_subtype = 'Homicidio doloso')
        from core.fct_offence as fact
        join core.dim_period as period using (period_id)
        join core.dim_source_category as category using (source_category_id)
        where fact.source_id = 'mx_sesnsp_victims' and fact.area_id = 'MEX:state:22'
          and fact.known_to_at is null
        group by 1 order by 1
        """
    )
    assert {year: (int(str(total)), int(str(killed))) for year, total, killed in rows} == VICTIMS


def test_every_row_of_the_state_victims_is_loaded(candidate: Query) -> None:
    rows = candidate(
        """
        select row_count, loaded_lines, quarantined_lines, data_as_of_date::varchar
        from landing_extracts where source_id = 'mx_sesnsp_victims'
        """
    )
    assert rows == [(36_800, 36_800, 0, "2019-11-30")]


def test_a_victim_is_a_row_only_where_the_row_is_a_person(candidate: Query) -> None:
    rows = candidate(
        """
        select source_id, count(*), count(*) filter (where sv_code = '2'),
          count(*) filter (where age_years is null)
        from core.fct_victim where known_to_at is null group by all order by all
        """
    )
    # 9,360 rows, 704 women, one age of -1; 649 and 287 records of one victim each.
    assert rows == [("co_dijin_2014", 936, 74, 1), ("co_medata_homicides", 9_360, 704, 1)]


def test_homicide_victims_of_2014_by_the_records_of_2015(release: Query) -> None:
    rows = release(
        """
        select area_id, victim_count, female_count + male_count
        from marts.homicide_victims_by_city_year where source_id = 'co_dijin_2014' order by 1
        """
    )
    assert rows == [(MEDELLIN, 649, 649), (CARTAGENA, 287, 287)]


def test_homicide_victims_of_medellin_by_local_year(release: Query) -> None:
    rows = release(
        """
        select year(period_start), any_value(total_count), sum(victim_count)
        from marts.victims_by_city_year
        where source_id = 'co_medata_homicides' and tag_code = 'SV' group by 1 order by 1
        """
    )
    totals = (2_022, 1_651, 1_248, 927, 659, 496, 544, 582, 635, 593)
    expected = zip(range(2010, 2020), totals, totals, strict=True)
    assert [tuple(int(str(value)) for value in row) for row in rows] == list(expected)


def test_the_state_is_context_and_the_city_a_gap_with_its_reason(release: Query) -> None:
    rows = release(
        """
        select area_scope, count(victim_count) > 0, bool_and(is_shown or gap_reason_es is not null),
          bool_and(area_scope = 'state' or gap_reason_code = 'no_figure')
        from marts.victims_by_city_year where source_id = 'mx_sesnsp_victims' group by 1 order by 1
        """
    )
    assert rows == [("city", False, True, True), ("state", True, True, True)]


def test_small_cells_of_sex_and_age_are_hidden_in_public(release: Query) -> None:
    """Sources 2.3: in 2016 three victims of homicide in the state were minors."""
    rows = release(
        """
        select value_code, victim_count, conf_status_code from marts.victims_by_city_year
        where source_id = 'mx_sesnsp_victims' and area_id = 'MEX:state:22' and iccs_code = '0101'
          and tag_code = 'AV' and year(period_start) = 2016 order by 1
        """
    )
    assert rows == [
        ("6", 18, "F"),
        ("adultos (18 y más)", None, "A"),
        ("menores de edad (0-17)", None, "A"),
    ]
    ((small,),) = release(
        """
        select count(*) from marts.victims_by_city_year
        where tag_code <> 'We' and share_pct is not null and victim_count between 1 and 4
        """
    )
    assert small == 0


def test_nobody_publishes_the_relationship(release: Query) -> None:
    """C04 stays missing: no source names the relationship, and each says so."""
    reasons = release(
        """
        select distinct gap_reason_code from marts.victims_by_city_year
        where tag_code = 'ViP' order by 1
        """
    )
    assert set(reasons) <= {("no_figure",), ("not_published",)}
    catalogue = release(
        "select distinct availability_code from marts.indicator_catalogue"
        " where indicator_id = 'C04'"
    )
    assert catalogue == [("missing",)]


def test_no_row_of_a_victim_leaves_the_candidate(release: Query) -> None:
    tables = release(
        """
        select table_name, column_name from information_schema.columns
        where table_name = 'fct_victim' or column_name in ('age_years', 'victim_id', 'event_id')
        """
    )
    assert tables == []
