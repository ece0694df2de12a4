"""GeoJSON features -> records: the properties as columns, the geometry as text.

Belongs here: the shape of a feature, the rule for the coordinate reference system (RFC 7946: WGS84
longitude and latitude, no `crs` member), geometry types that the contract declares.
Does not belong here: JSON text itself (`json_text.py`), geometry that is computed with (dbt).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.contracts import GEOMETRY
from orchestration.load.json_text import (
    Document,
    ItemRecords,
    Number,
    fault_of,
    open_document,
    refuse_page,
)
from orchestration.load.reading import Cells, Context, Names, Reading
from orchestration.load.table import TableReader

UNIT = "feature"
IDENTIFIER = "@id"
#: GeoJSON of 2008 could name a reference system; these two names say what RFC 7946 requires.
_WGS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84")
_BOUNDS = (180.0, 90.0)
"""Largest longitude and latitude, in degrees: a projected system is far outside."""


def read_geojson(path: Path, context: Context, reading: Reading) -> None:
    """Read one feature collection into `reading`.

    Errors: ExtractRefused that names the fault, the feature, and the next step; F26 for another
    reference system than WGS84.
    """
    document = open_document(path, context, reading, ("features",), "a GeoJSON document", UNIT)
    _refuse_other_crs(document, context)
    refuse_page(context, document, reading, UNIT)
    names = _names(document)
    types = context.layout.meta.reader.geometry_types
    source = ItemRecords(document, _rows(document, types), names, UNIT)
    TableReader(context, source, reading, Names(names, 1)).read()
    reading.tally.check(reading.physical_lines)


def _refuse_other_crs(document: Document, context: Context) -> None:
    """Refuse a document that is no feature collection, or not in WGS84.

    Errors: ExtractRefused F16 or F26.
    """
    if document.around.get("type") != "FeatureCollection":
        raise context.refuse(
            "F16",
            f"expected a GeoJSON feature collection, got another JSON document in"
            f" {context.file_name}",
            "Ask the portal for its GeoJSON export.",
            line=1,
        )
    system = document.around.get("crs")
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if system is not None and name not in _WGS84:
        raise context.refuse(
            "F26",
            f"{context.file_name} states the reference system {str(name)[:80]!r}; GeoJSON is in"
            " WGS84 longitude and latitude (RFC 7946)",
            "Ask the portal for WGS84 (EPSG:4326 in lon/lat order), or convert it.",
        )


def _rows(document: Document, types: tuple[str, ...]) -> Iterator[dict[str, Any] | str]:
    """The features as named values, or the reason code of one that is none."""
    for item in document.items():
        fault = _fault(item, document)
        if fault is not None:
            yield fault
        elif not _is_geometry(item["geometry"], types):
            yield "geometry"
        else:
            own = {GEOMETRY: item["geometry"], IDENTIFIER: item.get("id")}
            yield (item["properties"] or {}) | own


def _names(document: Document) -> Cells:
    """Geometry and id, then all properties of all features in the order of their first coming."""
    names: dict[str, None] = {}
    for item in document.items():
        if _fault(item, document) is None:
            own = [GEOMETRY, IDENTIFIER] if "id" in item else [GEOMETRY]
            names.update(dict.fromkeys([*own, *(item["properties"] or {})]))
    return list(names)


def _fault(item: Any, document: Document) -> str | None:
    """The reason code of what is no readable feature, or None."""
    if not _is_feature(item):
        return fault_of(item) or "no_object"
    return document.unclean(item["properties"] or ())


def _is_feature(item: Any) -> bool:
    """True for an object with geometry and properties, each of which may be null."""
    return (
        isinstance(item, dict)
        and item.get("type") == "Feature"
        and "geometry" in item
        and isinstance(item.get("properties", 0), dict | None)
    )


def _is_geometry(geometry: Any, types: tuple[str, ...]) -> bool:
    """True for null, or a geometry of a declared type with every position in WGS84 degrees."""
    if geometry is None:
        return True
    if not isinstance(geometry, dict) or geometry.get("type") not in types:
        return False
    coordinates = geometry.get("coordinates")
    try:
        return isinstance(coordinates, list) and _in_degrees(coordinates)
    except RecursionError:
        return False


def _in_degrees(coordinates: list[Any]) -> bool:
    """True if every position below `coordinates` is longitude, latitude and perhaps a height."""
    if all(isinstance(value, Number) for value in coordinates):
        pairs = zip(coordinates, _BOUNDS, strict=False)
        return len(coordinates) >= 2 and all(abs(float(value)) <= most for value, most in pairs)
    return all(isinstance(inner, list) and _in_degrees(inner) for inner in coordinates)
