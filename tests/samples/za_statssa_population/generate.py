"""Synthetic `za_statssa_population`: four dumps and four lists of census areas.

Belongs here: COPY blocks with quoted column names, both boundary versions in one table, weights of
small areas. Does not belong here: any count of the census; all are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save, split

_GROUPS = ("Black African", "Coloured", "Indian or Asian", "White")
_SMALL_AREAS = ("5990001", "5990002", "5990003")

EXPECTED: dict[str, int] = {
    "census_ETH_bounds_2011": 3_333_333,
    "census_ETH_bounds_2016": 3_444_444,
    "survey_2016_ETH": 3_777_777,
    "employed_ETH": 999_999,
    "small_areas": len(_SMALL_AREAS),
}


def _dump(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> bytes:
    """One COPY block as pg_dump writes it."""
    head = f"--\n-- PostgreSQL database dump, {MARK}\n--\n\nSET client_encoding = 'UTF8';\n\n"
    lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    return f"{head}COPY {table} ({columns}) FROM stdin;\n{lines}\\.\n\n".encode()


def _population(chance: random.Random) -> list[tuple[object, ...]]:
    """Wards of ETH on both boundaries, which add up to the city; the province and the country."""
    rows: list[tuple[object, ...]] = []
    for version, wards in ((2011, 103), (2016, 110)):
        total = EXPECTED[f"census_ETH_bounds_{version}"]
        rows.append(("municipality", "ETH", total, version))
        rows.append(("province", "KZN", 9_999_999, version))
        rows += [
            ("ward", f"595{number:05}", count, version)
            for number, count in enumerate(split(chance, total, wards), 1)
        ]
    return rows


def _lists(chance: random.Random) -> dict[str, list[Row]]:
    """Precincts, small areas, and the shares of small areas; shares out of one add up to 1.

    The residents of the first precinct are those of its shares, of the second a fourth more: its
    rest lies over the border, in small areas that no list has.
    """
    shares = [round(chance.uniform(0.2, 0.8), 9) for _ in _SMALL_AREAS]
    halves = [
        (area, place, value)
        for area, share in zip(_SMALL_AREAS, shares, strict=True)
        for place, value in (("first", share), ("second", round(1 - share, 9)))
    ]
    residents = {area: chance.randrange(100, 999) for area in _SMALL_AREAS}
    names = {"first": "DURBAN CENTRAL", "second": "PHOENIX"}
    wards = {"first": "59500001", "second": "59500002"}
    return {
        f"precinct_population_2011_{MARK}.csv": [
            ["precinct", "population"],
            *(
                [
                    names[place],
                    outside
                    * sum(value * residents[area] for area, at, value in halves if at == place),
                ]
                for place, outside in (("first", 1), ("second", 1.25))
            ),
        ],
        f"sal_population_{MARK}.csv": [
            ["small_area", "population"],
            *([area, count] for area, count in residents.items()),
        ],
        f"sal_to_precinct_weights_{MARK}.csv": [
            ["small_area", "precinct", "weight"],
            *([area, names[place], share] for area, place, share in halves),
        ],
        f"sal_to_ward_weights_{MARK}.csv": [
            ["ward_id", "small_area", "weight"],
            *([wards[place], area, share] for area, place, share in halves),
        ],
    }


def write(folder: Path, chance: random.Random) -> None:
    """Write the files of the source."""
    groups = split(chance, EXPECTED["survey_2016_ETH"], len(_GROUPS))
    dumps = {
        f"wazimap_population_{MARK}.sql": _dump(
            "population", "geo_level, geo_code, population, geo_version", _population(chance)
        ),
        f"wazimap_populationgroup_2016_{MARK}.sql": _dump(
            "populationgroup_2016",
            'geo_level, geo_code, geo_version, "population group", total',
            [
                ("municipality", "ETH", 2016, name, count)
                for name, count in zip(_GROUPS, groups, strict=True)
            ],
        ),
        f"wazimap_youth_population_2016_{MARK}.sql": _dump(
            "youth_population_2016",
            "geo_level, geo_code, geo_version, youth_pop, total_pop",
            [
                ("district", "ETH", 2011, chance.randrange(500_000), EXPECTED["survey_2016_ETH"]),
                ("municipality", "ETH", 2011, chance.randrange(500_000), 3_666_666),
            ],
        ),
        f"wazimap_officialemploymentstatus_{MARK}.sql": _dump(
            "officialemploymentstatus",
            'geo_level, geo_code, "official employment status", total, geo_version',
            [
                ("municipality", "ETH", "Employed", EXPECTED["employed_ETH"], 2011),
                ("municipality", "ETH", "Unemployed", chance.randrange(500_000), 2011),
            ],
        ),
    }
    for name, content in dumps.items():
        save(folder / name, content)
    for name, rows in _lists(chance).items():
        # The list of precincts comes from another tool than the three others.
        line_end = "\r\n" if name.startswith("precinct") else "\n"
        save(folder / name, csv_bytes(rows, line_end=line_end))
