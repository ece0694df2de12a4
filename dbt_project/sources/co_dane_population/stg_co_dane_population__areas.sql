-- One row is one settlement (centro poblado) of the register, in force from the register's year.
with register as (
    select
        landed._extract_sha256,
        -- Eight digits or nothing: a shorter code has lost its settlement, not its zero.
        case
            when {{ full_match('trim(landed.codigo_centro_poblado)', '[0-9]{8}') }}
                then trim(landed.codigo_centro_poblado)
        end as settlement_code,
        landed.nombre_centro_poblado,
        json_extract_string(extracts.attributes, '$.register_year') as register_year
    from {{ source('co_dane_population', 'divipola') }} as landed
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            landed._source_id = extracts.source_id
            and landed._extract_sha256 = extracts.extract_sha256
),

listed as (
    select
        'co_dane_population' as source_id,
        _extract_sha256 as extract_sha256,
        {{ area_id('COL', 'small_area', 'settlement_code') }} as area_id,
        'COL' as country_code,
        substring(settlement_code, 1, 5) as city_admin_code,
        'small_area' as area_type_code,
        settlement_code as area_code,
        nombre_centro_poblado as name_local,
        {{ area_id('COL', 'city', 'substring(settlement_code, 1, 5)') }} as parent_area_id,
        cast(register_year || '-01-01' as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from register
)

{{ canonical_areas('listed') }}
