{#- GeoJSON geometry as text -> positions and areas, in plain SQL: no spatial extension is needed. -#}

{#- Type of a geometry (`Polygon`). -#}
{% macro geojson_type(geometry) -%}
    json_extract_string({{ geometry }}, '$.type')
{%- endmacro %}

{#-
    One row per position of `relation` (columns `key` and `geometry`): key, polygon_number,
    ring_number (1 is the outer ring), position_number, longitude, latitude. A point is one position
    of ring 1. Coordinates of another depth than the type says give no row.
-#}
{% macro geojson_positions(relation, key, geometry) -%}
select
    {{ key }},
    polygon_number,
    ring_number,
    position_number,
    coordinates[1] as longitude,
    coordinates[2] as latitude
from (
    select
        {{ key }}, polygon_number, ring_number,
        generate_subscripts(ring, 1) as position_number, unnest(ring) as coordinates
    from (
        select
            {{ key }}, polygon_number, generate_subscripts(polygon, 1) as ring_number,
            unnest(polygon) as ring
        from (
            select
                {{ key }}, generate_subscripts(polygons, 1) as polygon_number,
                unnest(polygons) as polygon
            from (
                select
                    {{ key }},
                    case {{ geojson_type(geometry) }}
                        when 'Point' then [[[
                            try_cast(json_extract({{ geometry }}, '$.coordinates') as double[])
                        ]]]
                        when 'Polygon' then [
                            try_cast(json_extract({{ geometry }}, '$.coordinates') as double[][][])
                        ]
                        when 'MultiPolygon'
                            then try_cast(
                                json_extract({{ geometry }}, '$.coordinates') as double[][][][]
                            )
                    end as polygons
                from {{ relation }}
            )
        )
    )
)
{%- endmacro %}

{#-
    Twice the authalic sine of a latitude in degrees on the ellipsoid WGS84 (Snyder 1987, equation
    3-12): with it as ordinate and the longitude as abscissa, a plane area is an area on the
    ellipsoid.
-#}
{% macro authalic_ordinate(latitude) -%}
{%- set e = '0.0818191908426215' -%}
{%- set sine = 'sin(radians(' ~ latitude ~ '))' -%}
    (1 - {{ e }} * {{ e }}) * (
        {{ sine }} / (1 - {{ e }} * {{ e }} * {{ sine }} * {{ sine }})
        + ln((1 + {{ e }} * {{ sine }}) / (1 - {{ e }} * {{ sine }})) / (2 * {{ e }})
    )
{%- endmacro %}

{#- Half the square of the equatorial radius of WGS84, in km2: the factor of the area above. -#}
{% macro half_square_radius_km2() -%}
    (6378.137 * 6378.137 / 2)
{%- endmacro %}
