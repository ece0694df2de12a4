-- One row is one landed row (state x year x offence) and one of its months.
-- A month that the publisher left empty is null (L), never 0; a 0 after the cut-off is no count
-- either.
with landed as (
    select
        _extract_sha256,
        _row_number,
        ano,
        clave_ent,
        bien_juridico_afectado,
        tipo_de_delito,
        subtipo_de_delito,
        modalidad,
        {{ month_columns_es() }}
    from {{ source('mx_sesnsp_rnid', 'state_month_csv') }}
),

months as (
    select *
    from landed
    unpivot include nulls (raw_value for month_name in ({{ month_columns_es() }}))
),

typed as (
    select
        *,
        {{ padded_code('clave_ent', 2) }} as state_code,
        {{ strict_year('ano') }} as calendar_year,
        {{ month_number_es('month_name') }} as calendar_month,
        {{ strict_integer('raw_value') }} as parsed_value
    from months
),

dated as (
    select
        typed.*,
        make_date(typed.calendar_year, typed.calendar_month, 1) as period_start,
        edition.data_as_of_date as cutoff_date
    from typed
    left join {{ source('ledger', 'extracts') }} as edition
        on
            edition.source_id = 'mx_sesnsp_rnid'
            and typed._extract_sha256 = edition.extract_sha256
),

judged as (
    select
        *,
        case
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            when parsed_value = 0 and period_start > cutoff_date then 'L'
            else 'A'
        end as obs_status_code
    from dated
),

final as (
    select
        'mx_sesnsp_rnid' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'rnid_2026' as methodology_version,
        state_code || '|' || calendar_year as coverage_scope,
        bien_juridico_afectado as label_group,
        tipo_de_delito as label_type,
        subtipo_de_delito as label_subtype,
        modalidad as label_modality,
        {{ area_id('MEX', 'state', 'state_code') }} as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        {{ month_end('period_start') }} as period_end,
        'offence' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
