-- One row is one amount of one city, fiscal period, function and stage in one knowledge interval. A
-- kind of amount that is no stage of ours (a forecast, a month's actual) stays in staging.
with staged as (
    {{ union_domain('budgets') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        area.city_id,
        {{ period_id('staged.calendar_code', 'staged.grain_code', 'staged.period_start') }}
            as period_id,
        staged.local_function_code,
        staged.label_local,
        staged.cofog_code,
        staged.stage_code,
        staged.amount,
        staged.currency_code
    from staged
    inner join {{ ref('dim_area') }} as area
        on staged.area_id = area.area_id and area.area_type_code = 'city'
    where staged.stage_code is not null and staged.amount is not null
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['city_id', 'period_id', 'local_function_code', 'stage_code'],
        ['amount', 'currency_code', 'cofog_code', 'label_local'],
    ) }}
)

select
    city_id,
    period_id,
    local_function_code,
    label_local,
    cofog_code,
    stage_code,
    amount,
    currency_code,
    source_id,
    extract_sha256,
    known_from_at,
    known_to_at
from versioned
