-- INV17: a value is its numerator over its denominator on the scale of its unit, wherever all three
-- stand; the intervals are held to the same numerator and denominator.
select indicator_id, area_id, period_id, breakdown_code, source_id
from {{ ref('observation') }}
where
    abs(value - ({{ unit_scale('unit_code') }}) * numerator / denominator)
    > 1e-6 * greatest(1, abs(value))
