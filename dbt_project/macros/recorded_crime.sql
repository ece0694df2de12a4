{#-
    The public form of counts by ICCS node, which the month and the year share. `node` is a relation
    of nodes (int_node_period, int_node_year), `condition` says which of its rows, `months` adds
    months_reported, without which a year is no whole year; `hidden_bound` says of which rows the upper
    bound stays inside.

    State rows are context, marked by area_scope, and never a city's value. A city of which a source
    has nothing but such context has rows too: the gap, with its reason, once per period and node
    that the context reports.
-#}
{% macro recorded_crime(node, condition, months=false, hidden_bound='false') -%}
{%- set flags = {
    'L': "node.obs_status_code = 'L'",
    'M': "node.obs_status_code = 'M'",
    'O': "node.obs_status_code = 'O'",
    'B': 'break_mark.break_date is not null and node.value_count is not null',
    'D': 'node.is_approximated and node.value_count is not null',
    'P': 'node.value_count is not null and (node.has_value_fault '
        ~ ('or node.months_reported < 12 ' if months else '')
        ~ 'or node.areas_reporting < node.areas_expected or '
        ~ is_provisional('node.period_end', 'source.cadence') ~ ')',
} -%}
with reported as (
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
        case
            when node.is_undetailed then 'unavailable' else status.node_status_code
        end as node_status_code,
        cast(node.value_count as bigint) as offence_count,
        case
            when not ({{ hidden_bound }}) then cast(node.possible_count as bigint)
        end as possible_count,
        {%- if months %}
        cast(node.months_reported as integer) as months_reported,
        {%- endif %}
        cast(node.areas_reporting as integer) as areas_reporting,
        cast(node.areas_expected as integer) as areas_expected,
        {{ leading_status(flags) }} as obs_status_code,
        coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
        {{ gap_reason('node', 'en') }} as gap_reason_en,
        {{ gap_reason('node', 'es') }} as gap_reason_es
    from {{ node }} as node
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
    where {{ condition }}
),

own_source as (
    select distinct source_id
    from reported
    where area_scope not in ('state', 'province', 'country')
),

gap as (
    select
        context.source_id,
        context.city_id,
        city_area.area_id,
        'city' as area_scope,
        context.period_id,
        context.period_start,
        context.period_end,
        context.calendar_code,
        context.iccs_code,
        context.counting_unit_code,
        'unavailable' as node_status_code,
        cast(null as bigint) as offence_count,
        cast(null as bigint) as possible_count,
        {%- if months %}
        0 as months_reported,
        {%- endif %}
        0 as areas_reporting,
        1 as areas_expected,
        'L' as obs_status_code,
        'L' as obs_flag_codes,
        {{ context_reason('context_area.name_local', 'context.area_scope', 'en') }}
            as gap_reason_en,
        {{ context_reason('context_area.name_local', 'context.area_scope', 'es') }}
            as gap_reason_es
    from reported as context
    inner join {{ ref('dim_area') }} as context_area on context.area_id = context_area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on context.city_id = city_area.city_id and city_area.area_type_code = 'city'
    anti join own_source on context.source_id = own_source.source_id
    where
        context.area_scope in ('state', 'province', 'country')
        and context.offence_count is not null
)

select *, 'F' as conf_status_code from reported
union all by name
select *, 'F' as conf_status_code from gap
{%- endmacro %}
