-- Methods 11 and 12: a data-maturity total stands only with the components it is made of, and is
-- 100 x their sum / (4 x their number); marts.observation agrees with itself and with the score.
with component as (
    select source_id, area_id, period_id, sum(value) as level_sum, count(value) as measured_count
    from {{ ref('observation') }}
    where indicator_id = 'D07' and breakdown_code like 'component=%'
    group by source_id, area_id, period_id
),

scored as (
    select source_id, area_id, sum(level) as level_sum, count(level) as measured_count
    from {{ ref('maturity_score') }}
    group by source_id, area_id
)

select total.source_id, total.area_id, total.period_id
from {{ ref('observation') }} as total
left join component using (source_id, area_id, period_id)
left join scored
    on total.source_id = scored.source_id and total.area_id = scored.area_id
where
    total.indicator_id = 'D07'
    and total.breakdown_code = 'total'
    and (
        coalesce(component.measured_count, 0) = 0
        or component.level_sum <> total.numerator
        or 4 * component.measured_count <> total.denominator
        or abs(total.value - 100.0 * component.level_sum / (4 * component.measured_count)) > 1e-9
        or scored.level_sum is distinct from component.level_sum
        or scored.measured_count is distinct from component.measured_count
    )
