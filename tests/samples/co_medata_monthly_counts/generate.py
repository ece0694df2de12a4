"""Synthetic `co_medata_monthly_counts`: one month x offence a row, incomplete at the edges.

Belongs here: the layout of the re-published count file. Does not belong here: any published count.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.co_medata_homicides.generate import YEAR_TOTALS, homicides_of
from tests.samples.kit import Row, csv_bytes, save

# Smallest and largest count of a month. Every range lies outside what the city has ever published
# for that offence, so that a sample line can never be a real one.
_RANGES = {
    "Extorsión": (120, 199),
    "Hurto a persona": (30, 99),
    "Hurto de carro": (5, 19),
    "Hurto de moto": (600, 699),
    "Hurto a residencia": (520, 599),
    "Hurto de semoviente": (7, 9),
}
_FIRST_YEAR, _LAST_YEAR, _LAST_MONTH = 2010, 2021, 9
_AFTER_2019 = {2020: 18, 2021: 17}
"""Homicides a month after the period of the point file."""

EXPECTED: dict[str, int] = {
    # homicides by year; equal to the point file by LOCAL year until 2019
    **{f"homicide_05001_{year}": total for year, total in YEAR_TOTALS.items()},
    "homicide_05001_2020": 12 * _AFTER_2019[2020],
    "homicide_05001_2021": _LAST_MONTH * _AFTER_2019[2021],
    # months without a row: neither zero nor missing is stated
    "months_without_extorsion": 2,
}


def _homicides(year: int, month: int) -> int:
    return _AFTER_2019[year] if year in _AFTER_2019 else homicides_of(year, month)


def _is_published(offence: str, year: int, month: int) -> bool:
    """Livestock theft stands in few months; extortion misses two."""
    if offence == "Hurto de semoviente":
        return (year + month) % 3 == 0
    return not (offence == "Extorsión" and year == 2013 and month in {2, 5})


def write(folder: Path, chance: random.Random) -> None:
    """Write the one file of the source."""
    rows: list[Row] = [["Fecha_hecho", "Modalidad", "Cantidad_casos", "año"]]
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
        for month in range(1, (_LAST_MONTH if year == _LAST_YEAR else 12) + 1):
            first_day = f"{year}-{month:02}-01"
            rows.append([first_day, "Homicidio", _homicides(year, month), year])
            for offence, (least, most) in _RANGES.items():
                if _is_published(offence, year, month):
                    rows.append([first_day, offence, chance.randint(least, most), year])
    save(
        folder / "consolidado_cantidad_casos_criminalidad_por_anio_mes__SYNTHETIC.csv",
        csv_bytes(rows),
    )
