"""What the publishers restated, on the real extracts: revisions, vintages and declared corrections.

Belongs here: figures of `sources.md` on restatements, and the test values of methods 4.5.
Does not belong here: the rule of a revision (dbt unit test of `revisions`), what runs on samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

#: sources.md 2.1: cells of Querétaro that changed between consecutive vintages, by the later one.
RESTATED_CELLS = {
    "2023-11-30": 118,
    "2023-12-31": 66,
    "2024-01-31": 70,
    "2024-02-29": 106,
    "2024-04-30": 40,
    "2024-08-31": 78,
    "2024-11-30": 112,
}

#: sources.md 1.1: homicides of one year in two extractions, as change: (area, year) -> change.
RESTATED_HOMICIDES = {
    ("COL:city:05001", 2018): 625 - 626,
    ("COL:city:13001", 2018): 215 - 217,
    ("COL:city:05001", 2024): 309 - 297,
    ("COL:city:13001", 2024): 381 - 380,
}

#: sources.md 2.1, methods 4.5: Querétaro 2023 as known at a date: all offences, homicidio doloso.
AS_KNOWN = {
    "2023-12-31": (63_420, 175),
    "2024-01-31": (63_399, 177),
    "2024-02-29": (63_334, 179),
    "2024-11-30": (63_334, 179),
}


@pytest.mark.parametrize(("vintage", "cells"), RESTATED_CELLS.items())
def test_queretaro_restated_as_many_cells_as_were_counted(
    release: Query, vintage: str, cells: int
) -> None:
    ((found,),) = release(
        """
        select count(*) from meta.revisions
        where source_id = 'mx_sesnsp_offences' and area_id = 'MEX:state:22'
          and revision_kind_code = 'revised' and known_from_at = cast(? as timestamp)
        """,
        [vintage],
    )
    assert found == cells


def test_no_cell_of_queretaro_was_added_or_deleted(release: Query) -> None:
    """The keys are the same in all eight vintages; a new month is news, not a revision."""
    ((found,),) = release(
        "select count(*) from meta.revisions"
        " where source_id = 'mx_sesnsp_offences' and revision_kind_code <> 'revised'"
    )
    assert found == 0


def test_queretaro_restates_only_the_running_or_just_closed_year(release: Query) -> None:
    """Between the CSV vintages, from July 2023 on; the workbook of 2021 is another case."""
    rows = release(
        """
        select distinct year(known_from_at) - year(period.period_start)
        from meta.revisions join core.dim_period as period using (period_id)
        where source_id = 'mx_sesnsp_offences' and known_from_at > timestamp '2023-07-31'
        """
    )
    assert {years for (years,) in rows} <= {0, 1}


@pytest.mark.parametrize(("area_id", "year"), RESTATED_HOMICIDES)
def test_the_police_restated_homicides_by_so_many(release: Query, area_id: str, year: int) -> None:
    ((change,),) = release(
        """
        select sum(change_count)
        from meta.revisions join core.dim_period as period using (period_id)
        where source_id = 'co_ponal_offences' and label_type = 'Homicidio intencional'
          and area_id = ? and year(period.period_start) = ?
        """,
        [area_id, year],
    )
    assert change == RESTATED_HOMICIDES[area_id, year]


def test_the_two_layouts_of_2010_are_no_revision(release: Query) -> None:
    """sources.md 1.1: 1,378 and 216 in both; ruling 4 sets the poorer layout aside."""
    ((found,),) = release(
        "select count(*) from meta.revisions where source_id = 'co_ponal_offences'"
        " and period_id like 'gregorian:month:2010%'"
    )
    assert found == 0


def test_cases_of_which_there_is_one_edition_have_no_revision(release: Query) -> None:
    """What a second edition yields is shown on a synthetic one (`test_as_of.py`)."""
    ((editions, revisions),) = release(
        "select (select count(*) from meta.editions where source_id = 'co_medata_homicides'),"
        " (select count(*) from meta.revisions where source_id = 'co_medata_homicides')"
    )
    assert (editions, revisions) == (1, 0)


@pytest.mark.parametrize(("moment", "expected"), AS_KNOWN.items())
def test_a_released_fact_can_be_read_as_it_was_known(
    release: Query, moment: str, expected: tuple[int, int]
) -> None:
    ((every, homicide),) = release(
        """
        select sum(value_count),
               sum(value_count) filter (where category.label_subtype = 'Homicidio doloso')
        from core.fct_offence_as_of(cast(? as timestamp)) as fact
        join core.dim_source_category as category using (source_category_id)
        join core.dim_period as period using (period_id)
        where fact.source_id = 'mx_sesnsp_offences' and fact.area_id = 'MEX:state:22'
          and year(period.period_start) = 2023
        """,
        [moment],
    )
    assert (every, homicide) == expected


def test_as_of_now_is_the_current_version(release: Query) -> None:
    """INV06, first half."""
    ((differing,),) = release(
        """
        select count(*) from (
            (from core.fct_offence_as_of(timestamp '2100-01-01')
             except all from core.fct_offence where known_to_at is null)
            union all
            (from core.fct_offence where known_to_at is null
             except all from core.fct_offence_as_of(timestamp '2100-01-01'))
        )
        """
    )
    assert differing == 0


def test_every_declared_correction_fits_and_says_how_many_rows_it_touched(release: Query) -> None:
    found = {
        correction_id: (action, extracts, rows, is_fit)
        for correction_id, action, extracts, rows, is_fit in release(
            "select correction_id, action_code, extract_count, row_count, is_fit"
            " from meta.corrections"
        )
    }
    assert found["amanzimtoti_2024"] == ("set_aside", 1, 74, True)
    assert found["isipingo_2024"] == ("set_aside", 1, 0, True)
    assert found["thousands_comma_feb2024"] == ("flag", 2, 24 + 8, True)
    assert found["pair_terrorism_2020"] == ("flag", 2, 18 + 17, True)
    pairs = {name: one for name, one in found.items() if name.startswith("pair_")}
    assert len(pairs) == 6
    assert all(one[0] == "flag" and one[1] == 2 and one[3] for one in pairs.values())
