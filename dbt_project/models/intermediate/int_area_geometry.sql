-- One row is one geometry of one area and vintage, measured from its own coordinates: rings,
-- positions, box, and area on the ellipsoid (outer rings minus holes). Of two files of one vintage
-- the newer one counts. `is_current`: the geometry that stands for the area, a boundary before a
-- point, a later vintage before an earlier one.
with contributed as (
    {{ union_domain('area_geometries') }}
),

chosen as (
    select
        contributed.*,
        contributed.area_id || '@' || contributed.vintage as geometry_ref,
        {{ geojson_type('contributed.geometry_geojson') }} as geometry_type_code,
        row_number() over (
            partition by contributed.area_id, contributed.vintage
            order by
                extracts.retrieved_at desc, contributed.extract_sha256 asc,
                contributed.row_number asc
        ) as choice
    from contributed
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            contributed.source_id = extracts.source_id
            and contributed.extract_sha256 = extracts.extract_sha256
    where contributed.area_id is not null
),

kept as (
    select * from chosen where choice = 1
),

position as (
    {{ geojson_positions('kept', 'geometry_ref', 'geometry_geojson') }}
),

-- The side from each position to the next; the last position of a ring has none.
side as (
    select
        *,
        lead(longitude) over ring as next_longitude,
        lead(latitude) over ring as next_latitude,
        first_value(longitude) over ring as first_longitude,
        first_value(latitude) over ring as first_latitude
    from position
    window ring as (
        partition by geometry_ref, polygon_number, ring_number order by position_number
    )
),

ring as (
    select
        geometry_ref,
        polygon_number,
        ring_number,
        count(*) as vertex_count,
        count(longitude) = count(*) and count(latitude) = count(*) as is_whole,
        bool_or(
            next_longitude is null and longitude = first_longitude and latitude = first_latitude
        ) as is_closed,
        min(longitude) as min_longitude,
        max(longitude) as max_longitude,
        min(latitude) as min_latitude,
        max(latitude) as max_latitude,
        abs(sum(
            radians(next_longitude - longitude)
            * ({{ authalic_ordinate('latitude') }} + {{ authalic_ordinate('next_latitude') }}) / 2
        )) * {{ half_square_radius_km2() }} as ring_km2
    from side
    group by geometry_ref, polygon_number, ring_number
),

measured as (
    select
        geometry_ref,
        count(distinct polygon_number) as polygon_count,
        count(*) as ring_count,
        sum(vertex_count) as vertex_count,
        -- A ring has four positions at least and ends where it began (RFC 7946, 3.1.6).
        count(*) filter (where vertex_count < 4 or not is_closed or not is_whole) as bad_ring_count,
        min(min_longitude) as min_longitude,
        max(max_longitude) as max_longitude,
        min(min_latitude) as min_latitude,
        max(max_latitude) as max_latitude,
        sum(case when ring_number = 1 then ring_km2 else -ring_km2 end) as computed_km2
    from ring
    group by geometry_ref
)

select
    kept.area_id,
    kept.geometry_ref,
    kept.geometry_role_code,
    kept.geometry_type_code,
    kept.geometry_geojson,
    kept.vintage,
    kept.published_km2,
    case when kept.geometry_type_code <> 'Point' then measured.computed_km2 end as computed_km2,
    cast(coalesce(measured.polygon_count, 0) as integer) as polygon_count,
    cast(coalesce(measured.ring_count, 0) as integer) as ring_count,
    cast(coalesce(measured.vertex_count, 0) as integer) as vertex_count,
    cast(
        case when kept.geometry_type_code = 'Point' then 0 else measured.bad_ring_count end
        as integer
    ) as bad_ring_count,
    measured.min_longitude,
    measured.min_latitude,
    measured.max_longitude,
    measured.max_latitude,
    kept.source_id,
    kept.extract_sha256,
    row_number() over (
        partition by kept.area_id
        order by kept.geometry_role_code = 'boundary' desc, kept.vintage desc
    ) = 1 as is_current
from kept
left join measured on kept.geometry_ref = measured.geometry_ref
