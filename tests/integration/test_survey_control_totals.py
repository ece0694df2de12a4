"""The control totals of `sources.md` 2.6 to 2.8, on the real extracts of the surveys.

Belongs here: figures printed in `sources.md` (single published figures are facts) and the query
that must reproduce each from what was loaded. Does not belong here: rules with invented values
(`tests/unit`), or anything that runs on samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

DOMAIN = "MEX:survey_domain:ENSU37"
STATE = "MEX:state:22"

#: sources.md 2.6, Querétaro: quarter, persons 18+, insecure n, insecure %, government effective %.
ENSU = """
1t2019 649314 370782 57.10 38.55
2t2019 655402 383846 58.57 34.89
3t2019 651619 417811 64.12 28.00
4t2019 659551 392884 59.57 33.91
1t2020 682667 404076 59.19 37.56
3t2020 706045 326668 46.27 30.16
4t2020 690608 333734 48.32 34.96
1t2021 699265 283114 40.49 42.25
3t2021 758609 339867 44.80 44.85
4t2021 780966 310119 39.71 43.60
1t2024 871554 327460 37.57 52.56
2t2024 882369 372282 42.19 51.71
3t2024 924922 353941 38.27 49.69
1t2025 920448 365910 39.75 54.77
2t2025 923125 426201 46.17 38.83
"""

#: sources.md 2.6, Querétaro: first and last month of the reference, % of households with victims.
VICTIMS = {
    ("2019-01", "2019-06"): 31.90,
    ("2019-07", "2019-12"): 33.78,
    ("2020-01", "2020-06"): 21.02,
    ("2020-01", "2020-09"): 30.13,
    ("2020-07", "2020-12"): 22.51,
    ("2021-07", "2021-12"): 25.99,
    ("2024-01", "2024-06"): 21.73,
    ("2025-01", "2025-06"): 28.58,
}

#: sources.md 2.6, Querétaro: much or some trust, by quarter and level of government.
TRUST = {
    ("3t2024", "institution=federal_government"): 61.90,
    ("3t2024", "institution=state_government"): 72.64,
    ("3t2024", "institution=municipal_government"): 68.37,
    ("1t2025", "institution=federal_government"): 64.15,
    ("1t2025", "institution=state_government"): 71.76,
    ("1t2025", "institution=municipal_government"): 65.32,
}

#: sources.md 2.8, state of Querétaro: edition, crimes, dark figure, %.
ENVIPE = """
2012 285357 256035 89.72
2013 344390 305969 88.84
2014 362217 334417 92.33
2015 421614 379941 90.12
2016 423237 381349 90.10
2017 373365 343019 91.87
2018 502099 454478 90.52
2020 549751 493888 89.84
2021 528123 489129 92.62
2022 551051 505743 91.78
2024 751298 696108 92.65
2025 842305 769213 91.32
"""


#: sources.md 2.7: persons asked, their weights, and what INEGI itself prints for the four quarters
#: of 2015 (table 1.3 of 1t2019, all cities, % insecure).
PERSONS_2015 = {
    "1t2015": (2_025, 36_091_081.0, 67.9420048404757),
    "2t2015": (2_059, 35_793_573.0, 68.9656715746148),
    "3t2015": (2_040, 35_994_710.0, 67.9941830341181),
    "4t2015": (2_024, 35_808_079.0, 67.7455386534419),
}

#: sources.md 2.7: dwellings of the survey's city 37 by edition and municipality.
DWELLINGS_37 = {
    ("3t2018", "22014"): 206,
    ("3t2018", "22006"): 49,
    ("1t2020", "22014"): 214,
    ("1t2020", "22006"): 43,
}


def rows(table: str) -> list[tuple[str, ...]]:
    """The lines of a table as words."""
    return [tuple(line.split()) for line in table.strip().splitlines()]


def test_perceived_insecurity_and_government_by_quarter(release: Query) -> None:
    found = release(
        """
        select unsafe.edition_label, unsafe.base_count, unsafe.estimate_count,
               round(unsafe.estimate_pct, 2), round(effective.estimate_pct, 2)
        from core.fct_survey_estimate as unsafe
        join core.fct_survey_estimate as effective
          on unsafe.domain_area_id = effective.domain_area_id
         and unsafe.period_id = effective.period_id
         and unsafe.breakdown_code = effective.breakdown_code
        where unsafe.domain_area_id = ? and unsafe.indicator_id = 'V05'
          and effective.indicator_id = 'mx_inegi_ensu:government_effective'
          and unsafe.breakdown_code = 'total'
        """,
        [DOMAIN],
    )
    expected = {
        (quarter, float(persons), float(unsafe), float(pct), float(effective))
        for quarter, persons, unsafe, pct, effective in rows(ENSU)
    }
    assert set(found) == expected
    assert len(found) == 15


def test_a_quarter_is_the_period_of_its_survey(release: Query) -> None:
    wrong = release(
        """
        select estimate.edition_label, period.period_start
        from core.fct_survey_estimate as estimate
        join core.dim_period as period using (period_id)
        where estimate.indicator_id = 'V05'
          and (period.grain_code <> 'quarter'
               or estimate.edition_label
                  <> quarter(period.period_start) || 't' || year(period.period_start))
        """
    )
    assert not wrong


def test_households_with_victims_by_reference_period(release: Query) -> None:
    found = release(
        """
        select strftime(period.period_start, '%Y-%m'), strftime(period.period_end, '%Y-%m'),
               round(estimate.estimate_pct, 2)
        from core.fct_survey_estimate as estimate
        join core.dim_period as period using (period_id)
        where estimate.domain_area_id = ? and estimate.breakdown_code = 'total'
          and estimate.indicator_id = 'mx_inegi_ensu:household_victimisation'
        """,
        [DOMAIN],
    )
    assert {(start, end): pct for start, end, pct in found} == VICTIMS
    assert len(found) == len(VICTIMS)


def test_the_households_of_2025_are_after_the_break_and_no_others(release: Query) -> None:
    """Fraud counts from the second half of 2024: 109,920 of 384,562 carry B."""
    found = release(
        """
        select edition_label, estimate_count, base_count, methodology_version
        from core.fct_survey_estimate
        where domain_area_id = ? and indicator_id = 'mx_inegi_ensu:household_victimisation'
          and list_contains(string_split(obs_flag_codes, ';'), 'B')
        """,
        [DOMAIN],
    )
    assert found == [("2t2025", 109_920.0, 384_562.0, "ensu_households_with_fraud")]


def test_trust_in_three_levels_of_government(release: Query) -> None:
    found = release(
        "select edition_label, breakdown_code, round(estimate_pct, 2)"
        " from core.fct_survey_estimate where domain_area_id = ? and indicator_id = 'V09'",
        [DOMAIN],
    )
    assert {(quarter, level): pct for quarter, level, pct in found} == TRUST
    assert len(found) == len(TRUST)


def test_men_and_women_together_are_all_persons_asked(release: Query) -> None:
    found = release(
        """
        select edition_label,
               sum(base_count) filter (breakdown_code like 'SV=%')
                   - sum(base_count) filter (breakdown_code = 'total') as difference
        from core.fct_survey_estimate
        where domain_area_id = ? and indicator_id = 'V05'
        group by edition_label having count(*) > 1
        """,
        [DOMAIN],
    )
    assert sorted(found) == [("1t2021", 0.0), ("3t2021", 0.0), ("4t2021", 0.0)]


def test_the_dark_figure_of_the_state_by_edition(release: Query) -> None:
    found = release(
        """
        select edition_label, base_count, estimate_count, round(estimate_pct, 2)
        from core.fct_survey_estimate
        where domain_area_id = ? and indicator_id = 'V03' and breakdown_code = 'total'
        """,
        [STATE],
    )
    expected = {
        (edition, float(crimes), float(dark), float(pct))
        for edition, crimes, dark, pct in rows(ENVIPE)
    }
    assert set(found) == expected
    assert len(found) == 12


def test_an_edition_describes_the_year_before_it(release: Query) -> None:
    wrong = release(
        """
        select estimate.edition_label, estimate.period_id
        from core.fct_survey_estimate as estimate
        join core.dim_period as period using (period_id)
        where estimate.source_id = 'mx_inegi_envipe'
          and (year(period.period_start) <> cast(estimate.edition_label as integer) - 1
               or period.grain_code <> 'year')
        """
    )
    assert not wrong


def test_no_survey_estimate_passes_as_the_city(release: Query) -> None:
    """The city of the survey is two municipalities; a state and the country are themselves."""
    found = release(
        """
        select distinct area.area_id, area.area_type_code, estimate.representativity_code
        from core.fct_survey_estimate as estimate
        join core.dim_area as area on estimate.domain_area_id = area.area_id
        """
    )
    assert set(found) == {
        ("MEX:country:MEX", "country", "national"),
        ("MEX:state:22", "state", "state_or_province"),
        ("MEX:survey_domain:ENSU00", "survey_domain", "national"),
        ("MEX:survey_domain:ENSU2015", "survey_domain", "national"),
        ("MEX:survey_domain:ENSU37", "survey_domain", "metro"),
    }


def test_every_row_of_the_workbooks_is_accounted_for(candidate: Query) -> None:
    found = candidate(
        """
        select source_id, count(*), sum(physical_lines), sum(quarantined_lines),
               sum(physical_lines - loaded_lines - quarantined_lines - declared_lines)
        from landing_extracts
        where source_id in ('mx_inegi_ensu', 'mx_inegi_ensu_microdata', 'mx_inegi_envipe')
          and status = 'loaded'
        group by source_id order by source_id
        """
    )
    assert found == [
        ("mx_inegi_ensu", 39, 70_759, 0, 0),
        ("mx_inegi_ensu_microdata", 6, 146_160, 0, 0),
        ("mx_inegi_envipe", 12, 14_647, 0, 0),
    ]


def test_weighted_answers_of_2015_are_what_the_publisher_prints(release: Query) -> None:
    found = release(
        """
        select edition_label, unweighted_count, base_count, estimate_pct, standard_error_pct,
               precision_band_code, ci_low_pct, ci_high_pct, ci_level_pct
        from core.fct_survey_estimate
        where source_id = 'mx_inegi_ensu_microdata' and indicator_id = 'V05'
        """
    )
    assert {
        edition: (persons, weights, pytest.approx(pct, abs=1e-9))
        for edition, persons, weights, pct, *_ in found
    } == PERSONS_2015
    for *_, pct, error, band, low, high, level in found:
        assert (band, level) == ("high", 90.0)
        assert (low, high) == pytest.approx((pct - 1.644853627 * error, pct + 1.644853627 * error))


def test_no_estimate_of_2015_is_given_for_a_single_city(release: Query) -> None:
    """About forty persons of Querétaro were asked; the sample of 2015 does not stand for it."""
    found = release(
        "select distinct domain_area_id from core.fct_survey_estimate"
        " where source_id = 'mx_inegi_ensu_microdata'"
    )
    assert found == [("MEX:survey_domain:ENSU2015",)]


def test_the_city_of_the_survey_is_two_municipalities(candidate: Query) -> None:
    found = candidate(
        """
        select edition_label, municipality_code, dwelling_count
        from staging.stg_mx_inegi_ensu_microdata__domain_municipalities
        where survey_city_code = '37'
        """
    )
    assert {(edition, code): count for edition, code, count in found} == DWELLINGS_37


def test_nothing_of_a_person_reaches_the_warehouse(candidate: Query) -> None:
    """Persons and dwellings stay in the landing; the candidate holds weighted figures only."""
    found = candidate(
        """
        select table_name, column_name from information_schema.columns
        where table_catalog = current_database() and table_name like '%ensu_microdata%'
          and column_name in ('folio', 'person_line', 'dwelling_number', 'design_psu', 'weight')
        """
    )
    assert not found
