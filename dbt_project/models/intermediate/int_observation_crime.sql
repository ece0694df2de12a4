-- One row is one recorded-crime indicator, area, year and source in the shape of
-- marts.observation. An interval node has its two bounds and no value (methods 3.2); a core node
-- has its certain value and the upper bound; the residents of the period are the denominator.
with rated as (
    select
        indicator.indicator_id,
        indicator.breakdown_code,
        rate.*,
        rate.node_status_code in ('exact', 'core', 'approximation') as has_point
    from {{ ref('int_area_year_rate') }} as rate
    inner join {{ ref('indicator_nodes') }} as indicator on rate.iccs_code = indicator.iccs_code
    where rate.area_scope in ('city', 'state', 'province', 'country')
)

select
    rated.indicator_id,
    rated.city_id,
    rated.area_id,
    rated.area_scope,
    rated.period_id,
    rated.period_start,
    rated.period_end,
    rated.breakdown_code,
    rated.source_id,
    rated.iccs_code,
    cast(case when rated.has_point then rated.offence_count end as double) as numerator,
    case when rated.has_rate then rated.person_years end as denominator,
    case when rated.has_point then rated.rate_per_100k end as value,
    case
        when rated.node_status_code in ('interval', 'core') then rated.rate_per_100k
    end as value_low,
    case
        when rated.node_status_code in ('interval', 'core') then rated.possible_rate_per_100k
    end as value_high,
    'per 100 000 per year' as unit_code,
    rated.counting_unit_code,
    rated.node_status_code,
    case when rated.has_point then rated.ci_low_per_100k end as ci_low,
    case when rated.has_point then rated.ci_high_per_100k end as ci_high,
    case when rated.has_point and rated.has_rate then rated.ci_level_pct end as ci_level_pct,
    case when rated.has_point then rated.ci_method else 'none' end as ci_method_code,
    rated.obs_status_code,
    rated.obs_flag_codes,
    rated.conf_status_code,
    cast(null as varchar) as precision_band_code,
    extract.extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    rated.denominator_vintage,
    extract.known_from_at,
    rated.gap_reason_en,
    rated.gap_reason_es,
    rated.offence_count as certain_count,
    rated.possible_count,
    rated.months_reported,
    rated.covered_share,
    rated.is_estimated as is_denominator_estimated,
    rated.calendar_code
from rated
left join {{ ref('int_figure_extract') }} as extract
    on
        rated.source_id = extract.source_id
        and rated.iccs_code = extract.iccs_code
        and rated.counting_unit_code = extract.counting_unit_code
        and rated.area_id = extract.area_id
        and rated.period_id = extract.period_id
