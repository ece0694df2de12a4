-- One row is one landed row: a count of one crime, settlement, month, weapon, sex and age group.
-- Rows that a richer workbook replaces (is_set_aside) stay in stg_co_ponal_offences__rows.
with counted as (
    select
        'co_ponal_offences' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'siedco_yearly_files' as methodology_version,
        coverage_scope,
        cast(null as varchar) as label_group,
        crime as label_type,
        article_label as label_subtype,
        weapon_label as label_modality,
        -- A settlement where the file gives its code, else the municipality, else unlocated.
        case
            when settlement_code is not null
                then {{ area_id('COL', 'small_area', 'settlement_code') }}
            when municipality_code is not null
                then {{ area_id('COL', 'city', 'municipality_code') }}
            else 'COL:unlocated:COL'
        end as area_id,
        'gregorian' as calendar_code,
        'month' as grain_code,
        {{ month_start('fact_date') }} as period_start,
        {{ month_end('fact_date') }} as period_end,
        case crime
            when 'Homicidio intencional' then 'victim'
            else 'published_quantity'
        end as counting_unit_code,
        case sex_label
            when 'all' then '0'
            when 'masculino' then '1'
            when 'femenino' then '2'
            else '4'
        end as victim_sex_code,
        -- Menores (0-12), adolescentes (13-17) and adultos do not nest in the standard bands.
        case age_label when 'all' then '0' when 'not reported' then '6' end as victim_age_code,
        age_label as victim_age_label,
        quantity as value_count,
        case when is_value_fault then 'O' else 'A' end as obs_status_code
    from {{ ref('stg_co_ponal_offences__rows') }}
    where not is_set_aside
)

{{ canonical_offences('counted') }}
