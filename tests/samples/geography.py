"""Invented geometry and dBase tables, byte for byte the same at every run.

Belongs here: squares, feature collections, tables without a clock. Does not belong here: what a
source's file looks like (its own `generate.py`), or a shape of any real place.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Sequence

import shapefile

_KM_PER_DEGREE = 111.195
"""Of a great circle on the sphere of the Earth's mean radius."""
_NO_DAY = bytes((95, 7, 26))
"""Last update in the header of a table: a day long ago instead of today."""

Feature = tuple[int | None, dict[str, object], dict[str, object]]


def square(west: float, south: float, side: float) -> list[list[float]]:
    """A closed ring of four corners, in degrees."""
    east, north = west + side, south + side
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[round(x, 9), round(y, 9)] for x, y in corners]


def square_km2(south: float, side: float) -> float:
    """Area of `square` in square kilometres, right to half a per cent."""
    height = side * _KM_PER_DEGREE
    return height * height * math.cos(math.radians(south + side / 2))


def feature_collection(
    features: Iterable[Feature], *, name: str | None = None, crs: str | None = None
) -> bytes:
    """Features (id, geometry, properties) as GeoJSON."""
    document: dict[str, object] = {"type": "FeatureCollection"}
    if name:
        document["name"] = name
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    document["features"] = [
        {
            "type": "Feature",
            **({} if number is None else {"id": number}),
            "geometry": geometry,
            "properties": properties,
        }
        for number, geometry, properties in features
    ]
    return json.dumps(document, ensure_ascii=False).encode()


def dbf_bytes(
    fields: Sequence[tuple[str, str, int]], rows: Iterable[Sequence[object]], encoding: str
) -> bytes:
    """A dBase table: fields are name, type (`C`, `N`) and size in bytes."""
    written = io.BytesIO()
    writer = shapefile.Writer(dbf=written, encoding=encoding)
    for name, kind, size in fields:
        writer.field(name, kind, min(size, 18) if kind == "N" else size)
    for row in rows:
        writer.record(*row)
    writer.close()
    data = bytearray(written.getvalue())
    data[1:4] = _NO_DAY
    return bytes(data)
