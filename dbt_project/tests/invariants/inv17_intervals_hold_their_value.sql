-- INV17: an interval holds its value, bounds hold theirs, and the limits are those of the named
-- formula to four decimals: Byar's of the count and Wilson's of the share, computed here once more
-- from numerator and denominator.
{% set scale = '(' ~ unit_scale('unit_code') ~ ')' %}
select indicator_id, area_id, period_id, breakdown_code, source_id
from {{ ref('observation') }}
where
    (ci_low is not null and not (ci_low <= value and value <= ci_high))
    or (ci_method_code <> 'none' and (ci_low is null or ci_high is null))
    or (value_low is not null and value_high is not null and value_low > value_high)
    or (value is not null and value_high is not null and value > value_high)
    or (
        ci_method_code = 'byar'
        and (
            abs(ci_low * denominator / {{ scale }} - ({{ byar_lower('numerator') }})) > 0.00005
            or abs(ci_high * denominator / {{ scale }} - ({{ byar_upper('numerator') }})) > 0.00005
        )
    )
    or (
        ci_method_code = 'wilson'
        and (
            not coalesce(
                abs(ci_low - {{ wilson_lower('numerator', 'denominator') }}) < 0.0001, false
            )
            or not coalesce(
                abs(ci_high - {{ wilson_upper('numerator', 'denominator') }}) < 0.0001, false
            )
        )
    )
