-- One row is one geometry of one area of the warehouse in one vintage, as published: GeoJSON text
-- in WGS84, not simplified, with what its own coordinates measure. A station's point says where the
-- station stands, not how far its district reaches.
select
    geometry.geometry_ref,
    geometry.area_id,
    geometry.geometry_role_code,
    geometry.geometry_type_code,
    geometry.geometry_geojson,
    geometry.vintage,
    geometry.is_current,
    geometry.published_km2,
    geometry.computed_km2,
    geometry.polygon_count,
    geometry.ring_count,
    geometry.vertex_count,
    geometry.bad_ring_count,
    geometry.source_id,
    geometry.extract_sha256
from {{ ref('int_area_geometry') }} as geometry
inner join {{ ref('dim_area') }} as area on geometry.area_id = area.area_id
