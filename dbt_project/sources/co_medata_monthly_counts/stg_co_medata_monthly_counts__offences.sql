-- One row is one month and offence of Medellín. A month without a row is neither zero nor stated
-- missing; it is simply not here, and not in the coverage either.
with landed as (
    select
        _extract_sha256,
        _row_number,
        modalidad,
        {{ strict_date_iso('fecha_hecho') }} as month_date,
        {{ strict_integer('cantidad_casos') }} as case_count
    from {{ source('co_medata_monthly_counts', 'monthly_counts') }}
),

counted as (
    select
        'co_medata_monthly_counts' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'sisc_monthly_cases' as methodology_version,
        'all' as coverage_scope,
        cast(null as varchar) as label_group,
        modalidad as label_type,
        cast(null as varchar) as label_subtype,
        cast(null as varchar) as label_modality,
        {{ area_id('COL', 'city', "'05001'") }} as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        {{ month_start('month_date') }} as period_start,
        {{ month_end('month_date') }} as period_end,
        case {{ match_key('modalidad') }}
            when 'homicidio' then 'victim'
            else 'published_quantity'
        end as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when month_date is not null and case_count >= 0 then case_count end as value_count,
        case
            when month_date is not null and case_count >= 0 then 'A'
            else 'O'
        end as obs_status_code
    from landed
)

{{ canonical_offences('counted') }}
