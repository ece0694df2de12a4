-- One row is one ICCS node of one source, unit, reporting area and native period (month, or the
-- year of a source that publishes years). A period between the first and the last that the source
-- reports for the area always has its row: a gap is a row without a value, never a missing row.
--
-- A zero is written only where every label type that feeds the node is reported in the detail that
-- the node needs (INV14); where one is not, or one of its categories is silent, the sum would lack
-- a part and is null. The upper bound is held to the same rule with everything that may feed it.
with node as (
    select
        node.*,
        category.label_subtype,
        category.valid_from_date
    from {{ ref('int_category_node') }} as node
    inner join {{ ref('dim_source_category') }} as category
        on node.source_category_id = category.source_category_id
),

-- A source states its coverage for all labels at once (`*`) or label type by label type.
coverage_by_all as (
    select distinct source_id from {{ ref('int_category_coverage') }} where label_key = '*'
),

-- What each node needs: the label types that feed it, as far as the source has ever published
-- them, and whether only their subtypes do.
node_need as (
    select
        node.source_id, node.iccs_code, node.counting_unit_code,
        case
            when by_all.source_id is not null then '*' else {{ match_key('node.label_type') }}
        end as label_key,
        bool_or(node.bound_code <> 'possible') as is_certain,
        bool_or(node.bound_code = 'possible' and node.label_subtype is null) as is_possible,
        coalesce(
            bool_and(node.label_subtype is not null) filter (where node.bound_code <> 'possible'),
            false
        ) as needs_subtype
    from node
    left join coverage_by_all as by_all on node.source_id = by_all.source_id
    group by all
),

-- Before the first of its categories exists, a node is not defined (M), whatever is reported.
node_list as (
    select
        source_id, iccs_code, counting_unit_code,
        count(*) filter (where bound_code = 'approximation') > 0 as is_approximated,
        min(coalesce(valid_from_date, date '1900-01-01'))
            filter (where bound_code <> 'possible') as defined_from_date
    from node
    group by source_id, iccs_code, counting_unit_code
),

period_span as (
    select
        source_id, area_id, calendar_code, grain_code,
        min(period_start) as first_start, max(period_start) as last_start
    from {{ ref('int_category_coverage') }}
    where areas_reporting > 0
    group by source_id, area_id, calendar_code, grain_code
),

spine as (
    select
        span.source_id, span.area_id, period.period_id, period.period_start, period.period_end,
        period.calendar_code, period.grain_code,
        node_list.iccs_code, node_list.counting_unit_code, node_list.is_approximated,
        coalesce(period.period_start >= node_list.defined_from_date, false) as is_defined
    from period_span as span
    inner join {{ ref('dim_period') }} as period
        on
            span.calendar_code = period.calendar_code
            and span.grain_code = period.grain_code
            and period.period_start between span.first_start and span.last_start
    inner join node_list on span.source_id = node_list.source_id
),

needed as (
    select
        spine.source_id, spine.area_id, spine.period_id, spine.iccs_code, spine.counting_unit_code,
        need.label_key, need.is_certain, need.is_possible,
        coalesce(coverage.areas_reporting, 0) as areas_reporting,
        coverage.areas_expected,
        coalesce(coverage.areas_reporting, 0) > 0 as is_there,
        coalesce(coverage.areas_reporting, 0) > 0
        and need.needs_subtype and not coverage.has_subtype as is_undetailed
    from spine
    inner join node_need as need
        on
            spine.source_id = need.source_id
            and spine.iccs_code = need.iccs_code
            and spine.counting_unit_code = need.counting_unit_code
    left join {{ ref('int_category_coverage') }} as coverage
        on
            spine.source_id = coverage.source_id
            and spine.area_id = coverage.area_id
            and spine.period_id = coverage.period_id
            and need.label_key = coverage.label_key
),

covered as (
    select
        source_id, area_id, period_id, iccs_code, counting_unit_code,
        bool_or(is_certain) as is_fed,
        bool_or(is_undetailed and is_certain) as is_undetailed,
        bool_and(is_there) filter (where is_certain) as is_whole,
        -- Below an undetailed label type only a listed code bounds the node from above.
        bool_and(is_there and (not is_undetailed or is_possible)) as is_bounded,
        min(areas_reporting) filter (where is_certain) as areas_reporting,
        max(areas_expected) as areas_expected
    from needed
    group by all
),

-- A published total replaces its parts wherever its safe code lies at the node or below, and is
-- published for that area and period (methods 3.1, INV16).
published_total as (
    select
        counted.source_id, counted.area_id, counted.period_id, counted.counting_unit_code,
        {{ match_key('node.total_label_type') }} as total_key,
        node.iccs_code
    from {{ ref('int_current_count') }} as counted
    inner join node
        on counted.source_category_id = node.source_category_id and node.bound_code = 'certain'
    where node.row_role_code = 'total' and counted.value_count is not null
),

contribution as (
    select
        counted.source_id, counted.area_id, counted.period_id, counted.counting_unit_code,
        node.iccs_code, node.bound_code,
        counted.value_count, counted.obs_status_code, counted.has_value_fault
    from {{ ref('int_current_count') }} as counted
    inner join node on counted.source_category_id = node.source_category_id
    left join published_total as total
        on
            node.row_role_code = 'part'
            and counted.source_id = total.source_id
            and counted.area_id = total.area_id
            and counted.period_id = total.period_id
            and counted.counting_unit_code = total.counting_unit_code
            and {{ match_key('node.total_label_type') }} = total.total_key
            and node.iccs_code = total.iccs_code
    where total.total_key is null
),

summed as (
    select
        source_id, area_id, period_id, counting_unit_code, iccs_code,
        sum(value_count) filter (where bound_code = 'certain') as certain_count,
        sum(value_count) filter (where bound_code in ('certain', 'possible')) as possible_count,
        sum(value_count) filter (where bound_code = 'approximation') as approximation_count,
        bool_or(value_count is null and obs_status_code = 'L' and bound_code <> 'possible')
            as lacks_part,
        bool_or(value_count is null and obs_status_code = 'O' and bound_code <> 'possible')
            as has_no_count,
        bool_or(value_count is null and obs_status_code = 'M' and bound_code <> 'possible')
            as has_undefined,
        bool_or(value_count is not null and bound_code <> 'possible') as has_value,
        bool_or(value_count is null) as lacks_bound,
        bool_or(has_value_fault) as has_value_fault
    from contribution
    group by all
),

judged as (
    select
        spine.*,
        covered.is_undetailed,
        covered.areas_reporting,
        covered.areas_expected,
        coalesce(covered.is_bounded and not coalesce(summed.lacks_bound, false), false)
            as has_bound,
        summed.certain_count,
        summed.approximation_count,
        summed.possible_count as possible_sum,
        coalesce(summed.has_value_fault, false) as has_value_fault,
        case
            when not spine.is_defined or not covered.is_fed then 'M'
            when covered.is_undetailed then 'M'
            when coalesce(summed.has_undefined and not summed.has_value, false) then 'M'
            when not covered.is_whole then 'L'
            when coalesce(summed.lacks_part, false) then 'L'
            when coalesce(summed.has_no_count, false) then 'O'
            else 'A'
        end as obs_status_code
    from spine
    inner join covered
        on
            spine.source_id = covered.source_id
            and spine.area_id = covered.area_id
            and spine.period_id = covered.period_id
            and spine.iccs_code = covered.iccs_code
            and spine.counting_unit_code = covered.counting_unit_code
    left join summed
        on
            spine.source_id = summed.source_id
            and spine.area_id = summed.area_id
            and spine.period_id = summed.period_id
            and spine.iccs_code = summed.iccs_code
            and spine.counting_unit_code = summed.counting_unit_code
)

select
    source_id,
    area_id,
    period_id,
    period_start,
    period_end,
    calendar_code,
    grain_code,
    iccs_code,
    counting_unit_code,
    obs_status_code = 'A' as is_reported,
    is_undetailed,
    areas_reporting,
    areas_expected,
    case
        when obs_status_code <> 'A' then null
        when is_approximated then coalesce(approximation_count, 0)
        else coalesce(certain_count, 0)
    end as value_count,
    case when has_bound then coalesce(possible_sum, 0) end as possible_count,
    obs_status_code,
    has_value_fault,
    is_approximated
from judged
