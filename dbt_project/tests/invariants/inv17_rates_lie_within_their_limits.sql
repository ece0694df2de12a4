-- INV17: the limits of a rate hold it, and below 10 events they are the exact ones of the seed, to
-- four decimals.
{% set scale = '(' ~ unit_scale('figure.unit_code') ~ ')' %}
select source_id, area_id, period_id, iccs_code as key_code
from {{ ref('offence_rate_by_city_year') }}
where not (ci_low_per_100k <= rate_per_100k and rate_per_100k <= ci_high_per_100k)
union all
select figure.source_id, figure.area_id, figure.period_id, figure.indicator_id as key_code
from {{ ref('observation') }} as figure
left join {{ ref('poisson_exact_limits') }} as exact on figure.numerator = exact.event_count
where
    figure.ci_method_code = 'exact_poisson'
    and figure.value is not null
    and (
        exact.event_count is null
        or abs(figure.ci_low * figure.denominator / {{ scale }} - exact.lower_limit) > 0.0001
        or abs(figure.ci_high * figure.denominator / {{ scale }} - exact.upper_limit) > 0.0001
    )
