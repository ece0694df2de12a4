-- One row is one ICCS node, one area, one calendar month, one source and unit. Only sources that
-- publish months; a SAPS year is never cut into months. State rows are context, marked by
-- area_scope, and never a city's value.
{% set flags = {
    'L': "node.obs_status_code = 'L'",
    'M': "node.obs_status_code = 'M'",
    'O': "node.obs_status_code = 'O'",
    'B': 'break_mark.break_date is not null and node.value_count is not null',
    'D': 'node.is_approximated and node.value_count is not null',
    'P': 'node.value_count is not null and (node.has_value_fault '
        ~ 'or node.areas_reporting < node.areas_expected or '
        ~ is_provisional('node.period_end', 'source.cadence') ~ ')',
} %}
select
    node.source_id,
    area.city_id,
    node.area_id,
    area.area_type_code as area_scope,
    node.period_id,
    node.period_start,
    node.period_end,
    node.calendar_code,
    node.iccs_code,
    node.counting_unit_code,
    status.node_status_code,
    cast(node.value_count as bigint) as offence_count,
    cast(node.possible_count as bigint) as possible_count,
    cast(node.areas_reporting as integer) as areas_reporting,
    cast(node.areas_expected as integer) as areas_expected,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    'F' as conf_status_code
from {{ ref('int_node_period') }} as node
inner join {{ ref('dim_area') }} as area on node.area_id = area.area_id
inner join {{ ref('dim_node_status') }} as status
    on node.source_id = status.source_id and node.iccs_code = status.iccs_code
inner join {{ source('ledger', 'sources') }} as source on node.source_id = source.source_id
left join {{ ref('int_break_mark') }} as break_mark
    on
        node.source_id = break_mark.source_id
        and node.iccs_code = break_mark.iccs_code
        and node.area_id = break_mark.area_id
        and break_mark.break_date between node.period_start and node.period_end
where
    node.grain_code = 'month'
    and (node.value_count is not null or node.possible_count is not null or node.is_reported
        or node.obs_status_code = 'L')
