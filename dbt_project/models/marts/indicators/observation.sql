-- One row is one published value of one indicator (methods 1.4): the figure, its bounds or its gap,
-- what it is divided by, its interval of chance variation, its status, the worst tier of the
-- comparisons it enters, and the extracts it leads back to. State and province rows are context,
-- never a city's value (INV25). A sexual offence of a city stands by year only (ruling 8).
-- The control-chart signal is that of the same month or quarter; of a twelve-month window that of
-- the month it ends in, on the chart of the monthly rate. A year has no chart (methods 7.2).
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
    coalesce(
        figure.suppression_reason_code,
        case
            when not list_contains(string_split(figure.obs_flag_codes, ';'), 'Q') then null
            when figure.indicator_id like 'V%' then 'few_respondents'
            when figure.indicator_id = 'C04' then 'few_victims'
            else 'withheld'
        end
    ) as suppression_reason_code,
    coalesce(charted.control_signal_code, last_month.control_signal_code) as spc_signal_code,
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
left join {{ ref('control_chart') }} as charted
    on
        figure.indicator_id = charted.indicator_id
        and figure.breakdown_code = charted.breakdown_code
        and figure.area_id = charted.area_id
        and figure.period_id = charted.period_id
        and figure.source_id = charted.source_id
left join {{ ref('control_chart') }} as last_month
    on
        split_part(figure.period_id, ':', 2) = 'rolling_12m'
        and last_month.grain_code = 'month'
        and figure.iccs_code = last_month.iccs_code
        and figure.counting_unit_code = last_month.counting_unit_code
        and figure.area_id = last_month.area_id
        and figure.source_id = last_month.source_id
        and figure.period_end = last_month.period_end
