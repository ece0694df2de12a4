"""Synthetic `co_medata_homicides`: one victim a row, semicolons, decimal comma, UTC times.

Belongs here: the layout of MEData's homicide file and its quirks. Does not belong here: any row
that MEData has published; places, times and persons are drawn, and the year totals are invented.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.samples.kit import Row, csv_bytes, save

YEAR_TOTALS = {
    2010: 124, 2011: 132, 2012: 144, 2013: 156, 2014: 168,
    2015: 180, 2016: 192, 2017: 204, 2018: 315, 2019: 325,
}  # fmt: skip
"""Victims by LOCAL year; `homicides_of` spreads them over the months.

Above the invented police figures of 2010, 2018 and 2019, as the two registers stand in reality."""

_BEFORE_THE_PERIOD = 2

EXPECTED: dict[str, int] = {
    # rows of the file
    "rows": sum(YEAR_TOTALS.values()) + _BEFORE_THE_PERIOD,
    # victims by local year
    **{f"homicide_05001_{year}": total for year, total in YEAR_TOTALS.items()},
    # rows that are of 2010 in UTC and of 31 December 2009 in Bogota
    "homicide_05001_2009": _BEFORE_THE_PERIOD,
    # rows without coordinates, with age -1, and that repeat another row
    "without_coordinates": 6,
    "age_unknown": 1,
    "exact_copies": 4,
}

_WEAPONS = {
    "Arma de fuego": 60, "Cortopunzante": 20, "Contundente": 6, "Asfixia mecánica": 4,
    "Ahorcamiento o estrangulamiento": 4, "Explosivo": 1, "Lanzamiento al vacío": 1,
    "Por establecer": 2, "Sumersión": 1, "Tóxico o agente químico": 1,
}  # fmt: skip
_BOGOTA_TO_UTC = timedelta(hours=5)


def homicides_of(year: int, month: int) -> int:
    """Victims of one local month; the same for every seed, for the monthly counts agree with it."""
    whole, rest = divmod(YEAR_TOTALS[year], 12)
    return whole + (month <= rest)


def _decimal_comma(degrees: float) -> str:
    return f"{degrees:.11f}".replace(".", ",")


def _local_time(chance: random.Random, year: int, month: int) -> datetime:
    """A minute of the month, before its 29th: the cut in UTC took the last evening of 2019."""
    day = chance.randint(1, 28)
    if chance.random() < 0.05:  # local midnight stands for an unknown hour
        return datetime(year, month, day)  # noqa: DTZ001  (local time of the city)
    return datetime(year, month, day, chance.randint(0, 23), chance.randint(0, 59))  # noqa: DTZ001


def _victim(chance: random.Random, local: datetime) -> list[str]:
    utc = local + _BOGOTA_TO_UTC
    return [
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        _decimal_comma(chance.uniform(-75.65, -75.52)),
        _decimal_comma(chance.uniform(6.19, 6.31)),
        chance.choices(["Hombre", "Mujer"], [9, 1])[0],
        str(chance.randint(1, 80)),
        chance.choices(list(_WEAPONS), list(_WEAPONS.values()))[0],
    ]


def _victims(chance: random.Random) -> list[list[str]]:
    """Every victim of the period, month by month."""
    victims = [
        _victim(chance, _local_time(chance, year, month))
        for year in YEAR_TOTALS
        for month in range(1, 13)
        for _ in range(homicides_of(year, month))
    ]
    for index in range(10, 10 + 12 * EXPECTED["without_coordinates"], 12):
        victims[index][1:3] = ["NA", "NA"]
    victims[5][4] = "-1"
    return victims


def _plant(chance: random.Random, victims: list[list[str]]) -> None:
    """Rows that change their year or stand twice, without changing any local total."""
    eve = datetime(2009, 12, 31, 22, 0)  # noqa: DTZ001
    for minute in range(_BEFORE_THE_PERIOD):
        victims.append(_victim(chance, eve + timedelta(minutes=17 * minute)))
    # the last victim of 2014 is one of 2015 when the time is read as local
    last_of_2014 = sum(total for year, total in YEAR_TOTALS.items() if year <= 2014) - 1
    victims[last_of_2014][0] = "2015-01-01T03:15:00Z"
    # copies inside one month of 2010 each, ten victims and more
    for start in (0, 12, 18, 26):
        victims[start + 1][:] = victims[start]


def write(folder: Path, chance: random.Random) -> None:
    """Write the one file of the source."""
    victims = _victims(chance)
    _plant(chance, victims)
    chance.shuffle(victims)
    header = ["fecha_hecho", "longitud", "latitud", "sexo", "edad", "modalidad"]
    rows: list[Row] = [header, *victims]
    save(
        folder / "medellin_homicides_2010_2019__SYNTHETIC.csv",
        csv_bytes(rows, delimiter=";"),
    )
