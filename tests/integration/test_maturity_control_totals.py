"""What publishers restated and how late they publish, on the real extracts.

Belongs here: the figures that `sources.md` prints of revisions (1.1, 2.1) and publication lag
(0.1, 1.1), and what must hold of the data maturity of every source held.
Does not belong here: rules with invented values (beside the models), or what runs on samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

MEDELLIN, CARTAGENA, QUERETARO_STATE = "COL:city:05001", "COL:city:13001", "MEX:state:22"
POLICE, PROSECUTORS = "co_ponal_offences", "mx_sesnsp_offences"


def homicide_changes(query: Query, source: str) -> dict[tuple[str, int, str], tuple[int, int]]:
    """(area, year, day of change) -> victims or offences before and after, from the log."""
    return {
        (str(area), int(str(year)), str(day)): (int(float(str(old))), int(float(str(new))))
        for area, year, day, old, new in query(
            f"""
            select area_id, year(period_start), cast(changed_at as date), old_numerator,
                new_numerator
            from marts.revision_log
            where source_id = '{source}' and indicator_id = 'C01' and breakdown_code = 'total'
                and split_part(period_id, ':', 2) = 'year'
            """
        )
    }


def test_police_homicides_that_were_restated(release: Query) -> None:
    """sources.md 1.1; 2010 is the same in both of its vintages and is no row."""
    assert homicide_changes(release, POLICE) == {
        (MEDELLIN, 2018, "2025-04-12"): (626, 625),
        (CARTAGENA, 2018, "2025-04-12"): (217, 215),
        (MEDELLIN, 2024, "2025-05-05"): (297, 309),
        (CARTAGENA, 2024, "2025-05-05"): (380, 381),
    }


def test_state_homicides_of_2023_in_three_vintages(release: Query) -> None:
    """sources.md 2.1: doloso 175, 177, 179 with femicides 10, 9, 9; growth is no revision."""
    changes = homicide_changes(release, PROSECUTORS)

    assert {day: found for (_, year, day), found in changes.items() if year == 2023} == {
        "2024-01-31": (185, 186),
        "2024-02-29": (186, 188),
    }
    assert not [key for key in changes if key[1] == 2024]


def test_the_log_leads_to_the_release(release: Query) -> None:
    [(rows, astray)] = release(
        """
        select count(*), count(*) filter (where abs(log.new_value - figure.value) > 1e-9)
        from (
            select * from marts.revision_log
            qualify lead(changed_at) over (
                partition by indicator_id, area_id, period_id, breakdown_code, source_id
                order by changed_at
            ) is null
        ) as log
        join marts.observation as figure
            using (indicator_id, area_id, period_id, breakdown_code, source_id)
        """
    )
    assert int(str(rows)) > 0
    assert astray == 0


def test_october_2025_was_cut_twenty_days_later(release: Query) -> None:
    """sources.md 1.1. The state files say up to when they count, never when they came out."""
    lags = release(
        """
        select source_id, area_id, value from marts.observation
        where indicator_id = 'D04' and period_id = 'gregorian:month:2025-10-01'
        order by area_id
        """
    )
    assert lags == [(POLICE, MEDELLIN, 20.0), (POLICE, CARTAGENA, 20.0)]
    assert release(
        f"""
        select count(value), count(gap_reason_es) > 0 from marts.observation
        where indicator_id = 'D04' and source_id = '{PROSECUTORS}'
        """
    ) == [(0, True)]


def test_every_total_of_data_maturity_is_that_of_its_components(release: Query) -> None:
    totals = release(
        """
        select total.source_id, total.area_id, total.value,
            100.0 * sum(part.value) / (4 * count(part.value)), count(part.value), count(*)
        from marts.observation as total
        join marts.observation as part
            on part.indicator_id = 'D07' and part.source_id = total.source_id
            and part.area_id = total.area_id and part.breakdown_code like 'component=%'
        where total.indicator_id = 'D07' and total.breakdown_code = 'total'
        group by all
        """
    )
    assert {str(source) for source, *_ in totals} >= {
        POLICE,
        PROSECUTORS,
        "za_saps_stations_annual",
    }
    for _, _, value, of_parts, measured, parts in totals:
        assert (value, parts) == (of_parts, 12)
        assert int(str(measured)) >= 1


def test_what_the_files_say_decides_a_level(release: Query) -> None:
    """sources.md 1.1, 2.1, 3.1: extraction days, a state without places, stations, no sex."""
    levels = {
        (str(source), str(component)): level
        for source, component, level in release(
            "select distinct source_id, component_code, level from marts.maturity_score"
        )
    }
    assert levels[POLICE, "timeliness"] == 4
    assert levels[POLICE, "duplicates"] is None
    assert levels[POLICE, "survey_availability"] == 0
    assert levels[PROSECUTORS, "geocoding"] == 0
    assert levels[PROSECUTORS, "duplicates"] == 4
    assert levels["za_saps_stations_annual", "geocoding"] == 4
    assert levels["za_saps_stations_annual", "gender_disaggregation"] == 0
