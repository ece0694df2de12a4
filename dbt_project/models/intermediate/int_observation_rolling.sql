-- One row is the rate of twelve consecutive months of one recorded-crime indicator, in the shape of
-- marts.observation, with the same limits as a yearly rate (methods 5).
{% set low = 'case when rolling.value_count < 10 then exact.lower_limit else '
    ~ byar_lower('rolling.value_count') ~ ' end' %}
{% set high = 'case when rolling.value_count < 10 then exact.upper_limit else '
    ~ byar_upper('rolling.value_count') ~ ' end' %}
{% set flags = {
    'D': 'is_approximated',
    'E': 'is_estimated',
    'U': '(count_high - count_low) / 2 > 0.5 * value_count',
    'P': 'is_incomplete',
} %}
with limited as (
    select
        indicator.indicator_id,
        indicator.breakdown_code,
        rolling.*,
        denominator.population,
        denominator.denominator_vintage,
        denominator.is_estimated,
        {{ low }} as count_low,
        {{ high }} as count_high,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', rolling.period_end)") }}
            as last_year_id,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', rolling.period_start)") }}
            as first_year_id
    from {{ ref('int_node_rolling') }} as rolling
    inner join {{ ref('indicator_nodes') }} as indicator
        on rolling.iccs_code = indicator.iccs_code
    inner join {{ ref('int_denominator') }} as denominator
        on rolling.area_id = denominator.area_id and rolling.period_id = denominator.period_id
    left join {{ ref('poisson_exact_limits') }} as exact
        on rolling.value_count = exact.event_count
    where denominator.population >= 1000
),

-- A window touches one or two calendar years: the extracts of both.
traced as (
    select
        limited.indicator_id, limited.breakdown_code, limited.source_id, limited.area_id,
        limited.period_id,
        string_agg(distinct listed.extract_sha256, ';' order by listed.extract_sha256)
            as extract_sha256_list,
        max(figure.known_from_at) as known_from_at
    from limited
    inner join {{ ref('int_figure_extract') }} as figure
        on
            limited.source_id = figure.source_id
            and limited.iccs_code = figure.iccs_code
            and limited.counting_unit_code = figure.counting_unit_code
            and limited.area_id = figure.area_id
            and figure.period_id in (limited.first_year_id, limited.last_year_id)
    cross join unnest(string_split(figure.extract_sha256_list, ';')) as listed (extract_sha256)
    group by all
)

select
    limited.indicator_id,
    limited.city_id,
    limited.area_id,
    limited.area_scope,
    limited.period_id,
    limited.period_start,
    limited.period_end,
    limited.breakdown_code,
    limited.source_id,
    limited.iccs_code,
    cast(limited.value_count as double) as numerator,
    limited.population as denominator,
    100000.0 * limited.value_count / limited.population as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    'per 100 000 per year' as unit_code,
    limited.counting_unit_code,
    limited.node_status_code,
    100000.0 * limited.count_low / limited.population as ci_low,
    100000.0 * limited.count_high / limited.population as ci_high,
    cast(95 as double) as ci_level_pct,
    case when limited.value_count < 10 then 'exact_poisson' else 'byar' end as ci_method_code,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    traced.extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    limited.denominator_vintage,
    traced.known_from_at,
    cast(null as varchar) as gap_reason_en,
    cast(null as varchar) as gap_reason_es,
    limited.value_count as certain_count,
    cast(null as bigint) as possible_count,
    12 as months_reported,
    cast(1 as double) as covered_share,
    limited.is_estimated as is_denominator_estimated,
    'gregorian' as calendar_code
from limited
left join traced
    on
        limited.indicator_id = traced.indicator_id
        and limited.breakdown_code = traced.breakdown_code
        and limited.source_id = traced.source_id
        and limited.area_id = traced.area_id
        and limited.period_id = traced.period_id
