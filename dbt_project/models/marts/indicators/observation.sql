-- One row is one published value of one indicator (methods 1.4): the figure, its bounds or its gap,
-- what it is divided by, its interval of chance variation, its status, the worst tier of the
-- comparisons it enters, and the extracts it leads back to. State and province rows are context,
-- never a city's value (INV25). A sexual offence of a city stands by year only (ruling 8).
with worst_tier as (
    select
        indicator_id, breakdown_code, city_id, period_id, source_id, max(tier_code) as tier_code
    from (
        select
            indicator_id, breakdown_code, city_id_a as city_id, period_id_a as period_id,
            source_id_a as source_id, tier_code
        from {{ ref('comparability_card') }}
        where period_id_a is not null and period_id_b is not null and are_both_figures
        union all
        select
            indicator_id, breakdown_code, city_id_b as city_id, period_id_b as period_id,
            source_id_b as source_id, tier_code
        from {{ ref('comparability_card') }}
        where period_id_a is not null and period_id_b is not null and are_both_figures
    )
    group by indicator_id, breakdown_code, city_id, period_id, source_id
)

select
    figure.indicator_id,
    figure.city_id,
    figure.area_id,
    figure.area_scope,
    figure.period_id,
    figure.period_start,
    figure.period_end,
    figure.breakdown_code,
    figure.source_id,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.value_low,
    figure.value_high,
    figure.unit_code,
    figure.counting_unit_code,
    figure.node_status_code,
    figure.ci_low,
    figure.ci_high,
    figure.ci_level_pct,
    figure.ci_method_code,
    figure.obs_status_code,
    figure.obs_flag_codes,
    figure.conf_status_code,
    figure.precision_band_code,
    case when figure.area_scope = 'city' then worst_tier.tier_code end as comparability_tier_code,
    figure.suppression_reason_code,
    cast(null as varchar) as spc_signal_code,
    figure.extract_sha256_list,
    figure.map_version,
    figure.denominator_vintage,
    figure.known_from_at,
    figure.gap_reason_en,
    figure.gap_reason_es
from {{ ref('int_observation') }} as figure
left join worst_tier
    on
        figure.indicator_id = worst_tier.indicator_id
        and figure.breakdown_code = worst_tier.breakdown_code
        and figure.city_id = worst_tier.city_id
        and figure.period_id = worst_tier.period_id
        and figure.source_id = worst_tier.source_id
