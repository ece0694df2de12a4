-- The last logged value of a figure is the one that marts.observation shows today, and every value
-- before is the one the next row starts from.
with chained as (
    select
        *,
        lead(old_numerator) over in_time as next_numerator,
        lead(old_value) over in_time as next_value,
        lead(changed_at) over in_time as next_at
    from {{ ref('revision_log') }}
    window in_time as (
        partition by indicator_id, area_id, period_id, breakdown_code, source_id
        order by changed_at
    )
)

select log.indicator_id, log.area_id, log.period_id, log.breakdown_code, log.source_id
from chained as log
left join {{ ref('observation') }} as figure
    using (indicator_id, area_id, period_id, breakdown_code, source_id)
where
    case
        when log.next_at is null
            then
                figure.value is distinct from log.new_value
                and coalesce(abs(figure.value - log.new_value) > 1e-9, true)
        -- A row may start from an unknown value, never from another one.
        else coalesce(abs(log.next_value - log.new_value) > 1e-9, log.next_value is not null)
    end
