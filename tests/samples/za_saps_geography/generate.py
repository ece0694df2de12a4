"""Synthetic `za_saps_geography`: stations as points on a grid, lists of names, category codes.

Belongs here: the layout of the five files. Names and codes of districts are the official list of
`za_statssa_police_districts`. Does not belong here: where a station really stands; the points lie
on the highveld, far from the city.
"""

from __future__ import annotations

import json
import random
import uuid
from pathlib import Path

from tests.samples.geography import dbf_bytes, feature_collection
from tests.samples.kit import MARK, csv_bytes, labels, save

_WITHOUT_POINT = "Ntuzuma"
_OTHER_SPELLING = {
    "King Shaka Intl Airport": ("King Shaka International Airport", "Int Airp King Shaka"),
    "Kwamashu E": ("Kwa Mashu E", "Kwamashu E"),
    "Mayville": ("Mayville", "Mayville-Kzn"),
    "Mpumalanga KZN": ("Mpumalanga station", "Mpumalanga KZN"),
}
"""Station -> how the points and the site write it."""
_CATEGORIES = (
    ("1", "Murder", "headline17", "Cat 01"),
    ("4", "Robbery with aggravating circumstances", "headline17", "Cat 01"),
    ("A 02", "TRIO Crime", "overlap_rollup", "4"),
    ("34", "Carjacking", "sub", "4"),
    ("15", "Kidnapping", "other", ""),
    ("Cat 01", "Contact crime (Crimes against the person)", "rollup", "Full 17"),
    ("Full 17", "17 Community reported serious crime", "rollup", ""),
)

EXPECTED: dict[str, int] = {
    "points": 42,
    "site_stations": 43,
    "category_codes": len(_CATEGORIES),
}


def _points(stations: list[tuple[str, ...]], chance: random.Random) -> bytes:
    """One point of each station but one, with what the register says of its district as text."""
    features = []
    for index, (code, name, *codes) in enumerate(stations):
        point = {"type": "Point", "coordinates": [25 + index % 7 / 10, -29 + index // 7 / 10]}
        properties = dict(zip(("muni_code", "dc_code", "prov_code"), codes, strict=True))
        counted = {"population": str(chance.randrange(10_000, 99_999)), "area_km2": "44.44"}
        if name != _WITHOUT_POINT:
            features.append((None, point, {"code": code, "name": name, **properties, **counted}))
    return feature_collection(features)


def _site(items: list[dict[str, object]]) -> bytes:
    """The answer of the crime data site."""
    return json.dumps({"status": True, "results": items}, separators=(",", ":")).encode()


def write(folder: Path, chance: random.Random) -> None:
    """Write the five files of the source."""
    beside = Path(__file__).parent.parent / "za_statssa_police_districts" / "generate.py"
    stations = [row for row in labels(str(beside), "districts.csv") if row[2] == "ETH"]
    save(folder / f"station_points__{MARK}.geojson", _points(stations, chance))
    names = [_OTHER_SPELLING.get(row[1], (row[1], row[1])) for row in stations]
    # Two stations of the country share a name: it tells no district.
    listed = [(name, "KZN") for name, _ in names] + [("Twice", "KZN"), ("Twice", "WC")]
    fields = [("NAME", "C", 32), ("PROV", "C", 3)]
    save(folder / f"stations_points__{MARK}.dbf", dbf_bytes(fields, sorted(listed), "cp1252"))

    def identifier() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    items: list[dict[str, object]] = [
        {"id": identifier(), "text": name, "file_id": 9_000 + number}
        for number, (_, name) in enumerate(names)
    ]
    save(folder / f"ethekwini_precincts__{MARK}.json", _site(items))
    city = {"id": identifier(), "text": "eThekwini", "code": "ETH", "color": None}
    save(folder / f"ethekwini_municipalities__{MARK}.json", _site([city]))
    rows = [("code", "name", "kind", "parent_code"), *_CATEGORIES]
    save(folder / f"DERIVED_saps_category_codes__{MARK}.csv", csv_bytes(rows))
