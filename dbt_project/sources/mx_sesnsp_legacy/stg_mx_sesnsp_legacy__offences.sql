-- One row is one landed row (state x year x offence) and one of its months.
-- MODALIDAD is the top label level here and the bottom one in mx_sesnsp_offences. The series has no
-- empty cells: a 0 may be "not reported", which the file cannot tell apart.
with landed as (
    select
        _extract_sha256,
        _row_number,
        ano,
        inegi,
        modalidad,
        tipo,
        subtipo,
        {{ month_columns_es() }}
    from {{ source('mx_sesnsp_legacy', 'state_month_csv') }}
),

months as (
    select *
    from landed
    unpivot include nulls (raw_value for month_name in ({{ month_columns_es() }}))
),

typed as (
    select
        *,
        {{ padded_code('inegi', 2) }} as state_code,
        {{ strict_year('ano') }} as calendar_year,
        {{ strict_integer('raw_value') }} as parsed_value
    from months
),

judged as (
    select
        *,
        make_date(calendar_year, {{ month_number_es('month_name') }}, 1) as period_start,
        case
            when raw_value is null or trim(raw_value) = '' then 'L'
            when parsed_value is null or parsed_value < 0 then 'O'
            else 'A'
        end as obs_status_code
    from typed
),

final as (
    select
        'mx_sesnsp_legacy' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'sesnsp_1997_2017' as methodology_version,
        state_code || '|' || calendar_year as coverage_scope,
        modalidad as label_group,
        tipo as label_type,
        subtipo as label_subtype,
        null as label_modality,
        {{ area_id('MEX', 'state', 'state_code') }} as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        {{ month_end('period_start') }} as period_end,
        'case_file' as counting_unit_code,
        '0' as victim_sex_code,
        '0' as victim_age_code,
        'all' as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
