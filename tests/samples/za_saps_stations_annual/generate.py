"""Synthetic `za_saps_stations_annual`: one file a station, year x category, no final newline.

Belongs here: the layout and the planted quirks: categories that are zero for everybody when nothing
was published, negative corrections, computed categories, the doubled block of Amanzimtoti that
leaves Isipingo without 2024. Does not belong here: any figure of SAPS. Station names and category
labels are the published ones.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import csv_bytes, save, split

YEARS = range(2024, 2015, -1)
"""Ends of financial years, newest first as in the files."""

STATIONS = (
    "Amanzimtoti", "Bayview", "Bellair", "Berea", "Bhekithemba", "Brighton-Beach", "Cato-Manor",
    "Chatsworth", "Durban-Central", "Durban-North", "Folweni", "Greenwood-Park", "Hammarsdale",
    "Hillcrest", "Inanda", "Inchanga", "Int-Airp-King-Shaka", "Isipingo", "Kwadabeka",
    "Kwamakhutha", "Kwamashu-E", "Kwandengezi", "Lamontville", "Malvern", "Mariannhill",
    "Maydon-Wharf", "Mayville-Kzn", "Montclair", "Mpumalanga-KZN", "Newlands-East", "Ntuzuma",
    "Phoenix", "Pinetown", "Point", "Sydenham", "Tongaat", "Umbilo", "Umbumbulu", "Umkomaas",
    "Umlazi", "Umsunduzi", "Verulam", "Wentworth", "Westville",
)  # fmt: skip

PARTS_OF_ROBBERY = {
    "Bank robbery": 22, "Carjacking": 2_222, "Robbery at non-residential premises": 1_111,
    "Robbery at residential premises": 1_555, "Robbery of cash in transit": 33,
    "Truck hijacking": 88,
}  # fmt: skip
"""The six categories inside aggravated robbery, with the invented sum of all stations."""

_COUNTED = {
    "Abduction": 111, "Arson": 222,
    "Assault with the intent to inflict grievous bodily harm": 6_666, "Attempted murder": 777,
    "Attempted sexual offences": 99, "Burglary at non-residential premises": 3_333,
    "Burglary at residential premises": 11_111, "Commercial crime": 5_555,
    "Common assault": 9_999, "Common robbery": 2_999, "Contact sexual offences": 77,
    "Crimen Injuria": 444, "Culpable homicide": 555,
    "Driving under the influence of alcohol or drugs": 4_444, "Drug-related crime": 12_121,
    "Illegal possession of firearms and ammunition": 1_212, "Kidnapping": 888,
    "Malicious damage to property": 5_151, "Neglect and ill-treatment of children": 66,
    "Public violence": 55, "Rape": 1_313,
    "Sexual Offences detected as a result of police action": 44, "Sexual assault": 414,
    "Shoplifting": 7_171, "Stock-theft": 141, "Theft of motor vehicle and motorcycle": 4_141,
    "Theft out of or from motor vehicle": 8_181,
}  # fmt: skip

_STREET_ROBBERY = 4_848
_MURDERS = {
    2016: 444, 2017: 455, 2018: 466, 2019: 477, 2020: 488, 2021: 499, 2022: 666, 2023: 777,
    2024: 711,
}  # fmt: skip
# The same in every year, so that totals with and without these stations are known.
_FIXED_MURDERS = {"Amanzimtoti": 12, "Durban-Central": 33, "Isipingo": 9, "Umsunduzi": 11}
_SET_ASIDE_2024 = ("Amanzimtoti", "Isipingo")
"""Nobody can tell whose the two blocks are: a correction sets both aside."""

# Categories that every station reports as zero in the years in which nothing was published.
NOT_PUBLISHED = {
    "Abduction": {2020, 2021, 2022, 2023, 2024},
    "Crimen Injuria": {2016, 2022, 2023, 2024},
    "Culpable homicide": {2016, 2022, 2023, 2024},
    "Neglect and ill-treatment of children": {2016, 2022, 2023, 2024},
    "Public violence": {2016, 2022, 2023, 2024},
}
CORRECTIONS = {
    ("Bellair", "Crimen Injuria", 2022): -3,
    ("Kwamashu-E", "Crimen Injuria", 2022): -4,
    ("Greenwood-Park", "Culpable homicide", 2022): -5,
    ("Inchanga", "Sexual assault", 2023): -6,
}
"""Negative values, one each: a correction and no count."""

EXPECTED: dict[str, int] = {
    # murders of all 44 stations, both blocks of Amanzimtoti counted
    **{f"murder_44_{year}": total for year, total in _MURDERS.items()},
    # murders of eThekwini: without Umsunduzi
    **{
        f"murder_ETH_{year}": total - _FIXED_MURDERS["Umsunduzi"]
        for year, total in _MURDERS.items()
    },
    # the same for 2024 on 41 stations, once both blocks of Amanzimtoti are set aside
    "murder_ETH_2024_without_set_aside": _MURDERS[2024]
    - _FIXED_MURDERS["Umsunduzi"]
    - sum(_FIXED_MURDERS[station] for station in _SET_ASIDE_2024),
    "murder_durban_central_2023": _FIXED_MURDERS["Durban-Central"],
    "rows": 44 * (8 * 37 + 36),
    "rows_amanzimtoti_2024": 74,
    "rows_isipingo_2024": 0,
    "negative_values": len(CORRECTIONS),
}

Figures = dict[str, dict[str, int]]
"""Station -> category -> value, of one year."""


def _murders(chance: random.Random, year: int, sizes: list[float]) -> list[int]:
    """Murders by station, in the order of the stations."""
    fixed = _FIXED_MURDERS
    drawn = [i for i, station in enumerate(STATIONS) if station not in fixed]
    rest = split(
        chance, _MURDERS[year] - sum(fixed.values()), len(drawn), [sizes[i] for i in drawn]
    )
    counts = dict(zip(drawn, rest, strict=True))
    return [fixed.get(station, counts.get(i, 0)) for i, station in enumerate(STATIONS)]


def _year(chance: random.Random, year: int, sizes: list[float]) -> Figures:
    """All categories of all stations in one year, computed categories included."""
    figures: Figures = {station: {} for station in STATIONS}
    growth = 1 + (year - YEARS[-1]) / 100
    columns = {"Murder": _murders(chance, year, sizes)}
    for category, total in {**_COUNTED, **PARTS_OF_ROBBERY, "": _STREET_ROBBERY}.items():
        columns[category] = split(chance, round(total * growth), len(STATIONS), sizes)
    for i, station in enumerate(STATIONS):
        of_station = {category: values[i] for category, values in columns.items()}
        figures[station] = _with_computed(of_station, year)
        for category, years in NOT_PUBLISHED.items():
            if year in years:
                figures[station][category] = 0
        if year < 2017:  # the category came in with 2017
            del figures[station]["Abduction"]
    for (station, category, of_year), value in CORRECTIONS.items():
        if of_year == year:
            figures[station][category] = value
    return figures


def _with_computed(values: dict[str, int], year: int) -> dict[str, int]:
    """Add the categories that the publisher computes from others.

    `Street Robbery` is aggravated robbery without its six parts until 2023; in 2024 it is, as
    published, the sum of the parts instead.
    """
    street = values.pop("")
    parts = sum(values[category] for category in PARTS_OF_ROBBERY)
    trio = ("Carjacking", "Robbery at non-residential premises", "Robbery at residential premises")
    return {
        **values,
        "Robbery with aggravating circumstances": parts + street,
        "Street Robbery": parts if year == 2024 else street,
        "TRIO crimes": sum(values[category] for category in trio),
    }


def _lines(year: int, *blocks: dict[str, int]) -> list[list[str]]:
    """The lines of one station-year by category; a second block stands line by line beside it."""
    return [
        [str(year), category, str(block[category])]
        for category in sorted(blocks[0])
        for block in blocks
    ]


def write(folder: Path, chance: random.Random) -> None:
    """Write one file a station."""
    sizes = [chance.uniform(0.4, 2.0) for _ in STATIONS]
    for small in ("Maydon-Wharf", "Int-Airp-King-Shaka"):
        sizes[STATIONS.index(small)] = 0.1
    years = {year: _year(chance, year, sizes) for year in YEARS}
    for station in STATIONS:
        rows = [["year", "category", "value"]]
        for year, figures in years.items():
            blocks = [figures[station]]
            if year == 2024 and station == "Amanzimtoti":
                blocks.append(figures["Isipingo"])
            if year == 2024 and station == "Isipingo":
                continue
            rows += _lines(year, *blocks)
        save(folder / f"{station}__SYNTHETIC.csv", csv_bytes(rows, final_newline=False))
