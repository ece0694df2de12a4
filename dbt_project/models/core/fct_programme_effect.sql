-- One row is one estimate of the effect of one programme by the design it registered, or the reason
-- why there is none. Empty while no programme is registered. The day of the release stands for the
-- clock, so that the same inputs build the same table.
select
    effect.programme_id,
    effect.indicator_id,
    effect.design_code,
    effect.identification_code,
    effect.is_exploratory,
    effect.estimate_ratio,
    effect.ci_low_ratio,
    effect.ci_high_ratio,
    effect.ci_level_pct,
    effect.level_ratio,
    effect.level_ci_low_ratio,
    effect.level_ci_high_ratio,
    effect.monthly_slope_ratio,
    effect.monthly_slope_ci_low_ratio,
    effect.monthly_slope_ci_high_ratio,
    effect.spill_over_ratio,
    effect.spill_over_ci_low_ratio,
    effect.spill_over_ci_high_ratio,
    effect.pretrend_p_value,
    effect.diagnostics_passed_count,
    effect.diagnostics_total_count,
    effect.diagnostics,
    effect.observation_count,
    effect.area_count,
    effect.reason_code,
    effect.reason_en,
    effect.reason_es,
    effect.model_ref,
    cast(date '{{ var("release_date") }}' as timestamp) as computed_at
from {{ ref('int_programme_effect') }} as effect
