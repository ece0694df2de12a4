-- One row is the boundary of one comuna or corregimiento. The file has no date: so has the vintage.
-- Of its two areas the one in the city's own projection counts; the other is Web Mercator's.
with final as (
    select
        'co_medellin_geography' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'COL:' || {{ medellin_comuna_type('trim(comuna)') }} || ':05001-' || trim(comuna)
            as area_id,
        'boundary' as geometry_role_code,
        geometry as geometry_geojson,
        'geomedellin_undated' as vintage,
        {{ strict_decimal('shapearea') }} / 1e6 as published_km2
    from {{ source('co_medellin_geography', 'comuna_boundaries') }}
)

{{ canonical_area_geometries('final') }}
