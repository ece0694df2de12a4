"""Synthetic `mx_conapo_population`: municipalities of four states, one column a year.

Belongs here: the wide layout of the projections. The names and codes are the official list
(`municipalities.csv`). Does not belong here: any projected figure; every population is invented.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Row, csv_bytes, labels, save

YEARS = range(1990, 2041)
_QUERETARO = "22014"
_QUERETARO_1990, _QUERETARO_STEP = 700_000, 10_000
_OTHER_1990, _OTHER_STEP = 40_000, 1_000

EXPECTED: dict[str, int] = {
    # municipality of Queretaro, and the state (18 municipalities), mid-year
    "22014_2020": 1_000_000,
    "22014_2024": 1_040_000,
    "state_22_2020": 1_000_000 + 17 * 70_000,
    "state_22_2024": 1_040_000 + 17 * 74_000,
}


def _population(code: str, year: int, first: int) -> int:
    """A straight line: no demographer would mistake it."""
    if code == _QUERETARO:
        return _QUERETARO_1990 + _QUERETARO_STEP * (year - YEARS[0])
    step = _OTHER_STEP if code.startswith("22") else first // 100
    return first + step * (year - YEARS[0])


def write(folder: Path, chance: random.Random) -> None:
    """Write the one file of the source."""
    rows: list[Row] = [["CVE", "Entidad", "Municipio", *map(str, YEARS)]]
    for code, state, name in labels(__file__, "municipalities.csv"):
        first = _OTHER_1990 if code.startswith("22") else chance.randrange(2_000, 900_000, 1_000)
        rows.append([code, state, name, *(_population(code, year, first) for year in YEARS)])
    save(folder / "conapo_poblacion_municipal_1990_2040__SYNTHETIC.csv", csv_bytes(rows))
