"""The control totals of `sources.md` 1.9, 2.5, 3.3 and 3.4, on the real extracts.

Belongs here: figures printed in `sources.md` of the province compilation, the quarterly sheet, the
municipal excerpts and the answers of the open-data API, and that none of them makes a city figure.
Does not belong here: rules with invented values (beside the models), or what runs on samples.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

PROVINCE = "ZAF:province:KZN"

#: sources.md 3.3: January to March of 2022 to 2026, 17 community-reported crimes together.
QUARTERS = {
    "Durban Central": (2_037, 2_386, 2_207, 2_044, 1_784),
    "Inanda": (1_379, 1_437, 1_423, 1_506, 1_787),
    "Phoenix": (1_816, 1_927, 1_979, 1_976, 1_612),
    "Chatsworth": (1_284, 1_476, 1_630, 1_827, 1_463),
    "Pinetown": (1_516, 1_454, 1_493, 1_450, 1_392),
    "Umlazi": (1_195, 1_263, 1_413, 1_236, 1_285),
    "Verulam": (1_158, 1_178, 1_434, 1_295, 1_277),
}


def lines(candidate: Query, source_id: str) -> Sequence[tuple[object, ...]]:
    """File, status, data rows, quarantined lines of every extract of a source."""
    return candidate(
        """
        select file_name, status, loaded_lines, quarantined_lines from landing_extracts
        where source_id = ? order by file_name
        """,
        [source_id],
    )


def test_every_row_of_the_compilation_is_loaded(candidate: Query) -> None:
    assert lines(candidate, "za_saps_province") == [
        ("saps_province_2011_2023.csv", "loaded", 756, 0)
    ]
    ((provinces, groups, years),) = candidate(
        """
        select count(distinct area_id), count(distinct label_type), count(distinct period_start)
        from staging.stg_za_saps_province__offences
        """
    )
    assert (provinces, groups, years) == (9, 7, 12)


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [("Contact Crimes", 105_443, 109_916), ("Sexual Offences", 11_034, 10_160)],
)
def test_groups_of_the_province_in_the_first_and_last_year(
    candidate: Query, group: str, first: int, last: int
) -> None:
    rows = dict(
        candidate(
            """
            select year(period_start), value_count from staging.stg_za_saps_province__offences
            where area_id = ? and label_type = ?
            """,
            [PROVINCE, group],
        )
    )
    assert (rows[2011], rows[2022]) == (first, last)


def test_the_broken_group_is_not_used_after_2020(candidate: Query) -> None:
    """20,964 in KwaZulu-Natal in 2020/21; both later years of all nine provinces are set aside."""
    rows = candidate(
        """
        select year(period_start), count(value_count), max(value_count) filter (area_id = ?)
        from staging.stg_za_saps_province__offences
        where label_type = 'Aggravated Robberies' and period_start >= date '2020-04-01'
        group by 1 order by 1
        """,
        [PROVINCE],
    )
    assert rows == [(2020, 9, 20_964), (2021, 0, None), (2022, 0, None)]


def test_a_province_stays_context_and_reaches_no_indicator(release: Query) -> None:
    """Plausibility check only (sources.md 3.4): facts of the province, no node, no city figure."""
    facts = release(
        "select distinct area_id from core.fct_offence where source_id = 'za_saps_province'"
    )
    assert set(facts) <= {(PROVINCE,)}
    for table in ("core.dim_node_status", "marts.recorded_crime_by_city_year"):
        found = release(f"select count(*) from {table} where source_id = 'za_saps_province'")
        assert found == [(0,)]


def test_seven_stations_of_the_city_in_five_quarters(candidate: Query) -> None:
    rows = candidate(
        """
        select station, list(parsed_value order by period_start)
        from staging.stg_za_saps_quarterly__cells where area_id like 'ZAF:police_precinct:PD599%'
        group by 1
        """
    )
    assert {str(station): tuple(values) for station, values in rows} == QUARTERS  # type: ignore[arg-type]
    ((stations, unknown),) = candidate(
        """
        select count(distinct station), count(*) filter (area_id like '%unregistered%')
        from staging.stg_za_saps_quarterly__cells
        """
    )
    assert (stations, unknown) == (30, 0)


def test_a_station_outside_the_first_thirty_has_no_zero(candidate: Query) -> None:
    """Seven of 43 districts are listed; the others have no fact at all."""
    ((facts, zeros),) = candidate(
        """
        select count(*), count(*) filter (value_count = 0) from core.fct_offence
        where source_id = 'za_saps_quarterly'
        """
    )
    assert (facts, zeros) == (7 * 5, 0)
    reporting = candidate(
        """
        select distinct areas_reporting, areas_expected, months_present
        from marts.source_coverage
        where source_id = 'za_saps_quarterly' and area_scope = 'city'
        """
    )
    assert reporting == [(7, 43, 3)]


def test_municipal_excerpts_by_year_and_municipality(candidate: Query) -> None:
    assert [row[1:] for row in lines(candidate, "mx_sesnsp_municipal")] == [
        ("loaded", 2_484, 0),
        ("loaded", 22, 0),
    ]
    by_year = dict(
        candidate(
            """
            select year(period_start), sum(value_count)
            from staging.stg_mx_sesnsp_municipal__offences group by 1
            """
        )
    )
    assert by_year == {
        2020: 4_940,
        2021: 3_673,
        2022: 3_513,
        2023: 3_640,
        2024: 3_772,
        2025: 3_043,
    }
    by_name = dict(
        candidate(
            """
            select municipality_name, sum(value_count)
            from staging.stg_mx_sesnsp_municipal__months
            where layout = 'rnid_municipality_month' group by 1
            """
        )
    )
    assert by_name == {"Tijuana": 689, "Juárez": 2, "Guadalajara": 67}


def test_months_to_come_of_the_excerpts_are_missing_and_never_zero(candidate: Query) -> None:
    """Empty cells of December 2025 (414), and the zeros of August to December 2026 (22 x 5)."""
    rows = candidate(
        """
        select layout, min(cutoff_date)::varchar, count(*) filter (obs_status_code = 'L'),
               count(*) filter (obs_status_code = 'O')
        from staging.stg_mx_sesnsp_municipal__months group by 1 order by 1
        """
    )
    assert rows == [
        ("municipality_month", "2025-11-30", 414, 0),
        ("rnid_municipality_month", "2026-07-31", 110, 0),
    ]


def test_no_municipality_of_the_warehouse_is_in_the_excerpts(candidate: Query) -> None:
    """A schema fixture: nothing of it is a fact, and Querétaro stays a gap."""
    own = candidate(
        """
        select count(*) from staging.stg_mx_sesnsp_municipal__months
        where area_id in (select area_id from core.dim_area)
        """
    )
    facts = candidate(
        "select count(*) from core.fct_offence where source_id = 'mx_sesnsp_municipal'"
    )
    assert (own, facts) == ([(0,)], [(0,)])


def test_four_of_five_answers_are_one_page_and_are_refused(candidate: Query) -> None:
    assert [row[:3] for row in lines(candidate, "co_datosgov_socrata")] == [
        ("delitos_informaticos.json", "refused", 0),
        ("delitos_sexuales.json", "refused", 0),
        ("extorsion.json", "loaded", 3_459),
        ("hurto_modalidades.json", "refused", 0),
        ("violencia_intrafamiliar.json", "refused", 0),
    ]
    faults = candidate(
        """
        select distinct fault from landing_extracts
        where source_id = 'co_datosgov_socrata' and status = 'refused'
        """
    )
    assert faults == [("F61",)]


def test_extortion_of_the_one_whole_answer(candidate: Query) -> None:
    """All of Santander; repeated rows are legal and stay."""
    rows = candidate(
        """
        select count(*), sum(record_count), min(fact_date)::varchar, max(fact_date)::varchar,
               count(distinct substring(municipality_code, 1, 2))
        from staging.stg_co_datosgov_socrata__records
        """
    )
    assert rows == [(3_459, 3_459, "2003-01-03", "2025-10-28", 1)]


def test_the_api_has_the_records_of_the_police_workbooks(candidate: Query) -> None:
    """Extortion in Santander: equal in every municipality in 2021, two dates of extraction in 2025.

    Hence the API is no second source of figures.
    """
    rows = candidate(
        """
        select calendar_year, count(*), count(*) filter (api_count = police_count),
               sum(api_count), sum(police_count)
        from staging.stg_co_datosgov_socrata__police_comparison group by 1 order by 1
        """
    )
    assert rows == [(2021, 27, 27, 176, 176), (2025, 29, 26, 286, 287)]


def test_nothing_of_the_api_is_published(release: Query) -> None:
    listed = release("select status_code from meta.sources where source_id = 'co_datosgov_socrata'")
    assert listed == [("kept_last_good",)]
    assert release(
        "select count(*) from core.dim_source where source_id = 'co_datosgov_socrata'"
    ) == [(0,)]


def test_city_rows_of_the_refused_pages(extracts: Path) -> None:
    """sources.md 1.9: rows of Medellín and Cartagena, read where the pages lie, never loaded."""
    folder = extracts / "co_datosgov_socrata"
    names = ("delitos_sexuales", "hurto_modalidades", "violencia_intrafamiliar")
    found = {}
    for name in names:
        rows = json.loads((folder / f"{name}.json").read_bytes())
        codes = [row["codigo_dane"][:5] for row in rows]
        found[name] = (codes.count("05001"), codes.count("13001"))
    assert found == {
        "delitos_sexuales": (17, 20),
        "hurto_modalidades": (2, 0),
        "violencia_intrafamiliar": (27, 19),
    }
