"""Boundaries and points of areas as one GeoJSON file: `geo/areas.geojson` (RFC 7946).

Belongs here: features with the names of their areas, and the winding of rings that the RFC demands.
Does not belong here: the geometry itself, which core holds as it was published.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from orchestration.release.formats.contents import Contents, DataFile
from orchestration.warehouse.connection import identifier

if TYPE_CHECKING:
    import duckdb

MEDIA_TYPE = "application/geo+json"
TABLE = "core.dim_area_geometry"
AREAS = "core.dim_area"
#: Columns of the table of areas that a map wants beside a geometry.
AREA_COLUMNS = ("name_local", "area_type_code", "area_code", "city_id", "parent_area_id")
_GEOMETRY = "geometry_geojson"
_BATCH = 100

Ring = list[list[float]]


def write(
    connection: duckdb.DuckDBPyConnection, contents: Contents, public: Path
) -> DataFile | None:
    """Write all geometries, ordered by their id; None when the release has none.

    Coordinates are WGS84 as published, none is rounded; a ring runs counter-clockwise, a hole
    clockwise (RFC 7946, 3.1.6). Errors: duckdb.Error, OSError.
    """
    table, areas = contents.table(TABLE), contents.table(AREAS)
    if table is None or areas is None:
        return None
    own = [column.name for column in table.columns if column.name != _GEOMETRY]
    rows = connection.execute(
        f"select {_GEOMETRY}, {', '.join(f'g.{identifier(name)}' for name in own)},"
        f" {', '.join(f'a.{identifier(name)}' for name in AREA_COLUMNS)}"
        f" from {table.identifier} as g left join {areas.identifier} as a using (area_id)"
        " order by geometry_ref"
    )
    path = PurePosixPath("geo", contents.file_name("areas", "geojson"))
    title = f"{contents.notice}Areas of the Safer Cities Warehouse"
    with (public / path).open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f'{{"type":"FeatureCollection","name":{_json(title)},"features":[')
        separator = "\n"
        while batch := rows.fetchmany(_BATCH):
            for geometry, *values in batch:
                properties = dict(zip([*own, *AREA_COLUMNS], values, strict=True))
                stream.write(separator + _json(_feature(json.loads(geometry), properties)))
                separator = ",\n"
        stream.write("\n]}\n")
    return DataFile(path, MEDIA_TYPE, "Boundaries and station points (GeoJSON)", table)


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": properties["geometry_ref"],
        "properties": properties,
        "geometry": wound(geometry),
    }


def wound(geometry: dict[str, Any]) -> dict[str, Any]:
    """The geometry with its rings turned as RFC 7946 demands; points are left alone."""
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return {**geometry, "coordinates": _polygon(coordinates)}
    if geometry["type"] == "MultiPolygon":
        return {**geometry, "coordinates": [_polygon(one) for one in coordinates]}
    return geometry


def _polygon(rings: list[Ring]) -> list[Ring]:
    return [
        ring if (doubled_area(ring) > 0) == (place == 0) else ring[::-1]
        for place, ring in enumerate(rings)
    ]


def doubled_area(ring: Ring) -> float:
    """Twice the signed area in square degrees: positive when the ring runs counter-clockwise."""
    return sum(here[0] * there[1] - there[0] * here[1] for here, there in pairwise(ring))


def _json(value: object) -> str:
    """Compact JSON; a date is its ISO text. Errors: ValueError for a number that JSON has not."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str
    )
