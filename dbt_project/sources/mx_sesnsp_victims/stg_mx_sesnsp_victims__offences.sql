-- One row is one landed row (state x year x offence x sex x age band) and one of its months:
-- victims. A month that the publisher left empty is null (L), never 0; a 0 after the cut-off is no
-- count either. The age bands (0-17, 18 and more) do not nest in the standard ones.
with months as (
    select *
    from (
        select
            _extract_sha256,
            _row_number,
            ano,
            clave_ent,
            bien_juridico_afectado,
            tipo_de_delito,
            subtipo_de_delito,
            modalidad,
            sexo,
            rango_de_edad,
            {{ month_columns_es() }}
        from {{ source('mx_sesnsp_victims', 'state_month_workbook') }}
    )
    unpivot include nulls (raw_value for month_name in ({{ month_columns_es() }}))
),

typed as (
    select
        *,
        {{ padded_code('clave_ent', 2) }} as state_code,
        {{ strict_year('ano') }} as calendar_year,
        {{ month_number_es('month_name') }} as calendar_month,
        {{ match_key('sexo') }} as sex_key,
        {{ match_key('rango_de_edad') }} as age_key,
        {{ strict_integer('raw_value', group=',') }} as parsed_value
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
            edition.source_id = 'mx_sesnsp_victims'
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
        'mx_sesnsp_victims' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'cnsp_38_15_victims' as methodology_version,
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
        'victim' as counting_unit_code,
        case sex_key when 'hombre' then '1' when 'mujer' then '2' else '4' end as victim_sex_code,
        case when age_key in ('no especificado', 'no identificado') then '6' end as victim_age_code,
        rango_de_edad as victim_age_label,
        case when obs_status_code = 'A' then parsed_value end as value_count,
        obs_status_code
    from judged
)

{{ canonical_offences('final') }}
