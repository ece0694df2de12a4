-- One row is one crude rate per 100,000 residents and year, with its 95 % interval of chance
-- variation (methods 5), or the reason why there is none. Only nodes with a point value: exact,
-- core, approximation; the rule of the rate itself stands in int_area_year_rate.
select
    source_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    calendar_code,
    iccs_code,
    counting_unit_code,
    node_status_code,
    offence_count,
    months_reported,
    areas_reporting,
    areas_expected,
    round(population, 0) as population,
    denominator_vintage,
    rate_per_100k,
    ci_low_per_100k,
    ci_high_per_100k,
    ci_method,
    ci_level_pct,
    obs_status_code,
    obs_flag_codes,
    conf_status_code,
    gap_reason_en,
    gap_reason_es
from {{ ref('int_area_year_rate') }}
where node_status_code in ('exact', 'core', 'approximation') or gap_reason_en is not null
