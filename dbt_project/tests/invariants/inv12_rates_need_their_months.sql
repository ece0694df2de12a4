-- INV12: a rate of 12 months has 10 reported ones at least, and P below 12.
select source_id, area_id, period_id, iccs_code
from {{ ref('offence_rate_by_city_year') }}
where
    rate_per_100k is not null
    and (
        months_reported < 10
        or (months_reported < 12 and not list_contains(string_split(obs_flag_codes, ';'), 'P'))
    )
