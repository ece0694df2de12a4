-- One row is one victim. Restricted: coordinates never leave landing. The extract has no id, and 43
-- of its rows are exact copies of another: other victims. So the key is a hash of the whole row and
-- its ordinal among identical rows.
with landed as (
    select
        _extract_sha256,
        _row_number,
        {{ strict_utc_timestamp('fecha_hecho') }} as occurred_at,
        {{ match_key('sexo') }} as sex_label,
        {{ strict_integer('edad') }} as age_years,
        modalidad,
        coalesce(
            {{ full_match('trim(longitud)', '-?[0-9]+,[0-9]+') }}
            and {{ full_match('trim(latitud)', '-?[0-9]+,[0-9]+') }},
            false
        ) as has_point,
        sha256(concat_ws(
            chr(31),
            coalesce(fecha_hecho, ''), coalesce(longitud, ''), coalesce(latitud, ''),
            coalesce(sexo, ''), coalesce(edad, ''), coalesce(modalidad, '')
        )) as row_hash
    from {{ source('co_medata_homicides', 'homicides') }}
),

-- The publisher writes UTC. Bogotá has kept UTC-5 without daylight saving since 1993, so the local
-- time is plain arithmetic and needs neither a time zone library nor the session's time zone.
localised as (
    select
        *,
        occurred_at - interval 5 hours as occurred_local,
        row_number() over (
            partition by _extract_sha256, row_hash order by _row_number
        ) as ordinal
    from landed
),

events as (
    select
        'co_medata_homicides' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'sisc_homicide_points' as methodology_version,
        'all' as coverage_scope,
        row_hash || '-' || cast(ordinal as varchar) as event_key,
        cast(null as varchar) as label_group,
        'Homicidio' as label_type,
        cast(null as varchar) as label_subtype,
        modalidad as label_modality,
        {{ area_id('COL', 'city', "'05001'") }} as area_id,
        cast(occurred_local as date) as occurred_date,
        occurred_at as occurred_from_at,
        -- 287 rows stand at local midnight sharp, most likely an unknown hour: any time of the day.
        case
            when cast(occurred_local as time) = time '00:00:00' then occurred_at + interval 1 day
            else occurred_at
        end as occurred_to_at,
        'victim' as counting_unit_code,
        1 as unit_count,
        case sex_label when 'hombre' then '1' when 'mujer' then '2' else '4' end as victim_sex_code,
        -- -1 is the publisher's mark of an unknown age.
        case when age_years between 0 and 120 then age_years end as victim_age_years,
        case when has_point then 'point' else 'unknown' end as geo_precision_code,
        case when occurred_at is null then 'O' else 'A' end as obs_status_code
    from localised
)

{{ canonical_offence_events('events') }}
