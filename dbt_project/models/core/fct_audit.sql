-- One row is one opinion of one auditor on one city and fiscal period in one knowledge interval, in
-- the auditor's own words. Its ordinal is empty until somebody has reviewed an order of the scale.
with staged as (
    {{ union_domain('audits') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        area.city_id,
        {{ period_id('staged.calendar_code', 'staged.grain_code', 'staged.period_start') }}
            as period_id,
        staged.auditor_name,
        staged.opinion_local,
        staged.opinion_code,
        staged.opinion_scale_code,
        staged.opinion_ordinal,
        staged.audited_amount,
        staged.observed_amount,
        staged.currency_code,
        staged.finding_count,
        staged.solved_count
    from staged
    inner join {{ ref('dim_area') }} as area
        on staged.area_id = area.area_id and area.area_type_code = 'city'
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['city_id', 'period_id', 'auditor_name'],
        [
            'opinion_local', 'opinion_code', 'opinion_scale_code', 'opinion_ordinal',
            'audited_amount', 'observed_amount', 'currency_code', 'finding_count', 'solved_count',
        ],
    ) }}
)

select
    city_id,
    period_id,
    auditor_name,
    opinion_local,
    opinion_code,
    opinion_scale_code,
    opinion_ordinal,
    audited_amount,
    observed_amount,
    currency_code,
    finding_count,
    solved_count,
    source_id,
    extract_sha256,
    known_from_at,
    known_to_at
from versioned
