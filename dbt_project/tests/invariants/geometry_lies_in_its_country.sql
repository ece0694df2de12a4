-- A geometry lies in the box around its country (islands in, oceans out), and a station's point not
-- further than 0.05 degrees outside the box of its own district, where that has a boundary.
with country_box as (
    select 'COL' as country_code, -82.0 as west, -66.8 as east, -4.3 as south, 13.5 as north
    union all
    select 'MEX' as country_code, -118.5 as west, -86.6 as east, 14.5 as south, 32.8 as north
    union all
    select 'ZAF' as country_code, 16.4 as west, 33.0 as east, -34.9 as south, -22.1 as north
)

select geometry.geometry_ref
from {{ ref('int_area_geometry') }} as geometry
inner join country_box as box
    on substring(geometry.area_id, 1, 3) = box.country_code
where
    geometry.min_longitude < box.west
    or geometry.max_longitude > box.east
    or geometry.min_latitude < box.south
    or geometry.max_latitude > box.north
union all
select point.geometry_ref
from {{ ref('int_area_geometry') }} as point
inner join {{ ref('int_area_geometry') }} as outline
    on point.area_id = outline.area_id and outline.geometry_role_code = 'boundary'
where
    point.geometry_role_code = 'station_point'
    and (
        point.min_longitude < outline.min_longitude - 0.05
        or point.max_longitude > outline.max_longitude + 0.05
        or point.min_latitude < outline.min_latitude - 0.05
        or point.max_latitude > outline.max_latitude + 0.05
    )
