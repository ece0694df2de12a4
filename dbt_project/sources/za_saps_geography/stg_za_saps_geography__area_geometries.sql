-- One row is the point of one police station. It says where the station stands; the boundary of its
-- district is not in these files.
with final as (
    select
        'za_saps_geography' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ area_id('ZAF', 'police_precinct', 'trim(code)') }} as area_id,
        'station_point' as geometry_role_code,
        geometry as geometry_geojson,
        'stations_undated' as vintage,
        null as published_km2
    from {{ source('za_saps_geography', 'station_points') }}
)

{{ canonical_area_geometries('final') }}
