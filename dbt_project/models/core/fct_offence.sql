-- One row is one published count in one knowledge interval: category x area x period x unit x sex
-- x age label. Restricted below city x year by sex or age; the open form is fct_offence_open.
with stated as (
    select * from {{ ref('int_offence_count') }}
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        [
            'source_category_id', 'area_id', 'period_id', 'counting_unit_code', 'victim_sex_code',
            'victim_age_code', 'victim_age_label',
        ],
        ['value_count', 'obs_status_code', 'has_value_fault'],
    ) }}
)

select
    versioned.source_category_id,
    versioned.source_id,
    versioned.area_id,
    versioned.period_id,
    versioned.counting_unit_code,
    versioned.victim_sex_code,
    versioned.victim_age_code,
    versioned.victim_age_label,
    versioned.value_count,
    cast(null as bigint) as pre_break_count,
    {{ status_of_cell('versioned') }} as obs_status_code,
    {{ status_of_cell('versioned') }} as obs_flag_codes,
    'N' as conf_status_code,
    versioned.extract_sha256,
    versioned.known_from_at,
    versioned.known_to_at
from versioned
