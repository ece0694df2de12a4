-- One row is one landed row of either layout (municipality x year x offence) and one of its months.
-- The cut-off is the month in the name of the file; where the name states none, the last month in
-- which any row of the file has a count. A month that is empty, or 0 after the cut-off, is not yet
-- published (L). 1.0 is the whole number 1, as the re-saved excerpt writes December.
{% set columns = ['ano', 'cve_municipio', 'municipio', 'bien_juridico_afectado', 'tipo_de_delito',
                  'subtipo_de_delito', 'modalidad'] %}
with landed as (
    select
        'municipality_month' as layout, _extract_sha256, _row_number,
        {{ columns | join(', ') }}, {{ month_columns_es() }}
    from {{ source('mx_sesnsp_municipal', 'municipality_month') }}
    union all
    select
        'rnid_municipality_month' as layout, _extract_sha256, _row_number,
        {{ columns | join(', ') }}, {{ month_columns_es() }}
    from {{ source('mx_sesnsp_municipal', 'rnid_municipality_month') }}
),

months as (
    select *
    from landed
    unpivot include nulls (raw_value for month_name in ({{ month_columns_es() }}))
),

typed as (
    select
        *,
        {{ padded_code('cve_municipio', 5) }} as municipality_code,
        make_date({{ strict_year('ano') }}, {{ month_number_es('month_name') }}, 1) as period_start,
        {{ strict_integer("regexp_replace(trim(raw_value), '[.]0$', '')") }} as parsed_value
    from months
),

last_counted as (
    select _extract_sha256, max(period_start) filter (where parsed_value > 0) as last_start
    from typed
    group by _extract_sha256
),

dated as (
    select
        typed.*,
        coalesce(edition.data_as_of_date, {{ month_end('last_counted.last_start') }})
            as cutoff_date,
        edition.data_as_of_date is not null as is_cutoff_stated
    from typed
    left join last_counted on typed._extract_sha256 = last_counted._extract_sha256
    left join {{ source('ledger', 'extracts') }} as edition
        on
            edition.source_id = 'mx_sesnsp_municipal'
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
)

select
    layout,
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    -- 998 and 999 behind the state are "others" and "not stated", and swap their meaning between
    -- the methodologies: no municipalities.
    case
        when municipality_code like '__998' or municipality_code like '__999'
            then {{ area_id('MEX', 'no_municipality', 'municipality_code') }}
        else {{ mexican_municipality_id('municipality_code') }}
    end as area_id,
    municipality_code,
    municipio as municipality_name,
    bien_juridico_afectado as label_group,
    tipo_de_delito as label_type,
    subtipo_de_delito as label_subtype,
    modalidad as label_modality,
    period_start,
    {{ month_end('period_start') }} as period_end,
    cutoff_date,
    is_cutoff_stated,
    case when obs_status_code = 'A' then parsed_value end as value_count,
    obs_status_code
from judged
