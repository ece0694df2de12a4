"""The control totals of `sources.md` 1.2, 1.6, 1.7, 3.7 and 3.8, on the real extracts.

Belongs here: figures printed in `sources.md` of the governance sources, of the census counts beside
the turnout and of the police records of 2014, and the query that must reproduce each.
Does not belong here: rules with invented values (beside the models), or what runs on samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

MEDELLIN, CARTAGENA = "COL:city:05001", "COL:city:13001"

#: sources.md 1.6: index by methodology and year; 2021 exists in both.
IDF = {
    ("idf_anterior", 2018): (83.1074, 78.9703),
    ("idf_anterior", 2019): (81.9176, 76.9751),
    ("idf_anterior", 2021): (82.6970, 77.5706),
    ("idf_nueva", 2020): (78.5556, 51.4738),
    ("idf_nueva", 2021): (80.4487, 50.3893),
    ("idf_nueva", 2022): (71.1800, 62.9952),
    ("idf_nueva", 2023): (69.7802, 59.2465),
}
#: The same without bonuses, Medellín: its column changes sides in 2022.
IDF_WITHOUT_BONUSES = {2020: 78.5556, 2021: 80.2076, 2022: 71.1677, 2023: 69.7606}


def scores(query: Query, *codes: str) -> dict[tuple[str, int, str], float]:
    """(code, year, area) -> published value, from the core of the given door."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return {
        (str(code), int(str(year)), str(area)): float(str(value))
        for code, year, area, value in query(
            f"""
            select fact.local_indicator_code, year(period.period_start), fact.area_id, fact.value
            from core.fct_governance_indicator as fact
            join core.dim_period as period using (period_id)
            where fact.known_to_at is null and fact.local_indicator_code in ({listed})
            """
        )
    }


def test_fiscal_performance_by_both_methodologies(release: Query) -> None:
    found = scores(release, "idf_anterior", "idf_nueva")
    expected = {
        (code, year, area): value
        for (code, year), values in IDF.items()
        for area, value in zip((MEDELLIN, CARTAGENA), values, strict=True)
    }
    assert found == pytest.approx(expected, abs=5e-5)


def test_the_index_without_bonuses_is_read_by_name(release: Query) -> None:
    found = scores(release, "idf_nueva_sin_bonos")
    of_medellin = {year: value for (_, year, area), value in found.items() if area == MEDELLIN}
    assert of_medellin == pytest.approx(IDF_WITHOUT_BONUSES, abs=5e-5)


def test_every_municipality_of_every_workbook_is_loaded(candidate: Query) -> None:
    rows = candidate(
        """
        select json_extract_string(attributes, '$.year'), layout, row_count, quarantined_lines
        from landing_extracts where source_id = 'co_dnp_fiscal_performance' order by all
        """
    )
    assert rows == [
        ("2018", "old_method", 1_101, 0),
        ("2019", "old_method", 1_101, 0),
        ("2020", "new_method", 1_101, 0),
        ("2021", "new_method", 1_102, 0),
        ("2021", "old_method", 1_101, 0),
        ("2022", "new_method", 1_102, 0),
        ("2023", "new_method", 1_102, 0),
    ]


def test_the_two_methodologies_never_make_one_line(release: Query) -> None:
    """2021 is in both; each code belongs to one; the new one begins with a marked break."""
    codes = release(
        """
        select local_indicator_code from core.fct_governance_indicator
        where source_id = 'co_dnp_fiscal_performance'
        group by 1 having count(distinct methodology_version) > 1
        """
    )
    assert not codes
    breaks = release(
        """
        select year(period.period_start) from core.fct_governance_indicator as fact
        join core.dim_period as period using (period_id)
        where fact.local_indicator_code = 'idf_nueva' and fact.area_id = ?
          and list_contains(string_split(fact.obs_flag_codes, ';'), 'B') order by 1
        """,
        [MEDELLIN],
    )
    assert breaks == [(2020,), (2022,)]


def test_an_unknown_figure_is_missing_and_never_zero(candidate: Query) -> None:
    """N.D. of the index by year; Sucre (70771) has 0 in 2021 with all its components unknown."""
    rows = candidate(
        """
        select local_indicator_code, year(period_start), count(*) filter (obs_status_code = 'L'),
               count(*) filter (value = 0)
        from staging.stg_co_dnp_fiscal_performance__governance_indicators
        where local_indicator_code in ('idf_anterior', 'idf_nueva') group by all order by all
        """
    )
    assert rows == [
        ("idf_anterior", 2018, 4, 0),
        ("idf_anterior", 2019, 9, 0),
        ("idf_anterior", 2021, 1, 0),
        ("idf_nueva", 2020, 4, 0),
        ("idf_nueva", 2021, 4, 0),
        ("idf_nueva", 2022, 0, 0),
        ("idf_nueva", 2023, 0, 0),
    ]


def test_municipal_performance_2021(release: Query) -> None:
    found = scores(release, "mdm", "mdm_homicidios", "mdm_hurtos")
    assert found[("mdm", 2021, MEDELLIN)] == pytest.approx(83.6854, abs=5e-5)
    assert found[("mdm", 2021, CARTAGENA)] == pytest.approx(70.5691, abs=5e-5)
    assert found[("mdm_homicidios", 2021, MEDELLIN)] == pytest.approx(1.5739, abs=5e-5)
    assert found[("mdm_hurtos", 2021, MEDELLIN)] == pytest.approx(110.9155, abs=5e-5)


def test_every_municipality_has_a_score_and_its_rates(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select local_indicator_code, count(distinct area_id)
            from staging.stg_co_dnp_municipal_performance__governance_indicators
            where local_indicator_code in ('mdm', 'mdm_homicidios', 'mdm_puntaje_homicidios')
            group by all
            """
        )
    )
    assert rows == {"mdm": 1_102, "mdm_homicidios": 1_102, "mdm_puntaje_homicidios": 1_102}


def test_the_homicide_rate_times_the_population_is_a_count_of_persons(release: Query) -> None:
    """sources.md 4: 1.5739 per 10,000 x 254.9 = 401; the police file says 391, extracted later."""
    ((count,),) = release(
        """
        select fact.value * population.value_count / 10000
        from core.fct_governance_indicator as fact
        join core.fct_population as population using (area_id, period_id)
        where fact.local_indicator_code = 'mdm_homicidios' and fact.area_id = ?
          and population.vintage = 'dane_2018_base'
        """,
        [MEDELLIN],
    )
    assert round(float(str(count))) == 401


@pytest.mark.parametrize(
    ("year", "rows", "wards", "registered", "votes", "turnout_pct"),
    [
        (2011, 4_565, 103, 1_670_044, 990_263, 59.30),
        (2016, 4_659, 110, 1_924_978, 1_148_559, 59.67),
    ],
)
def test_turnout_of_ethekwini_and_of_its_wards(
    candidate: Query,
    release: Query,
    year: int,
    rows: int,
    wards: int,
    registered: int,
    votes: int,
    turnout_pct: float,
) -> None:
    ((eligible, participants, share),) = release(
        """
        select eligible_count, participant_count, 100.0 * participant_count / eligible_count
        from core.fct_participation join core.dim_period using (period_id)
        where city_id = 'za_ethekwini' and year(period_start) = ?
        """,
        [year],
    )
    assert (eligible, participants) == (registered, votes)
    assert share == pytest.approx(turnout_pct, abs=5e-3)
    ((landed, of_wards, registered_of_wards, votes_of_wards),) = candidate(
        """
        with ward as (
            select * from staging.stg_za_iec_turnout__participation
            where year(period_start) = $1
        )
        select count(*), count(*) filter (area_id like 'ZAF:ward:595%'),
               sum(eligible_count) filter (area_id like 'ZAF:ward:595%'),
               sum(participant_count) filter (area_id like 'ZAF:ward:595%')
        from ward
        """,
        [year],
    )
    assert (landed, of_wards) == (rows, wards)
    assert (registered_of_wards, votes_of_wards) == (registered, votes)


def test_more_votes_than_voters_are_no_turnout(candidate: Query) -> None:
    """Ward 64003036 of 2016: 5,000 votes of 4,065 registered voters."""
    rows = candidate(
        """
        select area_id, participant_count from staging.stg_za_iec_turnout__participation
        where obs_status_code <> 'A'
        """
    )
    assert rows == [("ZAF:ward:64003036", None)]


def test_municipal_finance_holds_no_amount_and_no_opinion_of_ethekwini(
    candidate: Query, release: Query
) -> None:
    """The fixtures of other municipalities look real; none of them is landed or published."""
    for table in ("fct_budget", "fct_audit"):
        assert release(f"select count(*) from core.{table}") == [(0,)]
    landed = candidate(
        """
        select distinct layout from landing_extracts
        where source_id = 'za_treasury_municipal_money' order by 1
        """
    )
    assert landed == [
        ("audit_report",),
        ("code_list",),
        ("demarcation_changes",),
        ("scorecard_geography",),
    ]
    foreign = candidate(
        """
        select count(*) from landing_extracts
        where source_id = 'za_treasury_municipal_money'
          and (origin like '%fixtures_update%' or origin like '%examples_2015q4%'
               or origin like '%cubes/%' or file_name like '%020_scorecard%')
        """
    )
    assert foreign == [(0,)]


def test_addresses_of_audit_reports(candidate: Query) -> None:
    ((rows, municipalities, other_than_pdf),) = candidate(
        """
        select count(*), count(distinct demarcation_code), count(*) filter (not is_document)
        from staging.stg_za_treasury_municipal_money__audit_reports
        """
    )
    assert (rows, other_than_pdf) == (2_032, 31)
    assert municipalities == 313
    years = candidate(
        """
        select year_end from staging.stg_za_treasury_municipal_money__audit_reports
        where demarcation_code = 'ETH' order by 1
        """
    )
    assert years == [(2011,), (2012,), (2013,), (2014,), (2015,)]


def test_code_lists_of_both_versions(candidate: Query) -> None:
    """21 lists are given; those of aged creditors and debtors are equal in both versions."""
    rows = {
        (name, version): count
        for name, version, count in candidate(
            """
            select list_name, code_list_version, count(*)
            from staging.stg_za_treasury_municipal_money__codes group by all
            """
        )
    }
    assert len(rows) == 21 - 2
    assert (rows[("amount_type", "v1")], rows[("amount_type", "v2")]) == (9, 13)
    functions = "government_functions"
    assert (rows[(functions, "v1")], rows[(functions, "v2")]) == (58, 99)
    assert rows[("incexp_items", "v1")] == 67
    assert rows[("income_expenditure_items", "v2")] == 32


def test_municipalities_and_changes_of_demarcation(candidate: Query) -> None:
    ((listed,),) = candidate(
        "select count(*) from staging.stg_za_treasury_municipal_money__municipalities"
    )
    ((category, population, km2),) = candidate(
        """
        select category_code, population_count, round(land_km2, 3)
        from staging.stg_za_treasury_municipal_money__municipalities
        where demarcation_code = 'ETH'
        """
    )
    ((changes,),) = candidate(
        "select count(*) from staging.stg_za_treasury_municipal_money__demarcation_changes"
    )
    assert (listed, changes) == (292, 42)
    assert (category, population, km2) == ("A", 3_442_361, 2_558.887)


def test_residents_of_ethekwini_on_both_boundaries(candidate: Query, release: Query) -> None:
    """Wards add up but for rounding: 3,442,358 and 3,476,693."""
    rows = {
        (version, level): total
        for version, level, total in candidate(
            """
            select boundary_version, geo_level, sum(value_count)
            from staging.stg_za_statssa_population__areas_counted
            where operation_code = 'census_2011'
              and (geo_code in ('ETH', 'KZN', 'ZA') and geo_level <> 'district'
                   or geo_level = 'ward' and geo_code like '595%')
            group by all
            """
        )
    }
    assert (rows[("2011", "municipality")], rows[("2011", "ward")]) == (3_442_361, 3_442_358)
    assert (rows[("2016", "municipality")], rows[("2016", "ward")]) == (3_476_686, 3_476_693)
    assert (rows[("2011", "province")], rows[("2011", "country")]) == (10_267_300, 51_770_560)
    published = dict(
        release(
            """
            select vintage, value_count from core.fct_population
            where area_id = 'ZAF:city:ETH' and year(reference_date) = 2011 and not is_rate_base
            """
        )
    )
    assert published == {
        "census_2011_bounds_2011": 3_442_361,
        "census_2011_bounds_2016": 3_476_686,
    }


def test_every_row_of_the_census_dumps_is_loaded(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select layout, row_count from landing_extracts
            where source_id = 'za_statssa_population'
            """
        )
    )
    assert rows == {
        "population": 9_180,
        "population_group": 1_068,
        "youth_population": 4_573,
        "employment": 1_314,
        "precinct_population": 1_140,
        "small_area_population": 4_865,
        "small_area_precinct": 5_852,
        "small_area_ward": 7_355,
    }


def test_the_survey_of_2016_has_two_figures_for_one_place(candidate: Query) -> None:
    """Four groups give 3,702,231, as the district row does; the municipality row is lower."""
    groups = candidate(
        """
        select value_count from staging.stg_za_statssa_population__areas_counted
        where operation_code = 'community_survey_2016' and geo_code = 'ETH'
          and geo_level = 'municipality'
        """
    )
    assert groups == [(3_702_231,)]
    youth = dict(
        candidate(
            """
            select geo_level, resident_count from staging.stg_za_statssa_population__youth
            where geo_code = 'ETH'
            """
        )
    )
    assert youth == {"district": 3_702_231, "municipality": 3_661_911}


def test_employment_of_ethekwini_2011(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select employment_status, resident_count
            from staging.stg_za_statssa_population__employment
            where geo_level = 'municipality' and geo_code = 'ETH' and boundary_version = '2011'
            """
        )
    )
    assert (rows["Employed"], rows["Unemployed"]) == (992_560, 430_318)


def test_modelled_residents_of_police_precincts(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select precinct_name, resident_estimate
            from staging.stg_za_statssa_population__precincts
            """
        )
    )
    assert len(rows) == 1_140
    assert rows["DURBAN CENTRAL"] == pytest.approx(49_002.49, abs=5e-3)
    assert rows["PHOENIX"] == pytest.approx(204_429.98, abs=5e-3)
    assert sum(float(str(value)) for value in rows.values()) == pytest.approx(51_679_774, abs=0.5)


def test_shares_of_small_areas_add_up_but_at_the_border(candidate: Query) -> None:
    """INV09: 60 small areas on the border lack 1 % or more; Durban Central gets its residents."""
    ((incomplete, above),) = candidate(
        """
        with share as (
            select small_area, sum(overlap_weight) as total
            from staging.stg_za_statssa_population__small_area_weights
            where to_area_type_code = 'police_precinct' group by all
        )
        select count(*) filter (total < 0.99), count(*) filter (total > 1 + 1e-9)
        from share
        """
    )
    ((residents,),) = candidate(
        """
        select sum(overlap_weight * resident_count)
        from staging.stg_za_statssa_population__small_area_weights
        where to_area = 'DURBAN CENTRAL'
        """
    )
    ((small_areas,),) = candidate(
        """
        select sum(cast(population as bigint))
        from landing.za_statssa_population.small_area_population
        """
    )
    assert (incomplete, above) == (60, 0)
    assert residents == pytest.approx(49_002.5, abs=0.05)
    assert small_areas == 3_490_325


def test_police_records_of_2014_count_victims_not_rows(candidate: Query) -> None:
    rows = {
        (layout, code): (records, victims)
        for layout, code, records, victims in candidate(
            """
            select layout, municipality_code, count(*), sum(victim_count)
            from staging.stg_co_dijin_2014__events
            where municipality_code is not null group by all
            """
        )
    }
    assert rows[("homicides", "05001")] == (649, 649)
    assert rows[("homicides", "13001")] == (287, 287)
    assert rows[("sexual_offences", "05001")] == (97, 99)
    assert rows[("sexual_offences", "13001")] == (61, 61)
    totals = candidate(
        """
        select layout, count(*), sum(victim_count) from staging.stg_co_dijin_2014__events
        group by all order by all
        """
    )
    assert totals == [("homicides", 12_920, 12_948), ("sexual_offences", 10_012, 10_051)]


def test_the_police_records_of_2014_stay_restricted(release: Query) -> None:
    tables = release(
        """
        select count(*) from information_schema.columns
        where table_name like '%dijin%' or table_schema = 'staging'
        """
    )
    sexual = release(
        """
        select count(*) from marts.recorded_crime_by_city_year
        where source_id = 'co_dijin_2014' and iccs_code not in ('01', '0101')
        """
    )
    assert (tables, sexual) == ([(0,)], [(0,)])
