"""Synthetic `za_statssa_police_districts`: police districts with a population and an area.

Belongs here: the layout. Codes, names and municipalities are the official list (`districts.csv`:
the 43 districts of eThekwini, Umsunduzi and a few elsewhere). Does not belong here: any census
figure; populations and areas are invented.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.kit import Row, csv_bytes, labels, save, split

_FIXED = {"Durban Central": 33_333, "Maydon Wharf": 66, "King Shaka Intl Airport": 22}
"""A commercial centre and two districts where nearly nobody lives: rates mislead there."""

EXPECTED: dict[str, int] = {
    # residents of the 43 districts of ETH, and of single districts
    "population_ETH": 4_444_444,
    "population_PD599026": _FIXED["Durban Central"],
    "population_PD599017": _FIXED["Maydon Wharf"],
    "districts_ETH": 43,
}


def write(folder: Path, chance: random.Random) -> None:
    """Write the one file of the source."""
    districts = labels(__file__, "districts.csv")
    of_city = [row for row in districts if row[2] == "ETH"]
    shared = [row[0] for row in of_city if row[1] not in _FIXED]
    rest = EXPECTED["population_ETH"] - sum(_FIXED.values())
    population = dict(zip(shared, split(chance, rest, len(shared)), strict=True))
    rows: list[Row] = [
        ["code", "name", "muni_code", "dc_code", "prov_code", "population", "area_km2"]
    ]
    for district in districts:
        code, name = district[:2]
        residents = _FIXED.get(name) or population.get(code) or chance.randrange(10_000, 90_000)
        rows.append([*district, residents, f"{chance.uniform(5, 200):.2f}"])
    save(folder / "police_stations_census2022__SYNTHETIC.csv", csv_bytes(rows))
