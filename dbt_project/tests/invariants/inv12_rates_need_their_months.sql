-- INV10, INV12, INV17: a rate has 10 reported months at least, P below 12, 1,000 residents at
-- least, a stored vintage, and limits around it.
select source_id, area_id, period_id, iccs_code
from {{ ref('offence_rate_by_city_year') }}
where
    rate_per_100k is not null
    and (
        months_reported < 10
        or (months_reported < 12 and not list_contains(string_split(obs_flag_codes, ';'), 'P'))
        or population < 1000
        or denominator_vintage is null
        or ci_low_per_100k > rate_per_100k
        or ci_high_per_100k < rate_per_100k
    )
