-- One row is the domain that the persons of 2015 stand for: the 32 cities of that year together.
with listed as (
    select distinct
        'mx_inegi_ensu_microdata' as source_id,
        _extract_sha256 as extract_sha256,
        {{ area_id('MEX', 'survey_domain', "'ENSU2015'") }} as area_id,
        'MEX' as country_code,
        '22014' as city_admin_code,
        'survey_domain' as area_type_code,
        'ENSU2015' as area_code,
        'Ciudades de la ENSU de 2015 (32 ciudades juntas)' as name_local,
        cast(null as varchar) as parent_area_id,
        cast(null as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from {{ source('mx_inegi_ensu_microdata', 'persons_2015') }}
)

{{ canonical_areas('listed') }}
