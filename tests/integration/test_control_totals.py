"""The control totals of `sources.md`, on the real extracts, for every source of the first release.

Belongs here: figures printed in `sources.md` (single published figures are facts) and the query
that must reproduce each from what was loaded. Does not belong here: rules with invented values
(`tests/unit`), or anything that runs on samples.
The candidate of the run is read, because some totals are below what a public release may carry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

CRIMES = (
    "Homicidio intencional",
    "Lesiones personales",
    "Delitos sexuales",
    "Violencia intrafamiliar",
    "Amenazas",
    "Extorsión",
    "Secuestro",
    "Terrorismo",
    "Hurto a personas",
    "Hurto a residencias",
    "Hurtos a entidades comerciales",
    "Hurto de automotores",
    "Hurto de motocicletas",
    "Hurtos a entidades financieras",
)

#: sources.md 1.1: sum of CANTIDAD by file year; `·` = no file of that type and year.
PONAL = {
    "COL:city:05001": """
2010 1378 629 54 293 81 153 8 5 · 108 229 815 1144 3
2011 1536 776 54 399 13 197 11 7 1434 103 290 2001 4949 8
2012 1229 1961 57 658 20 209 10 9 · 380 855 1848 5097 10
2014 643 2618 313 2912 2081 310 7 0 · 523 1366 1185 4679 4
2015 479 3257 1310 5764 1082 243 13 1 · 967 1777 957 4388 9
2016 530 5727 1341 7890 792 336 24 1 · 970 1835 860 5139 17
2018 625 6351 2216 8265 1496 578 5 1 · 2135 4945 1023 4829 22
2019 576 · 2496 · 596 630 2 1 · 2160 5140 955 4969 7
2020 366 3772 · 10007 825 634 17 2 17776 1703 4376 930 4274 6
2021 391 · · · · 636 9 0 23624 1665 3251 896 4776 1
2023 359 · 1636 8663 1660 942 18 0 32442 1771 3073 1071 6479 7
2024 309 4751 1841 10959 1816 · 12 0 25172 1634 2621 1102 6516 2
2025 270 3852 1963 · 1233 708 18 1 · 1256 1260 710 4366 0
""",
    "COL:city:13001": """
2010 216 592 92 496 496 35 0 0 · 308 317 27 322 1
2011 181 772 88 494 438 59 2 0 1558 336 335 44 337 1
2012 222 1238 127 384 541 93 0 0 · 357 330 28 363 2
2014 282 784 133 298 1291 148 0 0 · 226 259 19 299 4
2015 266 782 530 1648 1301 126 1 0 · 205 235 20 266 2
2016 221 2689 349 2150 799 106 2 0 · 209 241 19 277 6
2018 215 3091 684 1712 1253 106 0 0 · 827 1400 51 769 4
2019 177 · 797 · 855 97 0 0 · 830 1358 74 790 2
2020 210 1854 · 2166 1010 130 1 0 4033 570 1038 60 464 1
2021 216 · · · · 135 0 1 5365 497 972 90 385 0
2023 368 · 495 3346 1400 134 2 0 8004 618 923 102 503 0
2024 381 2088 471 3454 935 · 0 0 7249 481 916 89 665 0
2025 295 1839 430 · 1113 247 2 0 · 341 472 45 368 0
""",
}

#: sources.md 1.1: homicides 2003-2010 of the file without DANE codes.
HOMICIDES_2003 = {
    "COL:city:05001": (1923, 1055, 737, 685, 652, 855, 1416, 1378),
    "COL:city:13001": (280, 227, 219, 253, 205, 162, 211, 216),
}


def ponal_cells() -> list[tuple[str, str, int, int | None]]:
    """(area, crime, year, total or None) for every cell of the two tables."""
    return [
        (area, crime, int(year), None if cell == "·" else int(cell))
        for area, table in PONAL.items()
        for line in table.strip().splitlines()
        for year, *cells in [line.split()]
        for crime, cell in zip(CRIMES, cells, strict=True)
    ]


def test_police_counts_of_both_cities_for_every_crime_and_year(candidate: Query) -> None:
    found = {
        (area, crime, year): total
        for area, crime, year, total in candidate(
            """
            select city.area_id, category.label_type, year(period.period_start),
                   sum(fact.value_count)
            from core.fct_offence as fact
            join core.dim_source_category as category using (source_category_id)
            join core.dim_period as period using (period_id)
            join core.dim_area as area on fact.area_id = area.area_id
            join core.dim_area as city
              on area.city_id = city.city_id and city.area_type_code = 'city'
            where fact.source_id = 'co_ponal_offences' and fact.known_to_at is null
            group by all
            """
        )
    }
    wrong = {
        (area, crime, year): (expected, found.get((area, crime, year)))
        for area, crime, year, expected in ponal_cells()
        if (found.get((area, crime, year)) or 0) != (expected or 0)
    }
    assert not wrong


def test_a_reported_zero_is_zero_and_a_missing_file_is_a_gap(release: Query) -> None:
    """Kidnapping in Cartagena 2014 has a file and no case; injuries 2019 have no file."""
    (zero,) = release(
        """
        select offence_count from marts.recorded_crime_by_city_year
        where source_id = 'co_ponal_offences' and area_id = 'COL:city:13001'
          and iccs_code = '020221' and period_start = date '2012-01-01'
        """
    )
    (gap,) = release(
        """
        select offence_count, obs_status_code from marts.recorded_crime_by_city_year
        where source_id = 'co_ponal_offences' and area_id = 'COL:city:13001'
          and iccs_code = '02011' and period_start = date '2019-01-01'
        """
    )
    assert zero == (0,)
    assert gap == (None, "L")


@pytest.mark.parametrize("area_id", sorted(HOMICIDES_2003))
def test_police_homicides_2003_to_2010_by_year(candidate: Query, area_id: str) -> None:
    rows = candidate(
        """
        select year(stage.fact_date), sum(stage.quantity)
        from staging.stg_co_ponal_offences__rows as stage
        join landing_extracts as extract on stage._extract_sha256 = extract.extract_sha256
        where extract.file_name like 'homicidios_20032010%' and stage.municipality_code = ?
        group by all order by all
        """,
        [area_id.rsplit(":", 1)[1]],
    )
    assert tuple(total for _, total in rows) == HOMICIDES_2003[area_id]


def test_homicides_of_every_published_year_reach_the_mart(release: Query) -> None:
    """2003-2009 from the file without codes, later years from the yearly files."""
    rows = dict(
        release(
            """
            select year(period_start), offence_count from marts.recorded_crime_by_city_year
            where source_id = 'co_ponal_offences' and area_id = 'COL:city:05001'
              and iccs_code = '0101' and offence_count is not null
            """
        )
    )
    assert [rows[year] for year in range(2003, 2011)] == list(HOMICIDES_2003["COL:city:05001"])
    assert (rows[2018], rows[2024]) == (625, 309)
    assert not {2013, 2017, 2022} & set(rows)


def test_every_police_row_is_loaded(candidate: Query) -> None:
    """659,463 data rows land from the 170 trimmed files.

    One row of family violence 2018 has no municipality and no code; the file is published twice.
    """
    ((files, rows, quarantined),) = candidate(
        """
        select count(*), sum(loaded_lines), sum(quarantined_lines) from landing_extracts
        where source_id = 'co_ponal_offences' and origin like '%trimmed/%' and status = 'loaded'
        """
    )
    assert (files, rows, quarantined) == (170, 659_463, 2)
    national = dict(
        candidate(
            """
            select file_name, row_count from landing_extracts
            where source_id = 'co_ponal_offences' and origin not like '%trimmed/%'
            """
        )
    )
    assert sorted(national.values()) == sorted([10_654, 7_478, 10_219, 527, 10_642, 11_012, 88_423])


def test_police_totals_in_the_footer_equal_the_sum_in_complete_files(candidate: Query) -> None:
    totals = candidate(
        """
        select cast(declared_total as bigint) from landing_extracts
        where source_id = 'co_ponal_offences' and is_complete order by 1
        """
    )
    complete = {12_547, 8_342, 10_219, 527, 12_667, 13_341}
    assert complete <= {total for (total,) in totals}


def test_revised_homicides_keep_both_vintages(candidate: Query) -> None:
    """2018: 626, 217 extracted in July 2020, then 625, 215; 2024: 297, 380, then 309, 381."""
    rows = candidate(
        """
        select city.area_id, year(period.period_start), fact.known_to_at is null,
               sum(fact.value_count)
        from core.fct_offence_open as fact
        join core.dim_source_category as category using (source_category_id)
        join core.dim_period as period using (period_id)
        join core.dim_area as city on fact.area_id = city.area_id
        where fact.source_id = 'co_ponal_offences' and category.label_type = 'Homicidio intencional'
          and year(period.period_start) in (2018, 2024)
          and fact.known_from_at <= (case year(period.period_start)
                when 2018 then timestamp '2021-01-01' else timestamp '2025-02-01' end)
          and coalesce(fact.known_to_at, timestamp '9999-01-01') > (case year(period.period_start)
                when 2018 then timestamp '2021-01-01' else timestamp '2025-02-01' end)
        group by city.area_id, year(period.period_start), fact.known_to_at is null
        """
    )
    then: dict[tuple[object, object], int] = {}
    for area_id, year, _, total in rows:
        then[(area_id, year)] = then.get((area_id, year), 0) + int(total)  # type: ignore[call-overload]
    assert then == {
        ("COL:city:05001", 2018): 626,
        ("COL:city:13001", 2018): 217,
        ("COL:city:05001", 2024): 297,
        ("COL:city:13001", 2024): 380,
    }


def test_medellin_homicide_victims_by_local_year(candidate: Query) -> None:
    rows = candidate(
        """
        select year(occurred_date), count(*) from core.fct_offence_event
        where source_id = 'co_medata_homicides' group by all order by all
        """
    )
    assert rows == list(
        zip(
            range(2009, 2020),
            (3, 2_022, 1_651, 1_248, 927, 659, 496, 544, 582, 635, 593),
            strict=True,
        )
    )
    sexes = dict(
        candidate(
            "select victim_sex_code, count(*) from core.fct_offence_event"
            " where source_id = 'co_medata_homicides' group by all"
        )
    )
    assert (sexes["1"], sexes["2"]) == (8_656, 704)
    ((firearm,),) = candidate(
        """
        select count(*) from core.fct_offence_event
        join core.dim_source_category using (source_category_id)
        where label_modality = 'Arma de fuego'
        """
    )
    assert firearm == 7_141


def test_medellin_monthly_counts(candidate: Query) -> None:
    ((total,),) = candidate(
        "select sum(value_count) from core.fct_offence where source_id = 'co_medata_monthly_counts'"
    )
    assert total == 421_190
    homicides = dict(
        candidate(
            """
            select year(period_start), sum(value_count)
            from core.fct_offence join core.dim_period using (period_id)
            join core.dim_source_category using (source_category_id)
            where fct_offence.source_id = 'co_medata_monthly_counts' and label_type = 'Homicidio'
            group by all
            """
        )
    )
    assert [homicides[year] for year in range(2010, 2022)] == [
        2_022, 1_651, 1_248, 927, 659, 496, 544, 582, 635, 593, 369, 300,
    ]  # fmt: skip


def test_medellin_theft_from_persons_and_extortion(candidate: Query) -> None:
    rows = {
        (label, year): total
        for label, year, total in candidate(
            """
            select label_type, year(period_start), sum(value_count)
            from core.fct_offence join core.dim_period using (period_id)
            join core.dim_source_category using (source_category_id)
            where fct_offence.source_id = 'co_medata_monthly_counts' group by all
            """
        )
    }
    assert (rows[("Hurto a persona", 2018)], rows[("Hurto a persona", 2019)]) == (37_652, 45_502)
    extortion = [rows[("Extorsión", year)] for year in (2010, 2011, 2012, 2014, 2015, 2016, 2018)]
    assert extortion == [153, 197, 209, 310, 243, 336, 578]


#: sources.md 2.1: Querétaro, all offences and homicidio doloso, by vintage and year.
SESNSP_VINTAGES = {
    "2023-07-31": {2015: (32_817, 131), 2022: (58_676, 166), 2023: (37_795, 108)},
    "2023-11-30": {2015: (32_817, 131), 2022: (58_676, 166), 2023: (58_737, 157)},
    "2023-12-31": {2023: (63_420, 175)},
    "2024-01-31": {2023: (63_399, 177), 2024: (5_031, 12)},
    "2024-02-29": {2023: (63_334, 179), 2024: (9_788, 24)},
    "2024-04-30": {2023: (63_334, 179), 2024: (20_257, 54)},
    "2024-08-31": {2023: (63_334, 179), 2024: (40_555, 114)},
    "2024-11-30": {
        2015: (32_817, 131), 2016: (42_900, 118), 2017: (53_379, 175), 2018: (57_809, 180),
        2019: (60_515, 176), 2020: (52_026, 182), 2021: (53_944, 185), 2022: (58_676, 166),
        2023: (63_334, 179), 2024: (54_957, 161),
    },
    "2021-02-28": {
        2015: (32_817, 131), 2016: (42_900, 118), 2017: (53_379, 175), 2018: (57_809, 180),
        2019: (60_515, 176), 2020: (52_026, 182), 2021: (8_136, 31),
    },
}  # fmt: skip


@pytest.mark.parametrize("vintage", sorted(SESNSP_VINTAGES))
def test_queretaro_state_as_of_each_vintage(candidate: Query, vintage: str) -> None:
    rows = candidate(
        """
        select year(period_start), sum(value_count),
               sum(value_count) filter (where label_subtype = 'Homicidio doloso')
        from core.fct_offence join core.dim_period using (period_id)
        join core.dim_source_category using (source_category_id)
        where fct_offence.source_id = 'mx_sesnsp_offences' and area_id = 'MEX:state:22'
          and known_from_at <= cast(? as timestamp)
          and (known_to_at is null or known_to_at > cast(? as timestamp))
        group by all
        """,
        [vintage, vintage],
    )
    found = {year: (total, homicides) for year, total, homicides in rows}
    expected = SESNSP_VINTAGES[vintage]
    assert {year: found[year] for year in expected} == expected


def test_the_month_with_thousands_commas_keeps_its_cases(candidate: Query) -> None:
    """feb2024 writes "1,477": 346,844 cases nationally in 2024, 42,133 behind commas."""
    ((total,),) = candidate(
        """
        select sum(stage.value_count)
        from staging.stg_mx_sesnsp_offences__offences as stage
        join landing_extracts as extract using (extract_sha256)
        where extract.file_name = 'IDEFC_NM_feb2024__full.csv' and year(stage.period_start) = 2024
        """
    )
    assert total == 346_844


def test_sesnsp_rows_per_file(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select file_name, row_count from landing_extracts
            where source_id = 'mx_sesnsp_offences'
            """
        )
    )
    assert rows["Estatal-Delitos-2015-2021_feb2021.xlsx"] == 21_952
    assert {rows[name] for name in rows if "full" in name} == {31_360}
    assert {rows[name] for name in rows if "trim" in name and "2023" in name} == {3_528}
    assert {rows[name] for name in rows if "trim" in name and "2024" in name} == {3_920}


def test_queretaro_by_legal_good_in_2023(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select label_group, sum(value_count)
            from core.fct_offence join core.dim_period using (period_id)
            join core.dim_source_category using (source_category_id)
            where fct_offence.source_id = 'mx_sesnsp_offences' and area_id = 'MEX:state:22'
              and known_to_at is null and year(period_start) = 2023
            group by all
            """
        )
    )
    assert sorted(rows.values(), reverse=True) == [31_753, 12_507, 8_437, 7_717, 2_300, 342, 278]


def test_rnid_by_vintage(candidate: Query) -> None:
    rows = candidate(
        """
        select extract.file_name, sum(value_count),
               sum(value_count) filter (where area_id = 'MEX:state:22'),
               sum(value_count) filter (
                   where area_id = 'MEX:state:22' and label_subtype = 'Homicidio doloso')
        from staging.stg_mx_sesnsp_rnid__offences as stage
        join landing_extracts as extract using (extract_sha256)
        group by all order by all
        """
    )
    assert [row[1:] for row in rows] == [(154_703, 4_658, 7), (305_385, 9_116, 15)]


def test_legacy_totals_of_queretaro(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select year(period_start), sum(value_count)
            from core.fct_offence join core.dim_period using (period_id)
            join core.dim_source_category using (source_category_id)
            where fct_offence.source_id = 'mx_sesnsp_legacy' group by all
            """
        )
    )
    totals = {1997: 22_203, 1998: 19_464, 2000: 15_739, 2005: 16_996, 2010: 19_386, 2014: 35_177}
    assert {year: rows[year] for year in totals} == totals
    # the overlap with the newer series is identical (sources 2.4)
    assert [rows[year] for year in (2015, 2016, 2017)] == [32_817, 42_900, 53_379]


def test_legacy_intentional_homicide_equals_homicide_and_femicide_of_the_newer_series(
    release: Query,
) -> None:
    rows = {
        (source_id, year): count
        for source_id, year, count in release(
            """
            select source_id, year(period_start), offence_count
            from marts.recorded_crime_by_city_year
            where area_id = 'MEX:state:22' and iccs_code = '0101'
            """
        )
    }
    old = [rows[("mx_sesnsp_legacy", year)] for year in (2015, 2016, 2017)]
    new = [rows[("mx_sesnsp_offences", year)] for year in (2015, 2016, 2017)]
    assert old == new == [139, 119, 176]
    early = [rows[("mx_sesnsp_legacy", year)] for year in (1997, 1998, 2000, 2005, 2010, 2014)]
    assert early == [234, 39, 62, 68, 59, 103]


#: sources.md 3.1: murder, sum of the 44 station files, by end of the SAPS year (2024: both blocks).
MURDER_44 = dict(
    zip(
        range(2006, 2024),
        (2_007, 2_023, 1_945, 2_042, 1_723, 1_384, 1_349, 1_405, 1_462, 1_576, 1_553, 1_706,
         1_813, 1_871, 2_031, 1_895, 2_842, 3_161),
        strict=True,
    )
)  # fmt: skip


def test_murder_of_the_44_station_files(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select year(period_end), sum(value_count)
            from staging.stg_za_saps_stations_annual__offences
            where label_type = 'Murder' group by all
            """
        )
    )
    assert {year: rows[year] for year in MURDER_44} == MURDER_44
    # the correction sets aside both Amanzimtoti blocks; Isipingo has no 2024 (2,723 on 42 stations)
    assert rows[2024] == 2_723


def test_station_rows_and_files(candidate: Query) -> None:
    ((files, rows),) = candidate(
        """
        select count(*), sum(row_count) from landing_extracts
        where source_id = 'za_saps_stations_annual'
        """
    )
    assert (files, rows) == (44, 30_448)


def test_durban_central_murder_in_both_sources(candidate: Query) -> None:
    query = """
        select year(period_end), sum(value_count)
        from core.fct_offence join core.dim_period using (period_id)
        join core.dim_source_category using (source_category_id)
        join core.dim_area using (area_id)
        where fct_offence.source_id = ? and label_type = 'Murder' and name_local = 'Durban Central'
        group by all order by all
    """
    annual = dict(candidate(query, ["za_saps_stations_annual"]))
    assert [annual[year] for year in range(2006, 2025)] == [
        91, 92, 76, 71, 48, 38, 42, 39, 41, 29, 55, 57, 43, 61, 49, 40, 73, 89, 105,
    ]  # fmt: skip
    release_2013 = dict(candidate(query, ["za_saps_release_2013"]))
    assert [release_2013[year] for year in range(2004, 2014)] == [
        108, 94, 91, 92, 77, 71, 48, 38, 42, 39,
    ]  # fmt: skip


def test_carjacking_and_aggravated_robbery_of_the_station_files(candidate: Query) -> None:
    rows = {
        (label, year): total
        for label, year, total in candidate(
            """
            select label_type, year(period_end), sum(value_count)
            from staging.stg_za_saps_stations_annual__offences group by all
            """
        )
    }
    assert [rows[("Carjacking", year)] for year in (2006, 2016, 2023)] == [2_260, 1_865, 2_766]
    aggravated = "Robbery with aggravating circumstances"
    assert [rows[(aggravated, year)] for year in (2013, 2022, 2023)] == [11_338, 13_527, 15_077]


def test_ethekwini_homicides_without_the_station_of_the_neighbour(release: Query) -> None:
    """Ruling 10: 3,138 in FY2022/23 on 43 districts; 2023/24 is incomplete and has no rate."""
    rows = {
        str(period_start): (count, reporting, expected, rate)
        for period_start, count, reporting, expected, rate in release(
            """
            select period_start, offence_count, areas_reporting, areas_expected, rate_per_100k
            from marts.offence_rate_by_city_year
            where source_id = 'za_saps_stations_annual' and area_id = 'ZAF:city:ETH'
              and iccs_code = '0101' and period_start >= date '2022-04-01'
            """
        )
    }
    count, reporting, expected, rate = rows["2022-04-01"]
    assert (count, reporting, expected) == (3_138, 43, 43)
    assert rate == pytest.approx(3_138 / 4_204_594 * 100_000, abs=1e-9)
    assert rows["2023-04-01"][1:3] == (41, 43)


def test_silent_station_columns_are_missing_not_zero(release: Query) -> None:
    """sources.md 3.1: culpable homicide 2016, 2023 and 2024 read 0 in all stations."""
    rows = dict(
        release(
            """
            select year(period_end), offence_count from marts.recorded_crime_by_city_year
            where source_id = 'za_saps_stations_annual' and area_id = 'ZAF:city:ETH'
              and iccs_code = '0103'
            """
        )
    )
    assert {year for year, count in rows.items() if count is None} == {2016, 2022, 2023, 2024}
    assert min(count for count in rows.values() if count is not None) > 0


def test_robbery_is_the_total_and_never_the_total_plus_its_parts(candidate: Query) -> None:
    ((robbery, common, aggravated),) = candidate(
        """
        select
            (select offence_count from marts.recorded_crime_by_city_year
             where source_id = 'za_saps_stations_annual' and area_id = 'ZAF:city:ETH'
               and iccs_code = '0401' and period_start = date '2022-04-01'),
            sum(value_count) filter (where label_type = 'Common robbery'),
            sum(value_count) filter (where label_type = 'Robbery with aggravating circumstances')
        from core.fct_offence join core.dim_source_category using (source_category_id)
        where fct_offence.source_id = 'za_saps_stations_annual'
          and period_id = 'za_saps:year:2022-04-01' and known_to_at is null
        """
    )
    assert robbery == common + aggravated


def test_province_murder_equals_the_sum_of_its_stations(candidate: Query) -> None:
    expected = [5_247, 5_001, 4_910, 5_002, 4_702, 4_747, 4_224, 3_749, 3_422, 3_629]
    rows = candidate(
        """
        select year(period_start),
               sum(value_count) filter (where area_id = 'ZAF:province:KZN'),
               sum(value_count) filter (where area_id <> 'ZAF:province:KZN')
        from staging.stg_za_saps_release_2013__offences
        where label_type = 'Murder' group by all order by all
        """
    )
    assert rows == [(2003 + n, total, total) for n, total in enumerate(expected)]


def test_parsing_the_report_reproduces_the_checked_answer(
    candidate: Query, extracts: object
) -> None:
    """All 53,940 cells of the reshaped file that lies beside the report."""
    wide = f"{extracts}/za_saps_release_2013/saps_2003_2013_kzn_stations_wide.csv"
    ((equal, cells),) = candidate(
        """
        with answer as (
            select station, trim(crime) as crime, cast(start_year as integer) as start_year,
                   cast(cell as bigint) as cell
            from (unpivot (from read_csv(?, all_varchar = true, header = true, delim = ','))
                  on columns('^20') into name start_year value cell)
        ),
        parsed as (
            select trim(row.station) as station, trim(row.category) as crime,
                   year(stage.period_start) as start_year, stage.value_count
            from staging.stg_za_saps_release_2013__offences as stage
            join landing.za_saps_release_2013.block_category_year as row
              on stage.extract_sha256 = row._extract_sha256 and stage.row_number = row._row_number
            where stage.area_id <> 'ZAF:province:KZN'
        )
        select count(*) filter (where answer.cell = parsed.value_count), count(*)
        from answer left join parsed using (station, crime, start_year)
        """,
        [wide],
    )
    assert (equal, cells) == (53_940, 53_940)


def test_the_43_police_districts_of_ethekwini_and_their_residents(candidate: Query) -> None:
    ((districts, residents, km2),) = candidate(
        """
        select count(*), sum(population.value_count), sum(area.land_km2)
        from core.dim_area as area
        join core.fct_population as population using (area_id)
        where area.city_id = 'za_ethekwini' and area.area_type_code = 'police_precinct'
            and population.source_id = 'za_statssa_police_districts'
        """
    )
    assert (districts, residents) == (43, 4_204_594)
    assert km2 == pytest.approx(2_485.83, abs=0.01)
    ((all_districts,),) = candidate(
        """
        select sum(value_count) from staging.stg_za_statssa_police_districts__population
        where area_id like 'ZAF:police_precinct:%'
        """
    )
    assert all_districts == 62_027_502


@pytest.mark.parametrize(
    ("area_id", "vintage", "year", "expected"),
    [
        ("COL:city:05001", "dane_2005_base", 2005, 2_214_494),
        ("COL:city:05001", "dane_2005_base", 2017, 2_508_452),
        ("COL:city:05001", "dane_2005_base", 2020, 2_569_007),
        ("COL:city:13001", "dane_2005_base", 2005, 892_545),
        ("COL:city:13001", "dane_2005_base", 2017, 1_025_086),
        ("COL:city:13001", "dane_2005_base", 2020, 1_057_767),
        ("COL:city:05001", "dane_2018_base", 2018, 2_427_129),
        ("COL:city:05001", "dane_2018_base", 2024, 2_616_335),
        ("COL:city:13001", "dane_2018_base", 2018, 973_045),
        ("COL:city:13001", "dane_2018_base", 2024, 1_059_626),
        ("MEX:city:22014", "conapo_1990_2040", 2015, 910_105),
        ("MEX:city:22014", "conapo_1990_2040", 2020, 1_073_976),
        ("MEX:city:22014", "conapo_1990_2040", 2023, 1_157_029),
        ("MEX:city:22014", "conapo_1990_2040", 2024, 1_186_253),
        ("MEX:state:22", "conapo_1990_2040", 2020, 2_419_819),
    ],
)
def test_populations(
    candidate: Query, area_id: str, vintage: str, year: int, expected: int
) -> None:
    rows = candidate(
        """
        select cast(value_count as bigint) from core.fct_population
        where area_id = ? and vintage = ? and year(reference_date) = ?
        """,
        [area_id, vintage, year],
    )
    assert rows == [(expected,)]


def test_settlement_register(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select area_code, name_local from core.dim_area
            where area_type_code = 'small_area' and area_code in ('05001009', '13001003')
            """
        )
    )
    assert rows == {"05001009": "ALTAVISTA", "13001003": "BARÚ"}


def test_municipal_register_and_unmet_basic_needs(candidate: Query) -> None:
    rows = dict(
        candidate(
            """
            select municipality_code, round(unmet_basic_needs_pct, 4)
            from staging.stg_co_dane_population__nbi
            where municipality_code in ('05001', '13001')
            """
        )
    )
    assert rows == {"05001": 5.2304, "13001": 12.4895}
    ((codes, medellin),) = candidate(
        """
        select count(*), count(*) filter (where municipality_code = '05001')
        from staging.stg_co_dane_population__municipalities
        """
    )
    assert (codes, medellin) == (1_121, 1)


def test_every_extract_adds_up(candidate: Query) -> None:
    """Promise 1: loaded + quarantined + declared = physical, for every extract."""
    rows = candidate(
        """
        select count(*),
               count(*) filter (
                   where loaded_lines + quarantined_lines + declared_lines <> physical_lines)
        from landing_extracts where status = 'loaded'
        """
    )
    ((extracts, unaccounted),) = rows
    assert extracts > 200
    assert unaccounted == 0


def test_medellin_police_counts_stay_below_the_municipal_series(release: Query) -> None:
    """sources.md 4: police lower than SISC, 32 % in 2010, at most 3.5 % from 2012."""
    rows = {
        (source_id, year): count
        for source_id, year, count in release(
            """
            select source_id, year(period_start), offence_count
            from marts.recorded_crime_by_city_year
            where area_id = 'COL:city:05001' and iccs_code = '0101' and offence_count is not null
            """
        )
    }
    for year in (2012, 2014, 2015, 2016, 2018):
        ratio = rows[("co_ponal_offences", year)] / rows[("co_medata_monthly_counts", year)]
        assert 0.965 <= ratio <= 1
    assert rows[("co_ponal_offences", 2010)] / rows[("co_medata_monthly_counts", 2010)] < 0.7
    for year in range(2010, 2020):
        assert rows[("co_medata_homicides", year)] == rows[("co_medata_monthly_counts", year)]


@pytest.mark.parametrize(
    ("area_id", "period_start", "count", "population", "low", "high"),
    [
        ("COL:city:05001", "2024-01-01", 309, 2_616_335, 10.5301, 13.2035),
        ("COL:city:13001", "2024-01-01", 381, 1_059_626, 32.4358, 39.7542),
        ("ZAF:city:ETH", "2022-04-01", 3_138, 4_204_594, 72.0440, 77.2906),
    ],
)
def test_latest_homicide_rates_computed_by_hand(
    release: Query,
    area_id: str,
    period_start: str,
    count: int,
    population: int,
    low: float,
    high: float,
) -> None:
    """Byar's limits for 309, 381 and 3,138, computed apart from the warehouse (methods 5)."""
    rows = release(
        """
        select offence_count, population, rate_per_100k, ci_low_per_100k, ci_high_per_100k,
               ci_method
        from marts.offence_rate_by_city_year
        where area_id = ? and iccs_code = '0101' and period_start = cast(? as date)
          and source_id in ('co_ponal_offences', 'za_saps_stations_annual')
        """,
        [area_id, period_start],
    )
    ((found, residents, rate, found_low, found_high, method),) = rows
    assert (found, residents, method) == (count, population, "byar")
    assert rate == pytest.approx(count / population * 100_000, abs=1e-9)
    assert (found_low, found_high) == pytest.approx((low, high), abs=1e-3)


def test_queretaro_is_a_gap_with_its_reason_and_the_state_is_context(release: Query) -> None:
    rows = release(
        """
        select area_scope, offence_count, rate_per_100k is not null, gap_reason_en
        from marts.offence_rate_by_city_year
        where city_id = 'mx_queretaro' and iccs_code = '0101' and source_id = 'mx_sesnsp_offences'
          and period_start = date '2023-01-01'
        order by area_scope
        """
    )
    (city, state) = rows
    assert city[:3] == ("city", None, False)
    assert "Querétaro" in str(city[3])
    assert state[:3] == ("state", 188, True)
