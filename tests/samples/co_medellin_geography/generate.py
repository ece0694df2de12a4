"""Synthetic `co_medellin_geography`: comunas as squares on a grid, their residents, some barrios.

Belongs here: the layout of the three files. Codes and names of comunas are the official list
(`comunas.csv`). Does not belong here: any real boundary or count; the squares lie in the plains,
far from the city.
"""

from __future__ import annotations

import random
from pathlib import Path

from tests.samples.geography import dbf_bytes, feature_collection, square, square_km2
from tests.samples.kit import MARK, Row, csv_bytes, labels, save, split

_WEST, _SOUTH, _SIDE = -70.0, 4.0, 0.02
_IN_TWO_PARTS = ("13", "14", "60")

EXPECTED: dict[str, int] = {
    "comunas": 16,
    "corregimientos": 5,
    "residents": 2_222_222,
    "barrios": 45,
}


def _geometry(code: str, index: int, shift: float) -> dict[str, object]:
    """A square of its own, or two halves of one that do not touch, `shift` degrees further east."""
    west, south = _WEST + shift + index % 7 * 0.03, _SOUTH + index // 7 * 0.03
    if code not in _IN_TWO_PARTS:
        return {"type": "Polygon", "coordinates": [square(west, south, _SIDE)]}
    parts = [[square(west + gap, south, _SIDE / 2)] for gap in (0.0, _SIDE * 0.6)]
    return {"type": "MultiPolygon", "coordinates": parts}


def _boundaries(listed: list[tuple[str, ...]], shift: float) -> bytes:
    """The feature collection, with the two areas that the publisher prints."""
    features = []
    for index, (code, name, sector) in enumerate(listed):
        shares = 0.5 if code in _IN_TWO_PARTS else 1.0
        area = square_km2(_SOUTH, _SIDE) * shares * 1e6
        properties = {
            "FID": index + 1,
            "OBJECTID": index + 1,
            "COMUNA": code,
            "SECTOR": int(sector),
            "NOMBRE": name,
            "SHAPEAREA": round(area, 3),
            "SHAPELEN": 8_888.0,
            "Shape__Area": round(area * 1.018, 3),
            "Shape__Length": 8_899.0,
        }
        features.append((index + 1, _geometry(code, index, shift), properties))
    return feature_collection(features)


def _barrios(listed: list[tuple[str, ...]]) -> list[tuple[object, ...]]:
    """Two barrios or veredas of each comuna, an institution and two areas that lie in none."""
    rows: list[tuple[object, ...]] = []
    for code, _, _ in listed:
        kind = 2 if code >= "50" else 1
        for number in (1, 2):
            rows.append((f"{code}{number:02}", f"Barrio {MARK} {number}", code, kind))
    rows.append(("Inst_1", f"Institución {MARK}", "05", 1))
    rows += [(code, "Sin Nombre", code, 1) for code in ("SN01", "SN02")]
    return [(code, name, "", code, at, "", "001", "", kind, "") for code, name, at, kind in rows]


def write(folder: Path, chance: random.Random) -> None:
    """Write the three files of the source."""
    listed = labels(__file__, "comunas.csv")
    boundaries = _boundaries(listed, chance.uniform(0, 1))
    save(folder / f"comunas_medellin_oficial__{MARK}.geojson", boundaries)
    counts = split(chance, EXPECTED["residents"], len(listed))
    rows: list[Row] = [["comuna", "sector", "area", "perimetro", "nombre", "poblacion"]]
    for (code, name, sector), count in zip(listed, counts, strict=True):
        rows.append([str(int(code)), sector, 4_444_444.4, 8_888.8, name, count])
    save(folder / f"comunas__{MARK}.csv", csv_bytes(rows, encoding="utf-8-sig", delimiter=";"))
    names = (
        "CODIGO", "NOMBRE", "ABREVIATUR", "IDENTIFICA", "LIMITECOMU", "ZHFISICAGE", "LIMITEMUNI",
        "VIGENCIA_F", "SUBTIPO_BA", "LINK_DOCUM",
    )  # fmt: skip
    fields = [(name, "N" if name == "SUBTIPO_BA" else "C", 80) for name in names]
    save(folder / f"BarrioVereda_2014__{MARK}.dbf", dbf_bytes(fields, _barrios(listed), "utf-8"))
