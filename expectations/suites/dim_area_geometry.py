"""What must hold of `core.dim_area_geometry`: closed rings that lie where the country is."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    filled,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import COUNTRY_BOXES, GEOMETRY_ROLES, GEOMETRY_TYPES

#: Path of the first position within the coordinates of a geometry, by type.
FIRST = {"Point": "$.coordinates", "Polygon": "$.coordinates[0][0]"}
FIRST["MultiPolygon"] = "$.coordinates[0][0][0]"


def _first(index: int) -> str:
    """SQL for one coordinate of the first position of `t`: 0 is longitude, 1 is latitude."""
    cases = " ".join(
        f"when '{kind}' then json_extract_string(t.geometry_geojson, '{path}[{index}]')"
        for kind, path in FIRST.items()
    )
    return f"try_cast(case t.geometry_type_code {cases} end as double)"


INSIDE = " or ".join(
    f"starts_with(t.area_id, '{country}:') and {_first(0)} between {west} and {east}"
    f" and {_first(1)} between {south} and {north}"
    for country, (west, south, east, north) in COUNTRY_BOXES.items()
)

SUITE = Suite(
    table="core.dim_area_geometry",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "geometry_ref", "area_id", "geometry_role_code", "geometry_type_code",
            "geometry_geojson", "vintage", "is_current", "published_km2", "computed_km2",
            "ring_count", "vertex_count", "bad_ring_count", "source_id", "extract_sha256",
        ),
        unique("geometry_ref"),
        not_null("is_current", "vertex_count"),
        filled("geometry_geojson", "vintage"),
        in_set("geometry_role_code", GEOMETRY_ROLES),
        in_set("geometry_type_code", GEOMETRY_TYPES),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("extract_sha256", "meta.extracts", "extract_sha256"),
        no_row_where(
            "every_ring_closes",
            "coalesce(t.bad_ring_count <> 0 or t.ring_count = 0, true)",
            "every ring has four positions at least and ends where it began",
        ),
        no_row_where(
            "begins_in_its_country",
            f"not coalesce({INSIDE}, false)",
            "the first position of a geometry lies in the box of its country",
        ),
        no_row_where(
            "the_printed_area_is_that_of_the_boundary",
            "abs(t.computed_km2 / t.published_km2 - 1) > 0.015",
            "the area that the publisher prints is that of the boundary within 1.5 %",
        ),
        no_rows(
            "one_geometry_stands_for_an_area",
            "select any_value(t.source_id) as source_id from {batch} as t group by t.area_id"
            " having count(*) filter (where t.is_current) <> 1",
            "of the geometries of an area exactly one is current",
        ),
    ),
)  # fmt: skip
