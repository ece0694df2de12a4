-- One row is one moment at which a later edition changed the count of one ICCS node in one city or
-- context area and base period (month, or the year of a source that publishes years), counted from
-- the knowledge intervals of the facts (methods 4.5). What makes news of it, the first report of a
-- period, is told apart in marts.revision_log by `int_node_first_report`.
--
-- `has_opened`: a version begins at this moment, so the source states something; without it,
-- records are only gone (deletion). `from_null`, `to_null`: a version without a count ends or
-- begins here, so that the sum before or after lacks a part.
with node as (
    select node.source_category_id, node.source_id, node.iccs_code, node.counting_unit_code,
        node.row_role_code, {{ match_key('node.total_label_type') }} as total_key
    from {{ ref('int_category_node') }} as node
    inner join {{ ref('dim_node_status') }} as status
        on node.source_id = status.source_id and node.iccs_code = status.iccs_code
    where
        node.iccs_code in (select iccs_code from {{ ref('indicator_nodes') }})
        and node.bound_code
        = case status.node_status_code
            when 'exact' then 'certain' when 'core' then 'certain'
            when 'approximation' then 'approximation'
        end
),

version as (
    select
        fact.source_category_id, fact.area_id, fact.period_id, fact.counting_unit_code,
        fact.value_count, fact.extract_sha256, fact.known_from_at, fact.known_to_at
    from {{ ref('fct_offence') }} as fact
    union all
    select
        event.source_category_id, event.area_id,
        {{ period_id(
            "'gregorian'", "'month'", "date_trunc('month', event.occurred_date)"
        ) }} as period_id,
        event.counting_unit_code, event.unit_count as value_count, event.extract_sha256,
        event.known_from_at, event.known_to_at
    from {{ ref('fct_offence_event') }} as event
    where event.occurred_date is not null
),

placed as (
    select
        node.source_id, node.iccs_code, node.row_role_code, node.total_key,
        case
            when area.area_type_code in ('state', 'province', 'country') then area.area_id
            else city_area.area_id
        end as area_id,
        version.period_id, version.counting_unit_code, version.value_count,
        version.extract_sha256, version.known_from_at, version.known_to_at
    from version
    inner join node on version.source_category_id = node.source_category_id
    inner join {{ ref('dim_area') }} as area on version.area_id = area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
),

-- A published total stands for its parts (methods 3.1), as in int_node_period.
published_total as (
    select distinct source_id, iccs_code, area_id, period_id, counting_unit_code, total_key
    from placed
    where row_role_code = 'total' and value_count is not null
),

counted as (
    select placed.*
    from placed
    left join published_total as total
        on
            placed.row_role_code = 'part'
            and placed.source_id = total.source_id
            and placed.iccs_code = total.iccs_code
            and placed.area_id = total.area_id
            and placed.period_id = total.period_id
            and placed.counting_unit_code = total.counting_unit_code
            and placed.total_key = total.total_key
    where total.total_key is null
),

moment as (
    select
        source_id, iccs_code, area_id, period_id, counting_unit_code,
        known_from_at as changed_at,
        coalesce(value_count, 0) as change_count,
        extract_sha256 as opened_sha256,
        value_count is null as to_null,
        false as from_null
    from counted
    union all
    select
        source_id, iccs_code, area_id, period_id, counting_unit_code,
        known_to_at as changed_at,
        -coalesce(value_count, 0) as change_count,
        cast(null as varchar) as opened_sha256,
        false as to_null,
        value_count is null as from_null
    from counted
    where known_to_at is not null
)

select
    source_id,
    iccs_code,
    area_id,
    period_id,
    counting_unit_code,
    changed_at,
    cast(sum(change_count) as bigint) as change_count,
    count(opened_sha256) > 0 as has_opened,
    bool_or(to_null) as to_null,
    bool_or(from_null) as from_null,
    string_agg(distinct opened_sha256, ';' order by opened_sha256) as extract_sha256_list
from moment
group by source_id, iccs_code, area_id, period_id, counting_unit_code, changed_at
having sum(change_count) <> 0 or bool_or(to_null) or bool_or(from_null)
