-- One row is one event record of homicide of 2014, restricted. The hour, the occupation and the
-- place of the form stay in landing: an event is known by its day. A record of two or three victims
-- prints one sex and one age, which are nobody's in particular: unknown. Sexual offences stay in
-- stg_co_dijin_2014__events (sources 1.2: restricted).
with hashed as (
    select
        _extract_sha256,
        _row_number,
        sha256(concat_ws(
            chr(31),
            {%- for column in [
                'fecha', 'departamento', 'municipio', 'zona', 'dia', 'hora', 'edad', 'sexo',
                'movil_agresor', 'movil_victima', 'arma_medio', 'clase_empleado', 'estado_civil',
                'clase_sitio', 'victimas',
            ] %}
            coalesce({{ column }}, ''){{ ',' if not loop.last }}
            {%- endfor %}
        )) as row_hash
    from {{ source('co_dijin_2014', 'homicides') }}
),

-- Identical rows are different events: the ordinal tells them apart.
keyed as (
    select
        hashed.*,
        row_number() over (
            partition by hashed._extract_sha256, hashed.row_hash order by hashed._row_number
        ) as ordinal
    from hashed
),

events as (
    select
        'co_dijin_2014' as source_id,
        event.extract_sha256,
        event.row_number,
        'siedco_2015' as methodology_version,
        'homicides|2014' as coverage_scope,
        keyed.row_hash || '-' || cast(keyed.ordinal as varchar) as event_key,
        cast(null as varchar) as label_group,
        'Homicidio' as label_type,
        cast(null as varchar) as label_subtype,
        event.weapon_label as label_modality,
        case
            when event.municipality_code is not null
                then {{ area_id('COL', 'city', 'event.municipality_code') }}
            else 'COL:unlocated:COL'
        end as area_id,
        event.fact_date as occurred_date,
        -- Local midnight in UTC (Bogotá keeps UTC-5 all year) and the next one.
        cast(event.fact_date as timestamp) + interval 5 hours as occurred_from_at,
        cast(event.fact_date as timestamp) + interval 29 hours as occurred_to_at,
        'victim' as counting_unit_code,
        event.victim_count as unit_count,
        case when event.victim_count = 1 then event.victim_sex_code else '4' end
            as victim_sex_code,
        case
            when event.victim_count = 1 and event.victim_age_years between 0 and 120
                then event.victim_age_years
        end as victim_age_years,
        case when event.municipality_code is not null then 'city' else 'unknown' end
            as geo_precision_code,
        case when event.fact_date is null or event.victim_count is null then 'O' else 'A' end
            as obs_status_code
    from {{ ref('stg_co_dijin_2014__events') }} as event
    inner join keyed
        on
            event.extract_sha256 = keyed._extract_sha256
            and event.row_number = keyed._row_number
    where event.layout = 'homicides'
)

{{ canonical_offence_events('events') }}
