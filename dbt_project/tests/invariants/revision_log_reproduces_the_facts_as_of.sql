-- INV06 for the log: the counts before and after, added up anew from the facts as of the moment of
-- the change and of the moment before it. Years only: a window is a sum of the same months.
with logged as (
    select distinct
        log.indicator_id, log.breakdown_code, log.source_id, log.area_id, log.area_scope,
        log.city_id, log.period_id, log.period_start, log.period_end, log.changed_at,
        log.old_numerator, log.new_numerator, node.iccs_code, status.node_status_code
    from {{ ref('revision_log') }} as log
    inner join {{ ref('indicator_nodes') }} as node
        on
            log.indicator_id = node.indicator_id and log.breakdown_code = node.breakdown_code
    inner join {{ ref('dim_node_status') }} as status
        on log.source_id = status.source_id and node.iccs_code = status.iccs_code
    inner join {{ ref('dim_period') }} as period on log.period_id = period.period_id
    where period.grain_code = 'year'
),

known as (
    select
        logged.indicator_id, logged.breakdown_code, logged.source_id, logged.area_id,
        logged.period_id, logged.changed_at, logged.old_numerator, logged.new_numerator,
        coalesce(sum(fact.value_count) filter (
            where
            fact.known_from_at <= logged.changed_at
            and (fact.known_to_at is null or fact.known_to_at > logged.changed_at)
        ), 0) as count_after,
        coalesce(sum(fact.value_count) filter (
            where
            fact.known_from_at < logged.changed_at
            and (fact.known_to_at is null or fact.known_to_at >= logged.changed_at)
        ), 0) as count_before
    from logged
    inner join {{ ref('int_category_node') }} as feeding
        on
            logged.source_id = feeding.source_id
            and logged.iccs_code = feeding.iccs_code
            and feeding.row_role_code <> 'part'
            and feeding.bound_code = case
                when logged.node_status_code = 'approximation' then 'approximation' else 'certain'
            end
    inner join {{ ref('fct_offence') }} as fact
        on feeding.source_category_id = fact.source_category_id
    inner join {{ ref('dim_area') }} as area
        on
            fact.area_id = area.area_id
            and (
                area.area_id = logged.area_id
                or (
                    logged.area_scope = 'city' and area.city_id = logged.city_id
                    and area.area_type_code not in ('state', 'province', 'country')
                )
            )
    inner join {{ ref('dim_period') }} as month
        on
            fact.period_id = month.period_id
            and month.period_start >= logged.period_start
            and month.period_end <= logged.period_end
    group by all
)

select *
from known
where
    count_after is distinct from new_numerator
    or (old_numerator is not null and count_before is distinct from old_numerator)
