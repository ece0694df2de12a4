-- One row is one node, area and source whose period holds a known series break, and the day of it:
-- only areas that the source counts the node for. `series_break_id_list` says which breaks of that
-- day hold there; where they push different ways the direction is unknown.
with scoped as (
    select
        series_break.series_break_id,
        series_break.source_id,
        series_break.area_scope,
        series_break.break_date,
        series_break.expected_direction_code,
        node.iccs_code
    from {{ ref('dim_series_break') }} as series_break
    cross join unnest(string_split(series_break.iccs_scope, ';')) as scope (iccs_scope)
    inner join {{ ref('dim_offence') }} as node
        on
            trim(scope.iccs_scope) = '*'
            or node.iccs_code like trim(scope.iccs_scope) || '%'
            or trim(scope.iccs_scope) like node.iccs_code || '%'
),

counted as (
    select distinct source_id, area_id, iccs_code
    from {{ ref('int_node_period') }}
)

select
    scoped.source_id,
    scoped.break_date,
    scoped.iccs_code,
    counted.area_id,
    string_agg(distinct scoped.series_break_id, ';' order by scoped.series_break_id)
        as series_break_id_list,
    case
        when count(distinct scoped.expected_direction_code) = 1
            then min(scoped.expected_direction_code)
        else 'unknown'
    end as expected_direction_code
from scoped
inner join counted
    on
        scoped.source_id = counted.source_id
        and scoped.iccs_code = counted.iccs_code
        and scoped.area_scope in ('*', counted.area_id)
group by scoped.source_id, scoped.break_date, scoped.iccs_code, counted.area_id
