"""Synthetic `mx_inegi_geography`: municipalities as squares on a grid, and their census.

Belongs here: the layout of the two files. Codes and names are the official catalogue
(`municipalities.csv`). Does not belong here: any real boundary or count; the squares lie in the
desert, far from the state.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.geography import feature_collection, square, square_km2
from tests.samples.kit import MARK, Row, csv_bytes, gzip_bytes, labels, save

_WEST, _SOUTH, _SIDE = -105.0, 28.0, 0.2
_FOUNDED_SINCE = "2007"
"""Founded after the census: the catalogue prints a dash."""

EXPECTED: dict[str, int] = {
    "municipalities_of_the_state": 18,
    "residents_22014": 1_111_111,
    "residents_22006": 222_222,
}


def _boundaries(listed: list[tuple[str, ...]], shift: float) -> bytes:
    """The feature collection of the state, in another order than the codes, moved by `shift`."""
    features = []
    for index, (code, state, _, name, _) in enumerate(reversed(listed)):
        south = _SOUTH + index // 6 * 0.3
        properties = {
            "CVEGEO": code,
            "CVE_ENT": code[:2],
            "CVE_MUN": code[2:],
            "NOMGEO": name,
            "NOM_ENT": state,
            "COV_": 9_000 + index,
            "COV_ID": 9_001 + index,
            "AREA": round(square_km2(south, _SIDE) * 0.99, 6),
            "PERIMETER": 88.88,
        }
        ring = square(_WEST + shift + index % 6 * 0.3, south, _SIDE)
        features.append((None, {"type": "Polygon", "coordinates": [ring]}, properties))
    return feature_collection(features, name="Querétaro", crs="urn:ogc:def:crs:OGC:1.3:CRS84")


def _census(listed: list[tuple[str, ...]], chance: random.Random) -> bytes:
    """The catalogue: codes without leading zeros, a column left over, men and women beside all."""
    rows: list[Row] = [[
        "CVEGEO", "CVE_ENT", "NOM_ENT", "NOM_ABR", "Columna1", "CVE_MUN", "NOM_MUN", "CVE_CAB",
        "NOM_CAB", "POB_TOTAL", "POB_MASCULINA", "POB_FEMENINA", "TOTAL DE VIVIENDAS HABITADAS",
    ]]  # fmt: skip
    for code, state, short, name, seat in listed:
        total = EXPECTED.get(f"residents_{code}", chance.randrange(10_000, 99_999))
        men = total // 2
        counts = ["-"] * 4 if code == _FOUNDED_SINCE else [total, men, total - men, total // 4]
        places = [str(int(code[:-3])), state, short, None, str(int(code[-3:])), name, 1, seat]
        rows.append([code, *places, *counts])
    return csv_bytes(rows, encoding="utf-8-sig", line_end="\r\n")


def write(folder: Path, chance: random.Random) -> None:
    """Write the two files of the source."""
    listed = labels(__file__, "municipalities.csv")
    of_state = [row for row in listed if len(row[0]) == 5 and row[0].startswith("22")]
    boundaries = gzip_bytes(_boundaries(of_state, chance.uniform(0, 1)))
    save(folder / f"Queretaro_municipios_2023__{MARK}.geojson.gz", boundaries)
    save(folder / f"CVE_GEO_inegi_2020__{MARK}.csv", _census(listed, chance))
