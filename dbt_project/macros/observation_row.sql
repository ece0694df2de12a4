{#-
    The shape of marts.observation for an indicator that is no recorded crime (int_observation):
    `relation` has one row per figure with `indicator_id`, `city_id`, `area_id`, `period_id`,
    `breakdown_code`, `source_id`, `numerator`, `denominator`, `value`, `value_low`, `value_high`,
    `unit_code`, `ci_low`, `ci_high`, `ci_level_pct`, `ci_method_code`, `obs_flag_codes` (sorted,
    without A; '' is A), `extract_sha256_list`, `denominator_vintage`, `is_denominator_estimated`,
    `known_from_at`, `gap_reason_en`, `gap_reason_es`.
-#}
{% macro observation_row(relation) -%}
select
    figure.indicator_id,
    figure.city_id,
    figure.area_id,
    area.area_type_code as area_scope,
    figure.period_id,
    period.period_start,
    period.period_end,
    figure.breakdown_code,
    figure.source_id,
    cast(null as varchar) as iccs_code,
    cast(figure.numerator as double) as numerator,
    cast(figure.denominator as double) as denominator,
    cast(figure.value as double) as value,
    cast(figure.value_low as double) as value_low,
    cast(figure.value_high as double) as value_high,
    figure.unit_code,
    cast(null as varchar) as counting_unit_code,
    cast(null as varchar) as node_status_code,
    cast(figure.ci_low as double) as ci_low,
    cast(figure.ci_high as double) as ci_high,
    cast(figure.ci_level_pct as double) as ci_level_pct,
    figure.ci_method_code,
    case
        {%- for code in ['Q', 'M', 'L', 'K', 'O', 'B', 'D', 'E', 'G', 'I', 'U', 'P', 'V', 'W'] %}
        when list_contains(string_split(figure.obs_flag_codes, ';'), '{{ code }}') then '{{ code }}'
        {%- endfor %}
        else 'A'
    end as obs_status_code,
    coalesce(nullif(figure.obs_flag_codes, ''), 'A') as obs_flag_codes,
    case when list_contains(string_split(figure.obs_flag_codes, ';'), 'Q') then 'A' else 'F' end
        as conf_status_code,
    cast(null as varchar) as precision_band_code,
    figure.extract_sha256_list,
    cast(null as varchar) as map_version,
    figure.denominator_vintage,
    figure.known_from_at,
    figure.gap_reason_en,
    figure.gap_reason_es,
    cast(null as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    period.month_count as months_reported,
    cast(1 as double) as covered_share,
    coalesce(figure.is_denominator_estimated, false) as is_denominator_estimated,
    period.calendar_code
from {{ relation }} as figure
inner join {{ ref('dim_area') }} as area on figure.area_id = area.area_id
inner join {{ ref('dim_period') }} as period on figure.period_id = period.period_id
{%- endmacro %}
