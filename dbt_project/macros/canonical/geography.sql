{#- One exit per domain of geography, as `canonical.sql` has for the others. -#}

{#- One row is one geometry of one area: GeoJSON text in WGS84, with the vintage of the boundaries. -#}
{% macro canonical_area_geometries(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(area_id as varchar) as area_id,
    cast(geometry_role_code as varchar) as geometry_role_code,
    cast(geometry_geojson as varchar) as geometry_geojson,
    cast(vintage as varchar) as vintage,
    cast(published_km2 as double) as published_km2
from {{ relation }}
{%- endmacro %}

{#- One row is one name under which a source knows an area, now or earlier. -#}
{% macro canonical_area_names(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(area_id as varchar) as area_id,
    cast(name_local as varchar) as name_local,
    cast(name_role_code as varchar) as name_role_code,
    cast(valid_from_date as date) as valid_from_date,
    cast(valid_to_date as date) as valid_to_date,
    cast(evidence as varchar) as evidence
from {{ relation }}
{%- endmacro %}

{#- One row is the share of one area that lies in another, by one basis. -#}
{% macro canonical_area_overlaps(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(from_area_id as varchar) as from_area_id,
    cast(to_area_id as varchar) as to_area_id,
    cast(weight_basis_code as varchar) as weight_basis_code,
    cast(overlap_weight as double) as overlap_weight,
    cast(weight_vintage as varchar) as weight_vintage
from {{ relation }}
{%- endmacro %}
