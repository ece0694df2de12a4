-- One row is the deaths of one area, manner and sex that occurred in one year and were registered
-- in one year, in one knowledge interval. The unit is the death: no row ever enters fct_offence or
-- an ICCS node (INV05). `period_id` is null where the certificate gives no year of occurrence, and
-- for years before the calendar of this warehouse; `occurrence_year` is then what is known.
{% set flags = {'O': "versioned.obs_status_code = 'O'"} %}
with staged as (
    {{ union_domain('deaths') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        staged.area_id,
        {{ period_id("'gregorian'", "'year'", 'staged.period_start') }} as registered_period_id,
        staged.manner_code,
        staged.label_local,
        staged.occurrence_year,
        staged.victim_sex_code,
        staged.value_count,
        staged.obs_status_code
    from staged
    inner join {{ ref('dim_area') }} as area on staged.area_id = area.area_id
    where staged.manner_code is not null
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['area_id', 'manner_code', 'victim_sex_code', 'occurrence_year', 'registered_period_id'],
        ['value_count', 'obs_status_code', 'label_local'],
    ) }}
)

select
    versioned.source_id,
    versioned.area_id,
    versioned.manner_code,
    versioned.label_local,
    'death' as counting_unit_code,
    versioned.victim_sex_code,
    versioned.occurrence_year,
    occurred.period_id,
    versioned.registered_period_id,
    versioned.value_count,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    'N' as conf_status_code,
    versioned.extract_sha256,
    versioned.known_from_at,
    versioned.known_to_at
from versioned
left join {{ ref('dim_period') }} as occurred
    on
        occurred.calendar_code = 'gregorian'
        and occurred.grain_code = 'year'
        and year(occurred.period_start) = versioned.occurrence_year
