-- INV11: no survey value of low precision stands without U, and none without a standard error has a
-- tier of comparison.
select source_id, domain_area_id as area_id, period_id, indicator_id, breakdown_code
from {{ ref('fct_survey_estimate') }}
where
    estimate_pct is not null
    and (precision_band_code = 'low' or cv_pct >= 30)
    and not list_contains(string_split(obs_flag_codes, ';'), 'U')
union all
select
    figure.source_id, figure.area_id, figure.period_id, figure.indicator_id, figure.breakdown_code
from {{ ref('observation') }} as figure
inner join {{ ref('fct_survey_estimate') }} as estimate
    on
        figure.source_id = estimate.source_id
        and figure.area_id = estimate.domain_area_id
        and figure.period_id = estimate.period_id
        and figure.indicator_id = estimate.indicator_id
        and figure.breakdown_code = estimate.breakdown_code
where estimate.standard_error_pct is null and figure.comparability_tier_code is not null
