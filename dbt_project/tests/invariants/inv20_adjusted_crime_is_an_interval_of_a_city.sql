-- INV20: V10 is an interval without a point value, of a city whose own survey gives the reporting
-- rate with a coefficient of variation below 30 %, carries G, and is in no core table. Its bounds
-- are the count over the logit limits of that rate, computed here from the odds.
{% set rate = "(estimate.estimate_pct / 100.0)" %}
{% set error = "(1.959963984540054 * estimate.standard_error_pct / 100.0 / " ~ rate
    ~ " / (1 - " ~ rate ~ "))" %}
select figure.area_id, figure.period_id, figure.breakdown_code, 'no interval with G' as what
from {{ ref('observation') }} as figure
where
    figure.indicator_id = 'V10'
    and (
        figure.value is not null
        or figure.denominator is not null
        or figure.value_low is null
        or figure.value_high is null
        or figure.value_low >= figure.value_high
        or not list_contains(string_split(figure.obs_flag_codes, ';'), 'G')
    )
union all
select figure.area_id, figure.period_id, figure.breakdown_code, 'no rate of the city' as what
from {{ ref('observation') }} as figure
where
    figure.indicator_id = 'V10'
    and (
        figure.area_scope <> 'city'
        or not exists (
            select 1
            from {{ ref('fct_survey_estimate') }} as estimate
            inner join {{ ref('dim_period') }} as period
                on estimate.period_id = period.period_id
            where
                estimate.indicator_id = 'V02'
                and estimate.domain_area_id = figure.area_id
                and estimate.breakdown_code = figure.breakdown_code
                and estimate.representativity_code = 'city'
                and period.period_start = figure.period_start
                and period.period_end = figure.period_end
                and 100.0 * estimate.standard_error_pct / nullif(estimate.estimate_pct, 0) < 30
                and abs(
                    figure.value_low / figure.numerator
                    - (1 + (1 - {{ rate }}) / {{ rate }} * exp(-{{ error }}))
                ) < 0.0001
                and abs(
                    figure.value_high / figure.numerator
                    - (1 + (1 - {{ rate }}) / {{ rate }} * exp({{ error }}))
                ) < 0.0001
        )
    )
union all
select domain_area_id as area_id, period_id, breakdown_code, 'in a core table' as what
from {{ ref('fct_survey_estimate') }}
where indicator_id = 'V10'
union all
select area_id, period_id, local_indicator_code as breakdown_code, 'in a core table' as what
from {{ ref('fct_governance_indicator') }}
where local_indicator_code = 'V10'
